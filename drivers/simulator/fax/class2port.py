"""What passes between a DTE and a class 2 or 2.0 modem: command lines, and pages behind CONNECT."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drivers.fax.dle import CAN, DC1, END, Unshielder, shielded
from drivers.fax.line import REVERSED
from drivers.simulator.dce import Dce
from drivers.simulator.loop import Clock, Timer

_STARTS = (b"\x12", DC1)  # DC2; DC1 is what some programs send in its place
_AS_IT_IS = bytes(range(256))
_ORDERS: Mapping[bool, bytes] = {False: _AS_IT_IS, True: REVERSED}


class Class2Port:
    """Bytes of the DTE go to the command interpreter or, behind CONNECT, are pages. `interrupted` is called where the
    DTE says something while a command runs."""

    def __init__(self, clock: Clock, send: Callable[[bytes], None], interrupted: Callable[[bytes], None]) -> None:
        self._clock = clock
        self._send = send
        self._interrupted = interrupted
        self._taker: Callable[[bytes], None] | None = None
        self._timer: Timer | None = None
        self._patience: tuple[float, Callable[[], None]] = 0.0, _nothing
        self.dce: Dce

    def feed(self, data: bytes) -> None:
        """Bytes from the DTE."""
        if self._taker is not None:
            self._taker(data)
            return
        if not self.dce.idle:
            self._interrupted(data)
        self.dce.feed(data)

    def command_state(self) -> None:
        """Pages are over; what of one had been going on is void."""
        self._taker = None
        self.patience(0, _nothing)

    def patience(self, seconds: float, over: Callable[[], None]) -> None:
        """Call `over` where the DTE says nothing of a page for so long; with 0 no more."""
        self._patience = seconds, over
        self._wait()

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        seconds, over = self._patience
        self._timer = self._clock.later(seconds, over) if seconds else None

    def soon(self, call: Callable[[], None]) -> None:
        """When the command that runs has been taken note of."""
        self._clock.later(0.0, call)

    def take(self, ends: bytes, page: bytearray, *, turned: bool, done: Callable[[bytes], None]) -> None:
        """Ask the DTE for a page; `page` grows as it comes, `done` is called with what ended it.

        `turned`: the DTE gives each octet's highest bit first.
        """
        shield = Unshielder(ends + CAN)

        def taken(data: bytes) -> None:
            self._wait()
            page.extend(shield.feed(data).translate(_ORDERS[turned]))
            if shield.ended:
                self.command_state()
                done(shield.end)
                self.feed(shield.rest)

        self._taker = taken
        self.dce.intermediate("CONNECT")
        self._send(DC1)

    def give(self, page: bytes, *, turned: bool, done: Callable[[], None]) -> None:
        """Give the DTE a page when it asks for it; `turned` as in `take`."""
        octets = shielded(page.translate(_ORDERS[turned])) + END

        def asked(data: bytes) -> None:
            if any(start in data for start in _STARTS):
                self.command_state()
                self._send(octets)
                done()
            elif CAN in data:
                self.command_state()
                self._send(END)
                self._interrupted(CAN)

        self._taker = asked
        self.dce.intermediate("CONNECT")


def _nothing() -> None:
    """For a timer that never runs."""
