"""What a terminal gets to see of what strangers wrote."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.commands.table import moment, plain, show, show_json


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("hello", "hello"),
        ("Grüße, 你好 👍", "Grüße, 你好 👍"),
        ("\x1b[31mred\x1b]0;title\x07", "\\x1b[31mred\\x1b]0;title\\x07"),
        ("two\r\nlines", "two\\x0d\\x0alines"),
        ("\x9b2J", "\\x9b2J"),
        ("\x7f", "\\x7f"),
        ("abc\u202e321", "abc\\u202e321"),
        ("\u2066\u200b\ufeff\u2028", "\\u2066\\u200b\\ufeff\\u2028"),
        ("\ud83d", "\\ud83d"),
        (None, ""),
        (7, "7"),
    ],
)
def test_F31_nothing_steers_the_terminal(written, shown):
    assert plain(written) == shown


@given(st.text())
def test_F31_what_is_shown_is_harmless_and_encodable(written):
    shown = plain(written)
    assert not any(ord(each) < 0x20 or 0x7F <= ord(each) < 0xA0 for each in shown)
    shown.encode()
    assert plain(shown) == shown


def test_rows_stand_in_columns(capsys):
    show([{"id": 1, "text": "a\tb"}, {"id": 100, "text": None, "more": "unseen"}], ("id", "text"), False, "nothing")
    assert capsys.readouterr().out == "id   text\n1    a\\x09b\n100\n"


def test_no_rows_are_said_so(capsys):
    show([], ("id",), False, "nothing came in yet")
    assert capsys.readouterr().out == "nothing came in yet\n"


def test_programs_get_json_and_nothing_else(capsys):
    rows = [{"id": 1, "text": "\x1b\x9bé\ud83d"}]
    show(rows, ("id",), True, "nothing")
    out = capsys.readouterr().out
    assert json.loads(out) == rows
    assert out.isascii()
    assert "\x1b" not in out
    show([], ("id",), True, "nothing")
    assert json.loads(capsys.readouterr().out) == []
    show_json({"a": 1})
    assert json.loads(capsys.readouterr().out) == {"a": 1}


def test_times_are_for_people():
    assert moment(None) == ""
    assert len(moment(1_700_000_000.0)) == len("2023-11-14 22:13:20")
