"""Of two names for one attribute, which was meant."""

from types import SimpleNamespace

import pytest

from appliance.office.twice import meant

PRESENT = SimpleNamespace(first="old")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"first": "new", "second": "old"}, {"first": "new"}),
        ({"first": "old", "second": "new"}, {"first": "new"}),
        ({"first": "new", "second": "newer"}, {"first": "new"}),
        ({"second": "new"}, {"first": "new"}),
        ({"first": None, "second": "new"}, {"first": "new"}),
        ({"first": None, "second": None}, {"first": None}),
        ({"other": 1}, {"other": 1}),
    ],
)
def test_the_one_that_was_changed_is_meant(said, found):
    assert meant(said, PRESENT, second="first") == found


def test_of_a_new_record_the_first_counts():
    assert meant({"first": "a", "second": "b"}, None, second="first") == {"first": "a"}
    assert meant({"second": "b"}, None, second="first") == {"first": "b"}
