"""Filters that name one contact, or few, find them by an index."""

import json

import pytest

from appliance.spool import profiles
from appliance.spool.listing import Condition, Match, Page, exactly
from appliance.spool.people import CONTACTS
from appliance.spool.profiles import PROFILES

OWN = (*exactly(user_id=1), Condition("application_id", Match.OURS, 1))


def plan(db, *conditions):
    """How SQLite looks for the rows of the first page."""
    asked = []
    db.set_trace_callback(asked.append)
    PROFILES.find(db, [*OWN, *conditions], Page(100))
    db.set_trace_callback(None)
    return " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {asked[-1]}").fetchall())


@pytest.mark.parametrize("match", [Match.EQUAL, Match.AMONG])
@pytest.mark.parametrize(
    ("column", "index"),
    [
        ("external_id", "contacts_by_external_id"),
        ("phone", "contacts_by_phone"),
        ("email", "contacts_by_email"),
        ("first_name", "contacts_by_first_name"),
        ("last_name", "contacts_by_last_name"),
        ("fast_access_1", "contacts_fast_1"),
        ("fast_access_20", "contacts_fast_20"),
    ],
)
def test_an_attribute_with_an_index_is_found_by_it(db, column, index, match):
    value = "x" if match is Match.EQUAL else json.dumps(["x", "y"])
    found = plan(db, Condition(column, match, value))
    assert f"SEARCH contacts USING INDEX {index} " in found


def test_a_contact_is_found_by_its_id(db):
    assert "USING INTEGER PRIMARY KEY (rowid=?)" in plan(db, *exactly(id=1))
    assert "USING INTEGER PRIMARY KEY (rowid=?)" in plan(db, Condition("id", Match.AMONG, "[1, 2]"))


def test_a_profile_and_a_contact_are_one_row(db):
    made = PROFILES.insert(db, {"phone": "1", "external_id": "x", "created_at": 5.0})
    assert CONTACTS.get(db, "contact", exactly(id=made)).phone == "1"
    CONTACTS.update(db, made, {"phone": "2"})
    found = PROFILES.get(db, "contact", exactly(id=made))
    assert (found.phone, found.external_id, found.fast, found.version) == ("2", "x", "{}", 1)


def test_a_users_contacts_follow_each_other(db):
    db.execute("INSERT INTO users (id, username, password_hash, created_at) VALUES (1, 'alice', '', 0)")
    ids = [PROFILES.insert(db, {"user_id": 1, "phone": "1", "created_at": 0.0}) for _ in range(3)]
    PROFILES.insert(db, {"phone": "1", "created_at": 0.0})
    assert profiles.following(db, 1, 0, 2) == ids[:2]
    assert profiles.following(db, 1, ids[1], 2) == ids[2:]
