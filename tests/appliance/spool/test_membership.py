"""Who is in a group, STATIC or DYNAMIC, and in which order they are gone through."""

import json

import pytest

from appliance.criteria import parsed
from appliance.errors import BadCriteria
from appliance.spool import groups, membership
from appliance.spool.fastaccess import RULES
from appliance.spool.groups import GROUPS
from appliance.spool.listing import Clause, Page, exactly
from appliance.spool.membership import Span
from appliance.spool.people import CONTACTS
from appliance.spool.profiles import PROFILES

EVEN = {"last_name": "even"}


@pytest.fixture
def contacts(db):
    """Ids 1 to 8, every other one's last name is even; 7 and 8 were made by applications 1 and 2."""
    for number in range(1, 9):
        row = {"phone": f"+49{number}", "last_name": ("even", "odd")[number % 2], "created_at": 1.0}
        CONTACTS.insert(db, {**row, "application_id": number - 6 if number > 6 else None})


def made(db, criteria=None, **fields):
    row = {"name": "some", "created_at": 1.0, "criteria": None if criteria is None else json.dumps(criteria), **fields}
    return GROUPS.get(db, "", exactly(id=GROUPS.insert(db, row)))


def walked(db, group, most, criteria=None):
    """Positions and ids, in pages of `most`."""
    reached, found = 0, []
    while page := membership.after(db, group.id, reached, most, criteria):
        found += [(position, contact.id) for position, contact in page]
        reached = page[-1][0]
    return found


@pytest.mark.parametrize("most", [1, 2, 3, 99])
def test_a_static_group_is_walked_as_it_was_filled(db, contacts, most):
    group = made(db)
    for each in (5, 2, 8, 4):
        groups.link(db, group.id, each)
    groups.unlink(db, group.id, 8)
    assert walked(db, group, most) == [(1, 5), (2, 2), (4, 4)]
    assert walked(db, group, most, parsed(json.dumps(EVEN))) == [(2, 2), (4, 4)]


@pytest.mark.parametrize("most", [1, 2, 3, 99])
def test_a_dynamic_group_is_walked_by_the_contacts_ids(db, contacts, most):
    group = made(db, EVEN)
    assert walked(db, group, most) == [(2, 2), (4, 4), (6, 6), (8, 8)]
    assert walked(db, group, most, parsed('{"primary_mdn": {"$gt": "+495"}}')) == [(6, 6), (8, 8)]


def test_those_who_begin_to_meet_the_criteria_are_walked_too(db, contacts):
    group = made(db, EVEN)
    ((reached, _),) = membership.after(db, group.id, 0, 1)
    CONTACTS.update(db, 4, {"last_name": "odd"})
    CONTACTS.update(db, 5, {"last_name": "even"})
    assert [contact.id for _, contact in membership.after(db, group.id, reached, 9)] == [5, 6, 8]


def test_an_application_s_group_has_its_contacts_and_nobody_s(db, contacts):
    group = made(db, {}, application_id=1)
    assert [contact.id for _, contact in membership.after(db, group.id, 4, 9)] == [5, 6, 7]
    assert membership.total(db, group) == 7


def test_another_user_s_contacts_are_in_no_group_of_mine(db, contacts):
    user = db.execute(
        "INSERT INTO users (username, password_hash, created_at) VALUES ('x', 'x', 1) RETURNING id"
    ).fetchone()
    CONTACTS.update(db, 3, {"user_id": user[0]})
    assert walked(db, made(db, {}, user_id=user[0]), 9) == [(3, 3)]
    assert membership.total(db, made(db, {})) == 7


def test_a_roll_is_the_same_as_a_walk(db, contacts):
    fixed, found = made(db), made(db, EVEN)
    for each in (2, 4, 6, 8):
        groups.link(db, fixed.id, each)
    for group in (fixed, found):
        page = membership.roll(group).find(db, (), Page(2, 1, count=True))
        assert ([each.id for each in page.rows], page.total) == ([4, 6], 4)


def test_a_total_is_counted_when_it_is_asked_for(db, contacts):
    group = made(db, EVEN)
    assert membership.total(db, group) == 4
    CONTACTS.delete(db, [2])
    assert membership.total(db, group) == 3


def test_a_span_has_an_end(db, contacts):
    group = made(db, EVEN)
    assert [each.number for each in membership.members(db, group.id, Span(2, 9, 6))] == [4, 6]
    assert [each.phone for each in membership.members(db, group.id, Span(0, 9), Clause("contacts.id = ?", (8,)))] == [
        "+498"
    ]


def test_the_newest_position_is_known(db, contacts):
    fixed = made(db)
    groups.link(db, fixed.id, 5)
    assert [membership.newest(db, each) for each in (fixed.id, made(db, EVEN).id, 99)] == [1, 8, 0]


def test_of_a_group_that_is_gone_there_is_nobody(db, contacts):
    assert membership.after(db, 99, 0, 9) == []


def test_all_contacts_of_an_application_that_meet_criteria(db, contacts):
    even = parsed(json.dumps(EVEN))
    assert [position for position, _ in membership.among(db, None, None, 2, 2, even)] == [4, 6]
    assert [position for position, _ in membership.among(db, None, 1, 2, 9, even)] == [4, 6]


def test_criteria_that_hold_no_longer(db, contacts):
    group = made(db, {"gone": 1})
    assert membership.total(db, group) == 0
    with pytest.raises(BadCriteria):
        membership.after(db, group.id, 0, 9)


def test_a_fast_access_attribute_is_its_owners(db):
    for user_id, slot in ((1, 3), (2, 4)):
        db.execute("INSERT INTO users (username, password_hash, created_at) VALUES (?, '', 0)", (f"u{user_id}",))
        RULES.insert(db, {"user_id": user_id, "slot": slot, "name": "color", "created_at": 1.0})
        for values in ({"fast_access_3": "red"}, {"fast_access_4": "red"}):
            PROFILES.insert(db, {"user_id": user_id, "phone": "+491", "created_at": 1.0, **values})
    wanted = {"fast_access.color": "red"}
    of_one, of_two = (made(db, wanted, user_id=user_id) for user_id in (1, 2))
    assert [contact.id for _, contact in membership.after(db, of_one.id, 0, 9)] == [1]
    assert [contact.id for _, contact in membership.after(db, of_two.id, 0, 9)] == [4]
    assert [contact.id for _, contact in membership.among(db, 2, None, 0, 9, parsed(json.dumps(wanted)))] == [4]
    assert membership.total(db, of_two) == 1
