"""What the page is told of a text comes from the codec that sends it."""

from __future__ import annotations

import pytest

from appliance.lines.carrier import SmsCarrier

TURKISH = {"languages": [1]}


@pytest.mark.parametrize(
    ("text", "options", "beyond"),
    [
        ("Grüße @ 5 €", {}, ""),
        ("“Ciao” 😀 “", {}, "“”😀"),
        ("ş", {}, "ş"),
        ("ş“", TURKISH, "“"),
        ("", {}, ""),
    ],
)
def test_the_characters_that_the_7_bit_alphabet_lacks(text: str, options: dict[str, list[int]], beyond: str) -> None:
    assert SmsCarrier().beyond(text, options) == beyond


@pytest.mark.parametrize(
    ("text", "encoding", "parts", "left"),
    [
        ("a" * 160, "GSM7", 1, 0),
        ("a" * 161, "GSM7", 2, 145),
        ("€" * 80, "GSM7", 1, 0),
        ("“" * 70, "UCS2", 1, 0),
        ("“" * 71, "UCS2", 2, 63),
    ],
)
def test_what_a_text_takes(text: str, encoding: str, parts: int, left: int) -> None:
    found = SmsCarrier().measure(text, {})
    assert (found.encoding, found.parts, found.units_left) == (encoding, parts, left)
