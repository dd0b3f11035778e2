"""A fax machine outside that speaks our T.30 by steps: what class 2 modems call where there is no audio."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from drivers.fax import t30
from drivers.fax.call import Call
from drivers.fax.dis import Dis
from drivers.fax.frames import Fcf, Frame
from drivers.fax.identification import Identification
from drivers.fax.outgoing import Outgoing
from drivers.fax.page import Coding, Length, PageFormat, Resolution, Width
from drivers.fax.rates import MODULATIONS
from drivers.fax.sheet import Sheet, sheet_received
from drivers.fax.steps import (
    Admit,
    CodedPage,
    Collect,
    Confirmed,
    Deliver,
    Heard,
    NextFormat,
    NextPage,
    Reply,
    Send,
    Step,
    Steps,
)
from drivers.fax.termination import Termination
from drivers.fax.tiff import Document, encode_tiff
from drivers.simulator.fax.exchange import Cause, Ring
from drivers.simulator.fax.manners import Abilities, Manners
from drivers.simulator.fax.pagewatch import PageWatch
from drivers.simulator.fax.record import CallRecord
from drivers.simulator.fax.steplink import LineEnd
from drivers.simulator.loop import Clock

_RESOLUTIONS: Mapping[str, Resolution] = {
    "standard": Resolution.STANDARD,
    "fine": Resolution.FINE,
    "superfine": Resolution.SUPERFINE,
}


class Switch(Protocol):
    """The exchange, as a machine sees it."""

    def dial(self, caller: StepMachine, number: str, *, withheld: bool, rings: int) -> None: ...

    def answer(self, callee: StepMachine) -> bool: ...

    def hang_up(self, party: StepMachine) -> None: ...


class StepMachine:
    """One at `number`, for one call: `over` gets the record when it is over."""

    def __init__(
        self, number: str, manners: Manners, switch: Switch, clock: Clock, over: Callable[[CallRecord], None]
    ) -> None:
        """Raises DocumentError where its document is no TIFF."""
        self._number = number
        self._manners = manners
        self._switch = switch
        self._clock = clock
        self._over = over
        self._caller = self._called = ""
        self._procedure = t30.answer
        self._outgoing = None if manners.document is None else Outgoing(Document(manners.document), None)
        self._sheets: list[Sheet] = []
        self._watch = PageWatch()
        self._seen: list[str] = []
        self._end: LineEnd | None = None
        self._call: Call | None = None
        self._steps: Steps[Termination] | None = None
        self._termination: Termination | None = None
        self._ended = False
        self._station: Mapping[type[object], Callable[[Any], Reply]] = {
            NextFormat: self._format,
            NextPage: self._page,
            Confirmed: lambda step: None,
            Admit: lambda step: not step.polls or self._outgoing is not None,
            Deliver: self._keep,
        }

    @property
    def number(self) -> str:
        return self._number

    def call(self, number: str, *, withheld: bool = False, rings: int = 0) -> None:
        """Dial, and give up after `rings` where that isn't 0. Raises ValueError while it has a call."""
        self._caller, self._called = self._number, number
        self._procedure = t30.poll if self._outgoing is None else t30.send
        self._switch.dial(self, number, withheld=withheld, rings=rings)

    # As a party of the exchange

    def ring(self, ring: Ring) -> None:
        self._caller, self._called = ring.number, self._number
        self._switch.answer(self)

    def linked(self, end: LineEnd) -> None:
        """See StepParty."""
        self._end = end

    def connected(self) -> None:
        assert self._end is not None
        if self._manners.silent:
            self._end.leave()
            return
        abilities = self._manners.abilities
        self._call = Call(Identification(abilities.identity), self._dis(abilities), self._end.now)
        self._steps = steps = self._procedure(self._call)
        self._run(lambda: next(steps))

    def cleared(self, cause: Cause) -> None:
        if not self._ended:
            self._ended = True
            self._over(self._record(cause))

    # The procedure

    def _format(self, step: NextFormat) -> PageFormat:
        assert self._outgoing is not None
        return self._outgoing.format(step)

    def _page(self, step: NextPage) -> CodedPage:
        assert self._outgoing is not None
        return self._outgoing.page(step)

    def _dis(self, abilities: Abilities) -> Dis:
        return Dis(
            modulations=frozenset(each for each in MODULATIONS if each.scheme.value in abilities.modems),
            resolutions=frozenset(_RESOLUTIONS[name] for name in abilities.resolutions) | {Resolution.STANDARD},
            codings=frozenset(Coding(name) for name in abilities.codings) | {Coding.MH},
            width=Width.A3,
            length=Length.UNLIMITED,
            document_waits=self._outgoing is not None,
            ecm=abilities.ecm,
        )

    def _run(self, go_on: Callable[[], Step]) -> None:
        try:
            step = go_on()
            while type(step) in self._station:
                step = self._go_on(self._station[type(step)](step))
        except StopIteration as stop:
            self._termination = stop.value
            self._leave()
            return
        self._perform(step)

    def _go_on(self, reply: Reply) -> Step:
        assert self._steps is not None
        return self._steps.send(reply)

    def _perform(self, step: Any) -> None:
        assert self._end is not None
        if isinstance(step, Send):
            self._see(">", step.frames)
        elif self._watch.page > 0 and self._watch.page == self._manners.hangs_up and isinstance(step, Collect):
            self._leave()
            return
        self._end.perform(step, self._performed)

    def _performed(self, reply: Reply) -> None:
        if isinstance(reply, Heard):
            self._see("<", reply.frames)
        if not self._ended:
            self._run(lambda: self._go_on(reply))

    def _see(self, way: str, frames: tuple[bytes, ...]) -> None:
        for octets in frames:
            frame = Frame.decode(octets)
            self._seen.append(way + frame.fcf.name)
            self._watch.see(frame)

    def _keep(self, step: Deliver) -> Fcf:
        page = step.page
        if not page.good:
            return Fcf.RTN
        self._sheets.append(sheet_received(page.dcs.format, page.rows))
        if self._manners.inbox is not None:
            self._manners.inbox.write_bytes(encode_tiff(self._sheets))
        return Fcf.MCF

    def _leave(self) -> None:
        """Go on hook, when the exchange has done with what it is at."""
        assert self._end is not None
        self._end.leave()
        self._clock.later(0.0, self._hang_up)

    def _hang_up(self) -> None:
        if not self._ended:
            self._switch.hang_up(self)
            self.cleared(Cause.HUNG_UP)

    def _record(self, cause: Cause) -> CallRecord:
        call = self._call
        if call is None or self._end is None:
            return CallRecord(text=cause.value, caller=self._caller, called=self._called)
        ended, dcs = self._termination or call.if_dropped, call.dcs
        return CallRecord(
            answered=True,
            code=ended.value,
            text=ended.text,
            pages=max(call.confirmed, call.received),
            bit_rate=dcs.modulation.rate if dcs else 0,
            ecm=bool(dcs and dcs.ecm),
            resent=sum(name.endswith(Fcf.PPR.name) for name in self._seen),
            coding=dcs.coding.value if dcs else "",
            bad_rows=sum(sheet.bad for sheet in self._sheets),
            identity=call.far.ident,
            caller=self._caller,
            called=self._called,
            inbox=self._manners.inbox,
            seconds=self._end.now(),
            frames=tuple(self._seen),
        )
