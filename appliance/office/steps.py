"""What came of a transmission, step by step, as its events tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.spool import events
from appliance.spool.history import EventView
from appliance.spool.listing import Condition, Match

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


def _sent(facts: Mapping[str, Any]) -> Told:
    if facts.get("verdict") == "sent":
        return [("application", "sms_send", "success")]
    cause = " ".join(str(facts[each]) for each in ("cause", "text") if facts.get(each))
    return [("application", "sms_send", "error"), ("error", "error", cause or str(facts.get("verdict", "")))]


def _incomplete(facts: Mapping[str, Any]) -> Told:
    return [("application", "sms_receive", "error"), ("error", "error", "incomplete: a part never came")]


def _received(facts: Mapping[str, Any]) -> Told:
    return [("application", "sms_receive", "success")]


_TELLERS: Mapping[str, Callable[[Mapping[str, Any]], Told]] = {
    events.ATTEMPT_STARTED: lambda facts: [("application", "originate", "success")],
    events.TRANSMISSION_RETRY: _sent,
    events.TRANSMISSION_DONE: _sent,
    events.SMS_DELIVERED: lambda facts: [("info", "delivery", "delivered")],
    events.SMS_UNDELIVERED: lambda facts: [("info", "delivery", f"failed, TP-ST {facts.get('status')}")],
    events.SMS_RECEIVED: _received,
    events.SMS_COMPLETED: _received,
    events.SMS_INCOMPLETE: _incomplete,
}
_CAME_IN = (events.SMS_RECEIVED, events.SMS_COMPLETED, events.SMS_INCOMPLETE)


def steps_of(told: Iterable[EventView], text_id: int | None = None) -> list[Step]:
    """The steps that these events tell of, in order; `text_id` names the text that an inbound message was kept as."""
    return [step for each in told for step in _steps(each, text_id)]


def _steps(event: EventView, text_id: int | None) -> Iterable[Step]:
    found = _TELLERS[event.kind](event.facts) if event.kind in _TELLERS else []
    if event.kind in _CAME_IN and text_id is not None:
        found = [*found, ("message", "text", str(text_id))]
    for number, (kind, name, data) in enumerate(found):
        yield Step(event.id * _STEPS_OF_ONE_EVENT + number, event.attempt_id, kind, name, data, event.at)


def meets(step: Step, condition: Condition) -> bool:
    """Whether the step meets a condition on one of its fields, EXACT or CONTAINS."""
    value = getattr(step, condition.column)
    if condition.match is Match.CONTAINS:
        return str(condition.value).lower() in str(value).lower()
    return bool(value == condition.value)
