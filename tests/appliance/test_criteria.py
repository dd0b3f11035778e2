"""Criteria: what is taken, as which tree, and what is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.criteria import DEEPEST, LONGEST, MOST, MOST_VALUES, Criteria, Either, Every, Not, Operator, Test, parsed
from appliance.errors import BadCriteria


def read(document):
    return parsed(json.dumps(document))


def test_a_value_is_equal():
    assert read({"last_name": "Smith"}) == Test("last_name", Operator.EQUAL, "Smith")


def test_all_of_an_object_holds():
    assert read({"a": 1, "b": None}) == Every((Test("a", Operator.EQUAL, 1), Test("b", Operator.EQUAL, None)))


def test_an_empty_object_is_met_by_everybody():
    assert read({}) == Every(())


@pytest.mark.parametrize(
    ("said", "operator", "value"),
    [
        ({"$eq": "x"}, Operator.EQUAL, "x"),
        ({"$ne": True}, Operator.UNEQUAL, 1),
        ({"$gt": 1.5}, Operator.ABOVE, 1.5),
        ({"$gte": "m"}, Operator.FROM, "m"),
        ({"$lt": 3}, Operator.BELOW, 3),
        ({"$lte": 3}, Operator.UNTIL, 3),
        ({"$in": ["a", 1, None]}, Operator.AMONG, ("a", 1, None)),
        ({"$regex": "^Mc"}, Operator.PATTERN, "^Mc"),
        ({"$exists": False}, Operator.SET, 0),
    ],
)
def test_operators(said, operator, value):
    assert read({"fast_access.points": said}) == Test("fast_access.points", operator, value)


def test_several_operators_of_one_attribute_all_hold():
    assert read({"a": {"$gte": 1, "$lt": 9}}) == Every((Test("a", Operator.FROM, 1), Test("a", Operator.BELOW, 9)))


def test_conditions_are_joined_and_turned_round():
    tree = read({"$or": [{"$and": [{"a": 1}, {"b": 2}]}, {"$not": {"c": 3}}, {"d": {"$not": {"$gt": 4}}}]})
    one, two, three = (Test(name, Operator.EQUAL, value) for name, value in (("a", 1), ("b", 2), ("c", 3)))
    assert tree == Either((Every((one, two)), Not(three), Not(Test("d", Operator.ABOVE, 4))))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("last_name = 'Smith'", "no JSON"),
        ("", "no JSON"),
        ("[]", "an object is wanted"),
        ('"x"', "an object is wanted"),
        ('{"a": {"$near": 1}}', "is no operator"),
        ('{"$nor": [{"a": 1}]}', "is no operator"),
        ('{"$or": []}', "takes an array"),
        ('{"$and": {"a": 1}}', "takes an array"),
        ('{"$or": [1]}', "an object is wanted"),
        ('{"$not": [{"a": 1}]}', "an object is wanted"),
        ('{"a": {}}', "compared with nothing"),
        ('{"a": {"b": 1}}', "is no operator"),
        ('{"a": [1]}', "is compared with a text"),
        ('{"a": {"$in": "x"}}', "takes an array"),
        ('{"a": {"$in": [[1]]}}', "is compared with a text"),
        ('{"a": {"$gt": null}}', "takes a text or a number"),
        ('{"a": {"$exists": 1}}', "takes true or false"),
        ('{"a": {"$regex": 1}}', "takes a pattern"),
        ('{"a": {"$regex": "("}}', "is no pattern"),
        ('{"a": {"$regex": "(?=a)"}}', "is no pattern"),
        ('{"a": NaN}', "no JSON"),
        ('{"a": 1e999}', "is compared with a text"),
        ('{"a": 123456789012345678901234567890}', "is compared with a text"),
        ('{"a": "\\ud800"}', "characters that are none"),
        ('{"": 1}', "name"),
        (json.dumps({"a" * 300: 1}), "name"),
        (json.dumps({"a": {"$in": list(range(MOST_VALUES + 1))}}), "at most"),
        (json.dumps({"$or": [{"a": 1}] * MOST}), "conditions"),
        (json.dumps({"a": "x" * LONGEST}), "characters"),
        ('{"$not":' * (DEEPEST + 1) + "{}" + "}" * (DEEPEST + 1), "deep"),
        ('{"a":{"$not":' * (DEEPEST + 1) + "{}" + "}}" * (DEEPEST + 1), "no operator"),
        ('{"a":' + '{"$not":' * (DEEPEST + 1) + '{"$gt":1}' + "}" * (DEEPEST + 2), "deep"),
        ("[" * LONGEST, "no JSON"),
        ('{"a":' * 3000, "no JSON"),
    ],
)
def test_what_does_not_hold_is_refused(text, why):
    with pytest.raises(BadCriteria, match=why):
        parsed(text)


def test_text_that_can_not_be_kept_is_refused():
    with pytest.raises(BadCriteria):
        parsed('{"a": "\ud800"}')


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b.c", "", *(each.value for each in Operator), "$or", "$not"]), inner)
    ),
    max_leaves=12,
)


@given(_JSON)
def test_any_json_gives_a_tree_or_a_refusal(document):
    try:
        assert isinstance(read(document), Criteria)
    except BadCriteria as refused:
        assert refused.detail
