"""Consent over HTTP (spec/SCG.md 9, 42-44)."""

import pytest

from appliance import identifiers

PATH, HISTORY = "/consent/contact_address_statuses", "/consent/contact_address_history"
PHONE = "+491711234567"


@pytest.fixture
def sender(app, lines):
    """The id of a line."""
    lines("gsm1")
    (line,) = app.all("/messaging/sender_ids")
    return line["id"]


@pytest.fixture
def status(app, sender):
    return app.new(PATH, {"address_type": "LONGCODE", "address": PHONE, "sender_id": sender, "consent_status": "OPTIN"})


def test_what_is_made_is_given_back(app, sender, status):
    made = app.get(f"{PATH}/{status}").json
    assert (made["address"], made["address_type"], made["sender_id"]) == (PHONE, "LONGCODE", sender)
    assert (made["consent_status"], made["version_number"]) == ("OPTIN", 1)


@pytest.mark.parametrize("address", [PHONE, "00491711234567", "0171 123 45 67"])
def test_a_second_one_for_the_same_address_and_sender_is_refused(app, sender, status, address):
    again = app.post(PATH, {"address_type": "MDN", "address": address, "sender_id": sender})
    assert (again.status, again.json["error_code"]) == (409, "1011")
    assert app.new(PATH, {"address": address})  # of every sender id


def test_it_is_changed_listed_and_removed(app, status):
    one = f"{PATH}/{status}"
    assert app.post(one, {"consent_status": "OPTOUT", "version_number": 1}).json == {"id": status}
    assert app.post(one, {"consent_status": "OPTIN", "version_number": 1}).json["error_code"] == "1001"
    assert app.post(one, {"consent_status": "MAYBE"}).status == 400
    for query in ({"address": "0171-1234567"}, {"consent_status": "OPTOUT,BLACKLIST"}, {}, {"id": status}):
        assert [each["id"] for each in app.all(PATH, **query)] == [status]
    for query in ({"address": "+491711234568"}, {"consent_status": "OPTIN"}, {"sender_id": "none"}):
        assert app.all(PATH, **query) == []
    assert app.delete(one).json == {"id": status}
    assert app.get(one).status == 404


def test_the_history_tells_what_the_owner_said(app, sender, status):
    app.post(f"{PATH}/{status}", {"consent_status": "OPTOUT"})
    told = app.all(HISTORY, msisdn="01711234567")
    assert [(each["status"], each["source"]) for each in told] == [("OPTIN", "COMPANY"), ("OPTOUT", "COMPANY")]
    assert (told[0]["msisdn"], told[0]["sender_id"]) == (PHONE, sender)
    assert [each["status"] for each in app.all(HISTORY, status="OPTOUT", source="COMPANY")] == ["OPTOUT"]
    assert app.all(HISTORY, source="CARRIER") == []
    assert [each["status"] for each in app.all(HISTORY, sort="-timestamp", limit=1)] == ["OPTIN"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"address": " "}, 400),
        ({"address": "x" * 255}, 400),
        ({"address": "nobody", "address_type": "EMAIL"}, 400),
        ({"address": PHONE, "consent_status": "MAYBE"}, 400),
        ({"address": PHONE, "sender_id": "nothing"}, 404),
        ({"address": PHONE, "sender_id": identifiers.encode("sender", 99)}, 400),
    ],
)
def test_what_does_not_hold_is_refused(app, body, status):
    assert app.post(PATH, body).status == status
    assert app.all(PATH) == []


def test_many_are_opted_out_at_once(app, sender, status):
    said = {"sender_id": sender, "addresses": [PHONE, "+491717654321", " "], "consent_status": "OPTOUT"}
    done = app.post(f"{PATH}/optout", said).json
    assert done["ids"][0] == status
    assert len(done["ids"]) == 2
    assert {each["consent_status"] for each in app.all(PATH)} == {"OPTOUT"}
    assert app.post(f"{PATH}/optout", {"sender_id": sender}).status == 400


def test_another_applications_is_not_there(app, program, status):
    other = program("alice", "other")
    for method in ("GET", "POST", "DELETE"):
        body = {"consent_status": "OPTOUT"} if method == "POST" else None
        assert other.request(method, f"{PATH}/{status}", body).status == 404
    assert (other.all(PATH), other.all(HISTORY)) == ([], [])


def test_who_was_written_to_or_wrote_has_a_status(app, alice, sender, sent, journal, spool, people):
    journal.open(sent(alice, phone="+491710000001"))
    rows = app.all(PATH)
    assert [(each["address"], each["consent_status"], each["sender_id"]) for each in rows] == [
        ("+491710000001", "NONE", sender)
    ]
    assert app.all(PATH, address="01710000001") == rows
    taken = app.post(PATH, {"address": "+491710000001", "sender_id": sender})
    assert taken.json["error_code"] == "1011"
