"""Names of attributes become SQL that says just that."""

import pytest

from appliance.spool import attributes
from appliance.spool.fastaccess import RULES
from appliance.spool.profiles import PROFILES


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("primary_mdn", "contacts.phone"),
        ("external_id", "contacts.external_id"),
        ("customer_device_list", "contacts.devices"),
        ("fast_access_20", "contacts.fast_access_20"),
        ("fast_access.fast_access_7", "contacts.fast_access_7"),
        ("last_update_date", "coalesce(contacts.updated_at, contacts.created_at)"),
        ("extended_attributes.a.b c", 'json_extract(contacts.extended_attributes, \'$."a"."b c"\')'),
    ],
)
def test_an_attribute_is_a_column(name, sql):
    assert attributes.column(name) == sql


@pytest.mark.parametrize(
    "name",
    [
        "",
        "phone",
        "user_id",
        "fast_access",
        "fast_access.",
        "fast_access_21",
        "fast_access_0",
        "first_name.x",
        "fast_access.x'",
        "fast_access.x') OR 1=1 --",
        'extended_attributes.x"',
        "extended_attributes.x'",
        "extended_attributes.a..b",
        "extended_attributes." + "x" * 300,
        "extended_attributes.a\n",
        "extended_attributes.a\\",
    ],
)
def test_anything_else_is_none(name):
    assert attributes.column(name) is None


def test_moments_are_attributes():
    assert all(attributes.column(name) for name in attributes.MOMENTS)


def test_a_name_is_resolved_by_the_rules_that_there_are():
    slots = {"color": 3}
    assert attributes.resolved("fast_access.color", slots) == "fast_access_3"
    assert attributes.resolved("fast_access.fast_access_4", slots) == "fast_access_4"
    assert attributes.resolved("fast_access.other", slots) == "fast_access.other"
    assert attributes.resolved("first_name", slots) == "first_name"


@pytest.fixture
def ann(db):
    """A contact of alice's, whose rule calls the third attribute color."""
    for name in ("alice", "bob"):
        db.execute("INSERT INTO users (username, password_hash, created_at) VALUES (?, '', 0)", (name,))
    RULES.insert(db, {"user_id": 1, "slot": 3, "name": "color", "created_at": 0.0})
    RULES.insert(db, {"user_id": 2, "slot": 4, "name": "color", "created_at": 0.0})
    said = '{"size": 43, "deep": {"a b": "x"}, "list": [1, 2], "vip": true}'
    fast = {"fast_access_3": "blue", "fast_access_4": "red"}
    values = {"user_id": 1, "phone": "0301", "extended_attributes": said, "created_at": 5.0, **fast}
    PROFILES.insert(db, values)
    return db


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("primary_mdn", "0301"),
        ("first_name", ""),
        ("external_id", None),
        ("created_date", 5.0),
        ("last_updated_date", 5.0),
        ("fast_access_3", "blue"),
        ("fast_access.fast_access_4", "red"),
        ("fast_access.color", "blue"),
        ("fast_access.nothing", None),
        ("extended_attributes.size", 43),
        ("extended_attributes.deep.a b", "x"),
        ("extended_attributes.list", "[1,2]"),
        ("extended_attributes.vip", 1),
        ("extended_attributes.size.more", None),
    ],
)
def test_an_attribute_has_the_contacts_value(ann, name, value):
    assert ann.execute(f"SELECT {attributes.column(name)} FROM contacts").fetchone() == (value,)


def test_every_attribute_is_one_of_the_table(ann):
    for name in attributes.NAMES:
        ann.execute(f"SELECT {attributes.column(name)} FROM contacts").fetchone()
