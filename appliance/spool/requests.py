"""Rows of message requests: what was asked for, how far it has come, and its messages that are held."""

from __future__ import annotations

import enum
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from appliance.spool import events, translations
from appliance.spool.listing import Table


class RequestState(enum.StrEnum):
    """SCG's own words (spec/SCG.md 9)."""

    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    PREPARING = "PREPARING"
    PAUSED = "PAUSED"
    TRANSMITTING = "TRANSMITTING"
    COMPLETED = "COMPLETED"
    CANCELED = "CANCELED"


FINAL = frozenset((RequestState.REJECTED, RequestState.COMPLETED, RequestState.CANCELED))
"""From which no state leads on."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What was asked for. `recipients` and the other lists are JSON arrays; `targets` what the recipients stand for,
    `composition` what the body is read as, `said` what is given back in its own words. `campaign` and `program` are the
    caller's own."""

    origin: str
    recipients: str
    targets: str
    body: str
    composition: str
    subject: str
    conversation_id: str
    campaign: str
    program: str
    external_id: str
    attachments: str
    consent_requirement: str
    criteria: str
    content_type: str
    src_language: str
    dst_language: str
    translate: int
    price_threshold: float | None
    sender_criteria: str
    address_priority: str
    said: str


@dataclass(frozen=True, slots=True)
class Request(Contents):
    """A message request with its counts. Times are Unix seconds; see the schema for each column."""

    id: int
    user_id: int | None
    application_id: int | None
    state: str
    reason: str
    test: int
    pauses: int
    priority: int
    pause_expires_at: float | None
    expires_at: float | None
    scheduled_at: float | None
    local: int
    element: int
    position: int
    prepared: int
    open: int
    next_at: float | None
    held: int
    unfinished: int
    recipient_count: int
    sent_count: int
    delivered_count: int
    read_count: int
    converted_count: int
    canceled_count: int
    failed_count: int
    translated_count: int
    untranslated_count: int
    translating_count: int
    version: int
    created_at: float
    updated_at: float
    deleted: int


@dataclass(frozen=True, slots=True)
class Held:
    """A message that is made and not asked to go; `lane` is the one that it waits for."""

    id: int
    party: str
    body: str
    options: str
    parts: int
    lane: str


_CONTENTS = tuple(each.name for each in fields(Contents))
_IS = {name: f"request_contents.{name}" for name in _CONTENTS}

REQUESTS: Table[Request] = Table(
    Request,
    "message_requests",
    source="message_requests JOIN request_contents ON request_contents.id = message_requests.id",
    computed=_IS,
    newest_first=True,
)

_INSERT = f"""INSERT INTO request_contents (id, {", ".join(_CONTENTS)})
 VALUES (?, {", ".join("?" * len(_CONTENTS))})"""  # noqa: S608
_SET = """UPDATE message_requests SET state = ?, reason = ?, version = version + 1, updated_at = ? WHERE id = ?"""
_DUE = """SELECT id, priority FROM message_requests WHERE open = 1 AND prepared = 0
 UNION SELECT id, priority FROM message_requests WHERE open = 1 AND held > 0 AND (next_at IS NULL OR next_at <= ?1)
 UNION SELECT id, priority FROM message_requests WHERE open = 1 AND unfinished > held
 AND state IN ('CANCELED', 'REJECTED') ORDER BY priority DESC, id LIMIT ?2"""
_NEXT = "SELECT min(next_at) FROM message_requests WHERE open = 1 AND held > 0"
_FINISHED = "SELECT id FROM message_requests WHERE open = 1 AND prepared = 1 AND unfinished = 0 LIMIT ?"
_UNDER_WAY = "SELECT EXISTS (SELECT 1 FROM message_requests WHERE open = 1 AND unfinished > held)"
_REACH = "UPDATE message_requests SET element = ?, position = ?, prepared = ? WHERE id = ?"
_OF_HELD = "request_id = ?1 AND request_id IS NOT NULL AND state = 'draft' AND deleted = 0"
_HELD = f"""SELECT id, party, body, options, parts, lane FROM transmissions WHERE {_OF_HELD} AND lane = ?2
 AND (due_at IS NULL OR due_at <= ?3) ORDER BY due_at, id LIMIT ?4"""  # noqa: S608
_ANY_HELD = f"SELECT id FROM transmissions WHERE {_OF_HELD} LIMIT ?2"  # noqa: S608
_LANES = f"""WITH RECURSIVE known(lane) AS (SELECT min(lane) FROM transmissions WHERE {_OF_HELD} UNION ALL
 SELECT (SELECT min(lane) FROM transmissions WHERE {_OF_HELD} AND lane > known.lane) FROM known
 WHERE known.lane IS NOT NULL) SELECT lane FROM known WHERE lane IS NOT NULL"""  # noqa: S608
_NEXT_DUE = f"""SELECT due_at FROM transmissions WHERE {_OF_HELD} AND lane = ?2 ORDER BY due_at, id LIMIT 1"""  # noqa: S608
_QUEUED = """SELECT transmission_id FROM attempts CROSS JOIN transmissions ON transmissions.id = transmission_id
 WHERE attempts.state = ?2 AND request_id = ?1"""
_KNOWN = "SELECT 1 FROM transmissions WHERE request_id = ? AND party = ? AND request_id IS NOT NULL"
_UNTIL = "UPDATE message_requests SET next_at = ? WHERE id = ?"
_LATER = "UPDATE transmissions SET due_at = ? WHERE id = ?"
_CLOSE = "UPDATE message_requests SET open = 0, next_at = NULL WHERE id = ?"
_DELETE = "UPDATE message_requests SET deleted = 1 WHERE id = ?"
_TRANSLATED = """UPDATE message_requests SET translated_count = translated_count + ?,
 untranslated_count = untranslated_count + ?, translating_count = translating_count + ? WHERE id = ?"""
_NOTE = """INSERT INTO message_facts (transmission_id, subject, conversation_id, campaign, sender_id, from_address,
 consent_requirement, price, language, failed_translation, failure, scheduled_at)
 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_FAILED = "UPDATE message_facts SET failure = ? WHERE transmission_id = ?"


@dataclass(frozen=True, slots=True)
class Facts:
    """What SCG knows of a message beside its transmission; see the schema."""

    subject: str = ""
    conversation_id: str = ""
    campaign: str = ""
    sender_id: int | None = None
    from_address: str = ""
    consent_requirement: str = ""
    price: float | None = None
    language: str = ""
    failed_translation: str = ""
    failure: str = ""
    scheduled_at: float | None = None


def insert(db: sqlite3.Connection, values: Mapping[str, Any], now: float) -> int:
    """Make a request, SUBMITTED; its id. The names are fields of Request, those of Contents all of them."""
    own = {name: value for name, value in values.items() if name not in _CONTENTS}
    row = {**own, "state": RequestState.SUBMITTED.value, "created_at": now, "updated_at": now}
    request_id = REQUESTS.insert(db, row)
    db.execute(_INSERT, (request_id, *(values[name] for name in _CONTENTS)))
    return request_id


def set_state(db: sqlite3.Connection, request_id: int, state: RequestState, now: float, reason: str = "") -> None:
    """Change it and tell of it; nothing where it is in that state, or in one that is FINAL."""
    before = db.execute("SELECT state FROM message_requests WHERE id = ?", (request_id,)).fetchone()[0]
    if before == state or before in FINAL:
        return
    db.execute(_SET, (state.value, reason, now, request_id))
    told = {"request": request_id, "previous": before, "new": state.value, **({"reason": reason} if reason else {})}
    events.append(db, now, events.REQUEST_STATE, data=told)


def due(db: sqlite3.Connection, now: float, most: int) -> list[tuple[int, int]]:
    """Those that something may be done for at `now`: their ids and priorities, the highest first, then the oldest."""
    return [(row[0], row[1]) for row in db.execute(_DUE, (now, most)).fetchall()]


def next_at(db: sqlite3.Connection) -> float | None:
    """When the next of those that wait for a time is due."""
    found: float | None = db.execute(_NEXT).fetchone()[0]
    return found


def finished(db: sqlite3.Connection, most: int) -> list[int]:
    """Those whose messages have all come to their end."""
    return [row[0] for row in db.execute(_FINISHED, (most,)).fetchall()]


def any_under_way(db: sqlite3.Connection) -> bool:
    """Whether one of them waits for what a line does."""
    return bool(db.execute(_UNDER_WAY).fetchone()[0])


def resume(db: sqlite3.Connection, request_id: int) -> None:
    """It does not pause (any more)."""
    db.execute("UPDATE message_requests SET pauses = 0, next_at = NULL WHERE id = ?", (request_id,))


def wait_until(db: sqlite3.Connection, request_id: int, moment: float | None) -> None:
    """It need not be looked at before, None: it may be any time."""
    db.execute(_UNTIL, (moment, request_id))


def reach(db: sqlite3.Connection, request_id: int, element: int, position: int, prepared: bool) -> None:
    """Its recipients are prepared up to there."""
    db.execute(_REACH, (element, position, int(prepared), request_id))


def lanes(db: sqlite3.Connection, request_id: int) -> list[str]:
    """Those that its held messages wait for."""
    return [row[0] for row in db.execute(_LANES, (request_id,)).fetchall()]


def held(db: sqlite3.Connection, request_id: int, lane: str, now: float, most: int) -> list[Held]:
    """Its messages that wait for that lane and may be asked to go at `now`, in the order in which they are due."""
    return [Held(*row) for row in db.execute(_HELD, (request_id, lane, now, most)).fetchall()]


def any_held(db: sqlite3.Connection, request_id: int, most: int) -> list[int]:
    """Some of its messages that are held."""
    return [row[0] for row in db.execute(_ANY_HELD, (request_id, most)).fetchall()]


def next_due(db: sqlite3.Connection, request_id: int) -> float | None:
    """When the first of those that are held is due, None for at once."""
    first = [db.execute(_NEXT_DUE, (request_id, lane)).fetchone()[0] for lane in lanes(db, request_id)]
    return None if None in first else min(first, default=None)


def put_off(db: sqlite3.Connection, transmission_id: int, until: float) -> None:
    """One that is held is not due before."""
    db.execute(_LATER, (until, transmission_id))


def queued(db: sqlite3.Connection, request_id: int) -> list[int]:
    """Its messages that were asked to go and that no line works on."""
    return [row[0] for state in ("queued", "waiting") for row in db.execute(_QUEUED, (request_id, state)).fetchall()]


def has_message_to(db: sqlite3.Connection, request_id: int, party: str) -> bool:
    """Whether a message of it goes to that number already."""
    return db.execute(_KNOWN, (request_id, party)).fetchone() is not None


def close(db: sqlite3.Connection, request_id: int) -> None:
    """Nothing is left to do for it."""
    db.execute(_CLOSE, (request_id,))
    translations.forget(db, request_id)


def mark_deleted(db: sqlite3.Connection, request_id: int) -> None:
    """Take it out of the lists; its messages stay."""
    db.execute(_DELETE, (request_id,))


def count_translations(db: sqlite3.Connection, request_id: int, done: int, failed: int, asked: int) -> None:
    """So many more were translated, could not be, and were asked for."""
    if done or failed or asked:
        db.execute(_TRANSLATED, (done, failed, asked, request_id))


def note(db: sqlite3.Connection, transmission_id: int, facts: Facts) -> None:
    """Keep what is known of a new message."""
    values = tuple(getattr(facts, each.name) for each in fields(Facts))
    db.execute(_NOTE, (transmission_id, *values))


def note_failure(db: sqlite3.Connection, transmission_id: int, failure: str) -> None:
    """Why it could not be sent, in SCG's word."""
    db.execute(_FAILED, (failure, transmission_id))
