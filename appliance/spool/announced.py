"""What is known of the things that events are about, as far as it is told to others."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.spool import events

LOOKED_BACK = 5000  # events, for the last one of a line

_MADE = "SELECT origin, direction, service FROM transmissions WHERE id = ?"
_CARRIER = "SELECT line FROM attempts WHERE transmission_id = ? AND line IS NOT NULL ORDER BY id DESC LIMIT 1"
_LINE = """SELECT line_states.line, line_states.number, line_states.operator FROM line_states WHERE line = ?"""
_SENDER = """SELECT providers.id, coalesce(nullif(sender_ids.name, ''), nullif(providers.name, ''))
 FROM providers LEFT JOIN sender_ids USING (id) WHERE providers.id = ?1 OR (?1 IS NULL AND providers.outlet = ?2)"""
_STRANGERS = """SELECT line FROM line_states
 WHERE line NOT IN (SELECT outlet FROM providers WHERE outlet IS NOT NULL)"""
_BEFORE = """SELECT id, at, data FROM events WHERE id < ?1 AND id >= ?1 - ?2 AND kind = ?3 AND line = ?4
 ORDER BY id DESC LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Made:
    """What a transmission stays."""

    origin: str
    direction: str
    service: int


@dataclass(frozen=True, slots=True)
class Outlet:
    """A line as it was last seen, with the sender id that it is; None where nobody ever listed it."""

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


def made(db: sqlite3.Connection, transmission_id: int | None) -> Made | None:
    """What a transmission was made as, None where there is none."""
    row = db.execute(_MADE, (transmission_id,)).fetchone()
    return None if row is None else Made(*row)


def carrier(db: sqlite3.Connection, transmission_id: int) -> str:
    """The line of its newest try, "" for none."""
    row = db.execute(_CARRIER, (transmission_id,)).fetchone()
    return "" if row is None else str(row[0])


def outlet(db: sqlite3.Connection, line: str, sender_id: int | None = None) -> Outlet:
    """That line, as far as it is known; by the name of a sender id that stands for it, where one is given."""
    seen = db.execute(_LINE, (line,)).fetchone() or (line, "", "")
    return Outlet(*seen, *(db.execute(_SENDER, (sender_id, line)).fetchone() or (None, None)))


def strangers(db: sqlite3.Connection) -> frozenset[str]:
    """Lines that have no number yet, by which they are known to others."""
    return frozenset(row[0] for row in db.execute(_STRANGERS).fetchall())


def earlier(db: sqlite3.Connection, event_id: int, kind: str, line: str) -> Earlier | None:
    """The last event of that kind on that line before another, where it was not long before."""
    row = db.execute(_BEFORE, (event_id, LOOKED_BACK, kind, line)).fetchone()
    return None if row is None else Earlier(row[0], row[1], json.loads(row[2]))


def answered(db: sqlite3.Connection, after: int, before: int, line: str) -> bool:
    """Whether a fax was taken in on that line between two events."""
    found = earlier(db, before, events.FAX_RECEIVED, line) or earlier(db, before, events.FAX_PAGE, line)
    return found is not None and found.id > after
