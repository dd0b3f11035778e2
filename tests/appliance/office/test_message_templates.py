from dataclasses import replace

import pytest

from appliance.errors import Conflict, Forbidden, Invalid, NotFound, Stale, Taken
from appliance.spool.listing import Page


@pytest.fixture
def use(office):
    return office.message_templates


def test_a_change_is_all_or_nothing(use, people):
    alice = people["alice"]
    made = use.create(alice, name="a", pattern="x")
    use.create(alice, name="b", pattern="x")
    for refused, fields in (
        (Taken, {"name": "b", "pattern": "y"}),
        (Invalid, {"pattern": "#set($a = "}),
        (Invalid, {"designation": "TEMPLATE", "pattern": ""}),
        (Stale, {"pattern": "y", "expected": 7}),
    ):
        with pytest.raises(refused):
            use.update(alice, made, **fields)
    found = use.read(alice, made)
    assert (found.name, found.pattern, found.version) == ("a", "x", 1)


def test_a_validator_becomes_a_template_only_if_it_can_be_read(use, people):
    made = use.create(people["alice"], name="a", pattern="#set($a = ", designation="VALIDATOR")
    with pytest.raises(Invalid):
        use.update(people["alice"], made, designation="TEMPLATE")
    use.update(people["alice"], made, name="b")


def test_what_is_made_without_an_application_is_there_for_all_of_its_user(use, people):
    first, second = (replace(people["alice"], application_id=number) for number in (1, 2))
    shared, own = use.create(people["alice"], name="a", pattern="x"), use.create(first, name="a", pattern="x")
    assert [each.id for each in use.find(first, (), Page()).rows] == [shared, own]
    assert [each.id for each in use.find(second, (), Page()).rows] == [shared]
    assert [each.id for each in use.find(people["bob"], (), Page()).rows] == []
    with pytest.raises(NotFound):
        use.delete(second, own)
    assert use.delete(second, shared) == shared


@pytest.fixture
def listed(office):
    def put(ownership, *ids):
        def change(db):
            line = db.execute("INSERT INTO providers (name, created_at) VALUES ('gsm1', 0)").lastrowid
            row = (line, ownership, f"{list(ids)}")
            db.execute("INSERT INTO sender_ids (id, ownership, message_templates, created_at) VALUES (?, ?, ?, 0)", row)

        office.desk.write(change)

    return put


def test_a_validator_of_a_shared_sender_is_nobodys_to_change(use, people, listed):
    alice = people["alice"]
    validator = use.create(alice, name="v", pattern="x", designation="VALIDATOR")
    template = use.create(alice, name="t", pattern="x")
    other = use.create(alice, name="o", pattern="x", designation="VALIDATOR")
    listed("SHARED", validator, template)
    with pytest.raises(Forbidden):
        use.update(alice, validator, pattern="y")
    use.update(alice, template, pattern="y")
    use.update(alice, other, pattern="y")
    for kept in (validator, template):
        with pytest.raises(Conflict):
            use.delete(alice, kept)
    use.delete(alice, other)


def test_a_validator_of_ones_own_sender_may_change_but_not_go(use, people, listed):
    validator = use.create(people["alice"], name="v", pattern="x", designation="VALIDATOR")
    listed("PRIVATE", validator)
    use.update(people["alice"], validator, pattern="y")
    with pytest.raises(Conflict):
        use.delete(people["alice"], validator)
