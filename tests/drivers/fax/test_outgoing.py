from dataclasses import dataclass
from datetime import datetime

import pytest

from drivers.fax.decoder import decoder
from drivers.fax.dis import Dcs, Dis
from drivers.fax.frames import Fcf
from drivers.fax.negotiation import negotiate
from drivers.fax.outgoing import Outgoing
from drivers.fax.page import Coding, Length, PageFormat, Resolution, Width
from drivers.fax.rates import MODULATIONS
from drivers.fax.scantime import ScanLineTime
from drivers.fax.sheet import Sheet
from drivers.fax.steps import NextFormat, NextPage
from drivers.fax.tagline import TagLine
from tests.drivers.fax.pages import text_page

FAST = MODULATIONS[0]
FULL = Dis(
    resolutions=frozenset(Resolution), codings=frozenset(Coding), width=Width.A3, length=Length.UNLIMITED, ecm=True
)
TAG = TagLine(datetime(2026, 3, 4, 5, 6), "Box", "+1")


@dataclass
class Sheets:
    sheets: tuple[Sheet, ...]

    @property
    def pages(self) -> int:
        return len(self.sheets)

    def format(self, number: int) -> PageFormat:
        return self.sheets[number].format

    def sheet(self, number: int) -> Sheet:
        return self.sheets[number]


FINE = Sheet(PageFormat(resolution=Resolution.FINE), text_page(1728, 200))
WIDE = Sheet(PageFormat(Width.A3, Resolution.FINE), text_page(2432, 200))


def sent(sheets: tuple[Sheet, ...], far: Dis, tag: TagLine | None = None) -> list[tuple[tuple[bytes, ...], Fcf, Dcs]]:
    """The rows of each page as the far end sees them, and what follows."""
    outgoing = Outgoing(Sheets(sheets), tag)
    pages = []
    for number in range(len(sheets)):
        dcs = negotiate(FULL, far, outgoing.format(NextFormat(number, far)), FAST)
        coded = outgoing.page(NextPage(number, dcs))
        page = decoder(dcs.coding, dcs.format.pels)
        page.feed(coded.octets)
        pages.append((page.finish().rows, coded.after, dcs))
    return pages


def test_pages_as_they_are_to_who_can_take_them() -> None:
    (first, second) = sent((FINE, FINE), FULL)
    assert first[:2] == (FINE.rows, Fcf.MPS)
    assert second[:2] == (FINE.rows, Fcf.EOP)


def test_a_page_of_another_format_follows_eom() -> None:
    assert [after for _, after, _ in sent((FINE, WIDE, WIDE), FULL)] == [Fcf.EOM, Fcf.MPS, Fcf.EOP]


def test_to_who_has_one_format_all_pages_have_it() -> None:
    pages = sent((FINE, WIDE, FINE), Dis())
    assert [after for _, after, _ in pages] == [Fcf.MPS, Fcf.MPS, Fcf.EOP]
    assert {len(row) for rows, _, _ in pages for row in rows} == {216}


def test_a_call_may_begin_with_a_later_page() -> None:
    outgoing = Outgoing(Sheets((WIDE, FINE, FINE)), None, first=1)
    dcs = negotiate(FULL, FULL, outgoing.format(NextFormat(0, FULL)), FAST)
    assert dcs.format.width is Width.A4
    assert [outgoing.page(NextPage(number, dcs)).after for number in range(2)] == [Fcf.MPS, Fcf.EOP]


def test_the_tag_line_is_on_top_of_the_page() -> None:
    ((rows, _, dcs),) = sent((FINE,), FULL, TAG)
    tag = TAG.rows(1, 1, dcs.format)
    assert rows == tag + FINE.rows


def test_a_full_page_with_a_tag_line_still_fits() -> None:
    full = Sheet(PageFormat(), (b"\xff" * 216,) * 1143)
    ((rows, _, dcs),) = sent((full,), Dis(), TAG)
    assert len(rows) == dcs.format.most_rows


@pytest.mark.parametrize("milliseconds", [0, 5, 20, 40])
def test_lines_take_as_long_as_the_far_end_needs(milliseconds: int) -> None:
    outgoing = Outgoing(Sheets((FINE,)), None)
    far = Dis(scan_line_time=ScanLineTime(milliseconds), resolutions=frozenset(Resolution))
    dcs = negotiate(Dis(), far, outgoing.format(NextFormat(0, far)), FAST)
    octets = outgoing.page(NextPage(0, dcs)).octets
    assert FAST.seconds(len(octets)) >= len(FINE.rows) * milliseconds / 1000
