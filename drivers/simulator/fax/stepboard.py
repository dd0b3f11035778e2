"""Fax lines with class 2 and 2.0 modems behind an exchange, where there is no library for audio."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from drivers.simulator.arming import Faults
from drivers.simulator.fax.class2modem import Class2Modem, StepParty, linked
from drivers.simulator.fax.exchange import FaxExchange
from drivers.simulator.fax.manners import Manners
from drivers.simulator.fax.record import CallRecord
from drivers.simulator.fax.steplink import StepLink
from drivers.simulator.fax.stepmachine import StepMachine
from drivers.simulator.loop import Clock


class StepModem:
    """A class 2 modem as a line has it; no faults strike it."""

    strikes: Collection[type[object]] = ()

    def __init__(self, modem: Class2Modem) -> None:
        self.party = modem
        self.receive = modem.feed
        self.faults = Faults()

    def recover(self) -> None:
        """There is nothing to recover from."""

    def close(self) -> None:
        """It holds nothing."""


class StepBoard:
    """As `Switchboard`, but its machines know no noise and hang up in a page that they receive only."""

    def __init__(
        self,
        clock: Clock,
        over: Callable[[CallRecord], None] = lambda record: None,
        new_inbox: Callable[[], Path | None] = lambda: None,
    ) -> None:
        self._clock = clock
        self._over = over
        self._new_inbox = new_inbox
        self.exchange: FaxExchange[StepParty] = FaxExchange(
            clock, lambda caller, callee: linked(StepLink(clock), caller, callee), self._outside
        )
        self.default = Manners()
        self.manners: dict[str, Manners] = {}

    def add(self, number: str, *others: str, send: Callable[[bytes], None], hold: Callable[[bool], None]) -> StepModem:
        """A modem on a line of that number and `others`, which ring as the first does. It takes a page as fast as it
        comes, so it never holds the DTE."""
        modem = Class2Modem(number, self._clock, self.exchange, send=send)
        self.exchange.attach(modem, *others)
        return StepModem(modem)

    def call(
        self, number: str, manners: Manners, caller: str = "+15550002000", *, withheld: bool = False, rings: int = 0
    ) -> None:
        """A machine outside calls `number`, and gives up after `rings` where that isn't 0. Raises DocumentError."""
        self._machine(caller, manners).call(number, withheld=withheld, rings=rings)

    def _outside(self, number: str) -> StepMachine:
        manners = self.manners.get(number.lstrip("+"), self.default)
        if manners.inbox is None:
            manners = replace(manners, inbox=self._new_inbox())
        return self._machine(number, manners)

    def _machine(self, number: str, manners: Manners) -> StepMachine:
        return StepMachine(number, manners, self.exchange, self._clock, self._over)
