from __future__ import annotations

import math

import pytest

from appliance.checks import amount, checked, each, matching, one_of, pattern, truth, whole
from appliance.errors import Invalid


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (matching(r"[a-z]*", "letters"), ("", "abc"), ("A", 1, None, "a\n")),
        (whole(0, 9), (0, 9), (-1, 10, 1.0, True, "1")),
        (one_of(3, 5), (3, 5), (4, True, "3")),
        (truth, (True, False), (1, "yes", None)),
        (each(whole(0, 9)), ((), (1, 2)), ("12", 1, [10])),
        (amount(0.0, 10.0), (0.0, 2.5, 10.0), (-0.1, 10.5, math.nan, math.inf, True, "1", None)),
        (pattern(1), ("", r"a(\d+)b", r"(?:x|y)(z)"), (r"\d+", r"(a)(b)", "(", 5)),
    ],
)
def test_what_holds_is_kept_and_what_does_not_is_refused_by_its_name(check, good, bad) -> None:
    for value in good:
        assert check("thing", value) == value
    for value in bad:
        with pytest.raises(Invalid, match="thing"):
            check("thing", value)


def test_a_whole_number_is_an_amount_too() -> None:
    assert isinstance(amount(0.0, 10.0)("thing", 5), float)


def test_a_secret_is_not_repeated() -> None:
    with pytest.raises(Invalid) as refused:
        matching(r"\d{4}", "4 digits", secret=True)("pin", "12345")
    assert "12345" not in str(refused.value)


def test_a_document_has_only_what_there_is() -> None:
    checks = {"a": whole(0, 9), "b": truth}
    assert checked(checks, {"b": True}) == {"b": True}
    with pytest.raises(Invalid, match="colour; there are: a, b"):
        checked(checks, {"colour": "red"})
