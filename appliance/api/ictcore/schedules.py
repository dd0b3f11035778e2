"""ICTCore's schedules (spec/ICTCORE.md 9.4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from appliance.api.dialect import (
    BIT,
    FLAG,
    NUMBER,
    OPTIONAL_NUMBER,
    TIME,
    Field,
    Filter,
    Kind,
    Many,
    One,
    Operation,
    Shape,
    Truth,
    Value,
    text,
)
from appliance.api.ictcore.fields import COMMON, WORDS, filters, read_only, write_only
from appliance.errors import Invalid
from appliance.office import Office
from appliance.recurrence import RANGES
from appliance.spool.listing import Match
from appliance.spool.tasks import Task

_HELD, _PENDING = 0, 1
_STATUS = {"type": "integer", "enum": [_HELD, _PENDING], "description": "0 hold, 1 pending"}


def _as_given(name: str, value: Any) -> Any:
    return value


def _held(name: str, value: Any) -> int:
    if NUMBER.decode(name, value) not in (_HELD, _PENDING):
        raise Invalid(f"{name} is 0 to hold it or 1")
    return int(NUMBER.decode(name, value) == _HELD)


_CRON = Kind(
    {
        "description": "*, a value, a list 1,2, a range 1-5 or a step */5",
        "oneOf": [{"type": "integer"}, {"type": "string"}, {"type": "array", "items": {"type": ["integer", "string"]}}],
    },
    _as_given,
)
WHEN = Shape(
    "ScheduleParameters",
    write_only("delay", "delay", NUMBER),
    write_only("timestamp", "at", NUMBER),
    write_only("datetime", "date", text(64)),
    *(write_only(name, name, _CRON) for name in RANGES),
    write_only("is_recurring", "recurring", FLAG),
    write_only("expiry", "expires_at", NUMBER),
    write_only("weight", "weight", NUMBER),
    write_only("status", "held", Kind(_STATUS, _held)),
    write_only("due_at", "due_at", NUMBER),
    write_only("timezone", "zone", text(64)),
)


def _rule_part(name: str) -> Field:
    def said(task: Task) -> str | None:
        rule: Mapping[str, Any] = json.loads(task.rule) if task.rule else {}
        values = rule.get(name, "")
        return ",".join(map(str, values)) if isinstance(values, list) else "*" if values is None else None

    return read_only(name, "", Kind({"type": ["string", "null"]}, _as_given, said))


SCHEDULE = Shape(
    "Schedule",
    read_only("schedule_id", "id", NUMBER),
    read_only("task_id", "id", NUMBER),
    read_only("type", "subject", text(16)),
    read_only("action", "action", text(16)),
    read_only("data", "subject_id", NUMBER),
    *(_rule_part(name) for name in RANGES),
    read_only("is_recurring", "rule", Kind(BIT.schema, BIT.decode, lambda rule: int(bool(rule)))),
    read_only("due_at", "due_at", TIME),
    read_only("last_run", "last_run", TIME),
    read_only("expiry", "expires_at", TIME),
    read_only("weight", "weight", NUMBER),
    read_only("status", "held", Kind(_STATUS, _held, lambda held: _HELD if held else _PENDING)),
    read_only("user_id", "user_id", OPTIONAL_NUMBER),
)
_FILTERS: tuple[Filter, ...] = (
    *filters(Match.EXACT, NUMBER, schedule_id="id", task_id="id", data="subject_id"),
    *filters(Match.EXACT, WORDS, type="subject", action="action"),
    *COMMON,
)

SCHEDULE_ID = Value(("schedule_id",))
_OF_TRANSMISSION, _PATH = "/transmissions/{transmission_id}/schedule", "/schedules/{schedule_id}"


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, send = office.schedules, office.transmissions
    plan, drop = ("transmission_send", "task_create"), ("transmission_update", "task_delete")
    return (
        Operation("PUT", _OF_TRANSMISSION, "Send it later", send.schedule, SCHEDULE_ID, WHEN, needs=plan),
        Operation("DELETE", _OF_TRANSMISSION, "Don't send it later", send.unschedule, Truth(), needs=drop),
        Operation("GET", "/schedules", "All that is planned", use.find, Many(SCHEDULE, _FILTERS), needs=("task_list",)),
        Operation("GET", _PATH, "What is planned", use.read, One(SCHEDULE), needs=("task_read",)),
        Operation("DELETE", _PATH, "Forget what is planned", use.delete, Truth(), needs=("task_delete",)),
    )
