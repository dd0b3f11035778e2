"""Who calls and which ring it is, as fax modems tell it."""

from __future__ import annotations

import time

import pytest

from drivers.simulator.fax.exchange import Ring
from drivers.simulator.fax.ringtelling import RingTelling

CALLER = Ring("+15550002000")
SECOND = Ring("+15550002000", 2)


@pytest.fixture
def telling() -> RingTelling:
    noon = time.mktime((2026, 3, 21, 14, 5, 0, 0, 0, -1))
    return RingTelling(lambda: noon)


def test_it_rings_and_no_more_unless_asked(telling) -> None:
    assert telling.lines(CALLER) == ["RING"]


@pytest.mark.parametrize("command", ["+VCID", "#CID"])
def test_the_caller_is_told_after_the_first_ring(telling, command) -> None:
    telling.switch(command, True)
    assert telling.lines(CALLER) == ["RING", "DATE = 0321", "TIME = 1405", "NMBR = 15550002000"]
    assert telling.lines(CALLER) == ["RING"]
    telling.over()
    assert telling.lines(Ring(""))[-1] == "NMBR = P"


def test_or_in_the_manner_of_gsm(telling) -> None:
    telling.switch("+CLIP", True)
    assert telling.lines(CALLER) == ["RING", '+CLIP: "+15550002000",145']
    telling.over()
    assert telling.lines(Ring("")) == ["RING", '+CLIP: "",128']


def test_distinctive_rings_by_number_and_by_cadence(telling) -> None:
    telling.switch("-SDR", True)
    assert telling.lines(SECOND) == ["RING 2"]
    telling.switch("-SDR", False)
    telling.switch("+VDR", True)
    assert telling.lines(SECOND) == ["DRON=8", "DROF=4", "DRON=8", "DROF=40", "RING"]


def test_what_is_asked_for_ends(telling) -> None:
    telling.switch("+VCID", True)
    telling.reset()
    assert telling.lines(CALLER) == ["RING"]
