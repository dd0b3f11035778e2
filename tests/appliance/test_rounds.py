import threading

import pytest

from appliance import rounds
from appliance.rounds import Rounds, until


class Counting(Rounds):
    """Works off `waiting`; `looked` whenever it finds nothing more."""

    def __init__(self, waiting=0, trouble_at=0):
        super().__init__("counting", "it waits")
        self.waiting = waiting
        self.trouble_at = trouble_at
        self.done = 0
        self.looked = threading.Semaphore(0)

    def step(self):
        if self.trouble_at and self.done == self.trouble_at:
            self.trouble_at = 0
            raise OSError("the disk is full")
        if not self.waiting:
            return False
        self.waiting -= 1
        self.done += 1
        return True

    def rest(self):
        self.looked.release()
        return 3600.0


@pytest.fixture
def begun():
    threads = []

    def begin(**how):
        threads.append(Counting(**how))
        threads[-1].start()
        assert threads[-1].looked.acquire(timeout=10)
        return threads[-1]

    yield begin
    for each in threads:
        each.stop()


def test_it_goes_on_while_something_waits(begun):
    assert begun(waiting=5).done == 5


def test_it_looks_again_when_it_is_woken(begun):
    counting = begun()
    counting.waiting = 3
    counting.wake()
    assert counting.looked.acquire(timeout=10)
    assert counting.done == 3


def test_a_step_that_fails_is_told_and_tried_again(begun, monkeypatch, caplog):
    monkeypatch.setattr(rounds, "AFTER_TROUBLE", 0.01)
    assert begun(waiting=5, trouble_at=2).done == 5
    assert [each.message for each in caplog.records] == ["it waits"]


def test_it_ends_when_it_is_stopped_and_may_be_stopped_before_it_began(begun):
    counting = begun()
    counting.stop()
    assert not counting.is_alive()
    Counting().stop()


@pytest.mark.parametrize(
    ("due", "seconds"), [(None, 60.0), (100.0, 0.1), (90.0, 0.1), (105.0, 5.1), (1_000.0, 60.0), (159.95, 60.0)]
)
def test_until_something_is_due(due, seconds):
    assert until(due, 100.0, 60.0) == pytest.approx(seconds)
