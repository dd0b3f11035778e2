import json

import pytest

from appliance.domain import Service
from appliance.office.steps import steps_of
from appliance.spool import events
from appliance.spool.history import EventView


def told(kind, **facts):
    return EventView(7, 1.0, kind, "gsm1", 1, 2, json.dumps(facts), 1)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (told(events.ATTEMPT_STARTED), [("application", "originate", "success")]),
        (told(events.TRANSMISSION_DONE, verdict="sent"), [("application", "sms_send", "success")]),
        (
            told(events.TRANSMISSION_DONE, verdict="failed", cause="CMS 38", text="network out of order"),
            [("application", "sms_send", "error"), ("error", "error", "CMS 38 network out of order")],
        ),
        (
            told(events.TRANSMISSION_RETRY, verdict="unanswered", next=3, at=9),
            [("application", "sms_send", "error"), ("error", "error", "unanswered")],
        ),
        (told(events.SMS_DELIVERED), [("info", "delivery", "delivered")]),
        (told(events.SMS_UNDELIVERED, part=1, status=70), [("info", "delivery", "failed, TP-ST 70")]),
        (told(events.TRANSMISSION_QUEUED), []),
        (told("something.new"), []),
    ],
)
def test_what_an_event_tells(event, expected):
    steps = steps_of([event], Service.SMS)
    assert [(step.kind, step.name, step.data) for step in steps] == expected
    assert len({step.id for step in steps}) == len(steps)


@pytest.mark.parametrize("kind", [events.SMS_RECEIVED, events.SMS_COMPLETED, events.SMS_INCOMPLETE])
def test_what_came_in_names_its_text(kind):
    assert ("message", "text", "5") in [
        (step.kind, step.name, step.data) for step in steps_of([told(kind)], Service.SMS, ("text", 5))
    ]


def test_steps_of_different_events_have_different_ids():
    first = told(events.TRANSMISSION_RETRY, verdict="failed")
    second = EventView(8, 1.0, events.TRANSMISSION_DONE, "", 1, 2, '{"verdict":"failed"}', 1)
    ids = [step.id for step in steps_of([first, second], Service.SMS)]
    assert len(set(ids)) == 4 and ids == sorted(ids)


@pytest.mark.parametrize(
    ("service", "step"),
    [
        (Service.SMS, "sms_send"),
        (Service.FAX, "fax_send"),
        (Service.EMAIL, "email_send"),
        (Service.VOICE, "voice_play"),
    ],
)
def test_each_service_has_its_own_word_for_what_was_done(service, step):
    done = told(events.TRANSMISSION_DONE, verdict="sent")
    assert [(each.kind, each.name, each.data) for each in steps_of([done], service)] == [
        ("application", step, "success")
    ]
