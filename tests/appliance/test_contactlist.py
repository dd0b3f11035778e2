"""CSV as programs and people write it, and the way there and back."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import contactlist
from appliance.contactlist import COLUMNS, Row
from appliance.errors import Invalid

HEADER = ",".join(COLUMNS)


def read(content, encoding="utf-8"):
    return list(contactlist.rows(io.BytesIO(content if isinstance(content, bytes) else content.encode(encoding))))


def contact(*values):
    return SimpleNamespace(**dict(zip(COLUMNS, (*values, *[""] * len(COLUMNS)), strict=False)))


TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029"), max_size=12)
CELL = st.one_of(
    TEXT, st.builds("".join, st.tuples(st.sampled_from(["=", "+", "-", "@", "'=", "''@", "'", '"']), TEXT))
)
PHONE = st.from_regex(r"\+?[0-9*#]{1,15}", fullmatch=True)


@given(st.lists(st.tuples(PHONE, st.lists(CELL, min_size=8, max_size=8)), max_size=5))
def test_what_is_written_reads_back_the_same(contacts):
    contacts = [contact(phone, *values) for phone, values in contacts]
    content = contactlist.written(contacts)
    found = [{column: row.fields.get(column, "") for column in COLUMNS} for row in read(content)]
    assert found == [vars(each) for each in contacts]


def test_each_field_is_quoted_and_the_number_keeps_its_plus():
    told = contactlist.written([contact("+4917", 'A "B"', "=1+1")])
    assert told == b'"+4917","A ""B""","\'=1+1","","","","","",""\n'


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ("+4917", {"phone": "+4917"}),
        ('"+4917"\r\n', {"phone": "+4917"}),
        ("+4917,Ada", {"phone": "+4917", "first_name": "Ada"}),
        ('+4917,,"Love, lace"', {"phone": "+4917", "last_name": "Love, lace"}),
        ('+4917,"A ""B"" C"', {"phone": "+4917", "first_name": 'A "B" C'}),
        ('+4917,A "B" C', {"phone": "+4917", "first_name": 'A "B" C'}),
        ("+4917;Ada, Bea", {"phone": "+4917", "first_name": "Ada, Bea"}),
        ('"+4917";"Ada, Bea"', {"phone": "+4917", "first_name": "Ada, Bea"}),
        ("+4917\tAda", {"phone": "+4917", "first_name": "Ada"}),
        ("+4917,Ada,,,,,,,,,,", {"phone": "+4917", "first_name": "Ada"}),
        ("'+4917,'=x", {"phone": "+4917", "first_name": "=x"}),
        ("+4917,'tis", {"phone": "+4917", "first_name": "'tis"}),
        (",Ada,,a@b.example", {"first_name": "Ada", "email": "a@b.example"}),
    ],
)
def test_a_row(content, fields):
    assert read(content) == [Row(1, fields)]


@pytest.mark.parametrize("content", ["", "\n", "\r\n\r\n", ",,,\n", '""\n', HEADER, f"{HEADER}\n"])
def test_nothing(content):
    assert read(content) == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_rows_count_and_are_left_out(end):
    found = read(end.join(["+1", "", "+2,x", ",,", "+3"]))
    assert [(row.number, row.fields["phone"]) for row in found] == [(1, "+1"), (3, "+2"), (5, "+3")]


@pytest.mark.parametrize(
    "header",
    [HEADER, HEADER.upper(), "Phone", '"phone","first_name"', " phone , First Name ,, ", "\ufeffphone,first_name"],
)
def test_a_header_is_no_contact(header):
    assert read(f"{header}\n+4917,Ada\n")[0].number == 2


def test_a_header_names_the_columns():
    (row,) = read("description,Email,phone\nfriend,a@b.example,+4917\n")
    assert row.fields == {"description": "friend", "email": "a@b.example", "phone": "+4917"}


@pytest.mark.parametrize("header", ["phone,company", "phone,phone", "phone,,email"])
def test_a_header_with_other_columns_is_refused(header):
    with pytest.raises(Invalid, match="header"):
        read(f"{header}\n+4917,x\n")


def test_names_of_columns_further_down_are_values():
    assert [row.fields.get("first_name") for row in read("+1,a\n+2,phone\n")] == ["a", "phone"]


def test_a_row_with_more_values_than_columns_has_a_fault():
    assert read("+1\n" + "+2," * 10 + "\n+3\n")[1] == Row(2, {}, "11 values where there are 9 columns")


def test_a_quote_that_is_not_closed_is_told_with_what_it_swallowed():
    found = read('+1,a\n+2,"b\n+3,c\n')
    assert found[0].fields["phone"] == "+1"
    assert (found[1].number, "lines 2 to 3" in found[1].fault) == (2, True)


def test_a_value_without_end_is_a_fault_and_what_follows_is_read():
    found = read('+1\n+2,"' + "x" * 200_000 + '"\n+3\n')
    assert "no end" in found[1].fault
    assert found[-1].fields["phone"] == "+3"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding):
    assert read("+4917,Grüße €\n", encoding)[0].fields["first_name"] == "Grüße €"


def test_a_character_cut_by_the_end_makes_it_no_utf8():
    assert read(b"+4917,Gr" + b"\xc3")[0].fields["first_name"] == "GrÃ"


@given(st.binary(max_size=200))
def test_whatever_is_read_becomes_rows_or_is_refused(content):
    try:
        found = read(content)
    except Invalid:
        return
    assert all(row.fault or row.fields for row in found)
    assert all(set(row.fields) <= set(COLUMNS) for row in found)


def test_the_sample_is_read():
    found = read(contactlist.sample())
    assert [row.fields["phone"] for row in found] == ["923330000000", "923330000001"]
