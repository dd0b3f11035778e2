import pytest
from hypothesis import given

from drivers.fax.rows import changes_of, row_of, runs_of
from tests.drivers.fax.pages import row_octets


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        ("0000", ()),
        ("ffff", (0,)),
        ("00ff", (8,)),
        ("0ff0", (4, 12)),
        ("8001", (0, 1, 15)),
        ("5555", (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)),
    ],
)
def test_where_the_colour_changes(row: str, changes: tuple[int, ...]) -> None:
    assert changes_of(bytes.fromhex(row)) == changes
    assert row_of(changes, 16) == bytes.fromhex(row)


@given(row_octets(27))
def test_both_ways(row: bytes) -> None:
    assert row_of(changes_of(row), 216) == row


def test_a_change_and_back_at_once_is_none() -> None:
    assert row_of((3, 3, 8), 16) == b"\x00\xff"


def test_runs_begin_with_white() -> None:
    assert runs_of((0, 1, 15), 16) == [0, 1, 14, 1]
    assert runs_of((), 16) == [16]
