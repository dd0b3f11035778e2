import json

from appliance.domain import Event, Service
from appliance.mqtt.messages import messages_of, moment, views_of
from appliance.mqtt.topics import Topics
from appliance.spool import canaries, events, queue
from appliance.spool.queue import Draft

TOPICS = Topics("modembox/clinic")


def told(kind, transmission=None, views=None, **data):
    event = Event(7, 1_700_000_000.25, kind, "gsm1", transmission, None, data)
    return {message.topic: message for message in messages_of(TOPICS, event, views or {})}


def test_each_event_is_told_with_its_id_and_time():
    (message,) = told(events.ATTEMPT_STARTED, 3).values()
    assert message.topic == "modembox/clinic/spool/event"
    assert json.loads(message.payload) == {
        "id": 7,
        "ts": "2023-11-14T22:13:20.250Z",
        "kind": "attempt.started",
        "line": "gsm1",
        "transmission": 3,
        "attempt": None,
        "data": {},
    }


def test_the_text_of_what_came_in_is_at_its_place_alone(spool, office, people):
    made = spool.write(lambda db: queue.create(db, Draft(party="+4917012345"), 0.0))
    spool.write(lambda db: db.execute("UPDATE transmissions SET body = 'a secret 🔑' WHERE id = ?", (made,)))
    event = Event(7, 0.0, events.SMS_RECEIVED, "gsm1", made, None, {})
    views = views_of(spool.read(), [event])
    found = told(events.SMS_RECEIVED, made, views)
    received = found.pop("modembox/clinic/sms/received")
    assert {name: json.loads(received.payload)[name] for name in ("event_type", "number", "text", "line")} == {
        "event_type": "received",
        "number": "+4917012345",
        "text": "a secret 🔑",
        "line": "gsm1",
    }
    for kind in (events.TRANSMISSION_DONE, events.SMS_DELIVERED, events.TRANSMISSION_RETRY):
        found |= told(kind, made, views)
    assert all(b"secret" not in message.payload for message in found.values())
    assert not any(message.retain for message in (received, *found.values()))


def test_F33_of_a_canary_the_events_alone_are_told(spool, people):
    made = spool.write(lambda db: queue.create(db, Draft(party="+4917012345", origin=canaries.ORIGIN), 0.0))
    done = Event(7, 0.0, events.TRANSMISSION_DONE, "gsm1", made, None, {"verdict": "sent"})
    views = views_of(spool.read(), [done])
    assert list(told(events.TRANSMISSION_DONE, made, views, verdict="sent")) == ["modembox/clinic/spool/event"]
    (message,) = told(events.CANARY_FAILED, made, by="gsm2").values()
    assert json.loads(message.payload)["kind"] == "canary.failed"


def test_what_became_of_a_message_is_said_in_one_word():
    done = told(events.TRANSMISSION_DONE, 3, verdict="failed", cause="CMS 38", text="network out of order")
    status = json.loads(done["modembox/clinic/sms/status"].payload)
    assert (status["status"], status["cause"], status["reason"]) == ("failed", "CMS 38", "network out of order")
    delivered = told(events.SMS_DELIVERED, 3)["modembox/clinic/sms/status"]
    assert json.loads(delivered.payload)["status"] == "delivered"


def test_a_call_and_a_ussd_answer_are_told_at_their_topics():
    assert json.loads(told(events.CALL_INCOMING, number="+49")["modembox/clinic/call/event"].payload) == {
        "id": 7,
        "ts": "2023-11-14T22:13:20.250Z",
        "kind": "call.incoming",
        "event_type": "incoming",
        "line": "gsm1",
        "number": "+49",
    }
    assert "modembox/clinic/ussd/result" in told(events.USSD_RECEIVED, status=0, text="Balance 5")


def test_nothing_is_asked_of_the_spool_for_events_that_tell_all_themselves(spool):
    assert views_of(spool.read(), [Event(1, 0.0, events.LINE_STATE, "gsm1", None, None, {})]) == {}


def test_a_moment_is_in_utc():
    assert moment(0.0) == "1970-01-01T00:00:00.000Z"


def test_all_that_becomes_of_a_fax_is_told_at_one_place(spool):
    made = spool.write(lambda db: queue.create(db, Draft(party="+4930", service=Service.FAX), 0.0))
    happened = [
        Event(7, 0.0, events.FAX_PAGE, "fax1", made, 1, {"page": 1, "pages": 2, "rate": 9600}),
        Event(8, 0.0, events.TRANSMISSION_RETRY, "fax1", made, 1, {"cause": "BUSY", "at": 180.0}),
        Event(9, 0.0, events.TRANSMISSION_DONE, "fax1", made, 1, {"verdict": "sent"}),
    ]
    views = views_of(spool.read(), happened)
    found = [messages_of(TOPICS, event, views)[1] for event in happened]
    assert {message.topic for message in found} == {"modembox/clinic/fax/event"}
    read = [json.loads(message.payload) for message in found]
    assert [each["event_type"] for each in read] == ["page", "retry", "sent"]
    assert read[0]["page"] == 1
    assert {each["number"] for each in read} == {"+4930"}
