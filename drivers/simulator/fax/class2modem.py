"""A fax modem of service classes 2 and 2.0 (SP-2388, T.32): AT commands on the one side, an exchange on the other.

It speaks T.30 itself, so its calls need no audio: those between two of them go by a `StepLink`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from drivers.fax.dle import CAN
from drivers.fax.termination import Termination
from drivers.simulator.answers import OK, Awaited, Outcome, Refusal, Reply, error, info
from drivers.simulator.commandline import Command, number_in
from drivers.simulator.dce import Dce
from drivers.simulator.fax.class2port import Class2Port
from drivers.simulator.fax.class2session import RECEIVE, TRANSMIT, Class2Session
from drivers.simulator.fax.class2settings import Class2Settings
from drivers.simulator.fax.class2words import VOCABULARIES
from drivers.simulator.fax.exchange import Cause, FaxExchange, Ring
from drivers.simulator.fax.ringtelling import TELLS, RingTelling
from drivers.simulator.fax.steplink import Line, LineEnd, StepLink
from drivers.simulator.fax.supplement import serial_of
from drivers.simulator.loop import Clock

_DATA = "0"
_DIALLED = re.compile(r"[0-9*#+]+")
_RESULTS: Mapping[Cause, str] = {
    Cause.BUSY: "BUSY",
    Cause.NO_ANSWER: "NO ANSWER",
    Cause.NO_DIALTONE: "NO DIALTONE",
    Cause.HUNG_UP: "NO CARRIER",
    Cause.GIVEN_UP: "NO CARRIER",
}
_HARMLESS = frozenset(b"\r\n")


class StepParty(Protocol):
    """A party that takes part in a StepLink."""

    @property
    def number(self) -> str: ...

    def ring(self, ring: Ring) -> None: ...

    def connected(self) -> None: ...

    def cleared(self, cause: Cause) -> None: ...

    def linked(self, end: LineEnd) -> None:
        """It is about to be connected; this is its end."""


class Switch(Protocol):
    """The exchange, as a modem sees it."""

    def busy(self, party: Any) -> bool: ...

    def dial(self, caller: Any, number: str) -> None: ...

    def answer(self, callee: Any) -> bool: ...

    def hang_up(self, party: Any) -> None: ...

    def drop(self, party: Any) -> None: ...


def step_exchange(clock: Clock, corrupt: Callable[[bytes], bytes] = bytes) -> FaxExchange[StepParty]:
    """An exchange for class 2 and 2.0 modems alone; `corrupt` is what its lines make of a page."""
    return FaxExchange(clock, lambda caller, callee: linked(StepLink(clock, corrupt), caller, callee))


def linked(link: StepLink, caller: StepParty, callee: StepParty) -> StepLink:
    """The link, with both at its ends."""
    for party, end in zip((caller, callee), link.ends, strict=True):
        party.linked(end)
    return link


class Class2Modem:
    """`send` takes bytes for the DTE; `classes` are those of 2 and 2.0 that it has."""

    def __init__(
        self,
        number: str,
        clock: Clock,
        exchange: Switch,
        *,
        send: Callable[[bytes], None],
        classes: tuple[str, ...] = tuple(VOCABULARIES),
    ) -> None:
        self.number = number
        self._exchange = exchange
        self._settings = {name: Class2Settings(VOCABULARIES[name]) for name in classes}
        self._class = _DATA
        self._running: Callable[[str], None] | None = None
        self._answering = False
        self._rings = 0
        self._session: Class2Session | None = None
        self._line: Line | None = None
        self._telling = RingTelling(clock.wall)
        self._commands: dict[str, Command] = {}
        self._port = Class2Port(clock, send, self._interrupted)
        self._dce = self._port.dce = Dce(
            clock=clock, send=send, commands=self._commands, basics=self._basics(), describe=_described
        )
        self._select(_DATA)

    def feed(self, data: bytes) -> None:
        """Bytes from the DTE."""
        self._port.feed(data)

    # --- a party of the exchange

    def ring(self, ring: Ring) -> None:
        """See Party."""
        if not self._rings:
            self._telling.over()
        self._rings += 1
        for line in self._telling.lines(ring):
            self._dce.unsolicited(line)
        if 0 < self._dce.settings.registers[0] <= self._rings and self._running is None:
            self._running = self._dce.intermediate
            self._answer()

    def linked(self, end: LineEnd) -> None:
        """See StepParty."""
        self._line = end

    def connected(self) -> None:
        """See Party."""
        assert self._line
        if self._class == _DATA:
            self._exchange.hang_up(self)
            self.finish("NO CARRIER")
            return
        self._session = Class2Session(self._line, self._settings[self._class], self._port, self)
        (self._session.answer if self._answering else self._session.dial)()

    def cleared(self, cause: Cause) -> None:
        """See Party."""
        self._rings = 0
        session, self._session = self._session, None
        if session is not None:
            session.dropped()
        else:
            self.finish(_RESULTS[cause])

    # --- what a session reports

    def report(self, *lines: str) -> None:
        """See Dte."""
        for line in lines:
            self._dce.unsolicited(line, at_once=True)

    def finish(self, final: str) -> None:
        """See Dte."""
        running, self._running = self._running, None
        if running is not None:
            running(final)

    def hung_up(self) -> None:
        """See Dte."""
        self._session, self._rings = None, 0
        self._exchange.hang_up(self)

    # --- commands

    def _basics(self) -> dict[str, Callable[[str], Outcome]]:
        accepted = dict.fromkeys((*"BCLMNPTWXY", "&C", "&D", "&H", "&I", "&K", "&R", "&S", "&W"), lambda _text: OK)
        return {
            **accepted,
            "A": lambda _text: self._take_call(),
            "D": self._dial,
            "H": lambda _text: self._hang_up(),
            "I": lambda _text: info("Modem Box simulated fax modem"),
            "O": lambda _text: Reply((), "NO CARRIER"),
            "Z": lambda _text: self._reset(),
            "&F": lambda _text: self._reset(),
        }

    def _select(self, name: str) -> None:
        self._class = name
        self._commands.clear()
        self._commands["+FCLASS"] = Command(
            set=self._set_class,
            read=lambda: info(self._class),
            test=lambda: info(",".join((_DATA, *self._settings))),
        )
        self._commands["+GSN"] = Command(execute=lambda: info(serial_of(self.number)))
        self._commands.update({command: self._tells(command) for command in TELLS})
        self._commands["+IFC"] = self._commands["+IPR"] = Command(set=lambda _values: OK)
        if name == _DATA:
            return
        settings = self._settings[name]
        self._commands.update(settings.commands())
        for action in (TRANSMIT, RECEIVE, settings.words.page_end):
            self._commands[action] = self._action(action)
        self._commands[settings.words.abort] = Command(execute=self._abort)

    def _tells(self, command: str) -> Command:
        def switch(values: list[str]) -> Outcome:
            self._telling.switch(command, number_in(values, 0, range(256)) > 0)
            return OK

        return Command(set=switch, test=lambda: info("(0,1)"))

    def _set_class(self, values: list[str]) -> Outcome:
        if values[0] not in (_DATA, *self._settings):
            raise error()
        self._select(values[0])
        return OK

    def _action(self, name: str) -> Command:
        return Command(execute=lambda: self._act(name, []), set=lambda values: self._act(name, values))

    def _act(self, name: str, values: list[str]) -> Outcome:
        if self._session is None:
            raise error()
        return self._started(self._session.command(name, values))

    def _started(self, outcome: Outcome) -> Outcome:
        if isinstance(outcome, Awaited):
            self._running = lambda final: self._dce.complete(Reply((), final))
        return outcome

    def _dial(self, text: str) -> Outcome:
        digits = "".join(_DIALLED.findall(text))
        if self._exchange.busy(self) or not digits:
            return Reply((), "NO CARRIER")
        self._answering = False
        self._exchange.dial(self, digits)
        return self._started(Awaited())

    def _take_call(self) -> Outcome:
        self._port.soon(self._answer)
        return self._started(Awaited())

    def _answer(self) -> None:
        self._answering = True
        if not self._exchange.answer(self):
            self.finish("NO CARRIER")

    def _hang_up(self) -> Outcome:
        if self._session is None:
            return OK
        self._port.soon(lambda: self._give_up(Termination.ABORTED))
        return self._started(Awaited())

    _abort = _hang_up

    def _give_up(self, termination: Termination) -> None:
        if self._session is not None:
            self._session.abort(termination)
        self.finish("OK")

    def _interrupted(self, data: bytes) -> None:
        """The DTE says something while a command runs: that ends a call that isn't there yet, or CAN a page."""
        if self._session is not None:
            if CAN in data:
                self._session.abort(Termination.ABORTED)
        elif self._running and set(data) - _HARMLESS:
            self._exchange.hang_up(self)
            self.finish("NO CARRIER")

    def _reset(self) -> Outcome:
        for name in self._settings:
            self._settings[name] = Class2Settings(VOCABULARIES[name])
        self._select(_DATA)
        self._telling.reset()
        if self._session is not None:
            return self._hang_up()
        return OK


def _described(refusal: Refusal) -> str:
    return refusal.text
