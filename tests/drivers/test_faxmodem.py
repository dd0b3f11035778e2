"""A modem on a telephone line: its class, its events, its health."""

from __future__ import annotations

import pytest

from drivers.at.online import OnlineChat
from drivers.capabilities import CallEnded, Identity, IncomingCall, Notice
from drivers.errors import NoAnswer, NotConnected, ProtocolError
from drivers.facsimile import FaxModem
from drivers.fax.call import Call
from drivers.fax.dis import Dis
from drivers.fax.identification import Identification
from drivers.fax.quirks import FaxQuirks
from drivers.faxmodem import PstnModem, offered
from drivers.replay import ReplayPort
from tests.drivers.fax.link import Desk
from tests.drivers.fax.stations import DeskStation

ASKED = ("ATE0Q0V1", "ATH", "ATX4", "ATS0=0", "ATS7=60", "ATM0", "AT&D2", "AT+VCID=1")
INIT = "".join(f"> {command}\n< OK\n" for command in ASKED)
PREPARED = "> AT+FAR=1\n< ERROR\n> AT+FTM=?\n< 24,48\n< OK\n> AT+FRM=?\n< 24,48\n< OK\n"


def modem_saying(text: str, *service_classes: str) -> tuple[PstnModem, ReplayPort]:
    port = ReplayPort.of(text)
    chat = OnlineChat(port, clock=port.clock)
    return PstnModem(port, chat, Identity(), FaxQuirks(), service_classes, clock=port.clock), port


@pytest.mark.parametrize(
    ("told", "classes"),
    [
        ("0,1,1.0,2,2.0", ("1", "1.0", "2", "2.0")),
        ("(0,1,2)", ("1", "2")),
        ("(0-2)", ("1", "2")),
        ("+FCLASS: (0,1,1.0,8)", ("1", "1.0")),
        ("0,8", ()),
        ("", ()),
        ("0,1,80", ("1",)),
    ],
)
def test_the_classes_that_are_offered(told: str, classes: tuple[str, ...]) -> None:
    assert offered(told) == classes


def test_it_is_what_the_boundary_says() -> None:
    modem, _ = modem_saying("")
    assert isinstance(modem, FaxModem)


@pytest.mark.parametrize(
    ("offers", "wanted", "chosen"),
    [("0,1,1.0", (), "1.0"), ("0,1", (), "1"), ("0,1,1.0", ("1",), "1"), ("0,1", ("1.0",), "1")],
)
def test_the_class_is_the_first_of_the_preference_that_is_there(
    offers: str, wanted: tuple[str, ...], chosen: str
) -> None:
    modem, port = modem_saying(
        f"{INIT}> AT+FCLASS=?\n< {offers}\n< OK\n> AT+FCLASS={chosen}\n< OK\n{PREPARED}", *wanted
    )
    modem.initialise()
    assert modem.fax.service_class == chosen
    port.assert_done()


def test_no_class_that_is_known_is_an_error() -> None:
    modem, _ = modem_saying(f"{INIT}> AT+FCLASS=?\n< 0,8\n< OK")
    with pytest.raises(ProtocolError):
        modem.initialise()


def test_rings_who_calls_and_the_end_of_the_call() -> None:
    modem, port = modem_saying("< RING\n< NMBR = 5550001\n< RING\n< SOMETHING")
    events = [event for _ in range(5) for event in modem.events(30.0)]
    assert events == [IncomingCall(), IncomingCall("5550001"), Notice("SOMETHING"), CallEnded()]
    assert port.clock() < 12.0


def test_nothing_happens_within_the_time() -> None:
    modem, port = modem_saying("")
    assert modem.events(30.0) == []
    assert 30.0 <= port.clock() < 30.1


def test_a_wake_ends_the_wait() -> None:
    modem, _ = modem_saying("")
    modem.wake()
    assert modem.events(None) == []


def test_a_call_that_was_answered_is_not_told_to_have_ended() -> None:
    modem, port = modem_saying(
        "< RING\n> AT+FCLASS=1\n< RING\n< OK\n> AT+FAR=1\n< OK\n> ATA\n< NO CARRIER\n> ATH\n< OK\n! silence"
    )
    assert modem.events(1.0) == [IncomingCall()]
    with pytest.raises(NotConnected):
        modem.fax.answer(Call(Identification(), Dis(), port.clock), DeskStation(Desk()))
    assert modem.events(60.0) == []


def test_health() -> None:
    modem, port = modem_saying(
        "> AT\n< OK\n> \\x10\\x03\\\n> \\e\n! silence\n> AT\n! silence\n> AT\n< OK\n> ATZ\n< OK\n> AT\n! silence"
    )
    modem.alive()
    modem.escape_and_drain()
    modem.attention()
    modem.restart()
    with pytest.raises(NoAnswer):
        modem.alive()
    modem.close()
    port.assert_done()
