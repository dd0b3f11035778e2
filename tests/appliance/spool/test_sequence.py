from __future__ import annotations

import pytest

from appliance.spool.sequence import between


@pytest.mark.parametrize(
    ("before", "reference", "after", "fits"),
    [
        (None, 7, None, True),
        (6, 7, 8, True),
        (6, 7, 7, False),
        (6, 6, 8, False),
        (6, 8, 8, False),
        (255, 0, 1, True),
        (250, 2, None, True),
        (6, 200, None, False),
        (None, 7, 9, True),
        (None, 9, 9, False),
        (None, 200, 9, False),
    ],
)
def test_between_neighbours(before: int | None, reference: int, after: int | None, fits: bool) -> None:
    assert between(before, reference, after) is fits
