"""Fax lines with modems behind an exchange that reaches machines outside, put together."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from drivers.simulator.fax.audioline import AudioLine, AudioParty
from drivers.simulator.fax.class1dce import Class1Dce
from drivers.simulator.fax.class2dce import Class2Dce
from drivers.simulator.fax.exchange import FaxExchange
from drivers.simulator.fax.manners import Manners
from drivers.simulator.fax.outside import Outside
from drivers.simulator.fax.pace import UNLIMITED
from drivers.simulator.fax.record import CallRecord
from drivers.simulator.loop import Clock


class Switchboard:
    """Modems of class 1. `over` gets the record of each call that a machine outside had. `manners` are those of the
    machines that answer, by number; `default` those of all others; where they have none, `new_inbox` gives the file for
    what comes. `most`: see `Pace`."""

    modems: tuple[type[Class1Dce | Class2Dce], ...] = (Class1Dce,)

    def __init__(
        self,
        clock: Clock,
        over: Callable[[CallRecord], None] = lambda record: None,
        new_inbox: Callable[[], Path | None] = lambda: None,
        most: float = UNLIMITED,
    ) -> None:
        self._clock = clock
        self._over = over
        self._new_inbox = new_inbox
        self.exchange: FaxExchange[AudioParty] = FaxExchange(
            clock, lambda caller, callee: AudioLine(clock, caller, callee, most), self._outside
        )
        self._kinds = itertools.cycle(self.modems)
        self.default = Manners()
        self.manners: dict[str, Manners] = {}

    def add(
        self, number: str, *others: str, send: Callable[[bytes], None], hold: Callable[[bool], None]
    ) -> Class1Dce | Class2Dce:
        """A modem on a line of that number and `others`, which ring distinctively. Raises SpandspMissing."""
        modem = next(self._kinds)(number, self._clock, self.exchange, send=send, hold=hold)
        self.exchange.attach(modem, *others)
        return modem

    def call(
        self, number: str, manners: Manners, caller: str = "+15550002000", *, withheld: bool = False, rings: int = 0
    ) -> None:
        """A machine outside calls `number`, and gives up after `rings` where that isn't 0."""
        Outside(caller, manners, self.exchange, self._over).call(number, withheld=withheld, rings=rings)

    def _outside(self, number: str) -> Outside:
        manners = self.manners.get(number.lstrip("+"), self.default)
        if manners.inbox is None:
            manners = replace(manners, inbox=self._new_inbox())
        return Outside(number, manners, self.exchange, self._over)


class MixedBoard(Switchboard):
    """A modem of class 1, then one of class 2 and 2.0, and so on."""

    modems = (Class1Dce, Class2Dce)
