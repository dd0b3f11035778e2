import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.api.dialect import (
    BIT,
    FLAG,
    JSON_OBJECT,
    NUMBER,
    PHONE,
    TIME,
    Field,
    Filter,
    Shape,
    constant,
    inner,
    text,
    word,
)
from appliance.errors import Invalid
from appliance.spool.listing import Condition, Match

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=5,
)
KINDS = {"text": text(20), "lines": text(20, lines=True), "phone": PHONE, "number": NUMBER, "flag": FLAG, "bit": BIT}


@given(kind=st.sampled_from(sorted(KINDS)), value=ANYTHING)
@settings(max_examples=300, deadline=None)
def test_a_decoder_gives_its_type_or_says_which_field_is_wrong(kind, value):
    types = {"text": str, "lines": str, "phone": str, "number": int, "flag": bool, "bit": bool}
    try:
        found = KINDS[kind].decode("field", value)
    except Invalid as refusal:
        assert "field" in str(refusal)
    else:
        assert isinstance(found, types[kind])
        if isinstance(found, str):
            found.encode()
            assert "\0" not in found


@pytest.mark.parametrize(("given_", "number"), [(7, 7), ("7", 7), (" 7 ", 7), ("-1", -1), (7.0, 7)])
def test_numbers_are_accepted_as_text(given_, number):
    assert NUMBER.decode("id", given_) == number


@pytest.mark.parametrize("wrong", ["", "7a", "1e3", 7.5, True, [7], {}, 2**63, "9" * 30, "--7", "0x7"])
def test_what_is_no_number_is_refused(wrong):
    with pytest.raises(Invalid, match="id must be a whole number"):
        NUMBER.decode("id", wrong)


@pytest.mark.parametrize(
    "wrong", ["a\0b", "a\nb", "a\rb", "a\x1bb", "a\x7fb", "a\x85b", "a\ud800b", ["a"], {}, True, "x" * 21]
)
def test_a_short_text_has_no_control_characters(wrong):
    with pytest.raises(Invalid, match="name"):
        text(20).decode("name", wrong)


@pytest.mark.parametrize("fine", ["a\nb", "a\r\n\tb", "\u2028", "é😀", "", "\u200b"])
def test_a_text_of_lines_keeps_them(fine):
    assert text(20, lines=True).decode("data", fine) == fine


@pytest.mark.parametrize("wrong", ["", "  ", "1\r\nAT", "1\0", "\x1a", True, []])
def test_a_phone_is_a_text_that_is_not_empty(wrong):
    with pytest.raises(Invalid, match="phone"):
        PHONE.decode("phone", wrong)


def test_a_phone_may_come_as_a_number():
    assert PHONE.decode("phone", 923330000000) == "923330000000"


def test_words_are_translated_both_ways():
    kind = word({"yes": 1, "si": 1, "no": 0}, {1: "yes", 0: "no"})
    assert [kind.decode("answer", each) for each in ("yes", "SI", "no")] == [1, 1, 0]
    assert kind.encode(1) == "yes"
    for wrong in ("maybe", 1, None):
        with pytest.raises(Invalid, match="answer must be one of"):
            kind.decode("answer", wrong)


THING = Shape(
    "Thing",
    Field("thing_id", "id", NUMBER, takes=False),
    Field("name", "title", text(10), required=True),
    Field("label", "title", text(10), gives=False),
    Field("count", "count", NUMBER),
    Field("since", "since", TIME, takes=False),
    nested=("extra",),
)


class Record:
    id, title, count, since = 3, "hat", 2, 17.9


def test_a_shape_decodes_what_it_takes():
    assert THING.decode({"name": "hat", "count": "2", "thing_id": 9, "junk": []}) == {"title": "hat", "count": 2}


def test_the_first_name_of_a_source_wins():
    assert THING.decode({"name": "hat", "label": "cap"}) == {"title": "hat"}


def test_required_fields_may_be_missing_only_in_a_partial_body():
    for body in ({}, {"name": None}):
        with pytest.raises(Invalid, match="name is missing"):
            THING.decode(body)
    assert THING.decode({}, partial=True) == {}
    with pytest.raises(Invalid, match="name is missing"):
        THING.decode({"name": None}, partial=True)


def test_nested_objects_are_flattened():
    assert THING.decode({"extra": {"name": "hat"}, "count": 1}) == {"title": "hat", "count": 1}
    with pytest.raises(Invalid, match="extra must be an object"):
        THING.decode({"extra": [1]})


def test_a_shape_encodes_what_it_gives():
    assert THING.encode(Record()) == {"thing_id": 3, "name": "hat", "count": 2, "since": 17}


def test_a_shape_holds_another_and_constants():
    outer = Shape("Outer", Field("thing", "", inner(THING), takes=False), Field("v", "", constant(1), takes=False))
    assert outer.encode(Record())["thing"]["name"] == "hat"
    assert outer.encode(Record())["v"] == 1


def test_time_and_json_objects():
    assert TIME.encode(None) is None
    assert JSON_OBJECT.encode('{"a":1}') == {"a": 1}
    assert json.dumps(BIT.encode(True)) == "1"


def test_a_filter_makes_a_condition():
    by_id = Filter("thing_id", "id", Match.EXACT, NUMBER)
    assert by_id.condition("7") == Condition("id", Match.EXACT, 7)
    with pytest.raises(Invalid, match="thing_id"):
        by_id.condition("x")
