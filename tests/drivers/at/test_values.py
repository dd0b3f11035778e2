"""Parameter lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.at.values import compounds, field, integer, parameters, quoted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("+CREG: ", []),
        ("1", ["1"]),
        ("+CREG: 2,1", ["2", "1"]),
        ('+CREG: 2,1,"00C3","1F2A",7', ["2", "1", "00C3", "1F2A", "7"]),
        ('"SM",3,,"a,b"', ["SM", "3", None, "a,b"]),
        (
            '+CMGL: 1,"REC UNREAD","+49171",,"24/03/01,12:00:00+04"',
            ["1", "REC UNREAD", "+49171", None, "24/03/01,12:00:00+04"],
        ),
        ("+CMT: ,23", [None, "23"]),
        ("+CMT:,23", [None, "23"]),
        (",", [None, None]),
        ("1,", ["1", None]),
        (' "a" , 2 ', ["a", "2"]),
        ('""', [""]),
        ('"', [""]),
        ('"open, end', ["open, end"]),
        ('+CUSD: 0,"a\nb",15', ["0", "a\nb", "15"]),
        ('+CNUM: "a:b","+49",145', ["a:b", "+49", "145"]),
        ("^SYSINFO:2,3,0,5,1,,4", ["2", "3", "0", "5", "1", None, "4"]),
    ],
)
def test_parameters(text: str, expected: list[str | None]) -> None:
    assert parameters(text) == expected


@given(st.text("\"',:+A1 \xe9(", max_size=30))
def test_parameters_of_anything(text: str) -> None:
    assert all(value is None or isinstance(value, str) for value in parameters(text))


@given(st.lists(st.none() | st.text("ab,: "), min_size=1, max_size=6))
def test_parameters_that_were_quoted(values: list[str | None]) -> None:
    line = "+X: " + ",".join("" if value is None else quoted(value) for value in values)
    assert parameters(line) == ([] if values == [None] else values)


def test_fields_and_integers() -> None:
    values = parameters("+CSQ: 17,,x")
    assert [field(values, index) for index in range(4)] == ["17", "", "x", ""]
    assert [integer(value) for value in values] == [17, None, None]
    assert integer("1F2A", 16) == 0x1F2A
    assert integer(" ") is None
    assert integer("-1") == -1


@pytest.mark.parametrize("text", ['a"b', "a\r", "a\x1a", "\xe9", "\n", "\0"])
def test_a_string_cannot_break_out_of_its_quotes(text: str) -> None:
    with pytest.raises(ValueError, match="not a string for a command line"):
        quoted(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('+CPMS: ("SM","ME"),("SM"),("SM","MT")', [("SM", "ME"), ("SM",), ("SM", "MT")]),
        ('+CPMS: (("SM","BM","SR"),("SM"))', [("SM", "BM", "SR"), ("SM",)]),
        ("+CNMI: (0-2),(0,1,3),(0)", [("0", "1", "2"), ("0", "1", "3"), ("0",)]),
        ("+CMGF: (0,1)", [("0", "1")]),
        ("+CSMS: (0-1, 128)", [("0", "1", "128")]),
        ('+CSCS: ("GSM","IRA","8859-1")', [("GSM", "IRA", "8859-1")]),
        ("+X: 1", [("1",)]),
        ("+X: ()", [()]),
        ("+X: (0-99999)", [("0-99999",)]),
        ("", []),
    ],
)
def test_compound_values_of_a_test_command(text: str, expected: list[tuple[str, ...]]) -> None:
    assert compounds(text) == expected
