"""What the soft modem doesn't say itself is put where it belongs."""

from __future__ import annotations

import pytest

from drivers.simulator.fax.exchange import Ring
from drivers.simulator.fax.supplement import Supplement, serial_of

RING, OK = b"\r\nRING\r\n", b"\r\nOK\r\n"


@pytest.fixture
def supplement() -> Supplement:
    return Supplement(serial_of("+15550003001"), lambda: 0.0)


def ring(supplement) -> bytes:
    supplement.rings(Ring("+15550002000", 2))
    return supplement.said(RING)


def test_a_ring_tells_what_commands_asked_for(supplement) -> None:
    assert ring(supplement) == RING
    supplement.over()
    supplement.commanded("ATE0+CLIP=1-SDR=7")
    assert ring(supplement) == b'\r\nRING 2\r\n\r\n+CLIP: "+15550002000",145\r\n'


@pytest.mark.parametrize("command", ["ATZ", "ATE0&F", "AT-SDR=0"])
def test_until_they_ask_no_more(supplement, command) -> None:
    supplement.commanded("AT-SDR=7")
    supplement.commanded(command)
    assert ring(supplement) == RING


def test_the_serial_number_comes_before_ok_once(supplement) -> None:
    supplement.commanded("AT+GSN")
    assert supplement.said(OK) == b"\r\nMBF003001\r\n\r\nOK\r\n"
    assert supplement.said(OK) == OK
