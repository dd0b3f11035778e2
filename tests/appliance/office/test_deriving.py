"""What rules make of a contact."""

import pytest

from appliance.derivation import Work
from appliance.office.deriving import derived, document
from appliance.spool.fastaccess import Rule
from appliance.spool.listing import exactly
from appliance.spool.profiles import PROFILES

SAID = {
    "external_id": "x",
    "phone": "0301",
    "first_name": "Ann",
    "address": "Here",
    "last_acquired_at": 1.5,
    "accounts": '[{"username":"ann"}]',
    "extended_attributes": '{"color": "blue"}',
    "fast_access_1": "old",
    "fast_access_2": "kept",
}


@pytest.fixture
def profile(spool):
    def make(**more):
        values = {**SAID, **more, "created_at": 0.0}
        made = spool.write(lambda db: PROFILES.insert(db, values))
        return PROFILES.get(spool.read(), "contact", exactly(id=made))

    return make


def rule(slot, script=None, application_id=None):
    return Rule(slot, 1, application_id, slot, None, script, None, 1, 0.0, None)


def test_a_script_sees_the_contact_as_it_is_on_the_wire(profile):
    assert document(profile()) == {
        "external_id": "x",
        "primary_mdn": "0301",
        "first_name": "Ann",
        "primary_addr_line1": "Here",
        "last_acquisition_date": 1500,
        "account_list": [{"username": "ann"}],
        "customer_account_list": [{"username": "ann"}],
        "extended_attributes": {"color": "blue"},
    }


def test_only_what_changes_is_told(profile):
    rules = [rule(1, "$.first_name"), rule(2), rule(3, "$..color"), rule(4, "$.zip")]
    assert derived(profile(), rules, Work()) == ({"fast_access_1": "Ann", "fast_access_3": "blue"}, True)
    known = profile(fast_access_1="Ann", fast_access_3="blue")
    assert derived(known, rules, Work()) == ({}, True)


def test_what_no_rule_tells_of_is_unset(profile):
    assert derived(profile(), [], Work()) == ({"fast_access_1": None, "fast_access_2": None}, True)
    theirs = [rule(2, application_id=5), rule(1, "$.first_name", application_id=5)]
    assert derived(profile(application_id=5), theirs, Work())[0] == {"fast_access_1": "Ann"}
    assert derived(profile(application_id=None), theirs, Work())[0] == {"fast_access_1": "Ann"}
    assert derived(profile(application_id=6), theirs, Work())[0] == {"fast_access_1": None, "fast_access_2": None}


def test_what_costs_too_much_is_unset(profile):
    rules = [rule(1, "$..*..*..*..zz"), rule(2), rule(3, "$..color")]
    assert derived(profile(), rules, Work(200)) == ({"fast_access_1": None}, False)
