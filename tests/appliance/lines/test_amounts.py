from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.lines.amounts import amount_in, amount_in_pieces, amount_of


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("12.34", 12.34),
        ("12,34", 12.34),
        ("12", 12.0),
        ("-0,50", -0.5),
        ("\u22123.20", -3.2),
        ("+7", 7.0),
        (",50", 0.5),
        ("12.34.", 12.34),
        (" 12.34 ", 12.34),
        ("1.234", 1.234),
        ("1,234.56", 1234.56),
        ("1.234,56", 1234.56),
        ("1 234,56", 1234.56),
        ("1\u00a0234\u00a0567,8", 1234567.8),
        ("1'234.56", 1234.56),
        ("1.234.567", 1234567.0),
        ("1,23,456.70", 123456.7),
        ("12.05.2026", None),
        ("12:30", None),
        ("1.23,4567.8", None),
        ("EUR", None),
        ("", None),
        (".", None),
        ("\u0661\u0662", None),
    ],
)
def test_an_amount_is_read_as_it_is_meant(said: str, amount: float | None) -> None:
    assert amount_of(said) == amount


@given(st.integers(-(10**9), 10**9), st.sampled_from(["{:.2f}", "{:,.2f}"]), st.booleans())
def test_whatever_mark_is_used_it_is_the_same_amount(cents: int, form: str, swap: bool) -> None:
    said = form.format(cents / 100)
    if swap:
        said = said.translate(str.maketrans(".,", ",."))
    assert amount_of(said) == pytest.approx(cents / 100)
    assert amount_in(f"You have {said} left on 0170555, call 1234.") == pytest.approx(cents / 100)


@pytest.mark.parametrize(
    ("text", "pattern", "amount"),
    [
        ("Balance: 12.34 EUR\n1 Top up\n2 Tariff", "", 12.34),
        ("Valid to 12.05.2026. Credit 3,99", "", 3.99),
        ("10:30 you have 7 SMS", "", None),
        ("Guthaben 5 EUR, Bonus 1,00", r"Guthaben (\S+) EUR", 5.0),
        ("Guthaben 5 EUR", r"Bonus (\S+)", None),
        ("Guthaben heute", r"Guthaben (\S+)", None),
        ("Guthaben", r"Guthaben(?: (\S+))?", None),
        ("Rp 12.500", r"Rp (\d+)\.\d{3}", 12.0),
    ],
)
def test_it_is_found_in_what_the_network_says(text: str, pattern: str, amount: float | None) -> None:
    assert amount_in(text, pattern) == amount


@given(st.integers(0, 18))
def test_a_text_may_be_cut_anywhere(at: int) -> None:
    text = "Balance: 12.34 EUR"
    assert amount_in_pieces([text[:at], text[at:]], r"Balance: ([\d.]+)") == 12.34


def test_pieces_may_be_lines_of_their_own() -> None:
    assert amount_in_pieces(["Please wait.", "5.00 EUR"], r"(?m)^(\S+) EUR") == 5.0
    assert amount_in_pieces([]) is None


@given(st.text(alphabet="0123456789., -'\u00a0a", max_size=300))
def test_nothing_that_is_said_breaks_it(text: str) -> None:
    amount_of(text)
    amount_in(text)
