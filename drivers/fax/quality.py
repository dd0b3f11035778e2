"""Copy quality: whether a page that was received with damage is good enough (TIA-592, +FCQ, +FBADMUL and +FBADLIN)."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.fax.page import Resolution

_STANDARD_DOWN = Resolution.STANDARD.down


@dataclass(frozen=True, slots=True)
class CopyQuality:
    """A page is bad with more than one bad line in `multiplier`, or with more than `consecutive` bad lines in a row at
    3.85 lines/mm, and accordingly more where lines are thinner."""

    multiplier: int = 20
    consecutive: int = 10

    def accepts(self, rows: int, bad: int, longest_bad: int, resolution: Resolution) -> bool:
        """Whether a page of so many `rows` will do. One without a row never does."""
        thinner = resolution.down / _STANDARD_DOWN
        return rows > 0 and bad * self.multiplier <= rows and longest_bad <= self.consecutive * thinner


STANDARD_QUALITY = CopyQuality()
