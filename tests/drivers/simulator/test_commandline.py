"""Command lines taken apart (V.250 5.2 - 5.4)."""

from __future__ import annotations

import pytest

from drivers.simulator.answers import Refusal
from drivers.simulator.commandline import Parsed, number, parameters, parse


@pytest.mark.parametrize(
    ("body", "commands"),
    [
        ("", []),
        ("E0", [Parsed("E", "execute", "0")]),
        ("e0v1q0", [Parsed("E", "execute", "0"), Parsed("V", "execute", "1"), Parsed("Q", "execute", "0")]),
        ("&FE0", [Parsed("&F", "execute"), Parsed("E", "execute", "0")]),
        ("S0=1S3?", [Parsed("S0", "set", "1"), Parsed("S3", "read")]),
        ("+CMGF=1", [Parsed("+CMGF", "set", "1")]),
        ("+cmgf?", [Parsed("+CMGF", "read")]),
        ("+CMGF=?", [Parsed("+CMGF", "test")]),
        ("+CMGD=1,4;+CSQ", [Parsed("+CMGD", "set", "1,4"), Parsed("+CSQ", "execute")]),
        (
            'E0+CPMS="SM";+CNMI=2,1',
            [Parsed("E", "execute", "0"), Parsed("+CPMS", "set", '"SM"'), Parsed("+CNMI", "set", "2,1")],
        ),
        ('+CUSD=1,"a;b",15;I', [Parsed("+CUSD", "set", '1,"a;b",15'), Parsed("I", "execute")]),
        ("^RSSI?", [Parsed("^RSSI", "read")]),
        ("D+15550001;", [Parsed("D", "set", "+15550001;")]),
        ("+CSQ;;+CSQ;", [Parsed("+CSQ", "execute"), Parsed("+CSQ", "execute")]),
    ],
)
def test_a_line_is_a_sequence_of_commands(body, commands):
    assert parse(body) == commands


@pytest.mark.parametrize("body", ["?", "+", '+CPMS="SM', "=1", "+CMGF 1", "\x00"])
def test_what_is_no_command_line_is_refused(body):
    with pytest.raises(Refusal):
        parse(body)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1", ["1"]),
        ("1,,2", ["1", "", "2"]),
        ('"SM","ME"', ["SM", "ME"]),
        ('1,"a,b", 3', ["1", "a,b", "3"]),
        ('"",1', ["", "1"]),
        ("", [""]),
    ],
)
def test_values_are_split_at_commas_outside_quotes(text, values):
    assert parameters(text) == values


def test_a_value_left_out_takes_the_default():
    assert number(["", "2"], 0, 7) == 7
    assert number(["1"], 3, 7) == 7


@pytest.mark.parametrize("values", [["x"], [""], ["-1"], []])
def test_a_value_that_is_no_number_is_refused(values):
    with pytest.raises(Refusal) as refusal:
        number(values, 0)
    assert (refusal.value.domain, refusal.value.code) == ("CME", 50)
