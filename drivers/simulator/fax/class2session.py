"""One facsimile call of a class 2 or 2.0 modem: the procedure on the line, and the DTE that is asked for its pages.

What the procedure wants of a Station (`drivers.fax.steps`) is put to the DTE in the words of its class, and the
procedure waits until the DTE's next command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from drivers.fax import t30
from drivers.fax.call import Call
from drivers.fax.encoder import end_of_page
from drivers.fax.frames import Fcf, Frame
from drivers.fax.identification import Identification
from drivers.fax.steps import (
    Admit,
    CodedPage,
    Collect,
    Confirmed,
    Deliver,
    Heard,
    LineDropped,
    NextFormat,
    NextPage,
    Reply,
    Send,
    Step,
    Steps,
)
from drivers.fax.termination import Termination
from drivers.simulator.answers import Awaited, Outcome, error
from drivers.simulator.fax.class2port import Class2Port
from drivers.simulator.fax.class2reports import Dte, Reports
from drivers.simulator.fax.class2settings import Class2Settings
from drivers.simulator.fax.class2words import AFTER, BAD, GOOD, RESPONSES, after_page
from drivers.simulator.fax.steplink import Line

TRANSMIT, RECEIVE = "+FDT", "+FDR"

_GATES = (Fcf.CFR, Fcf.DTC)  # what a receiver says only when its DTE has asked for the page
Then = Callable[[], None]


class Class2Session:
    """From the connection to the report that it is over; `command` takes what the DTE says meanwhile."""

    def __init__(self, line: Line, settings: Class2Settings, port: Class2Port, dte: Dte) -> None:
        self._line = line
        self._settings = settings
        self._words = settings.words
        self._port = port
        self._dte = dte
        own = Identification(settings.texts[self._words.identity])
        self.call = Call(own, self._words.notation.dis(settings.capabilities), line.now)
        self._reports = Reports(self.call, settings, dte)
        self._steps: Steps[Termination] | None = None
        self._expected: dict[str, Then] = {}
        self._asked = ""
        self._page = bytearray()
        self._after = Fcf.EOP
        self._unanswered = False
        self._station: Mapping[type[object], Callable[[Any], None]] = {
            NextFormat: lambda step: self._format(),
            NextPage: lambda step: self._page_wanted(),
            Confirmed: lambda step: self._confirmed(),
            Admit: lambda step: self._reply(True),
            Deliver: self._deliver,
            Send: self._say,
            Collect: self._collect,
        }

    # --- beginning and end

    def dial(self) -> None:
        """The call that was dialled is through."""
        polls = self._settings.number(self._words.polls)
        self._begin(t30.poll if polls else t30.send)

    def answer(self) -> None:
        """The call that rang is through."""
        self.call.dis = replace(self.call.dis, document_waits=bool(self._settings.number(self._words.gives)))
        self._begin(t30.answer)

    def _begin(self, procedure: Callable[[Call], Steps[Termination]]) -> None:
        self.call.dis = replace(self.call.dis, receives=bool(self._settings.number("+FCR")))
        self._reports.connected()
        self._steps = steps = procedure(self.call)
        self._run(lambda: next(steps))

    def dropped(self) -> None:
        """The connection is gone. What there is of a page is given to the DTE before the end is told."""
        steps = self._steps
        if steps is None:
            return
        if self._page and self._in_page:
            self._steps = None
            self._give(bytes(self._page), lambda: self._over(self.call.if_dropped))
        else:
            self._run(lambda: steps.throw(LineDropped()))

    @property
    def _in_page(self) -> bool:
        """Whether a page without error correction is coming in."""
        return self.call.if_dropped is Termination.RECEIVE_C and not (self.call.dcs and self.call.dcs.ecm)

    def abort(self, termination: Termination) -> None:
        """The DTE wants no more, or says nothing any more."""
        if self._steps is not None:
            self._steps.close()
            self._over(termination)

    def _over(self, termination: Termination) -> None:
        self._steps, self._expected = None, {}
        self._port.command_state()
        self._dte.hung_up()
        self._line.leave()
        self._reports.over(termination)
        self._dte.finish("OK" if termination is Termination.NORMAL else self._words.refused)

    # --- the procedure

    def _run(self, go_on: Callable[[], Step]) -> None:
        try:
            step = go_on()
        except StopIteration as stop:
            self._over(stop.value)
            return
        self._station.get(type(step), self._perform)(step)

    def _reply(self, reply: Reply) -> None:
        steps = self._steps
        if steps is not None:
            self._run(lambda: steps.send(reply))

    def _perform(self, step: Any) -> None:
        self._line.perform(step, self._heard)

    def _heard(self, reply: Reply) -> None:
        """What came of a step of the line; which command came behind a page is remembered."""
        if isinstance(reply, Heard) and reply.frames:
            self._after = after_page(reply.frames[-1]) or self._after
        self._reply(reply)

    def _collect(self, step: Collect) -> None:
        self._page = page = bytearray()

        def both(octets: bytes) -> None:
            page.extend(octets)
            step.sink(octets)

        self._perform(replace(step, sink=both))

    def _say(self, step: Send) -> None:
        """CFR waits until the DTE wants the page, and so does DTC."""
        fcf = Frame.decode(step.frames[-1]).fcf
        if fcf not in _GATES or self._asked == RECEIVE:
            self._perform(step)
            return
        if fcf is Fcf.CFR:
            self._reports.far_number(Fcf.TSI)
            self._reports.session()
        else:
            self._reports.far_number(Fcf.CSI)
            self._reports.polled()
            self._reports.far_abilities(Fcf.DIS)
        self._await(RECEIVE, lambda: self._perform(step))

    # --- a document that is sent

    def _format(self) -> None:
        if self.call.confirmed == 0:
            self._introduce()
        self._await(TRANSMIT, self._negotiate)

    def _introduce(self) -> None:
        """Tell who the receiver is, which may have called to poll."""
        polled = self.call.dis.document_waits
        self._reports.far_number(Fcf.CIG if polled else Fcf.CSI)
        if polled:
            self._reports.polled()
        self._reports.far_abilities(Fcf.DTC if polled else Fcf.DIS)

    def _negotiate(self) -> None:
        notation, session = self._words.notation, self._settings.session
        self._reports.new_session()
        self.call.dis = notation.dis(session)
        self._reply(notation.dcs(session).format)

    def _page_wanted(self) -> None:
        if self._asked == TRANSMIT:
            self._take()
            return
        if self._unanswered:
            self._refused()
        self._await(TRANSMIT, self._take)

    def _take(self) -> None:
        """Have the DTE give its page."""
        self._reports.session()
        self._asked, self._page = "", bytearray()
        self.call.if_dropped = Termination.TRANSMIT_C
        self._line.hold(self._page)
        self._be_patient()
        self._port.take(b"".join(self._words.page_ends), self._page, turned=self._turned, done=self._taken)

    def _taken(self, end: bytes) -> None:
        """The page has come, and what is behind it; in class 2 that is the next command."""
        if end not in self._words.page_ends:
            self.abort(Termination.ABORTED)
            return
        after = self._words.page_ends[end]
        if after is not None:
            self._transmit(after)
            return
        self._be_patient()
        self._dte.finish("OK")

    def _transmit(self, after: Fcf) -> None:
        self._port.command_state()
        self._after, self._unanswered = after, True
        assert self.call.dcs
        self._reply(CodedPage(bytes(self._page) + end_of_page(self.call.dcs.coding), after))

    def _confirmed(self) -> None:
        """The command that ended the page ends where the next is wanted, or the call is over."""
        self._unanswered = False
        self._reports.sent(GOOD)
        self._reply(None)

    def _refused(self) -> None:
        self._unanswered = False
        self._reports.sent(BAD)
        self._dte.finish(self._words.refused)

    # --- a document that comes

    def _deliver(self, step: Deliver) -> None:
        if step.page.number == 0:
            self._reports.confirmed()
        self._reports.session()
        self._give(step.page.octets, lambda: self._given(step))

    def _give(self, octets: bytes, then: Then) -> None:
        self._be_patient()
        self._port.give(octets, turned=self._words.reversed ^ self._turned, done=then)

    def _given(self, step: Deliver) -> None:
        status = GOOD if step.page.good else BAD
        self._settings.numbers[self._words.verdict] = str(status)
        self._reports.received(status, step.page, self._after)
        self._await(RECEIVE, self._respond)

    def _respond(self) -> None:
        self._reply(RESPONSES.get(self._settings.number(self._words.verdict), Fcf.MCF))

    # --- the DTE

    def command(self, name: str, values: list[str]) -> Outcome:
        """+FDT, +FDR or +FET. Raises Refusal where it is not the time for it."""
        if name == self._words.page_end:
            return self._end_page(values)
        if name not in self._expected:
            raise error()
        if any(values):
            self._settings.set_page(values)
        then = self._expected[name]
        self._expected, self._asked = {}, name
        return self._soon(then)

    def _end_page(self, values: list[str]) -> Outcome:
        number = values[0] if values else ""
        if not number.isdecimal() or int(number) not in AFTER or self._asked or self._unanswered or self._expected:
            raise error()
        return self._soon(lambda: self._transmit(AFTER[int(number)]))

    def _soon(self, then: Then) -> Outcome:
        self._port.soon(then)
        return Awaited()

    def _await(self, command: str, then: Then) -> None:
        """The DTE has the next move."""
        self._expected, self._asked = {command: then}, ""
        self._dte.finish("OK")

    def _be_patient(self) -> None:
        seconds = self._settings.number(self._words.patience) * self._words.seconds
        self._port.patience(seconds, lambda: self.abort(Termination.UNDERFLOW))

    @property
    def _turned(self) -> bool:
        return bool(self._settings.number(self._words.order) & 1)
