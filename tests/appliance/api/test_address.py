"""Other ways to name a method and a format (spec/ICTCORE.md 1 and 6), over HTTP."""

import pytest

from appliance.api.address import parameters
from appliance.errors import Invalid

FOLLOWED = [{"Sec-Fetch-Mode": "navigate"}, {"Sec-Fetch-Mode": "no-cors", "Sec-Purpose": "prefetch"}]
ASKED = [{}, {"Sec-Fetch-Mode": "cors"}, {"Sec-Fetch-Mode": "same-origin"}]


@pytest.fixture
def contact(alice):
    """The address of one."""
    return f"/contacts/{alice.post('/contacts', {'phone': '123'}).json['contact_id']}"


@pytest.mark.parametrize(("suffix", "bare"), [("json", False), ("txt", True), ("plain", True)])
@pytest.mark.parametrize("prefix", ["", "/api"])
@pytest.mark.parametrize("accept", [None, "application/json", "text/plain"])
def test_a_suffix_is_the_format(alice, contact, suffix, bare, prefix, accept):
    row = alice.get(f"{prefix}{contact}.{suffix}", accept=accept).json
    assert row["contact_id"] == ("1" if bare else 1)
    made = alice.post(f"{prefix}/contacts.{suffix}", {"phone": "124"}, accept=accept).json
    assert made == (2 if bare else {"contact_id": 2})


def test_a_format_in_the_query_has_the_last_word(alice, contact):
    assert alice.get(f"{contact}.json", query={"format": "plain"}).json["contact_id"] == "1"
    assert [row["phone"] for row in alice.get("/contacts.json", query={"phone": "123"}).json] == ["123"]


@pytest.mark.parametrize("path", ["/contacts.xml", "/contacts/1.", "/contacts/1.5", "/.json", "/contacts.json/1"])
def test_no_other_suffix_is_taken_off(alice, contact, path):
    assert alice.get(path).status == 404


@pytest.mark.parametrize("headers", ASKED)
def test_a_get_stands_for_a_delete(alice, contact, headers):
    assert alice.get(f"{contact}/delete", headers=headers).json is True
    assert alice.get(contact).status == 404


def test_every_delete_of_the_guide_can_be_had_by_get(alice, contact):
    group = alice.post("/groups", {"name": "all"}).json["group_id"]
    alice.put(f"{contact}/link/{group}")
    assert alice.get(f"/api{contact}/link/{group}/delete").json["contact_id"] == 1
    assert alice.get(f"/api/groups/{group}/contacts").json == []


@pytest.mark.parametrize("headers", FOLLOWED)
def test_a_link_that_is_followed_deletes_and_makes_nothing(alice, draft, headers):
    path = f"/transmissions/{draft(alice)}"
    for verb in ("delete", "clone"):
        assert alice.get(f"{path}/{verb}", headers=headers).status == 404
    assert [row["transmission_id"] for row in alice.get("/transmissions", headers=headers).json] == [1]


def test_only_a_get_with_credentials_for_what_is_there_deletes(alice, bob, anybody, contact):
    assert [each.get(f"{contact}/delete").status for each in (anybody, bob)] == [401, 404]
    assert alice.request("HEAD", f"{contact}/delete").status == 404
    assert [alice.get(path).status for path in ("/contacts/9/delete", "/contacts/delete", "/delete")] == [404] * 3
    assert alice.get(contact).status == 200


def test_more_parameters_than_are_read_are_refused_before_a_method_is_looked_for(alice):
    refused = alice.post("/contacts?method=PUT&" + "&".join(f"a{number}=1" for number in range(500)), {"phone": "1"})
    assert (refused.status, refused.json["error"]["code"]) == (412, 412)
    assert "too many parameters" in refused.json["error"]["message"]


def test_parameters():
    assert parameters("a=1&b=&c=%20+&a=2") == {"a": "2", "b": "", "c": "  "}
    with pytest.raises(Invalid):
        parameters("a=1&" * 201)
