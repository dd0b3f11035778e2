"""Serial number, caller and kind of ring, as fax modems tell them."""

from __future__ import annotations

import time

import pytest

from drivers.simulator.fax.exchange import Ring
from drivers.simulator.fax.supplement import Supplement

NOON = time.mktime((2026, 3, 21, 14, 5, 0, 0, 0, -1))


@pytest.fixture
def supplement() -> Supplement:
    return Supplement("MBF003001", lambda: NOON)


def ring(supplement, number="+15550002000", pattern=1) -> list[str]:
    supplement.rings(Ring(number, pattern))
    return [line for line in supplement.said(b"\r\nRING\r\n").decode().split("\r\n") if line]


def test_it_rings_and_no_more_unless_asked(supplement) -> None:
    assert ring(supplement) == ["RING"]


@pytest.mark.parametrize("command", ["AT+VCID=1", "ATE0#CID=1"])
def test_the_caller_is_told_after_the_first_ring(supplement, command) -> None:
    supplement.commanded(command)
    assert ring(supplement) == ["RING", "DATE = 0321", "TIME = 1405", "NMBR = 15550002000"]
    assert ring(supplement) == ["RING"]
    supplement.over()
    assert ring(supplement, "")[-1] == "NMBR = P"


def test_or_in_the_manner_of_gsm(supplement) -> None:
    supplement.commanded("AT+CLIP=1")
    assert ring(supplement) == ["RING", '+CLIP: "+15550002000",145']


def test_distinctive_rings_by_number_and_by_cadence(supplement) -> None:
    supplement.commanded("AT-SDR=7")
    assert ring(supplement, pattern=2) == ["RING 2"]
    supplement.commanded("AT-SDR=0+VDR=1,1")
    assert ring(supplement, pattern=2) == ["DRON=8", "DROF=4", "DRON=8", "DROF=40", "RING"]


@pytest.mark.parametrize("command", ["ATZ", "ATE0&F", "AT+VCID=0"])
def test_what_is_asked_for_ends(supplement, command) -> None:
    supplement.commanded("AT+VCID=1")
    supplement.commanded(command)
    assert ring(supplement) == ["RING"]


def test_the_serial_number(supplement) -> None:
    supplement.commanded("AT+GSN")
    assert supplement.said(b"\r\nOK\r\n") == b"\r\nMBF003001\r\n\r\nOK\r\n"
    assert supplement.said(b"\r\nOK\r\n") == b"\r\nOK\r\n"
