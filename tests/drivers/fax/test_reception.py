from dataclasses import replace

from drivers.fax.dis import Dcs
from drivers.fax.ecm import blocks_of, encode_block
from drivers.fax.encoder import encode_page
from drivers.fax.page import Coding, Resolution
from drivers.fax.rates import MODULATIONS
from drivers.fax.reception import CorrectedPage, PlainPage, page_for
from tests.drivers.fax.pages import text_page

FAST = MODULATIONS[0]
PLAIN, CORRECTED = Dcs(FAST), Dcs(FAST, coding=Coding.MMR, ecm=True)
ROWS = text_page(1728, 60)


def test_a_transmission_takes_the_place_of_one_that_was_none() -> None:
    page = page_for(PLAIN)
    assert isinstance(page, PlainPage)
    coded = encode_page(ROWS, Coding.MH, Resolution.STANDARD)
    page.begin()
    page.feed(coded[:500])
    assert not page.came
    page.begin()
    page.feed(coded)
    page.end()
    assert page.came
    assert (page.octets(), page.rows().rows) == (coded, ROWS)


def test_a_page_is_decoded_as_it_comes() -> None:
    dcs = replace(CORRECTED, short_frames=True)
    page = page_for(dcs)
    assert isinstance(page, CorrectedPage)
    rows = text_page(1728, 200)
    (frames,) = blocks_of(encode_page(rows, Coding.MMR, Resolution.STANDARD), dcs)
    page.begin()
    page.feed(encode_block({number: frame for number, frame in enumerate(frames) if number != 1}, FAST))
    assert page.octets() == frames[0]
    page.begin()
    page.feed(encode_block({1: frames[1]}, FAST))
    assert page.octets() == b"".join(frames)
    assert page.rows().rows == rows


def test_blocks_make_a_page() -> None:
    page = page_for(CORRECTED)
    assert isinstance(page, CorrectedPage)
    coded = encode_page(ROWS, Coding.MMR, Resolution.STANDARD)
    (frames,) = blocks_of(coded, CORRECTED)
    for part in (frames[:3], frames[3:]):
        page.begin()
        page.feed(encode_block(dict(enumerate(part)), FAST))
        page.end()
        page.block.expect(len(part))
        page.end_block()
    assert page.octets().startswith(coded)
    assert page.rows().rows == ROWS
