"""Facsimile by a modem of service class 1 or 1.0: the procedure is ours, the modem has the modulations (T.31)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from drivers.at.online import OnlineChat
from drivers.at.script import run_script
from drivers.at.syntax import Command, Connect
from drivers.errors import CallAborted, Cause, CommandRefused, ModemError, NoAnswer, NotConnected
from drivers.facsimile import Station, asked
from drivers.fax import class1commands as commands
from drivers.fax import t30
from drivers.fax.call import Call
from drivers.fax.class1commands import FINALS, RECEIVES, TRANSMITS
from drivers.fax.class1line import Line
from drivers.fax.dialling import diallable
from drivers.fax.frames import Fcf, Frame
from drivers.fax.quirks import FaxQuirks
from drivers.fax.rates import Modulation
from drivers.fax.steps import Collect, LineDropped, Listen, Reply, Send, Step, Steps, Transmit
from drivers.fax.termination import Termination

log = logging.getLogger(__name__)

_DCN = Send((Frame(Fcf.DCN).encode(x=True),))

Procedure = Callable[[Call], Steps[Termination]]


@dataclass(frozen=True, slots=True)
class _Connecting:
    """How a call comes about: by a dial, or `answered`."""

    command: Command
    timeout: float
    answered: bool


class Class1:
    """See `drivers.facsimile.Fax`."""

    def __init__(
        self, chat: OnlineChat, quirks: FaxQuirks, service_class: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._chat = chat
        self._quirks = quirks
        self._clock = clock
        self._class = service_class
        self._finals = FINALS | frozenset(quirks.finals)
        self._transmits: frozenset[Modulation] = commands.modulations("")
        self._receives: frozenset[Modulation] = commands.modulations("")

    @property
    def service_class(self) -> str:
        return self._class

    def prepare(self) -> None:
        """Ask for the modulations. Raises CommandRefused, NoAnswer, PortLost."""
        self._select()
        self._transmits, self._receives = self._told(TRANSMITS), self._told(RECEIVES)

    def send(self, number: str, call: Call, station: Station) -> Termination:
        """See `drivers.facsimile.Fax`."""
        return self._dial(number, t30.send, _able(call, self._transmits), station)

    def poll(self, number: str, call: Call, station: Station) -> Termination:
        """See `drivers.facsimile.Fax`."""
        return self._dial(number, t30.poll, _able(call, self._receives), station)

    def answer(self, call: Call, station: Station) -> Termination:
        """See `drivers.facsimile.Fax`."""
        able = self._receives & self._transmits if call.dis.document_waits else self._receives
        answering = _Connecting(Command(self._quirks.answer, finals=self._finals), self._quirks.answer_timeout, True)
        return self._carry(answering, t30.answer, _able(call, able), station)

    def abort(self) -> None:
        """See `drivers.facsimile.Fax`."""
        self._chat.abort()

    def _dial(self, number: str, procedure: Procedure, call: Call, station: Station) -> Termination:
        command = Command(self._quirks.dial + diallable(number), finals=self._finals)
        return self._carry(_Connecting(command, self._quirks.dial_timeout, False), procedure, call, station)

    def _carry(self, connecting: _Connecting, procedure: Procedure, call: Call, station: Station) -> Termination:
        """The call, from its connection to its end. Also raises what the station does."""
        try:
            with self._chat.abortable():
                self._select()
                self._connect(connecting)
                line = Line(self._chat, self._quirks, answered=connecting.answered, clock=self._clock)
                return self._perform(procedure(call), line, station)
        except CallAborted:
            return Termination.ABORTED
        finally:
            self._hang_up()

    def _select(self) -> None:
        """The class, and what it resets. Raises CommandRefused, NoAnswer, PortLost."""
        self._chat.run(f"AT+FCLASS={self._class}", self._quirks.command_timeout)
        run_script(self._chat, self._quirks.after_class)
        if self._quirks.adaptive:
            with suppress(CommandRefused):
                self._chat.run("AT+FAR=1", self._quirks.command_timeout)

    def _told(self, command: Command) -> frozenset[Modulation]:
        try:
            lines = self._chat.run(command, self._quirks.command_timeout).lines
        except CommandRefused:
            lines = ()
        return commands.modulations(" ".join(each.line for each in lines))

    def _connect(self, connecting: _Connecting) -> None:
        """Raises NotConnected with what the modem says."""
        try:
            result = self._chat.result(connecting.command, connecting.timeout)
        except NoAnswer:
            self._chat.interrupt()
            raise NotConnected(Cause("V250", None, "nobody answered in time")) from None
        except CallAborted:
            self._chat.interrupt()
            raise
        if not isinstance(result, Connect):
            raise NotConnected(result.cause or Cause("V250", None, result.line))

    def _perform(self, steps: Steps[Termination], line: Line, station: Station) -> Termination:
        go_on: Callable[[], Step] = partial(next, steps)
        while True:
            try:
                step = go_on()
            except StopIteration as ended:
                return _termination(ended)
            try:
                go_on = partial(steps.send, self._reply(step, line, station))
            except LineDropped as dropped:
                go_on = partial(steps.throw, dropped)

    def _reply(self, step: Step, line: Line, station: Station) -> Reply:
        if not isinstance(step, (Send, Listen, Transmit, Collect)):
            return asked(station, step)
        self._unless_aborted(step, line)
        try:
            return line.perform(step)
        except CallAborted:
            with suppress(NoAnswer):
                line.leave()
            raise

    def _unless_aborted(self, step: Step, line: Line) -> None:
        """Where it is our turn to speak, the far end is told."""
        try:
            self._chat.check()
        except CallAborted:
            if isinstance(step, (Send, Transmit)):
                with suppress(NoAnswer, LineDropped):
                    line.perform(_DCN)
            raise

    def _hang_up(self) -> None:
        """What became of the call is known: that the modem doesn't say OK to this will show when it is asked again."""
        for _ in range(2):
            try:
                self._chat.run(self._quirks.hang_up, self._quirks.hang_up_timeout)
            except ModemError as error:
                log.warning("hanging up: %s", error)
            else:
                return


def _able(call: Call, modulations: frozenset[Modulation]) -> Call:
    """The same call, with no more than these modulations."""
    call.dis = replace(call.dis, modulations=call.dis.modulations & modulations)
    return call


def _termination(ended: StopIteration) -> Termination:
    assert isinstance(ended.value, Termination)
    return ended.value
