"""JSON within contacts: what is taken, and what it may be."""

import json

import pytest

from appliance.api.scg.nested import ATTRIBUTES, JSON_TEXT, OBJECTS, attribute_of
from appliance.errors import Invalid, TooLong


def test_a_list_of_objects_is_kept_without_what_is_not_set():
    said = [{"city": "Ulm", "zip": None, "more": {"kept": None}}]
    for form in (said, json.dumps(said)):
        assert OBJECTS.decode("address_list", form) == '[{"city":"Ulm","more":{"kept":null}}]'
    assert OBJECTS.decode("address_list", []) is OBJECTS.encode(None) is None
    assert OBJECTS.encode('[{"city":"Ulm"}]') == [{"city": "Ulm"}]


@pytest.mark.parametrize("said", ["{}", "7", '"x"', ' {"a" : 1}', "null", "[1]"])
def test_extended_attributes_stay_the_text_that_they_are(said):
    assert JSON_TEXT.decode("extended_attributes", said) == JSON_TEXT.encode(said) == said


def test_extended_attributes_may_be_what_they_say():
    assert JSON_TEXT.decode("extended_attributes", {"a": ["ü"]}) == '{"a":["ü"]}'


@pytest.mark.parametrize("wrong", ["", "x", "{", "NaN", '{"a":Infinity}', "[1,]", "'x'", '"\ud800"', "[" * 99_999])
def test_what_is_no_json_is_refused(wrong):
    for kind in (OBJECTS, JSON_TEXT, ATTRIBUTES):
        with pytest.raises(Invalid):
            kind.decode("name", wrong)


def nested(depth):
    value = 1
    for _ in range(depth):
        value = {"a": value}
    return value


def test_there_are_bounds():
    assert JSON_TEXT.decode("name", json.dumps(nested(31)))
    for wrong in (nested(32), [0] * 5000, {"a": float("inf")}):
        with pytest.raises(Invalid):
            JSON_TEXT.decode("name", wrong)
    for wrong in ({"x" * 256: 1}, {"a": "x" * 65_536}, f'"{"x" * 65_536}"'):
        with pytest.raises(TooLong):
            JSON_TEXT.decode("name", wrong)


def test_fast_access_attributes_are_texts():
    assert ATTRIBUTES.decode("fast_access", {"a": 1, "b": None, "c": "x", "d": True}) == {
        "a": "1",
        "c": "x",
        "d": "true",
    }
    assert ATTRIBUTES.encode('{"a":"x","b":null}') == {"a": "x"} and ATTRIBUTES.encode('{"b":null}') is None
    assert attribute_of("b").encode('{"a":"x","b":"y"}') == "y" and attribute_of("c").encode("{}") is None
