"""Criteria, asked of contacts in SQLite."""

import json
import operator
import re
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance import identifiers
from appliance.criteria import MOST_VALUES, parsed
from appliance.errors import BadCriteria
from appliance.spool import matching

PEOPLE = {
    "ann": {"last_name": "Smith", "city": "Berlin", "extended_attributes": json.dumps({"points": 120, "zip": "10115"})},
    "bob": {"last_name": "McDuff", "city": "Rome", "extended_attributes": json.dumps({"points": 7, "vip": True})},
    "cid": {"last_name": "", "city": "Berlin", "extended_attributes": json.dumps({"points": "9", "zip": "abc"})},
    "dee": {"last_name": "o'Neil\"; --", "city": "", "extended_attributes": "{}"},
}


@pytest.fixture
def met(spool):
    def fill(db):
        for name, fields in PEOPLE.items():
            row = {"phone": "1", "first_name": name, "created_at": 1000.1234567, **fields}
            marks = ", ".join("?" * len(row))
            db.execute(f"INSERT INTO contacts ({', '.join(row)}) VALUES ({marks})", list(row.values()))

    def ask(document):
        asked = matching.clause(parsed(json.dumps(document)))
        statement = f"SELECT first_name FROM contacts WHERE {asked.sql} ORDER BY id"
        return " ".join(name for (name,) in spool.read().execute(statement, asked.values))

    spool.write(fill)
    return ask


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, "ann bob cid dee"),
        ({"last_name": "Smith"}, "ann"),
        ({"last_name": "smith"}, ""),
        ({"last_name": "o'Neil\"; --"}, "dee"),
        ({"primary_addr_city": "Berlin", "last_name": ""}, "cid"),
        ({"last_name": None}, "cid"),
        ({"$not": {"last_name": "Smith"}}, "bob cid dee"),
        ({"last_name": {"$ne": "Smith"}}, "bob cid dee"),
        ({"last_name": {"$ne": None}}, "ann bob dee"),
        ({"last_name": {"$exists": True}}, "ann bob dee"),
        ({"last_name": {"$exists": False}}, "cid"),
        ({"last_name": {"$regex": "^M"}}, "bob"),
        ({"last_name": {"$not": {"$regex": "^M"}}}, "ann cid dee"),
        ({"last_name": {"$gt": "Sa"}}, "ann dee"),
        ({"last_name": {"$in": ["Smith", "McDuff", "x'y"]}}, "ann bob"),
        ({"last_name": {"$in": [None, "Smith"]}}, "ann cid"),
        ({"last_name": {"$in": []}}, ""),
        ({"last_name": {"$gt": 0}}, ""),
        ({"last_name": {"$lt": 9}}, ""),
        ({"extended_attributes.points": 7}, "bob"),
        ({"extended_attributes.points": "7"}, "bob"),
        ({"extended_attributes.points": 9}, "cid"),
        ({"extended_attributes.points": 9.0}, "cid"),
        ({"extended_attributes.points": {"$gte": 9}}, "ann cid"),
        ({"extended_attributes.points": {"$gt": 7, "$lte": 120.5}}, "ann cid"),
        ({"extended_attributes.points": {"$lt": 100}}, "bob cid"),
        ({"extended_attributes.points": {"$in": [7, 9]}}, "bob cid"),
        ({"extended_attributes.points": {"$in": [7, "9", None]}}, "bob cid dee"),
        ({"extended_attributes.points": {"$in": list(range(MOST_VALUES))}}, "ann bob cid"),
        ({"extended_attributes.points": {"$ne": 7}}, "ann cid dee"),
        ({"extended_attributes.zip": {"$gt": 5}}, "ann"),
        ({"extended_attributes.vip": True}, "bob"),
        ({"$or": [{"first_name": "ann"}, {"first_name": "bob"}]}, "ann bob"),
        ({"$and": [{"primary_addr_city": "Berlin"}, {"$not": {"first_name": "ann"}}]}, "cid"),
        ({"$not": {"primary_addr_city": "Berlin"}}, "bob dee"),
        ({"$not": {}}, ""),
        ({"created_date": {"$gte": 1_000_000}}, "ann bob cid dee"),
        ({"created_date": {"$gt": "1970-01-01T00:16:40.123Z"}}, ""),
        ({"created_date": 1_000_123}, "ann bob cid dee"),
        ({"last_updated_date": {"$in": [1_000_123, None]}}, "ann bob cid dee"),
        ({"first_acquisition_date": None}, "ann bob cid dee"),
        ({"id": identifiers.encode("contact", 2)}, "bob"),
        ({"id": {"$in": [identifiers.encode("contact", 3), "nobody"]}}, "cid"),
    ],
)
def test_who_meets_it(met, document, expected):
    assert met(document) == expected


def test_the_largest_are_asked(met):
    assert met({"$or": [{"first_name": "ann"}] * 98}) == "ann"


@pytest.mark.parametrize("name", ["password", "extended_attributes.a') OR 1", "contacts.id", "1; --", "a\ud800"])
def test_an_attribute_that_there_is_not_is_refused(name):
    with pytest.raises(BadCriteria, match="no attribute"):
        matching.clause(parsed(json.dumps({name: 1})))


def test_a_time_that_is_none_is_refused():
    with pytest.raises(BadCriteria, match="no time"):
        matching.clause(parsed('{"created_date": {"$gt": "yesterday"}}'))


def test_an_attribute_that_is_a_text_is_found_by_its_index(spool):
    named = matching.clause(parsed('{"fast_access.color": "red"}'), {"color": 3})
    assert named == matching.clause(parsed('{"fast_access_3": "red"}'))
    for asked, index in ((named, "contacts_fast_3"), (matching.clause(parsed('{"last_name": "x"}')), "by_last_name")):
        statement = f"SELECT id FROM contacts WHERE user_id IS 1 AND id > 5 AND {asked.sql} ORDER BY id LIMIT 5"
        [plan] = spool.read().execute(f"EXPLAIN QUERY PLAN {statement}", asked.values).fetchall()
        assert index in plan[3] and "rowid>?" in plan[3]


# --- beside a second opinion: the same criteria, asked of values in Python

VALUES = [None, "", "a", "B", "7", "7.0", "10", "b7", "-3", 0, 7, 10, -3, 1.5]
_SIGNS = {"$gt": operator.gt, "$gte": operator.ge, "$lt": operator.lt, "$lte": operator.le, "$eq": operator.eq}


def number_of(value):
    try:
        return float(value)
    except ValueError:
        return None


def holds(sign, value, wanted):
    if wanted in (None, ""):
        return sign == "$eq" and value is None
    if value is None:
        return False
    if isinstance(wanted, str):
        return _SIGNS[sign](str(value), wanted)
    found = number_of(value)
    return found is not None and _SIGNS[sign](found, wanted)


def meets(value, condition):
    if not isinstance(condition, dict):
        return holds("$eq", value, condition)
    answers = {
        "$not": lambda wanted: not meets(value, wanted),
        "$ne": lambda wanted: not holds("$eq", value, wanted),
        "$in": lambda wanted: any(holds("$eq", value, each) for each in wanted),
        "$regex": lambda wanted: value is not None and re.search(wanted, str(value)) is not None,
        "$exists": lambda wanted: (value is not None) is wanted,
    }
    return all(answers.get(sign, partial(holds, sign, value))(wanted) for sign, wanted in condition.items())


def satisfies(values, document):
    answers = {
        "$and": lambda parts: all(satisfies(values, each) for each in parts),
        "$or": lambda parts: any(satisfies(values, each) for each in parts),
        "$not": lambda part: not satisfies(values, part),
    }
    return all(
        answers[name](wanted) if name in answers else meets(values[name.rpartition(".")[2]], wanted)
        for name, wanted in document.items()
    )


_PLAIN = st.sampled_from(VALUES)
_SET = st.sampled_from([each for each in VALUES if each not in (None, "")])
_CONDITION = st.recursive(
    _PLAIN
    | st.dictionaries(st.sampled_from(["$eq", "$ne"]), _PLAIN, min_size=1)
    | st.dictionaries(st.sampled_from(["$gt", "$gte", "$lt", "$lte"]), _SET, min_size=1)
    | st.fixed_dictionaries({"$in": st.lists(_PLAIN, max_size=3)})
    | st.fixed_dictionaries({"$regex": st.sampled_from(["7", "^[a-b]", "^$", "."])})
    | st.fixed_dictionaries({"$exists": st.booleans()}),
    lambda inner: st.fixed_dictionaries({"$not": inner.filter(lambda each: isinstance(each, dict))}),
    max_leaves=2,
)
_NAMES = st.sampled_from(["extended_attributes.p", "extended_attributes.q"])
_DOCUMENT = st.recursive(
    st.dictionaries(_NAMES, _CONDITION, max_size=2),
    lambda inner: (
        st.dictionaries(st.sampled_from(["$and", "$or"]), st.lists(inner, min_size=1, max_size=3), max_size=1)
        | st.fixed_dictionaries({"$not": inner})
    ),
    max_leaves=5,
)


@pytest.fixture
def everything(spool):
    """Contacts with each pair of values, in SQLite and here."""
    pairs = [{"p": p, "q": q} for p in VALUES for q in VALUES]

    def fill(db):
        for each in pairs:
            row = (json.dumps(each),)
            db.execute("INSERT INTO contacts (phone, extended_attributes, created_at) VALUES ('1', ?, 1)", row)

    spool.write(fill)
    return spool.read(), [{name: None if each == "" else each for name, each in pair.items()} for pair in pairs]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(document=_DOCUMENT)
def test_it_is_met_by_those_who_should(everything, document):
    db, pairs = everything
    asked = matching.clause(parsed(json.dumps(document)))
    found = [row[0] for row in db.execute(f"SELECT id FROM contacts WHERE {asked.sql} ORDER BY id", asked.values)]
    assert found == [number for number, pair in enumerate(pairs, 1) if satisfies(pair, document)]
