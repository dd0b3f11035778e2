"""A class 1 fax modem on a line of the exchange and at a port: what the soft modem says and wants, carried out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from typing import Protocol

from drivers.simulator.fax.afflicted import Afflicted, Instead
from drivers.simulator.fax.exchange import Cause, Ring
from drivers.simulator.fax.failures import FAULTS, Hangs
from drivers.simulator.fax.noise import Noise
from drivers.simulator.fax.pace import Pace
from drivers.simulator.fax.softmodem import OF_CAUSE, CallEvent, Request, SoftModem
from drivers.simulator.fax.spandsp import SILENCE
from drivers.simulator.fax.supplement import Supplement, serial_of
from drivers.simulator.fax.turn import State, Turn
from drivers.simulator.loop import Clock

_CR = b"\r"
DC1, DC3 = b"\x11", b"\x13"
_PIECE = 256  # octets at once: the soft modem has room for 1024 when it asks to wait


class Switch(Protocol):
    """The exchange, as a modem sees it."""

    def dial(self, caller: Class1Dce, number: str) -> None: ...

    def answer(self, callee: Class1Dce) -> bool: ...

    def hang_up(self, party: Class1Dce) -> None: ...

    def drop(self, party: Class1Dce) -> None: ...


class Class1Dce:
    """`send` takes bytes to the DTE; `hold` stops and starts what comes from it, beside DC3 and DC1."""

    page = 0
    strikes: Collection[type[object]] = tuple(FAULTS.values())

    def __init__(
        self,
        number: str,
        clock: Clock,
        switch: Switch,
        *,
        send: Callable[[bytes], None],
        hold: Callable[[bool], None] = lambda held: None,
    ) -> None:
        """Raises SpandspMissing."""
        self._number = number
        self._clock = clock
        self._switch = switch
        self._send = send
        self._hold = hold
        self._heard = bytearray()
        self._said = bytearray()
        self._asked: deque[tuple[Request, str]] = deque()
        self._held = False
        self._on_line = False
        self._event = CallEvent.CONNECTED
        self._supplement = Supplement(serial_of(number), clock.wall)
        self._afflicted = Afflicted()
        self.faults = self._afflicted.faults
        self.party = self
        self._instead: Instead | None = None
        self._waits = self._hung = False
        self._turn = Turn(self._commanded)
        self._modem = SoftModem(self._say, lambda request, text: self._asked.append((request, text)))
        self._alone = Pace(clock, self._frame_alone, lambda: False)
        self.holds = 0
        """How often the DTE had to wait."""

    @property
    def number(self) -> str:
        return self._number

    def receive(self, data: bytes) -> None:
        """What the DTE says; a modem that hangs hears nothing."""
        if not self._hung:
            self._heard += data
            self._go_on()

    def recover(self) -> None:
        """A fault has been cleared."""
        if self._hung and self.faults.has(Hangs) is None:
            self._waits = self._hung = False
            self._turn.reset()

    def close(self) -> None:
        self._alone.stop()
        self._modem.close()

    # As a party of the exchange

    def ring(self, ring: Ring) -> None:
        self._supplement.rings(ring)
        self._modem.tell(CallEvent.ALERTING)
        self._go_on()

    def connected(self) -> None:
        self._on_line = True
        self._supplement.over()
        self._alone.stop()
        self._modem.tell(self._event)
        self._go_on()

    def cleared(self, cause: Cause) -> None:
        self._leave_line()
        self._supplement.over()
        if cause in OF_CAUSE:
            self._modem.tell(OF_CAUSE[cause])
        self._go_on()

    # As an end of a connection

    def noise(self, way: str) -> Noise | None:
        return self._afflicted.noise(way)

    @property
    def moves(self) -> bool:
        return self._turn.modem_moves(self._held) and not self._waits

    def transmit(self) -> bytes:
        return self._modem.transmit()

    def receive_audio(self, frame: bytes) -> None:
        self._modem.receive(frame)
        self._go_on()

    @property
    def in_message(self) -> bool:
        return self._turn.in_message

    def heard(self, page: int, seconds: float, told: int) -> None:
        """The connection may fail now."""
        if self._afflicted.drops(page, seconds, told):
            self._switch.drop(self)

    def _say(self, data: bytes) -> None:
        """A result comes in several pieces."""
        self._turn.modem(data)
        self._said += data

    def _go_on(self) -> None:
        """Do what the modem wants, and give it what it has room for."""
        self._do_what_is_asked()
        while self._heard and not self._held and not self._waits:
            piece = self._piece()
            if not piece:
                break
            del self._heard[: len(piece)]
            self._turn.host(piece)
            self._take(piece)
            self._do_what_is_asked()
        if not self._on_line and self._turn.state is not State.COMMAND:
            self._alone.start()

    def _piece(self) -> bytes:
        """One command line, or data. While faults are armed a command is taken whole or not at all."""
        if self._turn.state is not State.COMMAND:
            return bytes(self._heard[:_PIECE])
        end = self._heard.find(_CR) + 1
        return bytes(self._heard[:end]) if end or self.faults.armed() else bytes(self._heard)

    def _take(self, piece: bytes) -> None:
        instead, self._instead = self._instead, None
        if instead is None:
            self._modem.take(piece)
        elif instead.line:
            line = f"\r\n{instead.line}\r\n".encode()
            self._later(instead.seconds, lambda: self._say(line))
        else:
            self._waits = self._hung = True

    def _later(self, seconds: float, say: Callable[[], None]) -> None:
        """Meanwhile the DTE waits, in real time."""
        self._waits = True

        def call() -> None:
            self._waits = False
            say()
            self._go_on()

        self._clock.later(seconds, call)

    def _commanded(self, line: str) -> None:
        self._instead = self._afflicted.instead(line)
        if self._instead is None:
            self._supplement.commanded(line)

    def _do_what_is_asked(self) -> None:
        self._pass_on()
        while self._asked:
            self._do(*self._asked.popleft())
            self._pass_on()

    def _pass_on(self) -> None:
        if not self._said or self._waits:
            return
        said = self._supplement.said(self._afflicted.said(bytes(self._said)))
        self._said.clear()
        late = self._afflicted.late(said)
        if late:
            self._later(late, lambda: self._send(said))
        else:
            self._send(said)

    def _leave_line(self) -> None:
        self._on_line = False
        self._afflicted.over()

    def _do(self, request: Request, text: str) -> None:
        if request is Request.CTS:
            self._flow(held=not text)
        elif request is Request.CALL:
            self._dial(text)
        elif request is Request.ANSWER:
            self._answer()
        else:
            self._leave_line()
            self._switch.hang_up(self)

    def _flow(self, *, held: bool) -> None:
        if held != self._held:
            self._held = held
            self.holds += held
            self._send(DC3 if held else DC1)
            self._hold(held)

    def _dial(self, number: str) -> None:
        self._event = CallEvent.CONNECTED
        try:
            self._switch.dial(self, number)
        except ValueError:
            self._modem.tell(CallEvent.BUSY)

    def _answer(self) -> None:
        self._event = CallEvent.ANSWERED
        if not self._switch.answer(self):
            self._modem.tell(CallEvent.NO_ANSWER)

    def _frame_alone(self) -> None:
        self._modem.transmit()
        self._modem.receive(SILENCE)
        self._go_on()
        if self._turn.state is State.COMMAND:
            self._alone.stop()
