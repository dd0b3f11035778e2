from __future__ import annotations

import sys

import pytest

from appliance import patterns
from appliance.patterns import PatternError


def test_the_groups_of_the_first_place_where_it_is_found() -> None:
    pattern = patterns.compiled(r"(\d+)(?:[.,](\d+))? EUR")
    assert pattern.groups == 2
    assert pattern.search("1 SMS, 12,34 EUR, 5 EUR") == ("12", "34")
    assert pattern.search("5 EUR") == ("5", None)
    assert pattern.search("nothing") is None


def test_what_would_keep_a_backtracking_matcher_busy_for_ever_is_done_at_once() -> None:
    assert patterns.compiled(r"(a+)+$").search("a" * (patterns.LONGEST_TEXT - 1) + "b") is None
    assert patterns.compiled(r"(?:(x+x+)+)y").search("x" * patterns.LONGEST_TEXT) is None


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert patterns.compiled("(b)").search("a" * patterns.LONGEST_TEXT + "b") is None


def test_a_broken_letter_breaks_nothing() -> None:
    assert patterns.compiled(r"(\d+)").search("\ud83d 5 €") == ("5",)


@pytest.mark.parametrize("pattern", ["(", r"(a)\1", "(?<=a)b", "a{2,1}", "(a{1000}){1000}", "a" * 501, "(\ud800)", "["])
def test_what_is_no_pattern_is_refused_with_what_is_wrong(pattern: str) -> None:
    with pytest.raises(PatternError, match="pattern"):
        patterns.compiled(pattern)


def test_a_machine_without_re2_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns.compiled.cache_clear()
    monkeypatch.setitem(sys.modules, "re2", None)
    with pytest.raises(PatternError, match="google-re2"):
        patterns.compiled("(a)")


@pytest.mark.parametrize(
    ("pattern", "case_sensitive", "text", "expected"),
    [
        ("SPORT(S|)", True, "SPORTS", True),
        ("SPORT(S|)", True, "sports", False),
        ("SPORT(S|)", False, "Sports", True),
        ("SPORT(S|)", False, "Sports now", False),
        ("[[:alpha:]]+[[:digit:]]{2,3}", False, "abc123", True),
        (r"\d+", True, "12", True),
        ("über", False, "ÜBER", True),
        ("a|ab", True, "ab", True),
        (".*", True, "\ud83d", True),
    ],
)
def test_an_extended_pattern_is_all_of_a_text(pattern: str, case_sensitive: bool, text: str, expected: bool) -> None:
    assert patterns.extended(pattern, case_sensitive).matches(text) is expected


def test_a_hostile_extended_pattern_costs_nothing_or_is_refused() -> None:
    assert not patterns.extended("(a+)+b", True).matches("a" * patterns.LONGEST_TEXT)
    assert not patterns.extended(".*", True).matches("a" * (patterns.LONGEST_TEXT + 1))
    for pattern in ("((a{100}){100}){100}", "(" * 251 + ")" * 249, r"(a)\1", "(?=a)"):
        with pytest.raises(PatternError):
            patterns.extended(pattern, True)
