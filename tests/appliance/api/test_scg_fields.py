import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import identifiers
from appliance.api.dialect import NUMBER, Field, text
from appliance.api.scg.dates import DAY, ISO, MILLIS
from appliance.api.scg.fields import STRINGS, Sought, Sparse, identifier, indexed, of_record, one_of
from appliance.errors import Invalid, NotFound, TooLong
from appliance.spool.listing import Condition, Match

MIDDAY = 1_785_585_600.0  # 2026-08-01T12:00:00Z


@pytest.mark.parametrize(
    "said",
    [
        1_785_585_600_000,
        "1785585600000",
        1_785_585_600_000.0,
        "2026-08-01T12:00:00",
        "2026-08-01T12:00:00Z",
        "2026-08-01T12:00:00.000Z",
        "2026-08-01T14:00:00+02:00",
        "2026-08-01T14:00:00.000+0200",
        " 2026-08-01T12:00:00Z ",
        "Sat, 01 Aug 2026 12:00:00 GMT",
    ],
)
def test_a_time_comes_in_any_form(said):
    assert MILLIS.decode("when", said) == ISO.decode("when", said) == MIDDAY


def test_a_day_is_its_beginning():
    assert MILLIS.decode("when", "2026-08-01") == MIDDAY - 12 * 3600


def test_times_go_out_as_each_field_has_them():
    assert MILLIS.encode(MIDDAY + 0.5) == 1_785_585_600_500
    assert ISO.encode(MIDDAY + 0.5) == "2026-08-01T12:00:00.500Z"
    assert MILLIS.encode(None) is None and ISO.encode(None) is None


@pytest.mark.parametrize("wrong", ["", "soon", True, [], {}, "2026-13-01", -1, 10**18, "9" * 40, float("inf"), "12:00"])
def test_what_is_no_time_is_refused(wrong):
    with pytest.raises(Invalid, match="when"):
        MILLIS.decode("when", wrong)


def test_a_day_stays_one():
    assert DAY.decode("birth_date", "1980-02-29") == "1980-02-29"
    assert DAY.decode("birth_date", "1980-02-29T00:00:00Z") == "1980-02-29"
    for wrong in ("1981-02-29", "x", 7):
        with pytest.raises(Invalid, match="birth_date"):
            DAY.decode("birth_date", wrong)


@pytest.mark.parametrize("said", [["a", "b"], '["a", "b"]', "a,b", " a , b ,", ["a", None, "b", ""]])
def test_texts_come_in_any_form(said):
    assert STRINGS.decode("to", said) == ["a", "b"]


@pytest.mark.parametrize("wrong", [7, {"a": 1}, [1], ["a\nb"], "[1", '{"a":1}\n', ["x"] * 1001])
def test_what_is_no_list_of_texts_is_refused(wrong):
    with pytest.raises(Invalid, match="to"):
        STRINGS.decode("to", wrong)


THING = Sparse(
    "Thing",
    Field("id", "id", identifier("contact"), takes=False),
    Field("name", "name", text(9)),
    Field("n", "n", NUMBER),
)


def test_what_is_not_set_is_left_out():
    class Row:
        id, name, n = 3, "x", None

    assert THING.encode(Row) == {"id": identifiers.encode("contact", 3), "name": "x"}
    assert THING.promised == ("id",)


def test_blanks_stand_for_not_set_where_they_are_no_text():
    assert THING.decode({"name": "", "n": "", "id": "x", "more": 1}) == {"name": ""}
    assert THING.decode({"name": None, "n": None}) == {}
    assert THING.replace({"n": "7"}) == {"name": "", "n": 7}


def test_an_id_of_another_kind_is_not_found():
    with pytest.raises(NotFound):
        identifier("contact").decode("contact", identifiers.encode("group", 1))
    with pytest.raises(Invalid):
        identifier("contact").decode("contact", 7)


def test_a_word_is_taken_in_any_case():
    state = one_of("ACTIVE", "INACTIVE", ATIVE="ACTIVE")
    assert [state.decode("state", each) for each in ("active", "Ative", " INACTIVE ")] == [
        "ACTIVE",
        "ACTIVE",
        "INACTIVE",
    ]
    for wrong in ("", "on", 1):
        with pytest.raises(Invalid, match="state must be one of ACTIVE, INACTIVE"):
            state.decode("state", wrong)


def test_a_text_too_long_for_its_index_says_so():
    with pytest.raises(TooLong, match="more than 5"):
        indexed(5).decode("name", "123456")
    assert indexed(5).decode("name", "12345") == "12345"


NUMBERS = Sought("size", "size", Match.EXACT, NUMBER)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("7", [(Match.EXACT, 7)]),
        ("7,8", [(Match.AMONG, "[7, 8]")]),
        ("[7,9]", [(Match.FROM, 7), (Match.UNTIL, 9)]),
        ("(7,9)", [(Match.AFTER, 7), (Match.BEFORE, 9)]),
        ("[7,]", [(Match.FROM, 7)]),
        ("[, 9)", [(Match.BEFORE, 9)]),
        ("[,]", []),
    ],
)
def test_a_filter_takes_a_value_several_or_a_range(said, wanted):
    assert NUMBERS.conditions(said) == tuple(Condition("size", match, value) for match, value in wanted)


@pytest.mark.parametrize("wrong", ["x", "7,x", "[x,]", ",".join("7" * 501)])
def test_a_filter_of_something_else_is_refused(wrong):
    with pytest.raises(Invalid):
        NUMBERS.conditions(wrong)


def test_an_id_that_is_none_finds_nothing():
    [by_id] = [each for each in of_record("contact") if each.name == "id"]
    known = identifiers.encode("contact", 5)
    assert by_id.conditions("nonsense") == (Condition("id", Match.EXACT, -1),)
    assert by_id.conditions(f"{known},nonsense") == (Condition("id", Match.AMONG, json.dumps([5, -1])),)


@given(st.text(max_size=30))
def test_no_text_is_more_than_refused(said):
    for kind in (MILLIS, DAY, STRINGS, one_of("A")):
        try:
            kind.decode("field", said)
        except Invalid as error:
            assert "field" in str(error)
