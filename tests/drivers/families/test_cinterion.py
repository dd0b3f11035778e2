"""What Cinterion modules do in their own way, by transcripts."""

from __future__ import annotations

import pytest

from drivers.capabilities import Notice, PinState, Restarted, SimChanged, SimIdentity, StorageFull, UssdReply
from drivers.errors import CommandRefused, NoAnswer
from drivers.registry import open_modem


def test_messages_of_a_module_that_only_stores(carried) -> None:
    done = carried("cinterion")
    assert done.both
    assert not [event for event in done.others if not isinstance(event, Notice)]


def test_unlocking_and_identity(played) -> None:
    port = played("probe-cinterion", "init-cinterion", "sim-cinterion")
    modem = open_modem(port, clock=port.clock)
    modem.pending()
    modem.sim.unlock("1234")
    assert modem.events(1.0) == [SimChanged(PinState.READY)]
    assert modem.sim.identity() == SimIdentity("89490200001234567895", "262011234567890")


def test_F14_a_full_store(speaking) -> None:
    modem = speaking("Cinterion", "EHS6", "< +CIEV: smsfull,1\n< +CIEV: smsfull,0\n< +CIEV: rssi,3")
    events = [event for _ in range(3) for event in modem.events(1.0)]
    assert events == [StorageFull(), Notice("+CIEV: smsfull,0"), Notice("+CIEV: rssi,3")]


def test_words(speaking) -> None:
    lines = "< ^SYSSTART\n< ^SYSSTART AIRPLANE MODE\n< +CIEV: simstatus,0\n< ^SBC: Undervoltage\n< ^SHUTDOWN"
    modem = speaking("SIEMENS", "MC75i", lines)
    assert [event for _ in range(5) for event in modem.events(1.0)] == [
        Restarted(),
        Restarted(),
        SimChanged(PinState.ABSENT),
        Notice("^SBC: Undervoltage"),
        Notice("^SHUTDOWN"),
    ]


ASKED = '> AT+CSCS?\n< +CSCS: "GSM"\n< OK\n> AT+CUSD=1,"*99#",15\n< OK\n'


def test_F18_a_session_that_the_network_refuses_after_the_ok(speaking) -> None:
    with pytest.raises(CommandRefused, match="132"):
        speaking("Cinterion", "MC55i", ASKED + "< +CME ERROR: 132").ussd.request("*99#", 10.0)


def test_a_session(speaking) -> None:
    modem = speaking("Cinterion", "MC55i", ASKED + '< +CUSD: 0,"5.00",15')
    assert modem.ussd.request("*99#", 10.0) == UssdReply(0, "5.00")


def test_a_session_without_a_reply(speaking) -> None:
    with pytest.raises(NoAnswer):
        speaking("Cinterion", "MC55i", ASKED).ussd.request("*99#", 10.0)
