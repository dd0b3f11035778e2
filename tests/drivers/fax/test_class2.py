"""Calls by class 2 and 2.0 modems, from one driver to the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from drivers.errors import NotConnected, PortLost
from drivers.fax.class2quirks import Class2Quirks
from drivers.fax.frames import Fcf
from drivers.fax.identification import Identification
from drivers.fax.page import PageFormat, Resolution, Width
from drivers.fax.quirks import FaxQuirks
from drivers.fax.steps import Admit, Confirmed, Deliver, NextFormat, NextPage, Step
from drivers.fax.termination import Termination
from drivers.simulator.fax.exchange import Cause
from tests.drivers.fax.class2lines import NUMBERS, Lines
from tests.drivers.fax.link import Desk
from tests.drivers.fax.pages import text_page
from tests.drivers.fax.stations import DeskStation

PAGE, OTHER, FINE = text_page(1728, 90), text_page(1728, 50), text_page(1728, 120)
DOCUMENT = ((PAGE, PageFormat()), (OTHER, PageFormat()), (FINE, PageFormat(Width.A4, Resolution.FINE)))


@pytest.fixture(params=["2", "2.0"])
def lines(request: pytest.FixtureRequest) -> Iterator[Lines]:
    lines = Lines(request.param)
    yield lines
    lines.close()


def test_three_pages_of_two_formats(lines: Lines) -> None:
    caller, callee = lines.caller, lines.callee
    for line in (caller, callee):
        line.fax.prepare()
    caller.desk.document = DOCUMENT
    answered = lines.answer()
    assert caller.fax.send(callee.number, caller.call, caller.station) is Termination.NORMAL
    assert answered.result() is Termination.NORMAL
    assert [page.rows.rows for page in callee.desk.kept] == [PAGE, OTHER, FINE]
    assert [page.dcs.format.resolution.down for page in callee.desk.kept] == [98, 98, 196]
    assert caller.desk.confirmed == [0, 1, 2]
    assert (caller.call.confirmed, caller.call.in_doubt, callee.call.received) == (3, None, 3)
    assert (caller.call.far.ident, callee.call.far.ident) == NUMBERS[::-1]
    assert callee.desk.admitted[0].far.ident == caller.number


def test_a_page_that_is_refused_is_sent_again(lines: Lines) -> None:
    caller, callee = lines.caller, lines.callee
    caller.desk.document = ((PAGE, PageFormat()), (OTHER, PageFormat()))
    callee.desk.verdicts = {0: [Fcf.RTN], 1: [Fcf.RTN, Fcf.RTN]}
    answered = lines.answer()
    assert caller.fax.send(callee.number, caller.call, caller.station) is Termination.NORMAL
    assert answered.result() is Termination.NORMAL
    assert [page.rows.rows for page in callee.desk.kept] == [PAGE, OTHER]
    assert [step.number for step in caller.desk.sent_as] == [0, 0, 1, 1, 1]


def test_a_page_that_is_always_refused_ends_the_call(lines: Lines) -> None:
    caller, callee = lines.caller, lines.callee
    caller.desk.document = ((PAGE, PageFormat()),)
    callee.desk.verdicts = {0: [Fcf.RTN] * 9}
    answered = lines.answer()
    assert caller.fax.send(callee.number, caller.call, caller.station) is Termination.TRANSMIT_D
    assert answered.result() is not Termination.NORMAL
    assert (caller.call.confirmed, caller.call.in_doubt, caller.call.refused) == (0, 0, True)
    assert not callee.desk.kept


def test_a_page_that_came_damaged_is_asked_for_again(lines: Lines) -> None:
    """Error correction is off: the driver counts the bad lines."""
    caller, callee = lines.caller, lines.callee
    caller.call.dis = replace(caller.call.dis, ecm=False)
    caller.desk.document = ((PAGE, PageFormat()),)
    left = [1]

    def once(octets: bytes) -> bytes:
        return octets[:400] + b"\xa5" * (len(octets) - 800) + octets[-400:] if left and left.pop() else octets

    lines.corrupt = once
    answered = lines.answer()
    assert caller.fax.send(callee.number, caller.call, caller.station) is Termination.NORMAL
    assert answered.result() is Termination.NORMAL
    assert [page.rows.rows for page in callee.desk.kept] == [PAGE]
    assert [step.number for step in caller.desk.sent_as] == [0, 0]


@pytest.mark.parametrize("turned", [True, False])
def test_pages_are_read_in_whichever_order_their_bits_come(lines: Lines, turned: bool) -> None:
    """As the modem's family is wrong about it: MultiTech's go both ways."""
    caller, callee = lines.caller, lines.callee
    caller.call.dis = replace(caller.call.dis, ecm=False)
    caller.desk.document = DOCUMENT
    callee.quirks = FaxQuirks(class2=Class2Quirks(turned={"2": turned, "2.0": turned}))
    answered = lines.answer()
    assert caller.fax.send(callee.number, caller.call, caller.station) is Termination.NORMAL
    assert answered.result() is Termination.NORMAL
    assert [page.rows.rows for page in callee.desk.kept] == [PAGE, OTHER, FINE]


def test_a_document_is_fetched(lines: Lines) -> None:
    caller, callee = lines.caller, lines.callee
    callee.desk.document = ((PAGE, PageFormat()), (OTHER, PageFormat()))
    callee.call.dis = replace(callee.call.dis, document_waits=True)
    answered = lines.answer()
    assert caller.fax.poll(callee.number, caller.call, caller.station) is Termination.NORMAL
    assert answered.result() is Termination.NORMAL
    assert [page.rows.rows for page in caller.desk.kept] == [PAGE, OTHER]
    assert callee.desk.admitted[0].polls
    assert (callee.call.confirmed, caller.call.received) == (2, 2)


def test_nothing_is_fetched_where_there_is_nothing(lines: Lines) -> None:
    caller, callee = lines.caller, lines.callee
    answered = lines.answer()
    assert caller.fax.poll(callee.number, caller.call, caller.station) is Termination.INCOMPATIBLE
    assert answered.result() is not Termination.NORMAL


def test_who_is_not_admitted_sends_nothing(lines: Lines) -> None:
    caller, callee = lines.caller, lines.callee
    caller.desk.document = DOCUMENT
    callee.desk.admits = False
    answered = lines.answer()
    assert caller.fax.send(callee.number, caller.call, caller.station) is not Termination.NORMAL
    assert answered.result() is Termination.ABORTED
    assert (caller.call.confirmed, caller.call.in_doubt) == (0, None)


class Interrupting(DeskStation):
    """Does something before it answers a step of that kind."""

    def __init__(self, desk: Desk, at: type[object], act: Callable[[], None]) -> None:
        super().__init__(desk)
        self._at = at
        self._act = act

    def _asked(self, step: Step) -> object:
        if isinstance(step, self._at):
            self._act()
        return super()._asked(step)


def raising() -> None:
    raise OSError("the disk is full")


def test_the_line_drops_in_the_second_page(lines: Lines) -> None:
    caller, callee = lines.caller, lines.callee
    caller.desk.document = DOCUMENT

    def drop() -> None:
        if caller.call.confirmed:
            lines.now(lambda: lines.exchange.drop(caller.modem))

    answered = lines.answer()
    ended = caller.fax.send(callee.number, caller.call, Interrupting(caller.desk, NextPage, drop))
    assert ended is Termination.TRANSMIT_C
    assert answered.result() in (Termination.RECEIVE_C, Termination.RECEIVE_D)
    assert (caller.call.confirmed, caller.call.in_doubt, callee.call.received) == (1, 1, 1)


def test_the_line_drops_before_a_page_is_confirmed(lines: Lines) -> None:
    caller, callee = lines.caller, lines.callee
    caller.desk.document = DOCUMENT
    callee.desk.document = ()
    station = Interrupting(callee.desk, Deliver, lambda: lines.now(lambda: lines.exchange.drop(caller.modem)))
    answered = lines.answer(station)
    assert caller.fax.send(callee.number, caller.call, caller.station) is Termination.TRANSMIT_D_RESPONSE_LOST
    assert answered.result() is not Termination.NORMAL
    assert (caller.call.confirmed, caller.call.in_doubt) == (0, 0)


@pytest.mark.parametrize("step", [NextFormat, NextPage, Confirmed])
def test_what_the_sender_s_station_raises_ends_the_call(lines: Lines, step: type[object]) -> None:
    caller, callee = lines.caller, lines.callee
    caller.desk.document = DOCUMENT
    answered = lines.answer()
    with pytest.raises(OSError, match="disk is full"):
        caller.fax.send(callee.number, caller.call, Interrupting(caller.desk, step, raising))
    assert answered.result() is not Termination.NORMAL
    assert caller.chat.run("AT")


@pytest.mark.parametrize("step", [Admit, Deliver])
def test_what_the_receiver_s_station_raises_ends_the_call(lines: Lines, step: type[object]) -> None:
    caller, callee = lines.caller, lines.callee
    caller.desk.document = DOCUMENT
    answered = lines.answer(Interrupting(callee.desk, step, raising))
    assert caller.fax.send(callee.number, caller.call, caller.station) is not Termination.NORMAL
    with pytest.raises(OSError, match="disk is full"):
        answered.result()
    assert caller.call.confirmed == 0


@pytest.mark.parametrize("step", [NextFormat, NextPage, Confirmed])
def test_the_sender_ends_the_call(lines: Lines, step: type[object]) -> None:
    caller, callee = lines.caller, lines.callee
    caller.desk.document = DOCUMENT
    answered = lines.answer()
    station = Interrupting(caller.desk, step, caller.fax.abort)
    assert caller.fax.send(callee.number, caller.call, station) is Termination.ABORTED
    assert answered.result() is not Termination.NORMAL
    assert caller.chat.run("AT")


@pytest.mark.parametrize("step", [Admit, Deliver])
def test_the_receiver_ends_the_call(lines: Lines, step: type[object]) -> None:
    caller, callee = lines.caller, lines.callee
    caller.desk.document = DOCUMENT
    answered = lines.answer(Interrupting(callee.desk, step, callee.fax.abort))
    assert caller.fax.send(callee.number, caller.call, caller.station) is not Termination.NORMAL
    assert answered.result() is Termination.ABORTED
    assert callee.chat.run("AT")


def test_a_call_that_rings_is_given_up(lines: Lines) -> None:
    caller, callee = lines.caller, lines.callee
    waiting = lines.caller_waits(lambda: caller.fax.send(callee.number, caller.call, caller.station))
    assert callee.rung.wait(10)
    caller.fax.abort()
    assert waiting.result() is Termination.ABORTED
    assert caller.call.in_doubt is None


@pytest.mark.parametrize(
    ("number", "result"), [("+15550099", "NO ANSWER"), ("+15550077", "BUSY"), ("+15550066", "NO DIALTONE")]
)
def test_a_call_that_does_not_come_about(lines: Lines, number: str, result: str) -> None:
    caller = lines.caller
    lines.exchange.timing.rings = 2
    lines.exchange.refusals.update({"15550077": Cause.BUSY, "15550066": Cause.NO_DIALTONE})
    with pytest.raises(NotConnected) as refused:
        caller.fax.send(number, caller.call, caller.station)
    assert refused.value.cause.text == result
    with pytest.raises(NotConnected):
        caller.fax.poll(number, caller.call, caller.station)


def test_nobody_calls_any_more(lines: Lines) -> None:
    callee = lines.callee
    with pytest.raises(NotConnected, match="NO CARRIER"):
        callee.fax.answer(callee.call, callee.station)


def test_what_can_t_be_dialled_isn_t(lines: Lines) -> None:
    caller = lines.caller
    with pytest.raises(ValueError, match="can't be dialled"):
        caller.fax.send("1;+FCLASS=0", caller.call, caller.station)
    assert not lines.exchange.busy(caller.modem)


def test_a_number_that_facsimile_can_t_carry_is_refused(lines: Lines) -> None:
    caller = lines.caller
    caller.call.own = Identification('"\r\nATH')
    with pytest.raises(ValueError, match="string"):
        caller.fax.send(lines.callee.number, caller.call, caller.station)
    assert caller.chat.run("AT")


def test_the_receiver_ends_the_call_while_it_waits_for_a_page(lines: Lines) -> None:
    caller, callee = lines.caller, lines.callee
    caller.desk.document = DOCUMENT
    answered = lines.answer()
    station = Interrupting(caller.desk, NextPage, callee.fax.abort)
    assert caller.fax.send(callee.number, caller.call, station) is not Termination.NORMAL
    assert answered.result() is Termination.ABORTED
    assert callee.chat.run("AT")


def test_a_modem_that_is_pulled_out_leaves_its_page_in_doubt(lines: Lines) -> None:
    caller, callee = lines.caller, lines.callee
    caller.desk.document = DOCUMENT
    answered = lines.answer(Interrupting(callee.desk, Deliver, lambda: lines.now(caller.pull_out)))
    with pytest.raises(PortLost):
        caller.fax.send(callee.number, caller.call, caller.station)
    lines.now(lambda: lines.exchange.drop(caller.modem))
    assert answered.result() is not Termination.NORMAL
    assert (caller.call.confirmed, caller.call.in_doubt) == (0, 0)
