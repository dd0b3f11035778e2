"""Parts cut where they must not be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drivers.gsm.address import Address
from drivers.gsm.concat import join
from drivers.gsm.tpdu import Deliver, decode_from_centre
from drivers.simulator.cutting import cut_blindly

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def cut(text: str, where: str) -> list[Deliver]:
    parts = [decode_from_centre(tpdu) for tpdu in cut_blindly(Address("0"), text, 7, NOW, where)]
    return [part for part in parts if isinstance(part, Deliver)]


@pytest.mark.parametrize(("where", "text"), [("escape", "a€b" * 100), ("surrogate", "ab\U0001f389" * 60)])
def test_F18_parts_that_make_sense_only_together(where: str, text: str) -> None:
    parts = cut(text, where)
    assert len(parts) > 1
    assert join(parts) == text
    assert "".join(str(part.text) for part in parts) != text


def test_F18_half_a_character_at_the_end() -> None:
    assert join(cut("oh ", "broken")) == "oh \ufffd"


@pytest.mark.parametrize("where", ["escape", "surrogate"])
def test_a_text_that_has_no_such_place(where: str) -> None:
    with pytest.raises(ValueError, match="the text has no character"):
        cut("plain", where)
