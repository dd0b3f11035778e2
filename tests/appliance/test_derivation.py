"""JSONPaths from strangers find what they should, and cost what they may."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonpath import JSONPathEnvironment

from appliance import derivation
from appliance.derivation import ScriptError, TooCostly, Work

DOCUMENT = {
    "first_name": "Ann",
    "extended_attributes": {"Favorite_Color": "blue", "age": 41, "vip": True, "none": None, "pets": ["cat", "dog"]},
    "device_list": [{"designation": "work", "msisdn": "1"}, {"designation": "home", "msisdn": "2"}],
}


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("$..extended_attributes.Favorite_Color", "blue"),
        ("$.extended_attributes['Favorite_Color']", "blue"),
        ("$.first_name", "Ann"),
        ("$..age", "41"),
        ("$..vip", "true"),
        ("$..none", None),
        ("$..nothing", None),
        ("$..pets", '["cat","dog"]'),
        ("$..pets[-1]", "dog"),
        ("$.device_list[?@.designation=='home'].msisdn", "2"),
        ("$.device_list[?(@.designation=='home')].msisdn", "2"),
        ("$.device_list[?length(@.msisdn)==1].designation", "work"),
        ("$[?@ == $.device_list][1]", '{"designation":"home","msisdn":"2"}'),
        ("$.device_list[*].msisdn", "1"),
    ],
)
def test_the_first_value_is_found(script, found):
    derivation.check(script)
    assert derivation.value(script, DOCUMENT, Work()) == found


NAMES = st.sampled_from(["a", "b", "extended_attributes"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", "b", "long enough"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)
PATHS = st.sampled_from(
    [
        "$..a",
        "$.a.b",
        "$.a[*]",
        "$.a[1]",
        "$.a[-1:]",
        "$..[?@.a]",
        "$..[?@.a == @.b]",
        "$.a[?@ > 1]",
        "$..*",
        "$['a','b']",
    ]
)
STRICT = JSONPathEnvironment(strict=True)


@given(st.dictionaries(NAMES, VALUES, max_size=3), PATHS)
def test_counting_changes_nothing_of_what_is_found(document, script):
    found = STRICT.findall(script, document)
    expected = None if not found or found[0] is None else found[0]
    got = derivation.value(script, document, Work())
    assert got == expected if expected is None or isinstance(expected, str) else json.loads(got) == expected


@pytest.mark.parametrize(
    "script",
    [
        "",
        "first_name",
        "$.a.",
        "$[?match(@.a, '(a+)+b')]",
        "$[?search(@.a, '(a+)+b')]",
        "$[?@.a =~ /(a+)+b/]",
        "$.a|$.b",
        "$" + "[" * 200,
        "$[?" + "!" * 490,
        "$[?@.a==1e400]",
        "$" + ".a" * 400,
    ],
)
def test_what_is_no_plain_jsonpath_is_refused(script):
    with pytest.raises(ScriptError):
        derivation.check(script)


@pytest.mark.parametrize(
    "script",
    [
        "$..*..*..*..zz",
        "$..[?" + "||".join(["@.a==1"] * 60) + "].zz",
        "$" + "[*,*]" * 80,
        "$" + "..*" * 100,
        "$..[?$==$].zz",
        "$.wide" + "[::1]" * 80,
        "$.wide[?@ == $.wide].zz",
        "$..[?length(@)==1 && count(@..*)==9].zz",
    ],
)
def test_a_hostile_script_is_stopped(script):
    derivation.check(script)
    work = Work(100_000)
    with pytest.raises(TooCostly):
        derivation.value(script, {"wide": [[each, [each]] for each in range(5000)]}, work)


def test_the_scripts_of_a_document_share_what_they_may_cost():
    work = Work(200)
    assert derivation.value("$..age", DOCUMENT, work) == "41"
    with pytest.raises(TooCostly):
        [derivation.value("$..age", DOCUMENT, work) for _ in range(9)]


def test_what_is_too_long_or_too_deep_is_no_value():
    deep = {}
    for _ in range(200):
        deep = {"a": deep}
    assert derivation.value("$.a", {"a": "x" * 255}, Work()) == "x" * 255
    assert derivation.value("$.a", {"a": "x" * 256}, Work()) is None
    assert derivation.value("$..zz", deep, Work()) is None
