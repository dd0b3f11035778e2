from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.fax.bitorder import BitOrder
from drivers.fax.encoder import encode_page
from drivers.fax.line import REVERSED
from drivers.fax.page import Coding, Resolution
from tests.drivers.fax.pages import pages, text_page

PAGES = {coding: encode_page(text_page(1728, 200), coding, Resolution.FINE) for coding in Coding}


def put_right(order: BitOrder, octets: bytes, coding: Coding, piece: int = 1000) -> bytes:
    order.begin(coding)
    fed = b"".join(order.feed(octets[at : at + piece]) for at in range(0, len(octets), piece))
    return fed + order.finish()


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize("coding", [Coding.MH, Coding.MR])
def test_a_page_shows_its_order(known: bool, turned: bool, coding: Coding) -> None:
    octets = PAGES[coding]
    order = BitOrder(known)
    assert put_right(order, octets.translate(REVERSED) if turned else octets, coding) == octets
    assert order.turned is turned


def test_what_a_page_showed_holds_for_the_next() -> None:
    order = BitOrder(turned=False)
    put_right(order, PAGES[Coding.MH].translate(REVERSED), Coding.MH)
    mmr = PAGES[Coding.MMR]
    assert put_right(order, mmr.translate(REVERSED), Coding.MMR) == mmr


@given(pages(), st.booleans(), st.integers(1, 300))
def test_the_order_that_is_known_holds_for_any_page(rows: tuple[bytes, ...], turned: bool, piece: int) -> None:
    octets = encode_page(rows, Coding.MMR, Resolution.STANDARD)
    given_so = octets.translate(REVERSED) if turned else octets
    assert put_right(BitOrder(turned), given_so, Coding.MMR, piece) == octets


@given(pages(octets=216, most_rows=40), st.booleans(), st.integers(1, 300))
def test_any_page_in_the_order_that_is_known(rows: tuple[bytes, ...], turned: bool, piece: int) -> None:
    octets = encode_page(rows, Coding.MH, Resolution.STANDARD)
    given_so = octets.translate(REVERSED) if turned else octets
    assert put_right(BitOrder(turned), given_so, Coding.MH, piece) == octets
