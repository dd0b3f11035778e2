"""A document to fax where nobody gives one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from drivers.fax.page import PageFormat, Resolution
from drivers.fax.sheet import Sheet
from drivers.fax.tagline import TagLine
from drivers.fax.tiff import encode_tiff

_FORMAT = PageFormat(resolution=Resolution.FINE)
_BARS = 30  # of a page, each as high as that number of rows
_HEIGHT = 36


def sample_document(path: Path, pages: int, sender: str, when: datetime) -> Path:
    """So many pages of bars, each with a line that says from whom, at `path`. Raises ValueError for none."""
    if not 1 <= pages <= 50:
        raise ValueError("pages are 1 to 50")
    tag = TagLine(when, "Test page", sender)
    path.write_bytes(encode_tiff(_sheet(tag, number, pages) for number in range(1, pages + 1)))
    return path


def _sheet(tag: TagLine, number: int, pages: int) -> Sheet:
    octets = _FORMAT.pels // 8
    bars = [bytes(octets // 9) + b"\xff" * bar + bytes(octets - octets // 9 - bar) for bar in range(1, _BARS + 1)]
    rows = [row for bar in bars for row in [bar] * _HEIGHT + [bytes(octets)] * (_HEIGHT // 2)]
    return Sheet(_FORMAT, (*tag.rows(number, pages, _FORMAT), *rows))
