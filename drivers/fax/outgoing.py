"""A document on its way out: its pages as the far end takes them, coded, each with a tag line."""

from __future__ import annotations

from typing import Protocol

from drivers.fax.dis import Dcs, Dis
from drivers.fax.encoder import encode_page
from drivers.fax.frames import Fcf
from drivers.fax.negotiation import common_format
from drivers.fax.page import PageFormat
from drivers.fax.sheet import Sheet, fitted
from drivers.fax.steps import CodedPage, NextFormat, NextPage
from drivers.fax.tagline import TagLine


class Pages(Protocol):
    """What is sent."""

    @property
    def pages(self) -> int: ...

    def format(self, number: int) -> PageFormat: ...

    def sheet(self, number: int) -> Sheet: ...


class Outgoing:
    """Answers NextFormat and NextPage. `tag` is None only where someone has said that no line shall be added. The call
    begins with page `first`, from 0, of the document."""

    def __init__(self, document: Pages, tag: TagLine | None, first: int = 0) -> None:
        self._document = document
        self._tag = tag
        self._first = first
        self._far: Dis | None = None

    def format(self, step: NextFormat) -> PageFormat:
        """What the page is like; raises what the document does."""
        self._far = step.far
        return self._document.format(self._first + step.number)

    def page(self, step: NextPage) -> CodedPage:
        """The page, and what follows it; raises what the document does."""
        dcs = step.dcs
        number = self._first + step.number
        rows = self._rows(number, dcs.format)
        least_bits = dcs.modulation.rate * dcs.scan_line_time // 1000
        return CodedPage(encode_page(rows, dcs.coding, dcs.format.resolution, least_bits), self._after(number, dcs))

    def _rows(self, number: int, page_format: PageFormat) -> tuple[bytes, ...]:
        sheet = self._document.sheet(number)
        if self._tag is None:
            return fitted(sheet, page_format, page_format.most_rows)
        tag = self._tag.rows(number + 1, self._document.pages, page_format)
        return tag + fitted(sheet, page_format, page_format.most_rows - len(tag))

    def _after(self, number: int, dcs: Dcs) -> Fcf:
        """MPS where page `number` is followed by one of the same format, EOM by another, EOP by none."""
        if number + 1 == self._document.pages:
            return Fcf.EOP
        assert self._far is not None
        same = common_format(self._document.format(number + 1), self._far) == dcs.format
        return Fcf.MPS if same else Fcf.EOM
