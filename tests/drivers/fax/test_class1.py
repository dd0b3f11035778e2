"""Calls by a class 1 modem: how they come about and end. That pages arrive, tests/peers shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers.at import script
from drivers.at.online import OnlineChat
from drivers.at.syntax import Command
from drivers.errors import NoAnswer, NotConnected, PortLost
from drivers.fax.call import Call
from drivers.fax.class1 import Class1
from drivers.fax.dis import Dis
from drivers.fax.identification import Identification
from drivers.fax.page import PageFormat
from drivers.fax.quirks import FaxQuirks
from drivers.fax.rates import MODULATIONS
from drivers.fax.steps import Admit, NextFormat, Step
from drivers.fax.termination import Termination
from drivers.replay import ReplayPort
from tests.drivers.fax.link import Desk
from tests.drivers.fax.stations import DeskStation

CLASS = "> AT+FCLASS=1\n< OK\n> AT+FAR=1\n< ERROR\n"
DIAL = CLASS + "> ATDT5551234\n"
HANG_UP = "> ATH\n< OK"
DIS = "< CONNECT\n< \\xff\\x13\\x80\\x00F\\x00ab\\x10\\x03\\\n< OK\n"
SILENCE = "> AT+FRS=7\n< OK\n"
FRAMES = SILENCE + "> AT+FTH=3\n< CONNECT\n"
DCS = FRAMES + "> \\xff\\x13\\x83***\\x10\\x03\\\n< OK\n> AT+FTS=8\n< OK\n> AT+FTM=96\n< CONNECT\n"
DCN = "> \\xff\\x13\\xfb\\x10\\x03\\\n< OK\n"


class Telephone:
    def __init__(self, text: str, **quirks: object) -> None:
        self.port = ReplayPort.of(text)
        chat = OnlineChat(self.port, clock=self.port.clock)
        self.fax = Class1(chat, FaxQuirks(**quirks), "1", self.port.clock)
        self.call = Call(Identification(), Dis(), self.port.clock)
        self.desk = Desk(document=(((b"\0" * 216,), PageFormat()),))
        self.station = DeskStation(self.desk)

    def send(self, number: str = "5551234") -> Termination:
        return self.fax.send(number, self.call, self.station)


@pytest.mark.parametrize("result", ["BUSY", "NO ANSWER", "NO DIALTONE", "NO CARRIER", "NO DIAL TONE", "ERROR"])
def test_a_call_that_is_not_connected_says_why(result: str) -> None:
    telephone = Telephone(f"{DIAL}< {result}\n{HANG_UP}")
    with pytest.raises(NotConnected) as refused:
        telephone.send()
    assert refused.value.cause.text == result
    assert telephone.call.in_doubt is None
    telephone.port.assert_done()


def test_nobody_answers_in_time() -> None:
    telephone = Telephone(f"{DIAL}! silence\n> \\x18\\\n< NO CARRIER\n! silence\n{HANG_UP}")
    with pytest.raises(NotConnected, match="in time"):
        telephone.send()
    telephone.port.assert_done()


def test_a_modem_that_is_gone() -> None:
    telephone = Telephone(f"{DIAL}! silence\n> \\x18\\\n! silence\n> ATH\n! silence\n> ATH\n! silence")
    with pytest.raises(NoAnswer):
        telephone.send()


def test_a_port_that_is_lost() -> None:
    telephone = Telephone(f"{DIAL}! port lost\n! port lost\n! port lost")
    with pytest.raises(PortLost):
        telephone.send()


def test_what_can_t_be_dialled_isn_t() -> None:
    telephone = Telephone("")
    with pytest.raises(ValueError, match="can't be dialled"):
        telephone.send("555;+FCLASS=0")
    telephone.port.assert_done()


def test_nobody_calls_any_more() -> None:
    telephone = Telephone(f"{CLASS}> ATA\n< NO CARRIER\n{HANG_UP}")
    with pytest.raises(NotConnected, match="NO CARRIER"):
        telephone.fax.answer(telephone.call, telephone.station)
    telephone.port.assert_done()


def test_the_line_drops_in_the_page() -> None:
    telephone = Telephone(
        f"{DIAL}{DIS}{DCS}> {'*' * 512}\\\n< NO CARRIER\n{HANG_UP}",
    )
    assert telephone.send() is Termination.TRANSMIT_B
    assert telephone.call.confirmed == 0
    telephone.port.assert_done()


def test_the_modulations_are_the_modem_s() -> None:
    telephone = Telephone(
        f"{CLASS}> AT+FTM=?\n< 24,48,72,96\n< OK\n> AT+FRM=?\n< +FRM: (24,48)\n< OK\n"
        f"{CLASS}> ATDT1\n< BUSY\n{HANG_UP}\n{CLASS}> ATA\n< NO CARRIER\n{HANG_UP}"
    )
    telephone.fax.prepare()
    with pytest.raises(NotConnected):
        telephone.send("1")
    assert {each.code for each in telephone.call.dis.modulations} == {24, 48, 72, 96}
    with pytest.raises(NotConnected):
        telephone.fax.answer(telephone.call, telephone.station)
    assert {each.code for each in telephone.call.dis.modulations} == {24, 48}
    telephone.port.assert_done()


def test_a_modem_that_does_not_tell_its_modulations_has_those_that_all_have() -> None:
    telephone = Telephone(f"{CLASS}> AT+FTM=?\n< ERROR\n> AT+FRM=?\n< ERROR\n{CLASS}> ATDT1\n< BUSY\n{HANG_UP}")
    telephone.fax.prepare()
    with pytest.raises(NotConnected):
        telephone.send("1")
    assert telephone.call.dis.modulations == {each for each in MODULATIONS if each.code not in (145, 121, 97, 73)}


def aborting(telephone: Telephone, at: type[Step]) -> Callable[[Step], object]:
    reply = telephone.desk.reply

    def abort(step: Step) -> object:
        if isinstance(step, at):
            telephone.fax.abort()
        return reply(step)

    return abort


def test_an_abort_tells_the_far_end_where_it_is_our_turn() -> None:
    telephone = Telephone(f"{DIAL}{DIS}{FRAMES}{DCN}{HANG_UP}")
    telephone.desk.reply = aborting(telephone, NextFormat)
    assert telephone.send() is Termination.ABORTED
    telephone.port.assert_done()


def test_an_abort_where_the_far_end_is_heard() -> None:
    telephone = Telephone(
        f"{CLASS}> ATA\n< CONNECT\n> \\xff\\x13\\x80***\\x10\\x03\\\n< OK\n> AT+FRH=3\n"
        f"< CONNECT\n< \\xff\\x13\\x82\\x00F\\x00ab\\x10\\x03\\\n< OK\n{HANG_UP}"
    )
    telephone.desk.reply = aborting(telephone, Admit)
    assert telephone.fax.answer(telephone.call, telephone.station) is Termination.ABORTED
    telephone.port.assert_done()


def test_an_abort_between_calls_is_none() -> None:
    telephone = Telephone(f"{DIAL}< BUSY\n{HANG_UP}")
    telephone.fax.abort()
    with pytest.raises(NotConnected):
        telephone.send()


def test_what_a_station_raises_ends_the_call_and_passes_through() -> None:
    def full(step: Step) -> object:
        raise OSError("no space")

    telephone = Telephone(f"{DIAL}{DIS}{HANG_UP}")
    telephone.desk.reply = full
    with pytest.raises(OSError, match="no space"):
        telephone.send()
    telephone.port.assert_done()


def test_a_modem_that_does_not_hang_up_at_once_is_told_again() -> None:
    telephone = Telephone(f"{DIAL}< BUSY\n> ATH\n< ERROR\n{HANG_UP}")
    with pytest.raises(NotConnected, match="BUSY"):
        telephone.send()
    telephone.port.assert_done()


def test_what_a_class_of_its_own_needs() -> None:
    telephone = Telephone(
        f"> AT+FCLASS=1\n< OK\n> AT&K3\n< OK\n> ATDP1\n< BUSY\n{HANG_UP}",
        after_class=(script.Step(Command("AT&K3")),),
        adaptive=False,
        dial="ATDP",
    )
    with pytest.raises(NotConnected):
        telephone.send("1")
    telephone.port.assert_done()
