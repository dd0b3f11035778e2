"""Contacts with all that is known of them: what the dialects' tests do not reach."""

import pytest

from appliance.errors import Conflict, Invalid, NotFound, Stale


@pytest.fixture
def alice(people):
    return people["alice"]


def test_a_number_is_kept_as_it_goes_on_the_wire(office, alice):
    made = office.profiles.create(alice, phone="+49 (171) 123")
    assert office.profiles.read(alice, made).phone == "+49171123"
    with pytest.raises(Invalid):
        office.profiles.update(alice, made, phone="x")
    office.profiles.update(alice, made, phone="")
    assert office.profiles.read(alice, made).phone == ""


def test_an_empty_text_is_not_set(office, alice):
    made = office.profiles.create(alice, external_id="", city="", first_name="")
    found = office.profiles.read(alice, made)
    assert (found.external_id, found.city, found.first_name) == (None, None, "")


def test_an_external_id_names_one_contact_or_none(office, alice, people):
    made = office.profiles.create(alice, external_id="7")
    assert office.profiles.read(alice, "7").id == made
    with pytest.raises(NotFound):
        office.profiles.read(people["bob"], "7")
    office.profiles.create(people["bob"], external_id="7")
    assert office.profiles.delete(alice, "7") == made
    for _ in range(2):
        office.profiles.create(alice, external_id="7")
    with pytest.raises(Conflict, match="several"):
        office.profiles.delete(alice, "7")


def test_a_change_that_is_based_on_an_older_state_changes_nothing(office, alice):
    made = office.profiles.create(alice, city="Ulm")
    office.profiles.update(alice, made, expected=1, city="Bonn")
    with pytest.raises(Stale):
        office.profiles.replace(alice, made, expected=1, city="Kiel")
    found = office.profiles.read(alice, made)
    assert (found.city, found.version) == ("Bonn", 2)


def test_values_that_follow_do_not_count_as_changes(office, alice):
    office.fast_access.create(alice, slot=1, script="$.primary_addr_city")
    made = office.profiles.create(alice, city="Ulm")
    office.profiles.update(alice, made, expected=1, city="Bonn")
    found = office.profiles.read(alice, made)
    assert (found.fast_access_1, found.version) == ("Bonn", 2)
