"""Pages as pictures: fitted to what the far end takes, in width, in length, and in dots an inch."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from drivers.fax.decoder import ReceivedRows
from drivers.fax.page import PageFormat, Resolution, Width

Density = tuple[float, float]
"""Dots an inch, across and down."""

_MILLIMETRES_AN_INCH = 25.4
_AS_GOOD_AS_EQUAL = 0.05  # part of a size: 200 dots an inch go as 204 (T.30 table 2, note on bits 44 and 45)
_UNLIMITED = 1_000_000  # rows
_WIDEST = ((235, Width.A4), (275, Width.B4))  # millimetres
_BLACK_BELOW = 160  # of 255: where half of the dots that become one are black, it is, so that thin lines stay


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: `rows` of octets, the first pel the highest bit, 1 black, each of `format.pels`. Of lines that were
    received, `bad` are copies of the one before, `longest_bad` in a row."""

    format: PageFormat
    rows: tuple[bytes, ...]
    bad: int = 0
    longest_bad: int = 0


def sheet_received(page_format: PageFormat, received: ReceivedRows) -> Sheet:
    """A page that came."""
    return Sheet(page_format, received.rows, received.bad, received.longest_bad)


def format_of(width: int, density: Density) -> PageFormat:
    """The nearest format to a picture so many dots wide."""
    millimetres = width / density[0] * _MILLIMETRES_AN_INCH
    paper = next((paper for most, paper in _WIDEST if millimetres <= most), Width.A3)
    return PageFormat(paper, _resolution(*density))


def _resolution(across: float, down: float) -> Resolution:
    if across > 350:
        return Resolution.R16
    if across > 250:
        return Resolution.R300
    if down > 290:
        return Resolution.SUPERFINE
    return Resolution.FINE if down > 140 else Resolution.STANDARD


def image_of(sheet: Sheet) -> Image.Image:
    """In black and white."""
    return Image.frombytes("1", (sheet.format.pels, len(sheet.rows)), b"".join(sheet.rows), "raw", "1;I")


def rows_of(image: Image.Image) -> tuple[bytes, ...]:
    """Of a picture in black and white, as wide as a format has it."""
    octets, length = image.tobytes("raw", "1;I"), image.width // 8
    return tuple(octets[at : at + length] for at in range(0, len(octets), length))


def fitted(sheet: Sheet, target: PageFormat, most_rows: int) -> tuple[bytes, ...]:
    """The rows of `sheet` as a page of format `target`, of `most_rows` at most; blank ones at the end go first."""
    rows = sheet.rows
    if (sheet.format.width, sheet.format.resolution) != (target.width, target.resolution):
        rows = rows_of(placed(image_of(sheet), sheet.format.resolution.value, target, _UNLIMITED))
    rows = _without_blank_end(rows, most_rows)
    if len(rows) <= most_rows:
        return rows
    whole = image_of(Sheet(target, rows))
    return rows_of(placed(whole, target.resolution.value, target, most_rows))


def _without_blank_end(rows: tuple[bytes, ...], most: int) -> tuple[bytes, ...]:
    end = len(rows)
    while end > most and not any(rows[end - 1]):
        end -= 1
    return rows[:end]


def placed(image: Image.Image, density: Density, target: PageFormat, most_rows: int) -> Image.Image:
    """A picture of `density` on a page of format `target`: in its size where it fits, else smaller; at the left."""
    width, height = (
        _scaled(image.width, target.resolution.across / density[0]),
        _scaled(image.height, target.resolution.down / density[1]),
    )
    smaller = min(1.0, target.pels / width, most_rows / height)
    size = (max(int(width * smaller), 1), max(int(height * smaller), 1))
    page = Image.new("1", (target.pels, size[1]), 1)
    page.paste(_resized(image, size))
    return page


def _scaled(dots: int, factor: float) -> float:
    return dots if abs(factor - 1) < _AS_GOOD_AS_EQUAL else dots * factor


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    if size[0] >= image.width and size[1] >= image.height:
        return image.resize(size, Image.Resampling.NEAREST)
    grey = image.convert("L").resize(size, Image.Resampling.BOX)
    return grey.point([0] * _BLACK_BELOW + [255] * (256 - _BLACK_BELOW)).convert("1", dither=Image.Dither.NONE)
