"""Message requests over HTTP (spec/SCG.md 5 and 9)."""

import pytest

EVERY = "/messaging/message_requests"


@pytest.fixture
def ask(app):
    def some(**fields):
        return app.new(EVERY, {"to": ["+491711"], "body": "Hello", **fields})

    return some


def test_one_as_the_guide_has_it(app, ask):
    request = ask(external_id="x1", conversation_id="c", campaign_id="k", subject="s", consent_requirement="opt_out")
    found = app.get(f"{EVERY}/{request}").json
    assert {name: value for name, value in found.items() if "date" not in name and name != "version_number"} == {
        "id": request,
        "application_id": found["application_id"],
        "to": ["+491711"],
        "body": "Hello",
        "external_id": "x1",
        "conversation_id": "c",
        "campaign_id": "k",
        "subject": "s",
        "attachments": [],
        "consent_requirement": "OPT_OUT",
        "scheduled_delivery_time_zone": "UTC",
        "test_message_flag": False,
        "pause_before_transmit": False,
        "sender_id_sort_criteria": [],
        "contact_delivery_address_priority": [],
        "translate": False,
        "state": "TRANSMITTING",
        "recipient_count": 1,
        "sent_count": 0,
        "delivered_count": 0,
        "read_count": 0,
        "converted_count": 0,
        "canceled_count": 0,
        "failed_count": 0,
        "translations_count": 0,
        "translations_failed_count": 0,
        "translations_performed_count": 0,
    }
    assert found["created_date"] == 1_700_000_000_000


@pytest.mark.parametrize(
    ("to", "read"),
    [
        (["+491711", "mdn:491712"], ["+491711", "mdn:491712"]),
        ("+491711", ["+491711"]),
        ("+491711;+491712", ["+491711", "+491712"]),
        ("+491711,+491712", ["+491711", "+491712"]),
        ('["+491711"]', ["+491711"]),
    ],
)
def test_recipients_come_in_many_forms_and_go_as_an_array(app, ask, to, read):
    assert app.get(f"{EVERY}/{ask(to=to)}").json["to"] == read


def test_records_may_be_named_by_fields_of_their_own(app, office, login, ask, spool):
    from appliance import identifiers

    contact = login("alice").post("/contacts", {"phone": "+491713"}).json["contact_id"]
    named = identifiers.encode("contact", contact)
    request = app.new(EVERY, {"contact_id": named, "body": "Hello"})
    found = app.get(f"{EVERY}/{request}").json
    assert (found["to"], found["recipient_count"]) == ([f"contact:{named}"], 1)


def test_a_form_will_do(app):
    body = "to=%2B491711&body=Hello&test_message_flag=true"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    made = app.post(EVERY, body, headers=headers)
    assert app.get(f"{EVERY}/{made.json['id']}").json["state"] == "COMPLETED"


def test_times_come_back_as_they_were_said(app, ask):
    said = {"scheduled_delivery_time": "2023-11-20T10:00:00", "expiry_time": 1_700_600_000_000}
    found = app.get(f"{EVERY}/{ask(**said, pause_expiry_time='')}").json
    assert (found["scheduled_delivery_time"], found["expiry_time"]) == ("2023-11-20T10:00:00", "1700600000000")
    assert "pause_expiry_time" not in found


def test_it_is_steered_by_its_state_alone(app, ask):
    request = ask(pause_before_transmit=True)
    assert app.get(f"{EVERY}/{request}").json["state"] == "PAUSED"
    answer = app.post(f"{EVERY}/{request}", {"state": "TRANSMITTING", "body": "other", "to": ["+499"]})
    assert (answer.status, answer.json) == (200, {"id": request})
    found = app.get(f"{EVERY}/{request}").json
    assert (found["state"], found["body"]) == ("TRANSMITTING", "Hello")
    assert app.post(f"{EVERY}/{request}", {"state": "CANCELED"}).status == 200
    assert app.get(f"{EVERY}/{request}").json["canceled_count"] == 1


def test_one_that_is_deleted_is_gone(app, ask):
    request = ask()
    assert app.delete(f"{EVERY}/{request}").json == {"id": request}
    assert app.get(f"{EVERY}/{request}").status == 404
    assert app.get(EVERY).json["total"] == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"to": ["+491711"]}, 400, "400"),
        ({"body": "Hello"}, 400, "400"),
        ({"to": ["voice:+491711"], "body": "Hello"}, 400, "400"),
        ({"to": [17], "body": "Hello"}, 400, "400"),
        ({"to": ["contact:x"], "body": "Hello"}, 400, "400"),
        ({"to": ["+491711"], "body": "x" * 60_000}, 400, "1012"),
        ({"to": ["+491711"], "body": "x", "external_id": "x" * 300}, 400, "1023"),
        ({"to": ["+491711"], "body": "x", "scheduled_delivery_time": "2099-01-01"}, 400, "400"),
        (
            {"to": ["+491711"], "body": "x", "pause_before_transmit": True, "pause_expiry_time": "2024-01-01"},
            400,
            "400",
        ),
        ({"to": ["+491711"], "body": "x", "expiry_time": "soon"}, 400, "400"),
        ({"to": ["+491711"], "body": "x", "price_threshold": "much"}, 400, "400"),
        ({"to": ["+491711"], "body": "x", "price_threshold": "nan"}, 400, "400"),
        ({"to": ["+491711"], "body": "x", "price_threshold": -1}, 400, "400"),
        ({"to": ["+491711"], "body": "x", "consent_requirement": "PERHAPS"}, 400, "400"),
        ({"to": ["+491711"], "body": "x", "sender_id_sort_criteria": ["BEAUTY"]}, 400, "400"),
        ({"to": ["+491711"], "body": "x", "contact_delivery_address_priority": ["PUSH"]}, 400, "400"),
        ({"to": ["+491711"], "body": "x", "from": "sender_id:xyz"}, 400, "400"),
        ({"to": ["+491711"], "body": "x", "criteria": "first_name = B"}, 400, "1017"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_made(app, body, status, code):
    answer = app.post(EVERY, body)
    assert (answer.status, answer.json["error_code"]) == (status, code)
    assert app.get(EVERY).json["total"] == 0


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [({"state": "COMPLETED"}, 400, "400"), ({"state": "CANCELED", "version_number": "1"}, 409, "1001")],
)
def test_a_change_that_does_not_hold_is_refused(app, ask, change, status, code):
    request = ask()
    answer = app.post(f"{EVERY}/{request}", change)
    assert (answer.status, answer.json["error_code"]) == (status, code)
    assert app.get(f"{EVERY}/{request}").json["state"] == "TRANSMITTING"


def test_what_has_ended_can_not_be_resumed(app, ask):
    request = ask(test_message_flag=True)
    assert app.post(f"{EVERY}/{request}", {"state": "TRANSMITTING"}).status == 409


def test_messages_are_not_made_by_hand(app, ask):
    answer = app.post(f"{EVERY}/{ask()}/messages", {"state": "SENT"})
    assert (answer.status, answer.json["error_code"]) == (403, "403")


def test_an_application_does_not_see_what_another_has_made(app, program, ask):
    request, other = ask(), program(name="other")
    assert other.get(f"{EVERY}/{request}").status == 404
    assert other.get(EVERY).json["total"] == 0


def test_nobody_is_written_to_as_a_contact_of_another_application(app, program, login, ask):
    """A group of the user's may have contacts of all their applications."""
    alice = login("alice")
    program(name="other").new("/contacts", {"primary_mdn": "+491712"})
    group = alice.post("/groups", {"name": "x"}).json["group_id"]
    for contact in [alice.post("/contacts", {"phone": "+491713"}).json, *alice.get("/contacts").json]:
        alice.put(f"/contacts/{contact['contact_id']}/link/{group}")
    (shared,) = app.all("/contacts")
    (named,) = app.all("/contact_groups")
    for to, found in ((f"group:{named['id']}", [("+491713", shared["id"])]), ("+491712", [("+491712", None)])):
        messages = app.all(f"{EVERY}/{ask(to=[to])}/messages")
        assert [(each["to_address"], each.get("contact_id")) for each in messages] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"external_id": "b"}, ["b"]),
        ({"external_id": "a,b", "sort": "-external_id"}, ["b", "a"]),
        ({"state": "COMPLETED"}, ["c"]),
        ({"to": " 491719"}, ["b"]),
        ({"test_message_flag": "true"}, ["c"]),
        (
            {"created_date": "[2023-01-01T00:00:00.000Z,2023-12-01T00:00:00.000Z]", "sort": "external_id"},
            ["a", "b", "c"],
        ),
        ({"scheduled_delivery_time": "[2023-11-20T00:00:00Z,]"}, ["a"]),
        ({"limit": "1", "offset": "1", "sort": "external_id"}, ["b"]),
        ({"offset": "9"}, []),
    ],
)
def test_they_are_found(app, ask, query, found):
    ask(external_id="a", scheduled_delivery_time="2023-11-20T10:00:00Z")
    ask(external_id="b", to=["+491719"])
    ask(external_id="c", test_message_flag=True)
    assert [each["external_id"] for each in app.get(EVERY, query=query).json["list"]] == found


@pytest.fixture
def held(app, ask):
    """The messages of a request that is paused, as the other dialect has them."""
    ask(to=["+491711", "+491712"], pause_before_transmit=True, subject="News")


def test_its_messages_are_transmissions(alice, held):
    found = alice.get("/transmissions").json
    assert [(each["title"], each["contact_phone"], each["status"]) for each in found] == [
        ("News", "+491712", "pending"),
        ("News", "+491711", "pending"),
    ]
    assert alice.get(f"/transmissions/{found[0]['transmission_id']}").json["response"] == ""


def test_one_that_is_held_may_be_sent_copied_and_taken_away(app, alice, held, spool):
    first, second = sorted(each["transmission_id"] for each in alice.get("/transmissions").json)
    assert alice.post(f"/transmissions/{first}/send").status == 200
    copy = alice.get(f"/transmissions/{first}/clone").json["transmission_id"]
    assert alice.post(f"/transmissions/{copy}/send").status == 200
    assert alice.delete(f"/transmissions/{second}").status == 200
    request = app.get(EVERY).json["list"][0]
    assert (request["state"], request["recipient_count"]) == ("PAUSED", 2)
    queued = "SELECT body, party FROM transmissions WHERE state = 'active' ORDER BY id"
    assert spool.read().execute(queued).fetchall() == [("Hello", "+491711")] * 2
    resumed = {"state": "TRANSMITTING"}
    assert app.post(f"{EVERY}/{request['id']}", resumed).status == 200
    assert app.get(f"{EVERY}/{request['id']}").json["recipient_count"] == 2


def test_one_that_failed_may_be_sent_again(app, alice, ask, routes, journal):
    request = ask()
    journal.end(1, "failed", "CMS 38", "no")
    shown = alice.get("/transmissions/1").json
    assert (shown["status"], shown["response"]) == ("failed", "CMS 38")
    assert app.get(f"{EVERY}/{request}").json["failed_count"] == 1
    assert alice.post("/transmissions/1/send").status == 200
    assert app.get(f"{EVERY}/{request}").json["failed_count"] == 0


def test_one_to_what_is_no_number_can_not_be_sent(app, alice, ask):
    request = ask(to=["+491711", "fb:1@2"])
    assert app.get(f"{EVERY}/{request}").json["failed_count"] == 1
    failed = next(each for each in alice.get("/transmissions").json if each["status"] == "failed")
    answer = alice.post(f"/transmissions/{failed['transmission_id']}/send")
    assert answer.status == 412
