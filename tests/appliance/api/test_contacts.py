"""What the page asks of /box/v1 about contacts: to whom something may go."""

from __future__ import annotations

import pytest

NUMBER = "+491711234567"


@pytest.fixture
def ada(alice):
    alice.post("/contacts", {"phone": "+4930999", "first_name": "Grace", "last_name": "Hopper"})
    return alice.post("/contacts", {"phone": NUMBER, "first_name": "Ada", "last_name": "Lovelace"}).json["contact_id"]


@pytest.mark.parametrize("search", ["ada", "LOVE", "ada love", "+49171", "71123", "67 Ada"])
def test_a_contact_is_found_by_number_or_name(alice, ada, search):
    found = alice.get("/box/v1/contacts", query={"search": search}).json
    assert found == [{"id": ada, "number": NUMBER, "first_name": "Ada", "last_name": "Lovelace"}]


def test_no_more_than_are_wanted(alice, ada):
    assert len(alice.get("/box/v1/contacts").json) == 2
    assert len(alice.get("/box/v1/contacts", query={"limit": 1}).json) == 1
    assert alice.get("/box/v1/contacts", query={"search": "%"}).json == []


def test_others_see_none(bob, ada):
    assert bob.get("/box/v1/contacts").json == []
