"""Which keyword a text is."""

from __future__ import annotations

import sys

import pytest

from appliance import patterns
from appliance.office import matching
from appliance.spool import keywords
from appliance.spool.keywords import Keyword


@pytest.fixture
def words(spool):
    return matching.words_of(keywords.reserved(spool.read()))


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("STOP", "STOP", "en"),
        ("  stop!!  ", "STOP", "en"),
        ('"Stop"', "STOP", "en"),
        ("opt  out", "STOP", "en"),
        ("ARRÊT", "STOP", "fr"),
        ("arret", "STOP", "fr"),
        ("Kündigen", "STOP", "de"),
        ("kundigen", "STOP", "de"),
        ("Start", "START", "en"),
        ("começar", "START", "pt"),
        ("JA", "YES", "de"),
        ("sí", "YES", "es"),
        ("Hilfe?", "HELP", "de"),
        ("Info", "HELP", "en"),
    ],
)
def test_those_built_in_are_met_in_any_case_with_or_without_accents(words, text, name, language):
    for by_first_word in (False, True):
        found = matching.built_in(text, words, by_first_word)
        assert (found.name, found.language) == (name, language)


@pytest.mark.parametrize(
    ("text", "name"), [("Stop it", "STOP"), ("START me", "START"), ("Yes please", None), ("Help me", None)]
)
def test_by_the_first_word_only_some_are(words, text, name):
    found = matching.built_in(text, words, by_first_word=True)
    assert (found and found.name) == name
    assert matching.built_in(text, words, by_first_word=False) is None


@pytest.mark.parametrize("text", ["", " ", ".", "stopping", "STOP " * 1000, "don't stop"])
def test_nothing_else_is(words, text):
    assert matching.built_in(text, words, by_first_word=False) is None


def keyword(value: str, sensitivity: str = "INSENSITIVE") -> Keyword:
    row = dict.fromkeys(Keyword.__slots__)
    return Keyword(**{**row, "id": 1, "value": value, "sensitivity": sensitivity})


def test_the_first_that_is_met_counts():
    one, two = keyword("join"), keyword("J.*")
    assert matching.owned("Join", [one, two]) is one
    assert matching.owned("Join us", [one, two]) is one
    assert matching.owned("Jump", [one, two]) is two
    assert matching.owned("", [one, two]) is None


def test_a_machine_without_re2_has_plain_words(monkeypatch, caplog):
    patterns.extended.cache_clear()
    monkeypatch.setitem(sys.modules, "re2", None)
    matching.check("join")
    assert matching.owned("JOIN", [keyword("join")])
    with pytest.raises(patterns.PatternError):
        matching.check("jo.n")
    assert matching.owned("JOIN", [keyword("jo.n")]) is None
    assert "google-re2" in caplog.text
