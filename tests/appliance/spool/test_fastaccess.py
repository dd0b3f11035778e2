"""Which contacts are to be derived anew, and how far a sweep has come."""

import pytest

from appliance.spool import fastaccess
from appliance.spool.fastaccess import RULES, Rule, Sweep
from appliance.spool.people import CONTACTS


@pytest.fixture
def alice(db):
    for name in ("alice", "bob"):
        db.execute("INSERT INTO users (username, password_hash, created_at) VALUES (?, '', 0)", (name,))
    return db


def contact(db, user_id=1):
    return CONTACTS.insert(db, {"user_id": user_id, "phone": "1", "created_at": 0.0})


def waiting(db):
    return [each.contact_id for each in fastaccess.due(db, 10)]


def test_contacts_that_change_are_due_where_there_is_a_rule(alice):
    RULES.insert(alice, {"user_id": 1, "slot": 1, "script": "$.a", "created_at": 0.0})
    ann, bea = contact(alice), contact(alice)
    contact(alice, 2)
    assert waiting(alice) == [ann, bea]
    CONTACTS.update(alice, ann, {"first_name": "Ann"})
    assert waiting(alice) == [bea, ann]


def test_a_contact_that_changes_again_stays_due(alice):
    RULES.insert(alice, {"user_id": 1, "slot": 1, "script": "$.a", "created_at": 0.0})
    ann = contact(alice)
    seen = [each.id for each in fastaccess.due(alice, 10)]
    CONTACTS.update(alice, ann, {"phone": "2"})
    fastaccess.settled(alice, seen)
    assert waiting(alice) == [ann]
    fastaccess.settled(alice, [each.id for each in fastaccess.due_of(alice, ann)])
    assert waiting(alice) == fastaccess.due_of(alice, ann) == []


def test_values_that_are_written_make_nothing_due(alice):
    RULES.insert(alice, {"user_id": 1, "slot": 1, "script": "$.a", "created_at": 0.0})
    ann = contact(alice)
    fastaccess.settled(alice, [each.id for each in fastaccess.due(alice, 10)])
    alice.execute("UPDATE contacts SET fast_access_1 = 'x' WHERE id = ?", (ann,))
    assert waiting(alice) == []


def test_a_contact_that_gets_another_owner_is_due(alice):
    RULES.insert(alice, {"user_id": 1, "slot": 1, "script": "$.a", "created_at": 0.0})
    ann = contact(alice, 2)
    assert waiting(alice) == []
    alice.execute("UPDATE contacts SET user_id = 1 WHERE id = ?", (ann,))
    assert waiting(alice) == [ann]


def test_a_sweep_ends_and_begins_anew_with_each_change(alice):
    assert fastaccess.sweeps(alice) == () and fastaccess.generation(alice, 1) == 0
    fastaccess.changed(alice, 1)
    [sweep] = fastaccess.sweeps(alice)
    assert sweep == Sweep(1, 0, 1)
    fastaccess.reached(alice, sweep, 7)
    assert fastaccess.sweeps(alice) == (Sweep(1, 7, 1),)
    fastaccess.changed(alice, 1)
    fastaccess.reached(alice, sweep, None)
    assert fastaccess.sweeps(alice) == (Sweep(1, 0, 2),)
    fastaccess.reached(alice, Sweep(1, 0, 2), None)
    assert fastaccess.sweeps(alice) == () and fastaccess.generation(alice, 1) == 2


def test_a_rule_without_an_application_is_for_all():
    def rule(application_id):
        return Rule(1, 1, application_id, 7, None, None, None, 1, 0.0, None)

    assert [rule(None).governs(each) for each in (None, 1, 2)] == [True, True, True]
    assert [rule(1).governs(each) for each in (None, 1, 2)] == [True, True, False]
    assert rule(1).attribute == "fast_access_7"


def test_named_attributes_are_found_by_their_slots(alice):
    RULES.insert(alice, {"user_id": 1, "slot": 7, "name": "color", "created_at": 0.0})
    RULES.insert(alice, {"user_id": 1, "slot": 8, "created_at": 0.0})
    assert fastaccess.slots_of(alice, 1) == {"color": 7}
    assert fastaccess.slots_of(alice, 2) == fastaccess.slots_of(alice, None) == {}
