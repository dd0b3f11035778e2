from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.at.syntax import Command
from drivers.fax.dialling import diallable


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("5551234", "5551234"),
        ("+49 (30) 123-45.67/8", "+49301234567" + "8"),
        ("0,W5551234@!*#", "0,W5551234@!*#"),
        ("T9,p123wAD", "T9,p123wAD"),
    ],
)
def test_what_is_dialled(number: str, dialled: str) -> None:
    assert diallable(number) == dialled


@pytest.mark.parametrize(
    "number",
    ["", "   ", "W,", "123;+FCLASS=0", "123;", "123\rATZ", "123\nATZ", "12&F", "123=", "123?", "nobody", "٣", "1" * 61],
)
def test_what_is_not(number: str) -> None:
    with pytest.raises(ValueError, match="can't be dialled"):
        diallable(number)


@given(st.text(max_size=30))
def test_no_number_gives_a_second_command(number: str) -> None:
    try:
        dialled = diallable(number)
    except ValueError:
        return
    assert not set(Command(f"ATDT{dialled}").text) & set(";=?&\\\r\n\"'")
