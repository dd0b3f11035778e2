import pytest

from drivers.fax.page import Resolution
from drivers.fax.quality import CopyQuality


@pytest.mark.parametrize(
    ("rows", "bad", "longest", "resolution", "accepted"),
    [
        (1000, 0, 0, Resolution.STANDARD, True),
        (1000, 50, 1, Resolution.STANDARD, True),
        (1000, 51, 1, Resolution.STANDARD, False),
        (1000, 10, 10, Resolution.STANDARD, True),
        (1000, 11, 11, Resolution.STANDARD, False),
        (2000, 20, 20, Resolution.FINE, True),
        (2000, 21, 21, Resolution.FINE, False),
        (1794, 62, 5, Resolution.FINE, True),  # what an independent receiver accepted, and refused
        (1794, 113, 5, Resolution.FINE, False),
        (0, 0, 0, Resolution.STANDARD, False),
    ],
)
def test_by_the_part_of_bad_lines_and_by_those_in_a_row(
    rows: int, bad: int, longest: int, resolution: Resolution, accepted: bool
) -> None:
    assert CopyQuality().accepts(rows, bad, longest, resolution) == accepted
