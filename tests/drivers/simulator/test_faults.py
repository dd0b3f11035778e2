"""The table of faults and their options."""

from __future__ import annotations

import pytest

from drivers.simulator.faults import FAULTS, AnswerLate, PromptShaped, catalogue, make


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_can_be_made_without_options(name):
    assert isinstance(make(name, {}), FAULTS[name])


def test_each_fault_says_what_it_does():
    for name, does, options in catalogue():
        assert len(does) > 10, name
        assert all(isinstance(value, str | int | float) for value in options.values())


def test_options_may_be_text():
    assert make("F03.late", {"delay": "2.5"}) == AnswerLate(2.5)
    assert make("F01", {"shape": "alone", "late": 4}) == PromptShaped("alone", late=4.0)


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("F99", {}, "F01, F01.missing, F02"),
        ("F01", {"colour": "red"}, "shape, split, late, after, count"),
        ("F01", {"shape": "round"}, "standard, bare"),
        ("F03.late", {"delay": "soon"}, "delay is a float"),
        ("F03.late", {"delay": [1]}, "delay is a float"),
        ("F14.delete", {"slot": True}, "slot is a int"),
        ("F17", {"domain": "XYZ"}, "CMS, CME, ERROR"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(name, options, words):
    with pytest.raises(ValueError, match=r"^[^\n]+$") as refusal:
        make(name, options)
    assert words in str(refusal.value)
