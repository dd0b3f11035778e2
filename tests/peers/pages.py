"""Documents to fax, and pages that came compared with those that went."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from drivers.fax.page import PageFormat, Resolution
from drivers.fax.sheet import Sheet
from drivers.fax.tiff import Document, encode_tiff
from tests.drivers.fax.pages import Rows, text_page


def sheets(count: int = 1, rows: int = 400, resolution: Resolution = Resolution.FINE) -> list[Sheet]:
    """Pages with text, each with another number of rows."""
    formats = PageFormat(resolution=resolution)
    return [Sheet(formats, _rows(formats.pels, rows + 40 * at)) for at in range(count)]


@functools.cache
def _rows(pels: int, height: int) -> Rows:
    return text_page(pels, height)


def document(path: Path, pages: Sequence[Sheet]) -> Path:
    """A TIFF of them at `path`."""
    path.write_bytes(encode_tiff(pages))
    return path


def rows_in(path: Path) -> list[tuple[bytes, ...]]:
    """The rows of each page of a TIFF."""
    read = Document(path)
    return [read.sheet(number).rows for number in range(read.pages)]
