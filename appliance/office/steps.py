"""What came of a transmission, step by step, as its events tell it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.domain import Direction, Service, Verdict
from appliance.spool import events
from appliance.spool.history import EventView
from appliance.spool.transmissions import AttemptView

_STEPS_OF_ONE_EVENT = 8


@dataclass(frozen=True, slots=True)
class Step:
    """`kind`: application (what was done, `data` success or error), message, contact, info, error.

    `at` is Unix time.
    """

    id: int
    attempt_id: int | None
    kind: str
    name: str
    data: str
    at: float


Told = list[tuple[str, str, str]]
Facts = Mapping[str, Any]

_DONE: Mapping[Service, tuple[str, str]] = {
    Service.SMS: ("sms_send", "sms_receive"),
    Service.FAX: ("fax_send", "fax_receive"),
    Service.EMAIL: ("email_send", "email_receive"),
    Service.VOICE: ("voice_play", "voice_receive"),
}
"""What is done of each service, outward and inward (spec/ICTCORE.md 9.3)."""


def _sent(service: Service, facts: Facts) -> Told:
    step = _DONE[service][0]
    if facts.get("verdict") == "sent":
        return [("application", step, "success")]
    cause = " ".join(str(facts[each]) for each in ("cause", "text") if facts.get(each))
    return [("application", step, "error"), ("error", "error", cause or str(facts.get("verdict", "")))]


def _incomplete(service: Service, facts: Facts) -> Told:
    return [
        ("application", _DONE[service][1], "error"),
        ("error", "error", "incomplete: a part never came"),
        *_contact_new(facts),
    ]


def _received(service: Service, facts: Facts) -> Told:
    pages = [("info", "pages", str(facts["pages"]))] if "pages" in facts else []
    broken = [("error", "error", str(facts["text"]))] if facts.get("text") else []
    return [("application", _DONE[service][1], "error" if broken else "success"), *pages, *broken, *_contact_new(facts)]


def _page(service: Service, facts: Facts) -> Told:
    said = f"{facts['page']} of {facts['pages']}" if "pages" in facts else str(facts["page"])
    return [("info", "page", said)]


def _contact_new(facts: Facts) -> Told:
    return [("contact", "contact_new", str(facts["contact_new"]))] if "contact_new" in facts else []


_TELLERS: Mapping[str, Callable[[Service, Facts], Told]] = {
    events.ATTEMPT_STARTED: lambda service, facts: [("application", "originate", "success")],
    events.TRANSMISSION_RETRY: _sent,
    events.TRANSMISSION_DONE: _sent,
    events.SMS_DELIVERED: lambda service, facts: [("info", "delivery", "delivered")],
    events.SMS_UNDELIVERED: lambda service, facts: [("info", "delivery", f"failed, TP-ST {facts.get('status')}")],
    events.SMS_RECEIVED: _received,
    events.SMS_COMPLETED: _received,
    events.SMS_INCOMPLETE: _incomplete,
    events.MAIL_RECEIVED: _received,
    events.FAX_RECEIVED: _received,
    events.FAX_PAGE: _page,
}
_CAME_IN = (
    events.SMS_RECEIVED,
    events.SMS_COMPLETED,
    events.SMS_INCOMPLETE,
    events.MAIL_RECEIVED,
    events.FAX_RECEIVED,
)
_CAME_AS: Mapping[Service, str] = {Service.EMAIL: events.MAIL_RECEIVED, Service.FAX: events.FAX_RECEIVED}
_BEGINNINGS = frozenset((events.ATTEMPT_STARTED, *_CAME_IN))
_ENDS = frozenset((events.TRANSMISSION_RETRY, events.TRANSMISSION_DONE))


def recalled(told: Sequence[EventView], attempt: AttemptView | None) -> Sequence[EventView]:
    """What was told of a try; where that begins with what was forgotten since, what the try itself still tells."""
    begun = any(each.kind in _BEGINNINGS for each in told)
    if attempt is None or attempt.started_at is None or begun:
        return told
    return [*_retold(attempt), *(each for each in told if each.kind not in _ENDS)]


def _retold(attempt: AttemptView) -> list[EventView]:
    """Their ids are those of the first events of all, which were forgotten before any other."""
    counted = {"pages": attempt.amount} if attempt.service == Service.FAX else {}
    facts = {"verdict": attempt.verdict, "cause": attempt.cause, "text": attempt.cause_text, **counted}
    kinds = [(attempt.started_at, _came_as(attempt) or events.ATTEMPT_STARTED)]
    if attempt.direction != Direction.INBOUND:
        kinds.append((attempt.ended_at, events.TRANSMISSION_DONE))
    ids = (attempt.line or "", attempt.transmission_id, attempt.id, json.dumps(facts), attempt.user_id)
    return [EventView(number, at, kind, *ids) for number, (at, kind) in enumerate(kinds, start=1) if at is not None]


def _came_as(attempt: AttemptView) -> str | None:
    if attempt.direction != Direction.INBOUND:
        return None
    service = Service(attempt.service)
    incomplete = service is Service.SMS and attempt.verdict == Verdict.INCOMPLETE
    return events.SMS_INCOMPLETE if incomplete else _CAME_AS.get(service, events.SMS_RECEIVED)


def steps_of(told: Iterable[EventView], service: Service, kept: tuple[str, int] | None = None) -> list[Step]:
    """The steps that these events tell of, in order; `kept`: as what kind of content it was kept, and its id."""
    return [step for each in told for step in _steps(each, service, kept)]


def _steps(event: EventView, service: Service, kept: tuple[str, int] | None) -> Iterable[Step]:
    found = _TELLERS[event.kind](service, event.facts) if event.kind in _TELLERS else []
    if event.kind in _CAME_IN and kept is not None:
        found = [*found, ("message", kept[0], str(kept[1]))]
    for number, (kind, name, data) in enumerate(found):
        yield Step(event.id * _STEPS_OF_ONE_EVENT + number, event.attempt_id, kind, name, data, event.at)
