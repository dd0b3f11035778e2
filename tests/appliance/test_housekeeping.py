"""The thread of the chores: when it wakes, and that nothing ends it but `stop`."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

import pytest

from appliance import housekeeping
from appliance.housekeeping import Housekeeping

PATIENCE = 30.0  # seconds after which a test fails in place of hanging


class Chores:
    """Tells when it was called; returns what it is given, in turn, then None."""

    def __init__(self, *due: Callable[[float], float | None]) -> None:
        self.called: queue.Queue[float] = queue.Queue()
        self._due = list(due)

    def __call__(self, now: float) -> float | None:
        self.called.put(now)
        return self._due.pop(0)(now) if self._due else None

    def round(self) -> float:
        return self.called.get(timeout=PATIENCE)


@pytest.fixture
def start():
    running = []

    def starting(chores: Chores, **more: object) -> Housekeeping:
        running.append(Housekeeping(chores, **more))
        running[-1].start()
        return running[-1]

    yield starting
    for one in running:
        one.stop()
        assert not one.is_alive()


def test_it_begins_at_once_with_the_time_of_its_clock(start):
    chores = Chores()
    start(chores, clock=lambda: 1234.0)
    assert chores.round() == 1234.0


def test_it_comes_back_when_something_is_due(start):
    chores = Chores(lambda now: now + 0.01, lambda now: now - 100.0)
    start(chores)
    for _ in range(3):
        chores.round()


def test_a_poke_is_heard_while_it_sleeps(start):
    chores = Chores()
    keeping = start(chores)
    chores.round()
    keeping.poke()
    chores.round()


def test_a_poke_during_a_round_is_not_lost(start):
    begun, go_on = threading.Event(), threading.Event()

    def busy(now: float) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    chores = Chores(busy)
    keeping = start(chores)
    assert begun.wait(PATIENCE)
    keeping.poke()
    go_on.set()
    chores.round()
    chores.round()


def test_many_pokes_are_one_round(start):
    """Each message that is queued pokes: that must not keep the box busy."""
    begun, go_on = threading.Event(), threading.Event()

    def busy(now: float) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    chores = Chores(busy)
    keeping = start(chores)
    assert begun.wait(PATIENCE)
    for _ in range(100):
        keeping.poke()
    go_on.set()
    chores.round()
    chores.round()
    assert chores.called.empty()


def test_a_chore_that_fails_is_logged_and_does_not_end_it(start, monkeypatch, caplog):
    monkeypatch.setattr(housekeeping, "AFTER_FAILURE", 0.01)

    def fail(now: float) -> None:
        raise OSError("disk full")

    chores = Chores(fail, fail)
    with caplog.at_level(logging.ERROR):
        keeping = start(chores)
        for _ in range(3):
            chores.round()
    assert keeping.is_alive()
    assert "a chore failed" in caplog.text
    assert "disk full" in caplog.text


def test_one_that_fails_keeps_no_other_from_its_turn(monkeypatch, caplog):
    def fail(now: float) -> None:
        raise OSError("disk full")

    others = Chores(), Chores()
    keeping = Housekeeping(others[0], fail, others[1])
    keeping.start()
    for each in others:
        each.round()
    keeping.stop()


def test_the_earliest_of_what_is_due_counts(monkeypatch):
    keeping = Housekeeping(lambda now: now + 50.0, lambda now: None, lambda now: now + 20.0, clock=lambda: 7.0)
    assert keeping._do_chores() == 20.0


def test_stopping_waits_for_the_round_under_way(start):
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def busy(now: float) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)
        done.set()

    keeping = start(Chores(busy))
    assert begun.wait(PATIENCE)
    stopper = threading.Thread(target=keeping.stop)
    stopper.start()
    go_on.set()
    stopper.join(PATIENCE)
    assert done.is_set()
    assert not keeping.is_alive()


def test_stopping_between_two_rounds_is_never_missed():
    """Once it was: the bell was cleared after it had rung for the end, and the thread slept for an hour."""
    keeping: Housekeeping

    class Bell(threading.Event):
        def clear(self) -> None:
            keeping._ended.set()
            self.set()
            super().clear()

    keeping = Housekeeping(lambda now: None)
    keeping._poked = Bell()
    keeping.start()
    keeping.join(PATIENCE)
    assert not keeping.is_alive()


def test_stopping_what_never_started_does_nothing():
    Housekeeping(lambda now: None).stop()
