"""What a page is like on the line: its width, resolution, length and coding (T.4, T.6; T.30 table 2)."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Coding(enum.Enum):
    """MH and MR are T.4's one- and two-dimensional schemes, MMR is T.6's, which goes with error correction only."""

    MH = "MH"
    MR = "MR"
    MMR = "MMR"


class Width(enum.Enum):
    """A scan line's length; the value is its pels at R8."""

    A4 = 1728
    B4 = 2048
    A3 = 2432


class Length(enum.Enum):
    """The longest page; the value is in millimetres."""

    A4 = 297
    B4 = 364
    UNLIMITED = 10_000


class Resolution(enum.Enum):
    """Dots an inch, across and down."""

    STANDARD = (204, 98)  # R8 x 3.85 lines/mm
    FINE = (204, 196)  # R8 x 7.7
    SUPERFINE = (204, 391)  # R8 x 15.4
    R300 = (300, 300)
    R16 = (408, 391)  # R16 x 15.4

    @property
    def across(self) -> int:
        return self.value[0]

    @property
    def down(self) -> int:
        return self.value[1]


# Pels of a line, as a multiple of those at R8 (T.4 table 1)
_PELS = {204: (1, 1), 300: (3, 2), 408: (2, 1)}
_MILLIMETRES_AN_INCH = 25.4


@dataclass(frozen=True, slots=True)
class PageFormat:
    """How a page is laid out."""

    width: Width = Width.A4
    resolution: Resolution = Resolution.STANDARD
    length: Length = Length.UNLIMITED

    @property
    def pels(self) -> int:
        """Dots in a line."""
        times, parts = _PELS[self.resolution.across]
        return self.width.value * times // parts

    @property
    def most_rows(self) -> int:
        """Lines in the longest page."""
        return int(self.length.value * self.resolution.down / _MILLIMETRES_AN_INCH)
