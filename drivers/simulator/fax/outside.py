"""A fax machine outside: it calls or is called, and may hang up in the middle of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from drivers.simulator.fax.exchange import Cause, Ring
from drivers.simulator.fax.machine import FaxMachine
from drivers.simulator.fax.manners import Manners
from drivers.simulator.fax.noise import Noise
from drivers.simulator.fax.record import CallRecord
from drivers.simulator.fax.spandsp import SILENCE

_LINGERS = 50  # frames that it stays on the line when it has said all


class Switch(Protocol):
    """The exchange, as a machine sees it."""

    def dial(self, caller: Outside, number: str, *, withheld: bool, rings: int) -> None: ...

    def answer(self, callee: Outside) -> bool: ...

    def hang_up(self, party: Outside) -> None: ...


class Outside:
    """One at `number`, for one call: `over` gets the record when it is over."""

    def __init__(
        self, number: str, manners: Manners, switch: Switch, over: Callable[[CallRecord], None] = lambda record: None
    ) -> None:
        self._number = number
        self.manners = manners
        self._switch = switch
        self._over = over
        self._calls = False
        self._caller = ""
        self._called = ""
        self._machine: FaxMachine | None = None
        self._lingered = 0

    @property
    def number(self) -> str:
        return self._number

    def call(self, number: str, *, withheld: bool = False, rings: int = 0) -> None:
        """Dial, and give up after `rings` where that isn't 0. Raises ValueError while it has a call."""
        self._calls, self._called = True, number
        self._switch.dial(self, number, withheld=withheld, rings=rings)

    # As a party of the exchange

    def ring(self, ring: Ring) -> None:
        self._caller, self._called = ring.number, self._number
        self._switch.answer(self)

    def connected(self) -> None:
        if not self.manners.silent:
            its = self.manners
            self._machine = FaxMachine(its.abilities, calls=self._calls, document=its.document, inbox=its.inbox)

    def cleared(self, cause: Cause) -> None:
        record = CallRecord(text=cause.value)
        if self._machine is not None:
            record = self._machine.close()
            self._machine = None
        caller = self._number if self._calls else self._caller
        self._over(replace(record, caller=caller, called=self._called, inbox=self.manners.inbox))

    # As an end of a connection

    @property
    def page(self) -> int:
        return 0 if self._machine is None else self._machine.page

    @property
    def in_message(self) -> bool:
        return True

    def noise(self, way: str) -> Noise | None:
        return self.manners.noise if way == "in" else None

    @property
    def moves(self) -> bool:
        return True

    def transmit(self) -> bytes:
        return SILENCE if self._machine is None else self._machine.transmit()

    def receive_audio(self, frame: bytes) -> None:
        if self._machine is not None:
            self._machine.receive(frame)
            self._lingered += self._machine.finished
            if self._lingered > _LINGERS:
                self._leave(Cause.HUNG_UP)

    def heard(self, page: int, seconds: float, told: int) -> None:
        """Hang up in the page where that is due."""
        if page > 0 and page == self.manners.hangs_up and seconds >= self.manners.after:
            self._leave(Cause.HUNG_UP)

    def _leave(self, cause: Cause) -> None:
        self._switch.hang_up(self)
        self.cleared(cause)
