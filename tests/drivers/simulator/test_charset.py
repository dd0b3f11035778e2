"""The TE character set."""

from __future__ import annotations

import pytest

from drivers.simulator.charset import CODINGS, Charset


@pytest.mark.parametrize(
    ("name", "text", "wire"),
    [
        ("IRA", "plain", "plain"),
        ("IRA", "ä", "?"),
        ("GSM", "@$", "\x00\x02"),
        ("GSM", "€", "\x1be"),
        ("GSM", "я", "?"),
        ("HEX", "@a", "0061"),
        ("UCS2", "aя", "0061044F"),
        ("UCS2", "😀", "D83DDE00"),
    ],
)
def test_text_to_the_wire(name, text, wire):
    charset = Charset()
    charset.name = name
    assert charset.encode(text) == wire


@pytest.mark.parametrize("name", CODINGS)
def test_there_and_back(name):
    charset = Charset()
    charset.name = name
    assert charset.decode(charset.encode("Hello 123")) == "Hello 123"


def test_the_set_is_chosen(dte):
    assert dte.at("AT+CSCS?") == ['+CSCS: "IRA"', "OK"]
    assert dte.at("AT+CSCS=?") == ['+CSCS: ("IRA","GSM","UCS2","HEX")', "OK"]
    assert dte.at('AT+CSCS="UCS2";+CSCS?') == ['+CSCS: "UCS2"', "OK"]
    assert dte.at('AT+CSCS="KLINGON"') == ["ERROR"]
