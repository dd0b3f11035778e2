import dataclasses
import json

import pytest

from appliance.domain import Service
from appliance.office.steps import recalled, steps_of
from appliance.spool import events
from appliance.spool.history import EventView
from appliance.spool.transmissions import AttemptView


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


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (told(events.FAX_PAGE, page=2, pages=3, rate=9600), [("info", "page", "2 of 3")]),
        (told(events.FAX_PAGE, page=2), [("info", "page", "2")]),
        (
            told(events.FAX_RECEIVED, pages=2),
            [("application", "fax_receive", "success"), ("info", "pages", "2"), ("message", "document", "5")],
        ),
        (
            told(events.FAX_RECEIVED, pages=2, text="the call broke off", contact_new=9),
            [
                ("application", "fax_receive", "error"),
                ("info", "pages", "2"),
                ("error", "error", "the call broke off"),
                ("contact", "contact_new", "9"),
                ("message", "document", "5"),
            ],
        ),
    ],
)
def test_what_a_fax_tells(event, expected):
    steps = steps_of([event], Service.FAX, ("document", 5))
    assert [(step.kind, step.name, step.data) for step in steps] == expected
    assert [step.id // 8 for step in steps] == [7] * len(steps)


@pytest.mark.parametrize("kind", [events.SMS_RECEIVED, events.SMS_COMPLETED, events.SMS_INCOMPLETE])
def test_what_came_in_names_its_text(kind):
    assert ("message", "text", "5") in [
        (step.kind, step.name, step.data) for step in steps_of([told(kind)], Service.SMS, ("text", 5))
    ]


@pytest.mark.parametrize("kind", [events.SMS_RECEIVED, events.SMS_INCOMPLETE, events.MAIL_RECEIVED])
def test_what_came_from_somebody_new_names_the_contact(kind):
    steps = steps_of([told(kind, contact_new=9)], Service.SMS, ("text", 5))
    assert ("contact", "contact_new", "9") in [(step.kind, step.name, step.data) for step in steps]
    assert len({step.id for step in steps}) == len(steps)


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


def attempt(**fields):
    columns = dict.fromkeys((field.name for field in dataclasses.fields(AttemptView)), None)
    known = {"id": 9, "transmission_id": 3, "direction": "outbound", "service": 4, "line": "gsm1", "cause": ""}
    ended = {"queued_at": 1.0, "started_at": 2.0, "ended_at": 5.0, "verdict": "sent", "cause_text": ""}
    return AttemptView(**{**columns, **known, **ended, **fields})


def recalled_steps(told, tried, kept=None):
    service = Service(tried.service) if tried else Service.SMS
    return [(step.name, step.data, step.at) for step in steps_of(recalled(told, tried), service, kept)]


def test_a_try_tells_itself_what_was_forgotten_of_it():
    assert recalled_steps([], attempt()) == [("originate", "success", 2.0), ("sms_send", "success", 5.0)]


def test_a_try_that_is_open_has_not_come_to_its_end():
    assert recalled_steps([], attempt(ended_at=None, verdict=None)) == [("originate", "success", 2.0)]


@pytest.mark.parametrize(
    ("service", "verdict", "step"),
    [
        (Service.SMS, "sent", ("sms_receive", "success")),
        (Service.SMS, "incomplete", ("sms_receive", "error")),
        (Service.EMAIL, "sent", ("email_receive", "success")),
        (Service.FAX, "sent", ("fax_receive", "success")),
    ],
)
def test_what_came_in_tells_itself_that_it_came(service, verdict, step):
    came = attempt(direction="inbound", service=service.value, verdict=verdict)
    first, *_, last = recalled_steps([], came, ("text", 5))
    assert (first[:2], last) == (step, ("text", "5", 2.0))


def test_a_fax_that_came_in_tells_its_pages_also_when_that_was_forgotten():
    came = attempt(direction="inbound", service=Service.FAX.value, amount=3)
    first = [told(events.FAX_RECEIVED, pages=3)]
    for known in (first, []):
        names = [step[:2] for step in recalled_steps(known, came, ("document", 5))]
        assert names == [("fax_receive", "success"), ("pages", "3"), ("document", "5")]


def test_an_end_that_is_still_told_is_not_told_twice_and_a_report_stays():
    late = [told(events.TRANSMISSION_DONE, verdict="sent"), told(events.SMS_DELIVERED)]
    names = [name for name, _, _ in recalled_steps(late, attempt())]
    assert names == ["originate", "sms_send", "delivery"]


def test_what_is_whole_is_told_as_it_was():
    whole = [told(events.ATTEMPT_STARTED), told(events.TRANSMISSION_DONE, verdict="sent")]
    assert recalled(whole, attempt()) is whole
    never_begun = [told(events.TRANSMISSION_DONE, verdict="expired")]
    assert recalled(never_begun, attempt(started_at=None)) is never_begun
    assert recalled([], None) == []
