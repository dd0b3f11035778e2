"""A modem's events and health."""

from __future__ import annotations

import pytest

from drivers.at.chat import Chat
from drivers.capabilities import (
    CallEnded,
    Delivery,
    Identity,
    IncomingCall,
    LateSubmit,
    MessageStored,
    Notice,
    Registration,
    RegistrationChanged,
    RegistrationState,
    UssdReply,
)
from drivers.errors import NoAnswer, PortLost
from drivers.gsm.quirks import Quirks
from drivers.modem import GsmModem
from drivers.replay import ReplayPort

DELIVER = "00040A81214365870900006290221030450001E8"


def modem_saying(text: str) -> tuple[GsmModem, ReplayPort]:
    port = ReplayPort.of(text)
    return GsmModem(port, Chat(port, clock=port.clock), Identity(), Quirks(), clock=port.clock), port


def test_every_line_becomes_its_event() -> None:
    modem, _ = modem_saying(
        f"""
        < +CMT: ,19
        < {DELIVER}\\r\\n\\
        < +CMTI: "SM",3
        < +CDSI: "SR",1
        < +CMGS: 17
        < +CREG: 5
        < +CUSD: 0,"hello",15
        < *PSUTTZ: 2026,11,21
        """
    )
    events = [event for _ in range(7) for event in modem.events(1.0)]
    assert events == [
        Delivery(bytes.fromhex(DELIVER[2:])),
        MessageStored("SM", 3),
        MessageStored("SR", 1),
        LateSubmit(17),
        RegistrationChanged(Registration(RegistrationState.ROAMING)),
        UssdReply(0, "hello"),
        Notice("*PSUTTZ: 2026,11,21"),
    ]


def test_nothing_happens_within_the_time() -> None:
    modem, port = modem_saying("")
    assert modem.events(30.0) == []
    assert 30.0 <= port.clock() < 30.1


def test_a_wake_ends_the_wait() -> None:
    modem, _ = modem_saying("")
    modem.wake()
    assert modem.events(None) == []


def test_what_came_during_a_command_is_pending_after_it() -> None:
    modem, _ = modem_saying('> AT\n< +CMTI: "SM",3\n< OK')
    assert modem.pending() == []
    modem.alive()
    assert modem.pending() == [MessageStored("SM", 3)]
    assert modem.pending() == []


def test_F22_a_call_that_stops_ringing_ends_the_wait_when_it_counts_as_over() -> None:
    modem, port = modem_saying('< RING\n< +CLIP: "+4917",145')
    assert modem.events(None) == []
    assert modem.events(None) == [IncomingCall("+4917")]
    assert modem.events(None) == [CallEnded()]
    assert 10.0 <= port.clock() < 10.1


def test_F06_a_storm_of_lines_is_only_notices() -> None:
    modem, _ = modem_saying("".join(f"< ^RSSI: {n % 32}\n" for n in range(500)) + "> AT\n< OK")
    modem.alive()
    assert len(modem.pending()) == 500


def test_F07_a_silent_modem_is_not_alive() -> None:
    modem, _ = modem_saying("> AT\n! silence\n! silence")
    with pytest.raises(NoAnswer):
        modem.alive()


def test_F08_a_lost_port_is_told_where_events_are_awaited() -> None:
    modem, _ = modem_saying("! port lost")
    with pytest.raises(PortLost):
        modem.events(None)


def test_the_rungs_that_go_over_the_port() -> None:
    modem, port = modem_saying(
        "> \\e\n> AT\n! silence\n! silence\n> AT\n< OK\n> AT+CFUN=1,1\n< OK\n> AT+CFUN=1,1\n! silence\n! silence"
    )
    modem.escape_and_drain()
    modem.attention()
    modem.restart()
    modem.restart()
    port.assert_done()
