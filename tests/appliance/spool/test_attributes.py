"""Names of attributes become SQL that says just that."""

import pytest

from appliance.spool import attributes


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
