"""Groups: each request with what it takes and what it refuses; who is in them; what each user sees of them."""

import pytest


@pytest.fixture
def contacts(alice):
    """Three of alice's."""
    phones = ("+491711111111", "+491722222222", "+491733333333")
    return [alice.post("/contacts", {"phone": phone}).json["contact_id"] for phone in phones]


@pytest.fixture
def group(alice, contacts):
    """Of alice's: the last and the first of her contacts, in that order."""
    made = alice.post("/groups", {"name": "Readers"}).json["group_id"]
    for contact in (contacts[2], contacts[0]):
        assert alice.put(f"/contacts/{contact}/link/{made}").status == 200
    return made


def members(client, group, **query):
    return [row["contact_id"] for row in client.get(f"/groups/{group}/contacts", query=query).json]


def total(client, group):
    return client.get(f"/groups/{group}").json["contact_total"]


def test_a_group_is_made_read_changed_and_removed(alice, people):
    assert alice.post("/groups", {"name": "Readers", "contact_total": 9}).json == {"group_id": 1, "id": 1}
    expected = {"group_id": 1, "id": 1, "name": "Readers", "description": "", "contact_total": 0}
    expected["user_id"] = people["alice"].user_id
    assert alice.get("/groups/1").json == expected
    assert alice.put("/groups/1", {"description": "all"}).json == {**expected, "description": "all"}
    assert alice.get("/groups").json == [{**expected, "description": "all"}]
    assert alice.delete("/groups/1").json is True
    assert alice.get("/groups/1").status == 404


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "name is missing"),
        ({"name": ""}, "name is empty"),
        ({"name": " "}, "name is empty"),
        ({"name": "x" * 129}, "more than 128"),
        ({"name": "n", "description": "x" * 256}, "more than 255"),
        ({"name": ["n"]}, "name must be a string"),
    ],
)
def test_a_group_that_does_not_hold_is_refused(alice, body, word):
    refused = alice.post("/groups", body)
    assert (refused.status, word in refused.json["error"]["message"]) == (412, True)
    assert alice.get("/groups").json == []


def test_a_change_that_does_not_hold_changes_nothing(alice, group):
    before = alice.get(f"/groups/{group}").json
    assert alice.put(f"/groups/{group}", {"name": "", "description": "x"}).status == 412
    assert alice.get(f"/groups/{group}").json == before


def test_a_contact_is_put_in_once_and_taken_out(alice, contacts, group):
    contact = alice.get(f"/contacts/{contacts[1]}").json
    link = f"/contacts/{contacts[1]}/link/{group}"
    for _ in range(2):
        assert alice.put(link).json == contact
        assert (members(alice, group), total(alice, group)) == (contacts, 3)
    for _ in range(2):
        assert alice.delete(link).json == contact
        assert (members(alice, group), total(alice, group)) == ([contacts[0], contacts[2]], 2)


def test_a_contact_may_be_in_several_groups(alice, contacts, group):
    other = alice.post("/groups", {"name": "Other"}).json["group_id"]
    alice.put(f"/contacts/{contacts[0]}/link/{other}")
    assert (members(alice, group), members(alice, other)) == ([contacts[0], contacts[2]], [contacts[0]])
    assert [row["contact_total"] for row in alice.get("/groups").json] == [2, 1]


def test_a_contact_that_is_deleted_leaves_its_groups(alice, contacts, group):
    alice.delete(f"/contacts/{contacts[0]}")
    assert (members(alice, group), total(alice, group)) == ([contacts[2]], 1)


def test_a_group_that_is_deleted_leaves_its_contacts(alice, contacts, group, monkeypatch):
    from appliance.office import groups

    monkeypatch.setattr(groups, "_REMOVED_AT_ONCE", 1)
    alice.delete(f"/groups/{group}")
    assert [row["contact_id"] for row in alice.get("/contacts").json] == contacts
    assert alice.get(f"/groups/{group}/contacts").status == 404
    assert alice.get("/contacts", query={"group_id": group}).json == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_unknown_group_is_not_found(alice, method):
    assert alice.request(method, "/groups/7", {}).status == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/contacts/1/link/7", "/contacts/7/link/1"])
def test_links_of_what_is_not_there_are_not_found(alice, group, method, path):
    refused = alice.request(method, path)
    assert (refused.status, " 7" in refused.json["error"]["message"]) == (404, True)
    assert total(alice, group) == 2


def test_the_contacts_of_a_group_that_is_not_there_are_not_found(alice):
    assert alice.get("/groups/7/contacts").status == 404


def test_each_sees_and_changes_their_own_groups_only(alice, bob, admin, contacts, group):
    assert bob.get("/groups").json == []
    for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("GET", "/contacts")):
        assert bob.request(method, f"/groups/{group}{path}", {"name": "mine"}).status == 404
    bobs = bob.post("/contacts", {"phone": "+491744444444"}).json["contact_id"]
    assert bob.put(f"/contacts/{bobs}/link/{group}").status == 404
    bobs_group = bob.post("/groups", {"name": "mine"}).json["group_id"]
    assert bob.put(f"/contacts/{contacts[0]}/link/{bobs_group}").status == 404
    assert [row["name"] for row in admin.get("/groups").json] == ["Readers", "mine"]
    assert alice.get(f"/groups/{group}").json["name"] == "Readers"


class TestFilters:
    @pytest.fixture(autouse=True)
    def _groups(self, alice, contacts, group, clock):
        clock.now += 10
        alice.put(f"/contacts/{contacts[2]}", {"first_name": "Carla"})
        alice.post("/groups", {"name": "Writers", "description": "who write"})

    @pytest.mark.parametrize(
        ("query", "ids"),
        [
            ({}, [1, 2]),
            ({"group_id": "2"}, [2]),
            ({"name": "rEAD"}, [1]),
            ({"name": "%"}, []),
            ({"after": "1700000005"}, [2]),
            ({"before": "1700000005"}, [1]),
            ({"user_id": "3"}, []),
            ({"unknown": "x"}, [1, 2]),
            ({"limit": "1", "offset": "1"}, [2]),
        ],
    )
    def test_groups(self, alice, query, ids):
        assert [row["group_id"] for row in alice.get("/groups", query=query).json] == ids

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, [1, 3]),
            ({"first_name": "arl"}, [3]),
            ({"phone": "1111"}, [1]),
            ({"contact_id": "2"}, []),
            ({"limit": "1"}, [1]),
            ({"limit": "1", "offset": "1"}, [3]),
        ],
    )
    def test_members(self, alice, group, query, found):
        assert members(alice, group, **query) == found
        listed = alice.get("/contacts", query={**query, "group_id": group}).json
        assert [row["contact_id"] for row in listed] == found

    @pytest.mark.parametrize("query", [{"group_id": "x"}, {"limit": "-1"}, {"after": "now"}])
    def test_filters_of_the_wrong_type_are_refused(self, alice, query):
        assert alice.get("/groups", query=query).status == 412
