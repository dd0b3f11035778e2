"""What came of a transmission, step by step, as its events tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.domain import Service
from appliance.spool import events
from appliance.spool.history import EventView

_STEPS_OF_ONE_EVENT = 4


@dataclass(frozen=True, slots=True)
class Step:
    """`kind`: application (what was done, `data` success or error), message, info or error. `at` is Unix time."""

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
    return [("application", _DONE[service][1], "error"), ("error", "error", "incomplete: a part never came")]


def _received(service: Service, facts: Facts) -> Told:
    return [("application", _DONE[service][1], "success")]


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
}
_CAME_IN = (
    events.SMS_RECEIVED,
    events.SMS_COMPLETED,
    events.SMS_INCOMPLETE,
    events.MAIL_RECEIVED,
    events.FAX_RECEIVED,
)


def steps_of(told: Iterable[EventView], service: Service, kept: tuple[str, int] | None = None) -> list[Step]:
    """The steps that these events tell of, in order; `kept`: as what kind of content it was kept, and its id."""
    return [step for each in told for step in _steps(each, service, kept)]


def _steps(event: EventView, service: Service, kept: tuple[str, int] | None) -> Iterable[Step]:
    found = _TELLERS[event.kind](service, event.facts) if event.kind in _TELLERS else []
    if event.kind in _CAME_IN and kept is not None:
        found = [*found, ("message", kept[0], str(kept[1]))]
    for number, (kind, name, data) in enumerate(found):
        yield Step(event.id * _STEPS_OF_ONE_EVENT + number, event.attempt_id, kind, name, data, event.at)
