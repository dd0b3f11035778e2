"""How new messages reach us: the choice among what a modem's `AT+CNMI=?` offers (27.005 3.4.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Where +CNMA confirms, direct delivery keeps the message at the service centre until we have it. Without, only storage
# does: then <mt> 2 would lose what comes in a crash. A report lost that way does less harm than having none at all.
_ACKNOWLEDGED = ((2, 1), (2, 2), (1, 1), (2, 0), (1, 2), (1, 0), (0, 1), (0, 0))
_UNACKNOWLEDGED = ((1, 2), (1, 1), (1, 0), (0, 2), (0, 1), (0, 0))


@dataclass(frozen=True, slots=True)
class Routing:
    """The parameters of +CNMI: <mode>, <mt> for deliveries, <ds> for status reports, <bfr>."""

    mode: int
    mt: int
    ds: int
    bfr: int

    @property
    def command(self) -> str:
        """The command line that sets it."""
        return f"AT+CNMI={self.mode},{self.mt},0,{self.ds},{self.bfr}"

    @property
    def stores(self) -> bool:
        """Whether every delivery is stored, in place of being handed over."""
        return self.mt < 2


def routings(offered: Sequence[Sequence[str]], modes: Sequence[int], acknowledged: bool) -> Iterator[Routing]:
    """What to try, best first, out of the values `offered` for each parameter (none known: any).

    `acknowledged`: +CSMS service 1 is on, so +CNMA confirms a direct delivery.
    """
    for mt, ds in _ACKNOWLEDGED if acknowledged else _UNACKNOWLEDGED:
        for mode in modes:
            for bfr in (0, 1):
                if _within(offered, (mode, mt, 0, ds, bfr)):
                    yield Routing(mode, mt, ds, bfr)


def resting(offered: Sequence[Sequence[str]], modes: Sequence[int]) -> Iterator[Routing]:
    """What to try, best first, for a time when nobody listens: all is stored, or at least nothing is dropped.

    Reports that can't be stored are buffered in the modem (<mode> 0) and told with the next routing that has <bfr> 0; a
    direct one would be waited for and, with all reports after it, thrown away (3.4.4).
    """
    for mode, ds in (*((mode, 2) for mode in modes), (0, 1)):
        for bfr in (0, 1):
            if _within(offered, (mode, 1, 0, ds, bfr)):
                yield Routing(mode, 1, ds, bfr)


def _within(offered: Sequence[Sequence[str]], wanted: tuple[int, ...]) -> bool:
    return all(not values or str(value) in values for values, value in zip(offered, wanted, strict=False))
