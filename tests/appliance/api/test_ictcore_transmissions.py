"""Section 9: which request may follow which state."""

import pytest


def status(client, transmission_id=1):
    return client.get(f"/transmissions/{transmission_id}/status").json["status"]


@pytest.mark.parametrize(
    ("verdict", "cause", "text", "word", "response"),
    [
        ("sent", "", "", "completed", ""),
        ("failed", "CMS 38", "network out of order", "failed", "CMS 38"),
        ("rejected", "CMS 28", "", "failed", "CMS 28"),
        ("unanswered", "", "", "failed", "no answer"),
        ("expired", "", "not sent in time", "failed", "not sent in time"),
        ("cancelled", "", "", "failed", "cancelled"),
        ("in_doubt", "", "", "failed", "in doubt: handed to the network, no answer"),
    ],
)
def test_how_it_ended_is_told(alice, sent, journal, verdict, cause, text, word, response):
    sent(alice)
    journal.end(1, verdict, cause, text)
    row = alice.get("/transmissions/1").json
    assert (row["status"], row["response"], status(alice)) == (word, response, word)
    [spool] = alice.get("/transmissions/1/detail").json
    assert (spool["status"], spool["response"], spool["line"]) == (word, response, "gsm1")


def test_a_failure_is_told_in_the_result(alice, sent, journal):
    sent(alice)
    journal.end(1, "failed", "CMS 38", "network out of order")
    rows = alice.get("/transmissions/1/result").json
    assert [(row["type"], row["data"]) for row in rows][1:] == [
        ("application", "error"),
        ("error", "CMS 38 network out of order"),
    ]
    assert len({row["spool_result_id"] for row in rows}) == len(rows)


def test_what_was_sent_or_is_under_way_is_not_sent_again(alice, sent, journal):
    sent(alice)
    assert alice.post("/transmissions/1/send").status == 423
    journal.open(1)
    assert alice.post("/transmissions/1/retry").status == 423
    journal.end(1, "sent")
    refused = alice.post("/transmissions/1/send")
    assert refused.json == {"error": {"code": 423, "message": refused.json["error"]["message"]}}
    assert len(alice.get("/transmissions/1/detail").json) == 1


@pytest.mark.parametrize("verdict", ["failed", "rejected", "unanswered", "expired", "cancelled", "in_doubt"])
@pytest.mark.parametrize("verb", ["send", "retry"])
def test_what_failed_or_is_in_doubt_is_sent_again_when_a_person_asks(alice, sent, journal, verdict, verb):
    sent(alice)
    journal.end(1, verdict)
    assert alice.post(f"/transmissions/1/{verb}", {}).json == {"spool_id": 2}
    assert status(alice) == "processing"
    assert [row["spool_id"] for row in alice.get("/transmissions/1/detail").json] == [1, 2]


def test_what_waits_for_its_time_is_pending_and_goes_at_once_when_asked(alice, sent, journal, routes):
    sent(alice)
    journal.wait(1)
    assert status(alice) == "pending"
    assert alice.get("/spools/1/status").json == {"status": "initiated"}
    assert alice.post("/transmissions/1/send").json == {"spool_id": 1}
    assert status(alice) == "processing"
    assert routes.woken == ("", "")


def test_a_retry_says_what_the_text_and_the_contact_say_now(alice, sent, journal, spool):
    sent(alice)
    journal.end(1, "failed")
    alice.put("/texts/1", {"data": "corrected"})
    alice.put("/contacts/1", {"phone": "+4917100"})
    alice.post("/transmissions/1/retry")
    assert spool.read().execute("SELECT party, body FROM transmissions").fetchall() == [("+4917100", "corrected")]


@pytest.mark.parametrize("state", ["accepted", "in_doubt", "delivered"])
def test_a_retry_repeats_the_message_of_which_the_network_may_have_parts(alice, sent, journal, spool, state):
    sent(alice)
    journal.part(1, 1, state)
    journal.end(1, "failed")
    alice.put("/texts/1", {"data": "corrected"})
    alice.put("/contacts/1", {"phone": "+4917100"})
    alice.post("/transmissions/1/retry")
    assert spool.read().execute("SELECT party, body FROM transmissions").fetchall() == [("+491711234567", "hello")]


def test_without_a_line_nothing_is_queued(alice, draft, routes):
    draft(alice)
    routes.ready = False
    refused = alice.post("/transmissions/1/send")
    assert refused.status == 423 and "no line serves SMS" in refused.json["error"]["message"]
    assert status(alice) == "pending"
    assert routes.woken == ()


def test_a_draft_whose_program_is_gone_is_invalid(alice, draft):
    draft(alice)
    assert alice.delete("/programs/1").json is True
    assert status(alice) == "invalid"
    assert alice.post("/transmissions/1/send").status == 423
    assert [row["status"] for row in alice.get("/transmissions", query={"status": "invalid"}).json] == ["invalid"]


def test_a_draft_whose_text_is_gone_is_not_sent(alice, draft):
    draft(alice)
    alice.delete("/texts/1")
    refused = alice.post("/transmissions/1/send")
    assert refused.status == 423 and "text was deleted" in refused.json["error"]["message"]


def test_a_contact_that_is_gone_leaves_its_number(alice, sent, draft):
    sent(alice)
    alice.delete("/contacts/1")
    row = alice.get("/transmissions/1").json
    assert (row["contact_phone"], row["contact"]["phone"]) == ("+491711234567", "+491711234567")


def test_deleting_stops_what_waits_and_hides_it(alice, sent, spool):
    sent(alice)
    assert alice.delete("/transmissions/1").json is True
    assert alice.get("/transmissions/1").status == 404
    assert alice.get("/transmissions").json == []
    [row] = alice.get("/transmissions", query={"is_deleted": 1}).json
    assert (row["status"], row["response"], row["is_deleted"]) == ("failed", "cancelled", 1)
    assert spool.read().execute("SELECT count(*) FROM attempts WHERE state <> 'ended'").fetchone() == (0,)


def test_what_a_line_works_on_is_not_deleted(alice, sent, journal):
    sent(alice)
    journal.open(1)
    assert alice.delete("/transmissions/1").status == 423
    assert status(alice) == "processing"


def test_a_clone_is_a_draft_like_it(alice, sent, journal):
    sent(alice, title="one", try_allowed=3)
    journal.end(1, "sent")
    assert alice.get("/transmissions/1/clone").json == {"transmission_id": 2}
    first, second = (alice.get(f"/transmissions/{each}").json for each in (1, 2))
    same = ("title", "origin", "program_id", "contact_id", "account_id", "service_flag", "direction", "try_allowed")
    assert {name: first[name] for name in same} == {name: second[name] for name in same}
    assert (second["status"], second["last_run"], second["try_done"]) == ("pending", None, 0)


def test_a_clone_is_not_made_for_a_HEAD(alice, draft):
    draft(alice)
    assert alice.request("HEAD", "/transmissions/1/clone").status == 404
    assert alice.request("HEAD", "/transmissions/1").status == 200
    assert len(alice.get("/transmissions").json) == 1


def test_defaults_come_from_the_program_and_the_account(alice, draft, people):
    draft(alice)
    row = alice.get("/transmissions/1").json
    assert (row["title"], row["origin"], row["service_flag"], row["direction"]) == ("p", "sendsms", 4, "outbound")
    assert (
        row["account"]["username"] == "alice" and row["try_allowed"] == 1 and row["user_id"] == people["alice"].user_id
    )


@pytest.mark.parametrize(
    ("body", "code", "word"),
    [
        ({}, 412, "program_id is missing"),
        ({"program_id": 1}, 412, "contact is missing"),
        ({"program_id": 1, "email": "a@b.example"}, 412, "phone is missing"),
        ({"program_id": 9, "contact_id": 1}, 404, "program 9"),
        ({"program_id": 1, "contact_id": 9}, 404, "contact 9"),
        ({"program_id": 1, "contact_id": 1, "account_id": 99}, 404, "account 99"),
        ({"program_id": "x", "contact_id": 1}, 412, "program_id must be a whole number"),
        ({"program_id": 1, "contact_id": [1]}, 412, "contact_id must be a whole number"),
        ({"program_id": 1, "contact_id": 1, "try_allowed": 0}, 412, "try_allowed"),
        ({"program_id": 1, "contact_id": 1, "try_allowed": 10**9}, 412, "try_allowed"),
        ({"program_id": 1, "contact_id": 1, "title": {"a": 1}}, 412, "title must be a string"),
        ({"program_id": 1, "contact_id": 1, "title": "x" * 256}, 412, "title has more than 255"),
        ({"program_id": 1, "phone": "12345678901234567890123"}, 412, "no phone number"),
        ({"program_id": 2, "contact_id": 1}, 412, "sends nothing"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_made(alice, draft, spool, body, code, word):
    draft(alice)
    assert alice.post("/programs/receivesms", {"account_id": 2}).json == {"program_id": 2}
    refused = alice.post("/transmissions", body)
    assert (refused.status, refused.json["error"]["code"]) == (code, code)
    assert word in refused.json["error"]["message"]
    counts = "SELECT (SELECT count(*) FROM transmissions), (SELECT count(*) FROM contacts)"
    assert spool.read().execute(counts).fetchone() == (1, 1)


@pytest.mark.parametrize("path", ["/transmissions/9", "/transmissions/9/status", "/transmissions/9/detail"])
@pytest.mark.parametrize("more", ["", "0" * 25])
def test_unknown_ids_are_not_found(alice, path, more):
    assert alice.get(path.replace("9", "9" + more)).status == 404


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"priority": 10}, "priority is from 0 to 9"),
        ({"priority": "urgent"}, "priority"),
        ({"expires_at": 1}, "expires_at is over"),
        ({"doubt": "perhaps"}, "doubt must be one of hold, resend"),
    ],
)
def test_a_wish_that_does_not_hold_is_refused_and_nothing_is_made(alice, draft, wish, says):
    draft(alice)
    refused = alice.post("/transmissions", {"contact_id": 1, "program_id": 1, **wish})
    assert (refused.status, says in refused.json["error"]["message"]) == (412, True)
    assert len(alice.get("/transmissions").json) == 1


def test_wishes_are_kept(alice, draft, spool):
    draft(alice)
    wishes = {"priority": 7, "expires_at": 4_000_000_000, "doubt": "resend"}
    made = alice.post("/transmissions", {"contact_id": 1, "program_id": 1, **wishes}).json["transmission_id"]
    kept = (
        spool.read().execute("SELECT priority, expires_at, doubt FROM transmissions WHERE id = ?", (made,)).fetchone()
    )
    assert tuple(kept) == (7, 4_000_000_000.0, "resend")
