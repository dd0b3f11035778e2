"""The core's events in SCG's words (spec/SCG.md 8)."""

from __future__ import annotations

import pytest

from appliance.identifiers import encode
from appliance.office.announcing import announcement
from appliance.office.announcing.said import Audience
from appliance.office.desk import Actor
from appliance.office.topics import MESSAGE, TOPICS
from appliance.spool import canaries, events
from appliance.spool.line_states import LineState, save


@pytest.fixture
def last(spool):
    """What is told of the newest event."""

    def told():
        return announcement(spool.read(), events.after(spool.read(), events.newest(spool.read()) - 1)[0], TOPICS)

    return told


@pytest.fixture
def line(spool, clock):
    def seen(state="ready", **more):
        known = LineState("gsm1", state, number="+15550001000", operator="Testnet", **more)
        spool.write(lambda db: save(db, known, clock.now))

    seen()
    return seen


@pytest.fixture
def request_of(app, office):
    """A request of an application of alice's to one number, its messages asked to go."""
    made = app.new("/messaging/message_requests", {"to": ["+491711234567"], "body": "hi", "external_id": "mine"})
    office.dispatch(office.desk.clock())
    return made


@pytest.fixture
def message(sent, alice, line):
    return sent(alice, text="hello")


def test_a_text_that_came_in(journal, people, line, last):
    made = journal.came_in(people["alice"].user_id, "+491711234567", "hello")
    told = last()
    assert (told.topic, told.type, told.key) == ("SCG-Message", "mo_message_received", encode("message", made))
    wanted = {
        "message_id": encode("message", made),
        "from_address": "+491711234567",
        "message_body": "hello",
        "message_body_truncated": False,
        "has_attachment": False,
        "attachment_ids": "",
        "company-id": people["alice"].user_id,
    }
    assert told.fields | wanted == told.fields


@pytest.mark.parametrize(("kind", "truncated"), [("sms.incomplete", True), ("sms.completed", False)])
def test_one_that_lacks_a_part_is_told_of_again_when_it_is_whole(journal, people, last, kind, truncated):
    journal.came_in(people["alice"].user_id, "+491711234567", "hel", kind=kind)
    assert last().type == "mo_message_received"
    assert last().fields["message_body_truncated"] is truncated


def test_a_text_that_goes_out(message, journal, last):
    journal.end(message, "sent")
    told = last()
    assert (told.topic, told.type) == ("SCG-Message", "message_state_change")
    wanted = {
        "message_id": encode("message", message),
        "previous_state": "CREATED",
        "new_state": "SENT",
        "to_address": "+491711234567",
        "from_address": "+15550001000",
        "reason_code": "200",
        "reason_description": "SUCCESS",
        "fragments_count": 1,
    }
    assert told.fields | wanted == told.fields
    journal.tell("sms.delivered", {"transmission_id": message})
    assert (last().fields["previous_state"], last().fields["new_state"]) == ("SENT", "DELIVERED")


@pytest.mark.parametrize(
    ("verdict", "state", "code"),
    [
        ("failed", "FAILED", "1009"),
        ("rejected", "FAILED", "1009"),
        ("unanswered", "FAILED", "1009"),
        ("expired", "EXPIRED", "1007"),
        ("cancelled", "DELETED", "1009"),
    ],
)
def test_one_that_does_not_arrive(message, journal, last, verdict, state, code):
    journal.end(message, verdict, "CMS 38", "network out of order")
    found = last().fields
    assert (found["new_state"], found["reason_code"]) == (state, code)
    assert found["reason_description"] == "CMS 38: network out of order"


def test_a_part_that_never_arrives(message, journal, last):
    journal.end(message, "sent")
    journal.tell("sms.undelivered", {"transmission_id": message}, {"part": 2, "status": 70})
    found = last().fields
    assert (found["previous_state"], found["new_state"]) == ("SENT", "FAILED")
    assert "part 2" in found["reason_description"] and "0x46" in found["reason_description"]


def test_what_changes_no_state_is_not_told(message, journal, last):
    assert last() is None  # it was queued
    journal.tell("attempt.started", {"transmission_id": message})
    assert last() is None
    journal.tell("transmission.retry", {"transmission_id": message})
    assert last() is None


def test_one_in_doubt_may_be_on_its_way(message, journal, last):
    journal.end(message, "in_doubt")
    assert (last().fields["previous_state"], last().fields["new_state"]) == ("CREATED", "SENT")
    journal.tell("transmission.done", {"transmission_id": message}, {"verdict": "sent"})
    assert last() is None
    journal.tell("transmission.done", {"transmission_id": message}, {"verdict": "failed"})
    assert (last().fields["previous_state"], last().fields["new_state"]) == ("SENT", "FAILED")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"verdict": "rejected", "cause": "NO_CONSENT", "text": "has opted out"}, "1005"),
        ({"verdict": "rejected", "text": "1006 template error: no value"}, "1006"),
    ],
)
def test_what_kept_it_has_a_code(message, journal, last, facts, code):
    journal.tell("transmission.done", {"transmission_id": message}, facts)
    assert last().fields["reason_code"] == code


def test_a_fax_is_delivered_as_it_is_sent(message, journal, spool, last):
    spool.write(lambda db: db.execute("UPDATE transmissions SET service = 2"))
    journal.end(message, "sent")
    assert (last().fields["new_state"], last().fields["type"]) == ("DELIVERED", "FAX")


def test_a_test_is_not_sent(message, journal, last):
    journal.end(message, "cancelled", "TEST")
    assert (last().fields["new_state"], last().fields["reason_code"]) == ("TEST", "200")


def test_a_keyword_that_came_in(journal, people, last):
    made = journal.came_in(people["alice"].user_id, "+491711234567", "STOP")
    data = {"keyword_id": 5, "keyword": "STOP", "associated_info": "x", "campaign_id": "c"}
    journal.tell("sms.received", {"transmission_id": made}, data)
    assert last().fields | {**data, "keyword_id": encode("keyword", 5)} == last().fields


def test_a_canary_is_the_boxs_own(message, journal, spool, last):
    journal.came_in(1, "+491711234567", "canary")
    spool.write(lambda db: db.execute("UPDATE transmissions SET origin = ?", (canaries.ORIGIN,)))
    assert last() is None
    journal.end(message, "sent")
    assert last() is None


def test_one_that_was_deleted_is_told_to_be(message, office, people, last):
    office.transmissions.delete(people["alice"], message)
    assert (last().fields["previous_state"], last().fields["new_state"]) == ("CREATED", "DELETED")


def test_what_came_in_and_was_deleted_is_not_told(journal, people, spool, last):
    journal.came_in(people["alice"].user_id, "+491711234567", "hello")
    spool.write(lambda db: db.execute("UPDATE transmissions SET deleted = 1"))
    assert last() is None


def test_what_a_program_says_of_a_message(message, journal, last):
    journal.end(message, "sent")
    journal.tell("message.converted", {"transmission_id": message}, {"source": "web"})
    assert (last().fields["previous_state"], last().fields["new_state"]) == ("SENT", "CONVERTED")
    journal.tell("sms.delivered", {"transmission_id": message})
    assert last() is None


def test_what_came_in_is_dealt_with(journal, people, last):
    made = journal.came_in(people["alice"].user_id, "+491711234567", "hello")
    journal.tell("message.processed", {"transmission_id": made})
    found = last().fields
    assert (found["previous_state"], found["new_state"]) == ("RECEIVED", "PROCESSED")
    assert found["from_address"] == "+491711234567"


def test_a_call(journal, line, last):
    journal.tell("call.incoming", {}, {"number": "+491711234567"})
    told = last()
    assert (told.topic, told.type) == ("SCG-Voice-Call", "call_incoming_received")
    assert told.fields | {"from_address": "+491711234567", "to_address": "+15550001000"} == told.fields
    assert told.key == told.fields["call_id"]
    journal.tell("call.ended", {})
    over = last()
    assert (over.type, over.fields["call_id"]) == ("call_state_change", told.key)
    assert (over.fields["previous_state"], over.fields["new_state"]) == ("STARTED", "REJECTED")


def test_a_call_that_was_a_fax(journal, line, last):
    journal.tell("call.incoming", {}, {"number": "+491711234567"})
    journal.tell("fax.received", {}, {"pages": 1})
    journal.tell("call.ended", {})
    assert (last().fields["previous_state"], last().fields["new_state"]) == ("ACTIVE", "COMPLETED")


def test_the_end_of_a_call_that_nobody_saw_begin(journal, last):
    journal.tell("call.ended", {})
    assert last() is None


def test_whose_a_call_is(journal, line, office, people, last):
    account = office.accounts.create(people["admin"], username="alices", phone="+15550001000")
    change = "UPDATE accounts SET user_id = ? WHERE id = ?"
    office.desk.write(lambda db: db.execute(change, (people["alice"].user_id, account)))
    journal.tell("call.incoming", {}, {"number": "+491711234567"})
    assert last().audience.has(people["alice"])
    assert last().audience.has(people["admin"])
    assert not last().audience.has(people["bob"])


def test_a_line_that_fails_and_is_back(line, last, people):
    line("failed", detail="no answer")
    told = last()
    assert (told.topic, told.type) == ("SCG-Sender-ID", "sender_id_state_change")
    assert (told.fields["previous_state"], told.fields["new_state"]) == ("ACTIVE", "BROKEN")
    assert (told.fields["sender_id_alias"], told.fields["reason_description"]) == ("gsm1", "no answer")
    assert told.audience.has(people["bob"])
    line("ready")
    assert (last().fields["previous_state"], last().fields["new_state"]) == ("BROKEN", "ACTIVE")


def test_a_line_that_is_seen_elsewhere_has_not_changed(line, last):
    line("ready", port="/dev/elsewhere")
    assert last() is None


def test_what_others_need_not_know(journal, last):
    journal.tell("modem.restarted", {})
    assert last() is None


def told_of(spool, kind):
    """All that is told of events of that kind."""
    return [announcement(spool.read(), each, TOPICS) for each in events.after(spool.read(), 0) if each.kind == kind]


def test_a_request(request_of, spool, people):
    told = told_of(spool, "request.state")
    assert told[0].type == "message_request_state_change" and told[0].key == request_of
    states = [(each.fields["previous_state"], each.fields["new_state"]) for each in told]
    assert states[0][0] == "SUBMITTED" and states[-1][1] == "TRANSMITTING"
    assert [before for before, _ in states[1:]] == [after for _, after in states[:-1]]
    assert (told[0].fields["external_id"], told[0].fields["application_id"]) == ("mine", 1)
    assert told[0].audience.has(people["alice"]) and not told[0].audience.has(people["bob"])


def test_a_message_of_a_request(request_of, journal, spool, last):
    (made,) = spool.read().execute("SELECT id FROM transmissions").fetchone()
    journal.end(made, "sent")
    wanted = {"message_request_id": request_of, "external_message_request_id": "mine", "application_id": 1}
    assert last().fields | wanted == last().fields


def test_consent_that_changes(app, spool, people):
    app.new("/consent/contact_address_statuses", {"address": "+491711234567", "consent_status": "OPTOUT"})
    (told,) = told_of(spool, "consent.changed")
    assert (told.topic, told.type) == ("SCG-Contact", "contact_address_status_change")
    assert (told.fields["previous_status"], told.fields["new_status"]) == ("NONE", "OPTOUT")
    assert told.fields["address"] == "+491711234567"
    assert told.audience.has(people["alice"]) and not told.audience.has(people["bob"])


def test_of_other_topics_nothing_is_told(journal, people, spool):
    journal.came_in(people["alice"].user_id, "+491711234567", "hello")
    event = events.after(spool.read(), 0)[-1]
    assert announcement(spool.read(), event, {MESSAGE})
    assert announcement(spool.read(), event, set(TOPICS) - {MESSAGE}) is None
    assert announcement(spool.read(), event, ()) is None


MINE = Audience(("transmission_read",), "transmission", 7, 3)


@pytest.mark.parametrize(
    ("actor", "has"),
    [
        (Actor(7, "me", frozenset(["transmission_read"])), True),
        (Actor(7, "me", frozenset(["transmission"])), True),
        (Actor(7, "me", frozenset()), False),
        (Actor(8, "you", frozenset(["transmission"])), False),
        (Actor(8, "you", frozenset(["transmission", "transmission_admin"])), True),
        (Actor(7, "me", frozenset(["transmission"]), application_id=3), True),
        (Actor(7, "me", frozenset(["transmission"]), application_id=4), False),
    ],
)
def test_who_may_know(actor, has):
    assert MINE.has(actor) is has


def test_what_no_application_made_is_every_applications_of_that_user():
    everybodys = Audience((), "transmission", 7, None)
    assert everybodys.has(Actor(7, "me", application_id=4))
    assert not everybodys.has(Actor(8, "you", application_id=4))
    assert not Audience((), "transmission", None).has(Actor(8, "you"))
