"""What Huawei sticks do in their own way, by transcripts."""

from __future__ import annotations

import pytest

from drivers.capabilities import (
    CallEnded,
    Identity,
    IncomingCall,
    Notice,
    PinState,
    SimChanged,
    SimIdentity,
    StorageFull,
    UssdReply,
)
from drivers.errors import CommandRefused
from drivers.registry import open_modem, probe


def test_F05_messages_with_its_noise_between(carried) -> None:
    done = carried("huawei")
    assert done.both
    assert [type(event) for event in done.others] == [Notice] * len(done.others)
    assert Notice("^BOOT:20952548,0,0,0,72") in done.others


def test_unlocking_and_identity(played) -> None:
    port = played("probe-huawei", "init-huawei", "sim-huawei")
    modem = open_modem(port, clock=port.clock)
    modem.pending()
    modem.sim.unlock("1234")
    assert modem.events(1.0) == [SimChanged(PinState.READY)]
    assert modem.sim.identity() == SimIdentity("89490200001234567895", "262011234567890", "+491701234567")


def test_F17_what_it_does_not_know_it_says_in_its_own_words(played) -> None:
    port = played(
        more="""
        > \\e
        > AT
        < OK
        > ATE0
        < OK
        > AT+CMEE=1
        < OK
        > AT+CGMI
        < COMMAND NOT SUPPORT
        > AT+GMI
        < huawei
        < OK
        > AT+CGMM
        < E173
        < OK
        > AT+CGMR
        < COMMAND NOT SUPPORT
        > AT+GMR
        < COMMAND NOT SUPPORT
        > AT+CGSN
        < 353443046139756
        < OK
        > AT+GCAP
        < COMMAND NOT SUPPORT
        """
    )
    assert probe(port, clock=port.clock).identity == Identity("huawei", "E173", "", "353443046139756")


@pytest.mark.parametrize("line", ["^SIMST:255", "^SIMST:255,1", "^SIMST: 255,0"])
def test_a_sim_taken_out(speaking, line: str) -> None:
    assert speaking("huawei", "E3372", f"< {line}").events(1.0) == [SimChanged(PinState.ABSENT)]


def test_words_that_mean_nothing(speaking) -> None:
    lines = [
        "^SIMST:0",
        "^RSSI:99",
        "^MODE:3,2",
        "^SRVST:2",
        '^HCSQ:"LTE",52,41,151,26',
        "^STIN:7,0,0",
        "^BOOT:1,0,0,0,72",
    ]
    modem = speaking("huawei", "E3372", "\n".join(f"< {line}" for line in lines))
    assert [event for _ in lines for event in modem.events(1.0)] == [Notice(line) for line in lines]


def test_F14_a_full_store_tells_so_in_place_of_a_new_message(speaking) -> None:
    assert speaking("huawei", "E1750", '< ^SMMEMFULL:"SM"').events(1.0) == [StorageFull("SM")]


def test_F22_the_end_of_a_call(speaking) -> None:
    modem = speaking("huawei", "K3715", '< RING\n< +CLIP: "+491701234567",145,,,,0\n< ^CEND:1,0,104,0')
    assert [event for _ in range(3) for event in modem.events(1.0)] == [IncomingCall("+491701234567"), CallEnded()]


CHARSET = '> AT+CSCS?\n< +CSCS: "IRA"\n< OK\n'


def test_F18_a_stick_that_takes_packed_codes(speaking) -> None:
    modem = speaking("huawei", "E173", '> AT+CUSD=1,"AA180C3602",15\n< OK\n< +CUSD: 0,"C8329BFD06DDDF723619",15')
    assert modem.ussd.request("*100#", 10.0) == UssdReply(0, "Hello world")


def test_F18_a_stick_that_takes_text(speaking) -> None:
    modem = speaking("huawei", "E3372", CHARSET + '> AT+CUSD=1,"*100#",15\n< OK\n< +CUSD: 0,"5.00 EUR",15')
    assert modem.ussd.request("*100#", 10.0) == UssdReply(0, "5.00 EUR")


def test_F18_the_other_form_is_tried_where_one_is_refused_and_kept(speaking) -> None:
    modem = speaking(
        "huawei",
        "E3531",
        CHARSET
        + '> AT+CUSD=1,"*100#",15\n< ERROR\n> AT+CUSD=1,"AA180C3602",15\n< OK\n< +CUSD: 1,"1 Balance",15\n'
        + '> AT+CUSD=1,"31",15\n< OK\n< +CUSD: 0,"5.00",15',
    )
    assert modem.ussd.request("*100#", 10.0) == UssdReply(1, "1 Balance")
    assert modem.ussd.request("1", 10.0) == UssdReply(0, "5.00")


def test_F18_a_code_refused_in_both_forms(speaking) -> None:
    modem = speaking(
        "huawei",
        "E173",
        f'> AT+CUSD=1,"AA180C3602",15\n< ERROR\n{CHARSET}> AT+CUSD=1,"*100#",15\n< +CME ERROR: 30\n'
        '> AT+CUSD=1,"AA180C3602",15\n< OK\n< +CUSD: 0,"5.00",15',
    )
    with pytest.raises(CommandRefused, match="30"):
        modem.ussd.request("*100#", 10.0)
    assert modem.ussd.request("*100#", 10.0).text == "5.00"


def test_restart(speaking) -> None:
    speaking("huawei", "E173", "> AT^RESET\n< OK").restart()
