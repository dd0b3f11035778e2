"""Amounts of money as networks write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from appliance import patterns

_SPACED = str.maketrans({"\u2212": "-", **dict.fromkeys(" \u00a0\u202f'\u2019")})
_PLAIN = re.compile(r"[+-]?(?:\d{1,12}(?:[.,]\d{1,4})?|[.,]\d{1,4})", re.ASCII)
_GROUPED = {
    group: re.compile(rf"[+-]?\d{{1,3}}(?:\{group}\d{{2,3}})*\{group}\d{{3}}(?:\{mark}\d{{1,4}})?", re.ASCII)
    for group, mark in (".,", ",.")
}

# Where no pattern is set: the first number with two decimals.
_USUAL = re.compile(
    r"(?<![\d.,])[+\-\u2212]?(?:\d{1,3}(?:[.,' \u00a0\u202f\u2019]\d{3}){1,4}|\d{1,12})[.,]\d\d(?![\d]|[.,]\d)",
    re.ASCII,
)


def amount_of(said: str) -> float | None:
    """12.34 and 12,34 alike; a point, comma, space or apostrophe may group thousands. None for what is no amount.

    A lone point or comma is the decimal one: 1.234 is a little more than one.
    """
    digits = said.translate(_SPACED).strip().rstrip(".,")
    if _PLAIN.fullmatch(digits):
        return float(digits.replace(",", "."))
    for group, form in _GROUPED.items():
        if form.fullmatch(digits):
            return float(digits.replace(group, "").replace(",", "."))
    return None


def amount_in(text: str, pattern: str = "") -> float | None:
    """What `pattern`'s one group holds, "" for the first number with two decimals; None where there is no amount."""
    said = _found(text[: patterns.LONGEST_TEXT], pattern)
    return None if said is None else amount_of(said)


def amount_in_pieces(pieces: Sequence[str], pattern: str = "") -> float | None:
    """The amount in a text that came in pieces, which may have been cut anywhere."""
    whole = ("".join(pieces), "\n".join(pieces))
    return next((found for text in whole if (found := amount_in(text, pattern)) is not None), None)


def _found(text: str, pattern: str) -> str | None:
    if pattern:
        groups = patterns.compiled(pattern).search(text)
        return groups[0] if groups else None
    usual = _USUAL.search(text)
    return usual[0] if usual else None
