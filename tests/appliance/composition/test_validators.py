import re

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from appliance.composition.validators import matches


@pytest.mark.parametrize(
    ("pattern", "body", "allowed"),
    [
        ("Your code is ${code}.", "Your code is 123.", True),
        ("Your code is ${code}.", "Your code is .", True),
        ("Your code is ${code}.", "Your code is 123", False),
        ("Your code is ${code}.", "Hi! Your code is 123.", False),
        ("Your code is ${code}.", "your code is 123.", False),
        ("${a} and ${b} and ${c}", "x and y and z and more\nlines", True),
        ("${a} and ${b} and ${c}", "x and y", False),
        ("(a+)+$5.*", "(a+)+$5.*", True),
        ("a${b}a", "a", False),
        ("ab${x}ba", "aba", False),
        ("${any}", "", True),
        ("", "", True),
        ("", "x", False),
        ("$name", "x", False),
    ],
)
def test_a_body_matches_the_whole_of_it(pattern, body, allowed):
    assert matches(pattern, body) is allowed


@given(st.lists(st.sampled_from(["${x}", "$!{y z}", "a", "b", "ab", ".", "\n", "$", "{"])), st.text("ab.\n${}"))
def test_it_is_what_a_regular_expression_would_say(pieces, body):
    pattern = "".join(pieces)
    split = re.split(r"\$!?\{[^${}]*\}", pattern)
    assert matches(pattern, body) == bool(re2.fullmatch("(?s)" + ".*".join(map(re2.escape, split)), body))


@given(st.lists(st.text("abc .")), st.lists(st.text()))
def test_a_body_that_was_made_from_it_matches(words, values):
    pattern = "${x}".join(words)
    values = [*values, *([""] * len(words))][: max(len(words) - 1, 0)]
    body = "".join(word + value for word, value in zip(words, [*values, ""], strict=False))
    assert matches(pattern, body)


def test_a_hostile_pattern_costs_nothing():
    assert not matches("${x}a" * 2_000 + "b", "a" * 10_000)
    assert not matches("a" * 50 + "${x}" + "ab" * 5_000, "a" * 9_000)
