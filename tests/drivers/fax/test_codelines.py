import pytest

from drivers.fax.codelines import BadLine, read_one_dimensional, read_two_dimensional
from drivers.fax.codewords import EOL, run_codes

WHITE, BLACK = run_codes()
PADDING = "0" * 13


def test_a_line_of_runs_is_read_to_its_width() -> None:
    bits = WHITE[3] + BLACK[2] + WHITE[1723]
    assert read_one_dimensional("1" + bits + "1" + PADDING, 1, 1728) == ((3, 5), 1 + len(bits))


@pytest.mark.parametrize(
    "bits",
    [
        WHITE[3] + BLACK[2] + WHITE[1724],  # too long
        WHITE[3] + BLACK[2] + WHITE[1722],  # too short
        WHITE[3] + BLACK[2] + EOL,
        WHITE[3] + "00000001111",  # an extension
        "",
    ],
)
def test_what_is_no_line_of_runs_is_told(bits: str) -> None:
    with pytest.raises(BadLine):
        read_one_dimensional(bits + PADDING, 0, 1728)


@pytest.mark.parametrize(
    ("bits", "changes"),
    [
        ("1" + "1" + "1", (10, 20)),
        ("011" + "000010" + "1", (11, 18)),
        ("0000010" + "0000011" + "1", (7, 23)),
        ("0001" + "1", ()),
        ("001" + WHITE[0] + BLACK[5] + "1" + "1" + "1", (0, 5, 10, 20)),
        ("1" + "001" + BLACK[30] + WHITE[3] + "010" + "1", (10, 40, 43, 1727)),
    ],
)
def test_a_line_is_read_against_the_one_before(bits: str, changes: tuple[int, ...]) -> None:
    assert read_two_dimensional(bits + PADDING, 0, 1728, (10, 20)) == (changes, len(bits))


@pytest.mark.parametrize(
    ("bits", "reference"),
    [
        ("1" + "0000010" + "1", (2, 3)),  # back behind the change before
        ("0000010", (2, 3)),  # to the left of the line
        ("011", ()),  # to the right of it
        ("001" + WHITE[1728] + BLACK[1], ()),
        ("0000001" + "111", ()),  # an extension
        (EOL, ()),
    ],
)
def test_what_is_no_line_against_another_is_told(bits: str, reference: tuple[int, ...]) -> None:
    with pytest.raises(BadLine):
        read_two_dimensional(bits + PADDING, 0, 1728, reference)
