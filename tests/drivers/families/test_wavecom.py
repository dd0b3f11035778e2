"""What Wavecom modems do in their own way, by transcripts."""

from __future__ import annotations

import pytest

from drivers.capabilities import MessageStored, PinState, SimIdentity
from drivers.errors import CommandRefused, NotYet
from drivers.registry import open_modem

SUBMIT = bytes.fromhex("21000C91947110325476000005E8329BFD06")


def test_a_message_that_it_asks_to_wait_for_goes_at_the_next_try(played) -> None:
    port = played("probe-wavecom", "init-wavecom", "sms-wavecom")
    modem = open_modem(port, clock=port.clock)
    modem.sms.enable()
    with pytest.raises(NotYet) as refused:
        modem.sms.submit(SUBMIT)
    assert (refused.value.cause.domain, refused.value.cause.code) == ("CME", 515)
    assert modem.pending() == [MessageStored("SM", 1)]
    assert modem.sms.submit(SUBMIT) == 77
    assert modem.events(1.0) == []


def test_other_refusals_are_what_they_are(speaking) -> None:
    modem = speaking("WAVECOM MODEM", "MULTIBAND  900E  1800", "> AT+CMGS=18\n< +CMS ERROR: 38")
    with pytest.raises(CommandRefused) as refused:
        modem.sms.submit(SUBMIT)
    assert not isinstance(refused.value, NotYet)


def test_to_another_maker_515_is_something_else(speaking) -> None:
    modem = speaking("Siemens", "MC55i", "> AT+CMGS=18\n< +CMS ERROR: 515")
    with pytest.raises(CommandRefused) as refused:
        modem.sms.submit(SUBMIT)
    assert not isinstance(refused.value, NotYet)


def test_unlocking_and_identity(played) -> None:
    port = played("probe-wavecom", "init-wavecom", "sim-wavecom")
    modem = open_modem(port, clock=port.clock)
    with pytest.raises(CommandRefused, match="515"):
        modem.sim.state()
    modem.sim.unlock("1234")
    assert modem.sim.state() is PinState.READY
    assert modem.sim.identity() == SimIdentity("89490200001234567895", "262011234567890")


def test_an_ok_that_comes_all_the_same_answers_nothing_else(speaking) -> None:
    modem = speaking(
        "WAVECOM MODEM", "900P", "> AT+CPIN?\n< +CPIN: SIM PUK\n< OK\n> \\e\n> AT+CPINC?\n< +CPINC: 0,3,10,10\n< OK"
    )
    assert modem.sim.state() is PinState.PUK
    assert modem.sim.tries_left() == 0
