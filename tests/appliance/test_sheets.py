"""CSV that reads back as it was written, whatever the cells hold."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import sheets

CELL = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=8)


def read(content, lines=1):
    return list(sheets.records(io.BytesIO(content), lines))


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_is_written_reads_back_the_same(table):
    content = sheets.written([["a", "b"], *table])
    found = [[sheets.restored(cell) for cell in cells] for _, cells in read(content, lines=99)]
    assert found == [["a", "b"], *table]


@given(CELL)
def test_no_cell_is_calculated(value):
    ((cell,),) = csv.reader(io.StringIO(sheets.written([[value]]).decode(), newline=""))
    assert cell[:1] not in ("=", "-", "@", "\t", "\r", "\n")
    assert not cell.startswith("+") or cell[1:].replace("*", "").replace("#", "").isdecimal() or cell == "+"
    assert sheets.restored(cell) == value


def test_a_row_spreads_over_so_many_lines():
    content = b'a,"1\n2",b\nc,d,e\n'
    assert read(content, lines=2) == [(1, ["a", "1\n2", "b"]), (2, ["c", "d", "e"])]
    assert read(content) == [(1, "lines 1 to 2 are one row: is a quote not closed?"), (2, ["c", "d", "e"])]


@pytest.mark.parametrize(
    ("header", "columns"), [("Last Name, PHONE ,,", ["last_name", "phone"]), ("", []), ("a,,b", ["a", "", "b"])]
)
def test_columns_are_named(header, columns):
    assert sheets.named(header.split(",")) == columns


def test_the_longest_row_of_a_contact_is_not_cut():
    table = [['"' * 65_536, "\n" * 40, *["ä" * 65_536] * 6], ["a", "b"]]
    assert [cells for _, cells in read(sheets.written(table), lines=50)] == [
        [table[0][0], f"'{table[0][1]}", *table[0][2:]],
        table[1],
    ]
