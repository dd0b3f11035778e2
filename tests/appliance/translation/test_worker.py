import threading

import pytest

from appliance.spool import translations
from appliance.spool.translations import TranslationState
from appliance.translation.server import Server, Translated, Untranslated
from appliance.translation.worker import DELAYS, QUIET, Worker

DOWN = Untranslated("it is down", passing=True)


class Mouth:
    """Answers as it is told; else it translates."""

    def __init__(self):
        self.answers = []
        self.asked = []
        self.before = lambda: None

    def translate(self, text, source, target):
        self.before()
        self.asked.append(text)
        return self.answers.pop(0) if self.answers else Translated(text.upper())

    def hang_up(self):
        pass


@pytest.fixture
def mouth():
    return Mouth()


@pytest.fixture
def told():
    return []


@pytest.fixture
def worker(spool, mouth, told, clock):
    return Worker(spool, mouth, lambda: told.append(1), clock)


@pytest.fixture
def ask(spool, clock):
    def asked(text, request_id=1):
        spool.write(lambda db: translations.ask(db, request_id, text, "en", "de", clock.now))

    return asked


@pytest.fixture
def stands(spool):
    def look(text, request_id=1):
        found = translations.look(spool.read(), request_id, text, "en", "de")
        return found.state, found.result, found.tries

    return look


def test_what_waits_is_translated_once(worker, ask, stands, mouth, told):
    ask("hello")
    ask("hello")
    assert worker.step() and not worker.step()
    assert stands("hello") == (TranslationState.DONE, "HELLO", 1)
    assert (mouth.asked, told) == (["hello"], [1])


def test_what_can_not_be_translated_fails_at_once(worker, ask, stands, mouth, told):
    mouth.answers = [Untranslated("de is not supported")]
    ask("hello")
    assert worker.step() and not worker.step()
    assert stands("hello") == (TranslationState.FAILED, "de is not supported", 1)
    assert told == [1]


def test_trouble_that_may_pass_is_tried_again_a_few_times(worker, ask, stands, mouth, clock, told):
    mouth.answers = [DOWN] * 3
    ask("hello")
    for delay in DELAYS:
        assert worker.step() and not worker.step()
        assert worker.condition == "it is down"
        clock.now += delay
    assert not told
    assert worker.step()
    assert stands("hello") == (TranslationState.FAILED, "it is down", 3)
    assert told == [1]


def test_a_server_that_is_down_does_not_cost_each_text_its_tries(worker, ask, stands, mouth, clock):
    mouth.answers = [DOWN] * 3
    ask("one")
    for _ in range(3):
        worker.step()
        clock.now += DELAYS[-1]
    ask("two")
    assert worker.step()
    assert stands("two") == (TranslationState.FAILED, "it is down", 0)
    clock.now += QUIET
    ask("three")
    assert worker.step()
    assert stands("three")[0] is TranslationState.DONE


def test_what_nobody_waits_for_any_more_is_not_asked_for(worker, ask, mouth, spool, monkeypatch):
    look = translations.following

    def given_up_meanwhile(db, request_id, now):
        found = look(db, request_id, now)
        spool.write(lambda db: translations.forget(db, 1))
        return found

    monkeypatch.setattr(translations, "following", given_up_meanwhile)
    ask("hello")
    assert worker.step() and not worker.step()
    assert mouth.asked == []


def test_requests_take_turns(worker, ask, mouth):
    for text in ("a", "b", "c"):
        ask(text, 1)
    ask("x", 2)
    ask("y", 3)
    while worker.step():
        pass
    assert mouth.asked == ["a", "x", "y", "b", "c"]


def test_nothing_is_locked_while_the_server_is_asked(worker, ask, mouth, spool):
    written = threading.Event()

    def write():
        thread = threading.Thread(target=lambda: spool.write(lambda db: written.set()))
        thread.start()
        assert written.wait(10)
        thread.join()

    mouth.before = write
    ask("hello")
    assert worker.step()


def test_what_a_crash_left_is_asked_for_again_but_not_for_ever(worker, ask, stands, mouth, spool):
    ask("hello")
    for tries in range(1, 4):
        with pytest.raises(KeyboardInterrupt):
            crash(worker, mouth)
        assert stands("hello") == (TranslationState.PENDING, "", tries)
    assert worker.step()
    assert stands("hello") == (TranslationState.FAILED, "the box stopped each time while it was translated", 3)


def crash(worker, mouth):
    def unplugged():
        raise KeyboardInterrupt

    mouth.before = unplugged
    worker.step()


def test_the_thread_sleeps_until_it_is_woken(spool, ask, stands, mouth, clock):
    done = threading.Event()
    worker = Worker(spool, mouth, done.set, clock)
    worker.start()
    ask("hello")
    worker.wake()
    assert done.wait(10)
    worker.stop()
    assert stands("hello")[0] is TranslationState.DONE


def test_it_ends_at_once_and_leaves_what_is_under_way(spool, ask, stands, libre, settings, clock):
    libre.fault = "silent"
    ask("hello")
    worker = Worker(spool, Server(settings), lambda: None, clock)
    worker.start()
    assert libre.heard.wait(10)
    worker.stop()
    assert not worker.is_alive()
    assert stands("hello") == (TranslationState.PENDING, "", 1)


def test_a_fault_of_ours_is_no_end(spool, ask, stands, mouth, clock, monkeypatch):
    monkeypatch.setattr("appliance.rounds.AFTER_TROUBLE", 0.01)
    done, troubles = threading.Event(), [ValueError("a fault")]

    def trouble():
        if troubles:
            raise troubles.pop()

    mouth.before = trouble
    worker = Worker(spool, mouth, done.set, clock)
    ask("hello")
    worker.start()
    assert done.wait(10)
    worker.stop()
