"""A contact's access and application tokens."""

import re

import pytest

PUSH = {"sender_id_address": "4930123", "message_delivery_provider": "APN", "token": "a" * 64}


@pytest.fixture
def contact(app):
    return f"/contacts/{app.new('/contacts', {'external_id': 'crm-7'})}"


def test_an_access_token_lasts_as_long_as_it_was_asked_for(app, contact, clock):
    token = app.new(f"{contact}/access_tokens", {"duration": "6000"})
    assert re.fullmatch(r"[\w-]{22}", token)
    found = app.get(f"{contact}/access_tokens/{token}").json
    assert found["id"] == token and found["expiry_time"] == 1_700_006_000_000 and found["version_number"] == 1
    [listed] = app.all("/contacts/crm-7/access_tokens")
    assert listed == {**found, "id": listed["id"]} and listed["id"] != token
    assert app.get(f"{contact}/access_tokens/{listed['id']}").json == listed
    assert app.all(f"{contact}/access_tokens", id=listed["id"]) == [listed]
    assert app.put(f"{contact}/access_tokens/{listed['id']}", {"duration": 6000}).json == {"id": listed["id"]}
    clock.now += 6000
    assert app.all(f"{contact}/access_tokens") == []
    assert app.get(f"{contact}/access_tokens/{token}").status == 404


@pytest.mark.parametrize(("body", "kind"), [(None, None), ("null", "application/json"), ("{}", "application/json")])
def test_an_access_token_needs_no_body(app, contact, body, kind):
    token = app.new(f"{contact}/access_tokens", body, headers={"Content-Type": kind} if kind else {})
    assert app.get(f"{contact}/access_tokens/{token}").json["expiry_time"] == 1_700_003_600_000


def test_an_access_token_is_renewed_and_given_back(app, contact, clock):
    token = app.new(f"{contact}/access_tokens", {"duration": 10})
    clock.now += 5
    assert app.put(f"{contact}/access_tokens/{token}", {"duration": 60}).json == {"id": token}
    found = app.get(f"{contact}/access_tokens/{token}").json
    assert (found["expiry_time"], found["version_number"]) == (1_700_000_065_000, 2)
    assert app.put(f"{contact}/access_tokens/{token}", {"version_number": 1}).status == 409
    assert app.put(f"{contact}/access_tokens/{token}").status == 200
    assert app.delete(f"{contact}/access_tokens/{token}").json == {"id": token}
    for again in (app.delete, app.get, app.put):
        assert again(f"{contact}/access_tokens/{token}").status == 404


@pytest.mark.parametrize("wrong", [0, -5, "soon", 10**12])
def test_a_time_that_is_none_makes_no_access_token(app, contact, wrong):
    assert app.post(f"{contact}/access_tokens", {"duration": wrong}).json["error_code"] == "400"
    assert app.all(f"{contact}/access_tokens") == []


def test_a_contact_has_so_many_access_tokens_at_a_time(app, contact, clock, monkeypatch):
    from appliance.office import contacttokens

    monkeypatch.setattr(contacttokens, "MOST", 2)
    for _ in range(2):
        app.new(f"{contact}/access_tokens")
        app.new(f"{contact}/application_tokens")
    assert app.post(f"{contact}/access_tokens").status == app.post(f"{contact}/application_tokens", PUSH).status == 409
    clock.now += 3600
    app.new(f"{contact}/access_tokens")


def test_an_application_token_is_kept(app, contact):
    made = app.new(f"{contact}/application_tokens", PUSH)
    path = f"{contact}/application_tokens/{made}"
    found = app.get(path).json
    assert {name: found[name] for name in PUSH} == PUSH and found["version_number"] == 1 and found["id"] == made
    assert app.all(f"{contact}/application_tokens", message_delivery_provider="APN,GCM", token="a" * 64) == [found]
    assert app.all(f"{contact}/application_tokens", sender_id_address="x") == []
    assert app.post(path, {"token": "b", "version_number": 1}).json == {"id": made}
    assert app.get(path).json["message_delivery_provider"] == "APN"
    assert app.post(path, {"token": "c", "version_number": 1}).json["error_code"] == "1001"
    assert app.put(path, {"token": "d"}).json == {"id": made}
    assert set(app.get(path).json) & set(PUSH) == {"token"}
    assert app.post(path, {"token": "x" * 5000}).json["error_code"] == "1023"
    assert app.delete(path).json == {"id": made}
    assert app.get(path).status == app.post(path, {}).status == app.put(path, {}).status == 404
    assert app.delete(path).status == 404


def test_tokens_are_their_contacts(app, contact, program):
    other = f"/contacts/{app.new('/contacts', {})}"
    token, push = app.new(f"{contact}/access_tokens"), app.new(f"{contact}/application_tokens", PUSH)
    assert (
        app.get(f"{other}/access_tokens/{token}").status == app.get(f"{other}/application_tokens/{push}").status == 404
    )
    assert app.all(f"{other}/access_tokens") == app.all(f"{other}/application_tokens") == []
    stranger = program("bob", "of bob")
    for path in (f"{contact}/access_tokens", f"{contact}/application_tokens"):
        assert stranger.get(path).status == stranger.post(path, {}).status == 404
    app.delete(contact)
    assert app.get(f"{contact}/access_tokens").status == 404
