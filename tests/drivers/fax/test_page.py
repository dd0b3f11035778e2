import pytest

from drivers.fax.page import Length, PageFormat, Resolution, Width


@pytest.mark.parametrize(
    ("width", "resolution", "pels"),
    [  # T.4 table 1
        (Width.A4, Resolution.STANDARD, 1728),
        (Width.B4, Resolution.FINE, 2048),
        (Width.A3, Resolution.SUPERFINE, 2432),
        (Width.A4, Resolution.R300, 2592),
        (Width.B4, Resolution.R300, 3072),
        (Width.A3, Resolution.R300, 3648),
        (Width.A4, Resolution.R16, 3456),
        (Width.B4, Resolution.R16, 4096),
        (Width.A3, Resolution.R16, 4864),
    ],
)
def test_pels_of_a_line(width: Width, resolution: Resolution, pels: int) -> None:
    assert PageFormat(width, resolution).pels == pels


def test_rows_of_a_page() -> None:
    assert PageFormat(length=Length.A4).most_rows == pytest.approx(297 * 3.85, abs=3)
    assert PageFormat(Width.A4, Resolution.FINE, Length.B4).most_rows == pytest.approx(364 * 7.7, abs=10)
