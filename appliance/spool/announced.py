"""What is known of the things that events are about, as far as it is told to others."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.spool import events

LOOKED_BACK = 5000  # events, for the last one of a line

_MESSAGE = """SELECT transmissions.id, transmissions.user_id, transmissions.application_id, origin, direction, service,
 party, body, verdict, parts, coalesce((SELECT line FROM attempts WHERE transmission_id = transmissions.id
 AND line IS NOT NULL ORDER BY id DESC LIMIT 1), '') FROM transmissions WHERE id = ? AND deleted = 0"""
_LINE = """SELECT line_states.line, line_states.number, line_states.operator, providers.id, providers.name
 FROM line_states LEFT JOIN providers ON providers.outlet = line_states.line WHERE line_states.line = ?"""
_BEFORE = """SELECT id, at, data FROM events WHERE id < ?1 AND id >= ?1 - ?2 AND kind = ?3 AND line = ?4
 ORDER BY id DESC LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Message:
    """A transmission, with the line of its newest try."""

    id: int
    user_id: int | None
    application_id: int | None
    origin: str
    direction: str
    service: int
    party: str
    body: str
    verdict: str | None
    parts: int
    line: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """A line as it was last seen; `provider_id` None where nobody ever listed it."""

    line: str
    number: str = ""
    operator: str = ""
    provider_id: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An event of the same line."""

    id: int
    at: float
    data: Mapping[str, Any]


def message(db: sqlite3.Connection, transmission_id: int | None) -> Message | None:
    """That transmission, None where it was deleted."""
    row = db.execute(_MESSAGE, (transmission_id,)).fetchone()
    return None if row is None else Message(*row)


def outlet(db: sqlite3.Connection, line: str) -> Outlet:
    """That line, as far as it is known."""
    row = db.execute(_LINE, (line,)).fetchone()
    return Outlet(line) if row is None else Outlet(*row)


def earlier(db: sqlite3.Connection, event_id: int, kind: str, line: str) -> Earlier | None:
    """The last event of that kind on that line before another, where it was not long before."""
    row = db.execute(_BEFORE, (event_id, LOOKED_BACK, kind, line)).fetchone()
    return None if row is None else Earlier(row[0], row[1], json.loads(row[2]))


def answered(db: sqlite3.Connection, after: int, before: int, line: str) -> bool:
    """Whether a fax was taken in on that line between two events."""
    found = earlier(db, before, events.FAX_RECEIVED, line) or earlier(db, before, events.FAX_PAGE, line)
    return found is not None and found.id > after
