import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.fax.codewords import EOL
from drivers.fax.decoder import ReceivedRows, decoder
from drivers.fax.encoder import encode_page
from drivers.fax.line import bits_of, octets_of
from drivers.fax.page import Coding, Resolution
from tests.drivers.fax.pages import Rows, pages, text_page, written_by_libtiff

LIBTIFF = {Coding.MH: ("group3", 0), Coding.MR: ("group3", 1), Coding.MMR: ("group4", 0)}
RTC = {Coding.MH: EOL * 6, Coding.MR: (EOL + "1") * 6, Coding.MMR: ""}
PELS = 216
TEXT = text_page(1728, 400)


def received(octets: bytes, coding: Coding, pels: int = PELS) -> ReceivedRows:
    page = decoder(coding, pels)
    page.feed(octets)
    return page.finish()


def flipped(octets: bytes, bits: list[int]) -> bytes:
    damaged = bytearray(octets)
    for bit in bits:
        damaged[bit // 8] ^= 1 << bit % 8
    return bytes(damaged)


@pytest.mark.parametrize("coding", Coding)
@given(rows=pages(), data=st.data())
def test_rows_come_back_however_the_octets_come(coding: Coding, rows: Rows, data: st.DataObject) -> None:
    least_bits = data.draw(st.sampled_from([0, 72, 300]))
    coded = encode_page(rows, coding, Resolution.FINE, least_bits) + data.draw(st.binary(max_size=40))
    page = decoder(coding, PELS)
    size = data.draw(st.integers(1, 60))
    for at in range(0, len(coded), size):
        page.feed(coded[at : at + size])
    assert page.finish() == ReceivedRows(rows)


@pytest.mark.parametrize("coding", Coding)
@given(rows=pages())
def test_what_libtiff_codes_is_read(coding: Coding, rows: Rows) -> None:
    coded = written_by_libtiff(rows, *LIBTIFF[coding])
    assert received(octets_of(bits_of(coded) + RTC[coding]), coding) == ReceivedRows(rows)


@pytest.mark.parametrize("coding", [Coding.MH, Coding.MR])
def test_a_page_that_breaks_off_is_kept_as_far_as_it_came(coding: Coding) -> None:
    coded = encode_page(TEXT, coding, Resolution.FINE)
    half = received(coded[: len(coded) // 2], coding, 1728)
    assert not half.complete
    assert not half.bad
    assert len(half.rows) > 100
    assert half.rows == TEXT[: len(half.rows)]


def test_a_page_of_mmr_that_breaks_off_is_kept_as_far_as_it_came() -> None:
    coded = encode_page(TEXT, Coding.MMR, Resolution.FINE)
    half = received(coded[: len(coded) // 2], Coding.MMR, 1728)
    assert not half.complete
    assert len(half.rows) > 100
    assert half.rows[:-1] == TEXT[: len(half.rows) - 1]


@pytest.mark.parametrize("seed", range(10))
def test_damage_to_mh_costs_the_lines_that_it_is_in(seed: int) -> None:
    coded = encode_page(TEXT, Coding.MH, Resolution.FINE)
    hits = random.Random(seed).sample(range(len(coded) * 8 // 2), 3)
    page = received(flipped(coded, hits), Coding.MH, 1728)
    assert page.complete
    assert page.bad <= 3
    assert len(page.rows) >= len(TEXT) - 3
    assert len(set(TEXT) - set(page.rows)) <= 6


@pytest.mark.parametrize("seed", range(10))
def test_damage_to_mr_lasts_to_the_next_line_of_one_dimension(seed: int) -> None:
    coded = encode_page(TEXT, Coding.MR, Resolution.FINE)
    hit = random.Random(seed).randrange(len(coded) * 8 // 2)
    page = received(flipped(coded, [hit]), Coding.MR, 1728)
    assert page.complete
    assert page.longest_bad <= 5
    assert page.rows[-200:] == TEXT[-200:]


def test_a_bad_line_is_the_one_before_it_again() -> None:
    rows = (b"\x0f" * 27, b"\xf0" * 27, b"\x3c" * 27)
    lines = bits_of(encode_page(rows, Coding.MH, Resolution.STANDARD)).split(EOL)
    lines[2] = lines[2][:-1]
    assert received(octets_of(EOL.join(lines)), Coding.MH) == ReceivedRows((rows[0], rows[0], rows[2]), 1, 1)


def test_bad_lines_in_a_row_are_counted() -> None:
    rows = (b"\x0f" * 27,) * 7
    lines = bits_of(encode_page(rows, Coding.MH, Resolution.STANDARD)).split(EOL)
    for bad in (2, 3, 5):
        lines[bad] = "1" + lines[bad]
    page = received(octets_of(EOL.join(lines)), Coding.MH)
    assert (page.bad, page.longest_bad, page.complete) == (3, 2, True)


def test_after_damage_mr_waits_for_a_line_of_one_dimension() -> None:
    rows = (b"\x0f" * 27,) * 8
    lines = bits_of(encode_page(rows, Coding.MR, Resolution.FINE)).split(EOL)
    lines[2] = lines[2] + "1"
    page = received(octets_of(EOL.join(lines)), Coding.MR)
    assert (page.bad, page.longest_bad, len(page.rows)) == (3, 3, 8)


@pytest.mark.parametrize("coding", Coding)
@given(noise=st.binary(max_size=2000))
def test_noise_is_survived(coding: Coding, noise: bytes) -> None:
    page = received(noise, coding)
    assert page.bad <= len(page.rows)


@pytest.mark.parametrize("coding", Coding)
def test_zeros_without_end_are_no_page(coding: Coding) -> None:
    """A sender may fill a line for seconds (T.4 4.1.3)."""
    page = decoder(coding, 1728)
    for _ in range(100):
        page.feed(bytes(1000))
    assert page.finish() == ReceivedRows((), complete=False)


@pytest.mark.parametrize("coding", Coding)
def test_the_end_of_a_page_is_known_when_it_comes(coding: Coding) -> None:
    page = decoder(coding, 1728)
    page.feed(encode_page(TEXT, coding, Resolution.FINE))
    assert page.complete
    page.feed(encode_page(TEXT, coding, Resolution.FINE))
    assert page.finish().rows == TEXT


def test_a_gap_without_eols_counts_as_the_lines_that_it_may_hold() -> None:
    """A burst that destroys EOLs makes one line of many; each took no more bits than the longest that was good."""
    coded = encode_page(TEXT, Coding.MH, Resolution.FINE)
    start, end = len(coded) // 4, len(coded) // 2
    page = received(coded[:start] + b"\x5a" * (end - start) + coded[end:], Coding.MH, 1728)
    assert page.complete
    assert page.longest_bad >= (end - start) * 8 // 1728
    assert len(TEXT) // 2 < len(page.rows) <= len(TEXT)
