import pytest
from PIL import Image

from drivers.fax.decoder import ReceivedRows
from drivers.fax.page import PageFormat, Resolution, Width
from drivers.fax.rows import row_of
from drivers.fax.sheet import Density, Sheet, fitted, format_of, image_of, placed, rows_of, sheet_received
from tests.drivers.fax.pages import text_page

STANDARD, FINE = PageFormat(), PageFormat(resolution=Resolution.FINE)
NO_LIMIT = 100_000


@pytest.mark.parametrize(
    ("width", "density", "page_format"),
    [
        (1728, (204, 98), STANDARD),
        (1728, (204, 196), FINE),
        (1728, (200, 200), FINE),
        (1700, (200, 100), STANDARD),  # letter
        (864, (100, 98), STANDARD),
        (2048, (204, 391), PageFormat(Width.B4, Resolution.SUPERFINE)),
        (2432, (204, 196), PageFormat(Width.A3, Resolution.FINE)),
        (2592, (300, 300), PageFormat(resolution=Resolution.R300)),
        (3456, (408, 391), PageFormat(resolution=Resolution.R16)),
        (9000, (600, 600), PageFormat(Width.A3, Resolution.R16)),
    ],
)
def test_a_picture_has_the_format_next_to_it(width: int, density: Density, page_format: PageFormat) -> None:
    assert format_of(width, density) == page_format


def test_a_page_that_fits_is_left_as_it_is() -> None:
    sheet = Sheet(FINE, text_page(1728, 100))
    assert fitted(sheet, FINE, 100) == sheet.rows


def test_a_page_becomes_a_picture_and_back() -> None:
    rows = text_page(1728, 100)
    assert rows_of(image_of(Sheet(FINE, rows))) == rows


def test_a_page_for_coarser_lines_keeps_thin_ones() -> None:
    rows = (bytes(216), b"\xff" * 216, bytes(216), bytes(216))
    assert fitted(Sheet(FINE, rows), STANDARD, NO_LIMIT) == (b"\xff" * 216, bytes(216))


@pytest.mark.parametrize("resolution", Resolution)
@pytest.mark.parametrize("width", Width)
def test_any_page_is_made_to_any_format(width: Width, resolution: Resolution) -> None:
    source = Sheet(PageFormat(Width.A3, Resolution.R16), text_page(4864, 400))
    target = PageFormat(width, resolution)
    rows = fitted(source, target, NO_LIMIT)
    assert {len(row) * 8 for row in rows} == {target.pels}
    high = 400 / 391 * (width.value / Width.A3.value)
    assert len(rows) == pytest.approx(high * resolution.down, rel=0.02, abs=2)
    assert any(map(any, rows))


def test_a_wide_page_gets_smaller_both_ways() -> None:
    black = row_of((0,), 2432)
    rows = fitted(Sheet(PageFormat(Width.A3), (black,) * 608), STANDARD, NO_LIMIT)
    assert len(rows) == 608 * 1728 // 2432
    assert set(rows) == {b"\xff" * 216}


def test_a_narrow_picture_is_put_at_the_left() -> None:
    picture = Image.new("1", (1000, 10), 0)
    (row,) = set(rows_of(placed(picture, (204, 98), STANDARD, NO_LIMIT)))
    assert row == row_of((0, 1000), 1728)


def test_inches_are_as_good_as_millimetres() -> None:
    picture = Image.new("1", (1728, 100), 1)
    assert placed(picture, (200, 100), STANDARD, NO_LIMIT).size == (1728, 100)


def test_blank_lines_at_the_end_go_before_a_page_is_made_smaller() -> None:
    rows = text_page(1728, 100)
    assert fitted(Sheet(FINE, rows + (bytes(216),) * 20), FINE, 105) == rows + (bytes(216),) * 5


def test_a_page_that_is_too_long_is_made_smaller() -> None:
    rows = fitted(Sheet(FINE, (b"\xff" * 216,) * 200), FINE, 100)
    assert rows == (row_of((0, 864), 1728),) * 100


def test_what_was_received_keeps_its_count_of_bad_lines() -> None:
    assert sheet_received(FINE, ReceivedRows((b"\0",), 3, 2)) == Sheet(FINE, (b"\0",), 3, 2)
