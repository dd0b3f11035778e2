import pytest
from hypothesis import given

from drivers.fax.codewords import EOL
from drivers.fax.encoder import encode_page, parameter_k
from drivers.fax.line import bits_of
from drivers.fax.page import Coding, Resolution
from drivers.fax.rows import row_of
from tests.drivers.fax.pages import Rows, pages, read_by_libtiff, text_page

LIBTIFF = {Coding.MH: (3, 0), Coding.MR: (3, 1), Coding.MMR: (4, 0)}
A4 = 1728
BLANK = bytes(A4 // 8)


def bits_of_page(rows: Rows, coding: Coding, resolution: Resolution = Resolution.STANDARD, least_bits: int = 0) -> str:
    return bits_of(encode_page(rows, coding, resolution, least_bits))


def test_a_line_of_mh_by_hand() -> None:
    """T.4 tables 2 and 3: white 1728 is a make-up and white 0; white 3, black 2, white 1723 = 1664 + 59."""
    assert bits_of_page((BLANK,), Coding.MH).startswith(EOL + "010011011" + "00110101" + EOL * 6)
    row = row_of((3, 5), A4)
    assert bits_of_page((row,), Coding.MH).startswith(EOL + "1000" + "11" + "011000" + "01001010" + EOL * 6)


def test_a_line_that_begins_black_by_hand() -> None:
    assert bits_of_page((b"\xff" * 216,), Coding.MH).startswith(EOL + "00110101" + "0000001100101" + "0000110111" + EOL)


def test_lines_of_mr_by_hand() -> None:
    """The second line against the first: a1 one to the right of b1, one to the left, and the end under the end."""
    rows = (row_of((100, 200), A4), row_of((101, 199), A4))
    first = bits_of_page(rows[:1], Coding.MH)[len(EOL) :].partition(EOL)[0]
    assert bits_of_page(rows, Coding.MR).startswith(
        EOL + "1" + first + EOL + "0" + "011" + "010" + "1" + (EOL + "1") * 6
    )


def test_lines_of_mmr_by_hand() -> None:
    """Horizontal against a blank line, pass where the run above is over before the next one begins."""
    rows = (row_of((10, 20), A4), BLANK)
    horizontal = "001" + "00111" + "0000100"
    assert bits_of_page(rows, Coding.MMR).startswith(horizontal + "1" + "0001" + "1" + EOL * 2)


@pytest.mark.parametrize(("resolution", "k"), [(Resolution.STANDARD, 2), (Resolution.FINE, 4), (Resolution.R16, 4)])
def test_one_line_in_k_is_one_dimensional(resolution: Resolution, k: int) -> None:
    assert parameter_k(resolution) == k
    tags = [line[0] for line in bits_of_page((BLANK,) * 9, Coding.MR, resolution).split(EOL)[1:10]]
    assert tags == ["0" if number % k else "1" for number in range(9)]


@pytest.mark.parametrize("coding", [Coding.MH, Coding.MR])
def test_short_lines_are_filled(coding: Coding) -> None:
    """The minimum scan line time counts the EOL in (T.4 4.1.4)."""
    bits = bits_of_page((BLANK,) * 4, coding, least_bits=96)
    starts = [at for at in range(0, 5 * 96, 96) if bits.startswith(EOL, at)]
    assert starts == [0, 96, 192, 288, 384]


@pytest.mark.parametrize("coding", Coding)
@given(rows=pages())
def test_libtiff_reads_the_same_rows(coding: Coding, rows: Rows) -> None:
    compression, options = LIBTIFF[coding]
    coded = encode_page(rows, coding, Resolution.FINE)
    assert read_by_libtiff(coded, len(rows[0]) * 8, len(rows), compression, options) == rows


@pytest.mark.parametrize("coding", Coding)
@pytest.mark.parametrize("pels", [1728, 2432, 4864])
def test_libtiff_reads_the_same_page(coding: Coding, pels: int) -> None:
    rows = (*text_page(pels, 200), bytes(pels // 8), b"\xff" * (pels // 8))
    compression, options = LIBTIFF[coding]
    coded = encode_page(rows, coding, Resolution.FINE)
    assert read_by_libtiff(coded, pels, len(rows), compression, options) == rows


def test_a_page_without_rows_is_only_its_end() -> None:
    assert bits_of_page((), Coding.MMR) == EOL * 2
    assert bits_of_page((), Coding.MH) == EOL * 6
