"""Groups and their members."""

from __future__ import annotations

import pytest

from appliance.spool import groups
from appliance.spool.groups import GROUPS, MEMBERS
from appliance.spool.listing import Page, exactly
from appliance.spool.people import CONTACTS


@pytest.fixture
def db(db):
    """As the one that writes has it."""
    db.execute("PRAGMA foreign_keys = ON")
    return db


@pytest.fixture
def group(db):
    return GROUPS.insert(db, {"name": "all", "created_at": 1.0})


@pytest.fixture
def contacts(db):
    return [CONTACTS.insert(db, {"phone": f"+49{number}", "created_at": 1.0}) for number in range(5)]


def numbers(db, group):
    rows = db.execute("SELECT contact_id, number FROM members WHERE group_id = ? ORDER BY number", (group,))
    return rows.fetchall()


def test_a_member_is_counted_once(db, group, contacts):
    assert [groups.link(db, group, contacts[0]) for _ in range(3)] == [True, False, False]
    assert GROUPS.get(db, "", exactly(id=group)).contact_total == 1
    groups.unlink(db, group, contacts[0])
    groups.unlink(db, group, contacts[0])
    assert GROUPS.get(db, "", exactly(id=group)).contact_total == 0


def test_a_number_never_comes_twice(db, group, contacts):
    for contact in contacts[:3]:
        groups.link(db, group, contact)
    groups.unlink(db, group, contacts[2])
    CONTACTS.delete(db, [contacts[1]])
    groups.link(db, group, contacts[4])
    groups.link(db, group, contacts[2])
    assert numbers(db, group) == [(contacts[0], 1), (contacts[4], 4), (contacts[2], 5)]


def test_members_come_in_the_order_of_the_contacts(db, group, contacts):
    for contact in reversed(contacts):
        groups.link(db, group, contact)
    found = MEMBERS.find(db, exactly(group_id=group), Page(limit=2, offset=1))
    assert [each.id for each in found.rows] == contacts[1:3]


def test_thinning_takes_out_so_many_and_counts_them(db, group, contacts):
    for contact in contacts:
        groups.link(db, group, contact)
    assert [groups.thin(db, group, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert GROUPS.get(db, "", exactly(id=group)).contact_total == 0
    assert len(CONTACTS.find(db).rows) == 5


def test_a_group_that_goes_takes_its_memberships_along(db, group, contacts):
    groups.link(db, group, contacts[0])
    GROUPS.delete(db, [group])
    assert numbers(db, group) == []


def test_a_page_of_a_group_is_found_without_sorting_its_members(db):
    where, values = MEMBERS._where(exactly(group_id=1))
    statement = f"EXPLAIN QUERY PLAN SELECT {MEMBERS._fields} FROM {MEMBERS._source}{where}{MEMBERS._order}"
    plan = " ".join(row[3] for row in db.execute(statement, [*values, 50, 0]))
    assert "SEARCH members" in plan and "TEMP B-TREE" not in plan
