from __future__ import annotations

import pytest

from drivers.capabilities import CallEnded, IncomingCall, Notice
from drivers.fax.ringing import RING_TIMEOUT, Ringing


class Bell:
    def __init__(self) -> None:
        self.now = 0.0
        self.ringing = Ringing(lambda: self.now)

    def hear(self, *lines: str) -> list[object]:
        return [event for line in lines for event in self.ringing.heard(line)]


def test_each_ring_is_an_event_with_the_caller_where_that_is_told() -> None:
    bell = Bell()
    events = bell.hear("RING", "DATE = 1015", "TIME = 2038", "NMBR = 8475550001", "NAME = U.S.ROBOTICS", "RING", "RING")
    known = IncomingCall("8475550001", name="U.S.ROBOTICS")
    assert events == [IncomingCall(), known, known]


@pytest.mark.parametrize("line", ["NMBR=5550001", "NMBR = 5550001", "CALLER NUMBER: 5550001", "DDN_NMBR = 5550001"])
def test_how_a_number_is_told(line: str) -> None:
    assert Bell().hear(line, "RING") == [IncomingCall("5550001")]


@pytest.mark.parametrize("told", ["P", "O", "PRIVATE", "Out of area", ""])
def test_a_caller_that_is_withheld(told: str) -> None:
    assert Bell().hear(f"NMBR = {told}", "RING") == [IncomingCall()]


@pytest.mark.parametrize(("line", "kind"), [("RING A", "A"), ("RING 2", "2"), ("RING1", "1"), ("RING", "")])
def test_distinctive_rings(line: str, kind: str) -> None:
    assert Bell().hear(line) == [IncomingCall(kind=kind)]


def test_a_call_that_ceases_to_ring_is_over_and_forgotten() -> None:
    bell = Bell()
    bell.hear("RING", "NMBR = 1")
    bell.now = 6.0
    bell.hear("RING")
    assert bell.ringing.deadline == 6.0 + RING_TIMEOUT
    bell.now = RING_TIMEOUT + 5.9
    assert bell.ringing.expired() == ()
    bell.now = RING_TIMEOUT + 6.0
    assert bell.ringing.expired() == (CallEnded(),)
    assert bell.ringing.expired() == ()
    assert bell.hear("RING") == [IncomingCall()]


def test_what_is_no_call() -> None:
    assert Bell().hear("RINGBACK", "NO CARRIER") == [Notice("RINGBACK"), Notice("NO CARRIER")]
