"""Fax lines with class 1 modems behind an exchange that reaches machines outside, put together."""

from __future__ import annotations

from collections.abc import Callable

from drivers.simulator.fax.audioline import AudioLine, AudioParty
from drivers.simulator.fax.class1dce import Class1Dce
from drivers.simulator.fax.exchange import FaxExchange
from drivers.simulator.fax.outside import Manners, Outside
from drivers.simulator.fax.pace import UNLIMITED
from drivers.simulator.fax.record import CallRecord
from drivers.simulator.loop import Clock


class Switchboard:
    """`over` gets the record of each call that a machine outside had. `manners` are those of the machines that answer,
    by number; `default` those of all others. `most`: see `Pace`."""

    def __init__(
        self, clock: Clock, over: Callable[[CallRecord], None] = lambda record: None, most: float = UNLIMITED
    ) -> None:
        self._clock = clock
        self._over = over
        self.exchange: FaxExchange[AudioParty] = FaxExchange(
            clock, lambda caller, callee: AudioLine(clock, caller, callee, most), self._outside
        )
        self.default = Manners()
        self.manners: dict[str, Manners] = {}

    def add(self, number: str, *others: str, send: Callable[[bytes], None], hold: Callable[[bool], None]) -> Class1Dce:
        """A modem on a line of that number and `others`, which ring distinctively. Raises SpandspMissing."""
        modem = Class1Dce(number, self._clock, self.exchange, send=send, hold=hold)
        self.exchange.attach(modem, *others)
        return modem

    def call(self, number: str, manners: Manners, caller: str = "+15550002000", *, withheld: bool = False) -> None:
        """A machine outside calls `number`."""
        Outside(caller, manners, self.exchange, self._over).call(number, withheld=withheld)

    def _outside(self, number: str) -> Outside:
        return Outside(number, self.manners.get(number, self.default), self.exchange, self._over)
