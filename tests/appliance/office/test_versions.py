import pytest

from appliance.errors import Stale
from appliance.office.versions import revise
from appliance.spool.listing import exactly
from appliance.spool.people import CONTACTS


@pytest.fixture
def contact(office, people):
    return office.contacts.create(people["alice"], phone="+491711")


def read(db, contact):
    return CONTACTS.get(db, "contact", exactly(id=contact))


@pytest.mark.parametrize("expected", [None, 1])
def test_a_change_makes_it_newer(office, contact, clock, expected):
    office.desk.write(
        lambda db: revise(db, CONTACTS, read(db, contact), {"first_name": "Ann"}, expected, clock.now + 5)
    )
    found = read(office.desk.read(), contact)
    assert (found.first_name, found.version, found.updated_at) == ("Ann", 2, clock.now + 5)


def test_no_change_leaves_it(office, contact, clock):
    office.desk.write(lambda db: revise(db, CONTACTS, read(db, contact), {}, 1, clock.now))
    assert read(office.desk.read(), contact).version == 1


@pytest.mark.parametrize("expected", [0, 2])
def test_a_change_of_another_state_is_refused(office, contact, clock, expected):
    with pytest.raises(Stale, match="version 1"):
        office.desk.write(
            lambda db: revise(db, CONTACTS, read(db, contact), {"first_name": "Ann"}, expected, clock.now)
        )
    assert read(office.desk.read(), contact).version == 1


def test_a_change_through_any_window_counts(office, people, contact):
    office.contacts.update(people["alice"], contact, last_name="Lee")
    assert read(office.desk.read(), contact).version == 2
