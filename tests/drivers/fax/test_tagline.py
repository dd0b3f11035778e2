from datetime import datetime

import pytest

from drivers.fax.page import PageFormat, Resolution, Width
from drivers.fax.tagline import TagLine

TAG = TagLine(datetime(2026, 3, 4, 5, 6), "Ørsted & Söhne", "+45 1234")


def test_it_says_when_by_whom_and_which_page() -> None:
    assert TAG.text(2, 13) == "2026-03-04 05:06    Ørsted & Söhne    +45 1234    page 2 of 13"


def test_what_is_not_known_is_left_out() -> None:
    assert TagLine(TAG.when).text(1, 1) == "2026-03-04 05:06    page 1 of 1"


@pytest.mark.parametrize("width", Width)
@pytest.mark.parametrize("resolution", Resolution)
def test_it_is_as_high_on_any_page(width: Width, resolution: Resolution) -> None:
    rows = TAG.rows(1, 2, PageFormat(width, resolution))
    assert {len(row) * 8 for row in rows} == {PageFormat(width, resolution).pels}
    assert len(rows) / resolution.down == pytest.approx(1 / 7, rel=0.1)
    assert any(map(any, rows))


def test_each_page_has_its_own() -> None:
    assert TAG.rows(1, 2, PageFormat()) != TAG.rows(2, 2, PageFormat())


def test_a_letter_that_no_font_has_is_no_hindrance() -> None:
    assert TagLine(TAG.when, "\U0001f4e0 日本").rows(1, 1, PageFormat())
