from dataclasses import replace

import pytest

from appliance.errors import Invalid, NotFound, Stale, Taken
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
