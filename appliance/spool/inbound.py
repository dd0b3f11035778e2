"""Messages that come in: each TPDU kept once, joined to messages whatever the order, whatever restarts lie between.

Parts belong together by SIM, sender, reference, number of parts and nearness in time; a part that is there already
with other content begins a new message: references are used again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from appliance.domain import Outcome, Service, Verdict
from appliance.spool import canaries, events

LOOKED_AT = 1000  # of the oldest TPDUs, for those to forget
NOTED_EVERY = 86_400.0  # seconds, that a TPDU is still seen: each note is a page on the card
WINDOW = 3600.0  # seconds that the service centre's time stamps of one message's parts may lie apart

Join = Callable[[Sequence[bytes]], str]
"""The whole content of a message's TPDUs, given in order; some may be missing."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An SMS-DELIVER. `fingerprint` is the same for a repetition only; `sent_at` Unix time, TP-SCTS.

    `concat`: reference with 65536 added for a 16 bit one, total, number from 1; None for a whole message, then `text`
    is its content. `options` are kept with the message.
    """

    sim: str
    line: str
    fingerprint: bytes
    sender: str
    sent_at: float | None
    concat: tuple[int, int, int] | None
    text: str
    tpdu: bytes
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an inbound message is."""

    user_id: int | None = None
    account_id: int | None = None
    contact_id: int | None = None
    program_id: int | None = None
    is_contact_new: bool = False

    @property
    def facts(self) -> dict[str, object]:
        """What the event tells of them that nothing else keeps."""
        return {"contact_new": self.contact_id} if self.is_contact_new else {}


class OwnerOf(Protocol):
    """Finds the owner by the sender, the line and the service."""

    def __call__(self, db: sqlite3.Connection, sender: str, line: str, service: Service = Service.SMS) -> Owner: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as who listens to it is told: its sender, its line, whose it is and its whole content."""

    transmission_id: int
    sender: str
    line: str
    owner: Owner
    body: str


Hear = Callable[[sqlite3.Connection, Heard], Mapping[str, object]]
"""Listens to a new message in the transaction that keeps it; gives the facts that its event tells of that."""


def silent(db: sqlite3.Connection, heard: Heard) -> Mapping[str, object]:
    """Where nobody listens."""
    return {}


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of it; `transmission_id` of the message that it is or belongs to, None while parts are missing.

    `text` is the content of a new message, for who reads it in the same transaction.
    """

    kind: Literal["new_message", "part", "duplicate", "unreadable", "canary"]
    transmission_id: int | None = None
    text: str = field(default="", compare=False)


_KEEP = """INSERT INTO received (sim, line, fingerprint, sender, sent_at, received_at, concat, total, number, tpdu,
 readable) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sim, fingerprint) DO NOTHING"""
_AGAIN = """UPDATE received SET seen_at = ?1 WHERE sim = ?2 AND fingerprint = ?3
 AND coalesce(seen_at, received_at) < ?1 - ?4"""
_FORGET = """DELETE FROM received WHERE id IN (SELECT id FROM (SELECT * FROM received ORDER BY id LIMIT ?1)
 WHERE coalesce(seen_at, received_at) < ?2 AND (transmission_id IS NOT NULL OR readable = 0)
 AND id < (SELECT max(id) FROM received) LIMIT ?3)"""
_KNOWN = "SELECT transmission_id FROM received WHERE sim = ? AND fingerprint = ?"
_GROUPS = """SELECT leader.id, leader.transmission_id FROM received AS leader
 LEFT JOIN transmissions ON transmissions.id = leader.transmission_id
 WHERE leader.sim = ?1 AND leader.sender = ?2 AND leader.concat = ?3 AND leader.total = ?4
 AND leader.group_id = leader.id AND abs(coalesce(leader.sent_at, leader.received_at) - ?5) <= ?6
 AND coalesce(transmissions.verdict, 'incomplete') = 'incomplete' AND NOT EXISTS (SELECT 1 FROM received AS twin
 WHERE twin.group_id = leader.id AND twin.number = ?7) ORDER BY leader.id DESC LIMIT 1"""
_JOIN_GROUP = "UPDATE received SET group_id = ?, transmission_id = ? WHERE id = ?"
_PARTS = "SELECT tpdu FROM received WHERE group_id = ? ORDER BY number"
_BECAME = "UPDATE received SET transmission_id = ? WHERE group_id = ?"
_BECAME_ALONE = "UPDATE received SET transmission_id = ? WHERE id = ?"
_MESSAGE = """INSERT INTO transmissions (user_id, account_id, contact_id, program_id, origin, direction, service, party,
 body, options, state, verdict, lane, parts, concat_reference, created_at, last_run)
 VALUES (?, ?, ?, ?, 'sms', 'inbound', ?, ?, ?, ?, 'done', ?, ?, ?, ?, ?, ?)"""
_ATTEMPT = """INSERT INTO attempts (transmission_id, service, state, line, sim, queued_at, started_at, connected_at,
 ended_at, verdict, amount) VALUES (?, ?, 'ended', ?, ?, ?, ?, ?, ?, ?, ?)"""
_WHOLE = "UPDATE transmissions SET body = ?, verdict = ?, cause_text = '' WHERE id = ?"
_WHOLE_ATTEMPT = "UPDATE attempts SET verdict = ?, amount = ? WHERE transmission_id = ? RETURNING id"
_WHY = "UPDATE transmissions SET cause_text = ? WHERE id = ?"
_OVERDUE = """SELECT id, sim, line, sender, sent_at, concat, total FROM received
 WHERE transmission_id IS NULL AND group_id = id AND received_at < ? ORDER BY received_at LIMIT ?"""
_NEXT_OVERDUE = "SELECT min(received_at) FROM received WHERE transmission_id IS NULL AND group_id = id"


def nobody(db: sqlite3.Connection, sender: str, line: str, service: Service = Service.SMS) -> Owner:
    """The owner where nobody says whose a message is."""
    return Owner()


def store(
    db: sqlite3.Connection,
    incoming: Incoming,
    now: float,
    *,
    join: Join,
    owner: OwnerOf = nobody,
    hear: Hear = silent,
) -> Stored:
    """Keep what came, and make the message of it where it is whole; it may be confirmed once this is committed."""
    home = _Home(owner, hear)
    reference, total, number = incoming.concat or (None, 1, 1)
    row = (incoming.sender, incoming.sent_at, now, reference, total, number, incoming.tpdu, 1)
    received_id = _keep(db, incoming.sim, incoming.line, incoming.fingerprint, row, now)
    if received_id is None:
        return Stored("duplicate", _known(db, incoming.sim, incoming.fingerprint))
    canary = canaries.arrived(db, incoming.line, incoming.text, now) if reference is None else None
    if canary is not None:
        db.execute(_BECAME_ALONE, (canary, received_id))
        return Stored("canary", canary)
    canaries.heard(db, incoming.line, now)
    if reference is None:
        found = _Message(incoming.sim, incoming.line, incoming.sender, incoming.sent_at, None, 1, incoming.options)
        made = _make(db, found, incoming.text, Outcome(Verdict.SENT), home, now)
        db.execute(_BECAME_ALONE, (made, received_id))
        return Stored("new_message", made, incoming.text)
    return _store_part(db, incoming, received_id, now, join, home)


def store_unreadable(
    db: sqlite3.Connection, sim: str, line: str, fingerprint: bytes, content: bytes, now: float
) -> Stored:
    """Keep what is no TPDU that can be read, once."""
    received_id = _keep(db, sim, line, fingerprint, ("", None, now, None, 1, 1, content, 0), now)
    if received_id is None:
        return Stored("duplicate")
    events.append(db, now, events.SMS_UNREADABLE, line=line, data={"received": received_id})
    return Stored("unreadable")


def surface_incomplete(
    db: sqlite3.Connection,
    deadline_before: float,
    now: float,
    join: Join,
    owner: OwnerOf = nobody,
    hear: Hear = silent,
    limit: int = 100,
) -> int:
    """Make messages of those whose first part came before `deadline_before`, with the parts there are; how many."""
    home = _Home(owner, hear)
    rows = db.execute(_OVERDUE, (deadline_before, limit)).fetchall()
    for group_id, sim, line, sender, sent_at, concat, total in rows:
        tpdus = _tpdus(db, group_id)
        outcome = Outcome(Verdict.INCOMPLETE, text=f"{len(tpdus)} of {total} parts came")
        found = _Message(sim, line, sender, sent_at, concat, total, {})
        facts = {"total": total, "present": len(tpdus)}
        made = _make(db, found, join(tpdus), outcome, home, now, events.SMS_INCOMPLETE, facts)
        db.execute(_BECAME, (made, group_id))
    return len(rows)


def oldest_part(db: sqlite3.Connection) -> float | None:
    """When the first part of the oldest message that is not whole came (Unix time): its deadline counts from there."""
    came = db.execute(_NEXT_OVERDUE).fetchone()[0]
    return None if came is None else float(came)


def forget(db: sqlite3.Connection, before: float, limit: int = 100) -> int:
    """Remove up to `limit` of the oldest TPDUs that were not seen since `before` (Unix time); how many.

    Their messages stay. What belongs to no message yet stays, and what still lies in a modem and is found again at
    each sweep: it must not pass for new.
    """
    return db.execute(_FORGET, (LOOKED_AT, before, limit)).rowcount


class _Home(NamedTuple):
    owner: OwnerOf
    hear: Hear


@dataclass(frozen=True, slots=True)
class _Message:
    sim: str
    line: str
    sender: str
    sent_at: float | None
    concat: int | None
    parts: int
    options: Mapping[str, object]


def _keep(
    db: sqlite3.Connection, sim: str, line: str, fingerprint: bytes, rest: tuple[object, ...], now: float
) -> int | None:
    cursor = db.execute(_KEEP, (sim, line, fingerprint, *rest))
    if cursor.rowcount:
        return cursor.lastrowid
    db.execute(_AGAIN, (now, sim, fingerprint, NOTED_EVERY))
    return None


def _known(db: sqlite3.Connection, sim: str, fingerprint: bytes) -> int | None:
    found: int | None = db.execute(_KNOWN, (sim, fingerprint)).fetchone()[0]
    return found


def _tpdus(db: sqlite3.Connection, group_id: int) -> list[bytes]:
    return [bytes(row[0]) for row in db.execute(_PARTS, (group_id,)).fetchall()]


def _store_part(
    db: sqlite3.Connection, incoming: Incoming, received_id: int, now: float, join: Join, home: _Home
) -> Stored:
    assert incoming.concat is not None
    reference, total, number = incoming.concat
    moment = now if incoming.sent_at is None else incoming.sent_at
    group = db.execute(_GROUPS, (incoming.sim, incoming.sender, reference, total, moment, WINDOW, number)).fetchone()
    group_id, transmission_id = group or (received_id, None)
    db.execute(_JOIN_GROUP, (group_id, transmission_id, received_id))
    tpdus = _tpdus(db, group_id)
    if transmission_id is not None:
        _add(db, incoming.line, transmission_id, join(tpdus), len(tpdus), total, now)
        return Stored("part", transmission_id)
    if len(tpdus) < total:
        return Stored("part")
    found = _Message(incoming.sim, incoming.line, incoming.sender, incoming.sent_at, reference, total, incoming.options)
    body = join(tpdus)
    made = _make(db, found, body, Outcome(Verdict.SENT), home, now)
    db.execute(_BECAME, (made, group_id))
    return Stored("new_message", made, body)


def _add(
    db: sqlite3.Connection, line: str, transmission_id: int, body: str, present: int, total: int, now: float
) -> None:
    """A late part of a message that was shown incomplete."""
    verdict = Verdict.SENT.value if present == total else Verdict.INCOMPLETE.value
    db.execute(_WHOLE, (body, verdict, transmission_id))
    attempt_id = db.execute(_WHOLE_ATTEMPT, (verdict, present, transmission_id)).fetchone()[0]
    if present == total:
        ids = {"transmission_id": transmission_id, "attempt_id": attempt_id}
        events.append(db, now, events.SMS_COMPLETED, line=line, **ids)
    else:
        db.execute(_WHY, (f"{present} of {total} parts came", transmission_id))


def _make(
    db: sqlite3.Connection,
    found: _Message,
    body: str,
    outcome: Outcome,
    home: _Home,
    now: float,
    kind: str = events.SMS_RECEIVED,
    facts: Mapping[str, object] | None = None,
) -> int:
    """An inbound transmission with its one attempt; its id."""
    whose = home.owner(db, found.sender, found.line)
    people = (whose.user_id, whose.account_id, whose.contact_id, whose.program_id)
    options = json.dumps({**found.options, "sent_at": found.sent_at})
    sms, verdict = Service.SMS.value, outcome.verdict.value
    content = (sms, found.sender, body, options, verdict, found.line, found.parts, (found.concat or 0) & 0xFFFF)
    transmission_id = db.execute(_MESSAGE, (*people, *content, now, now)).lastrowid or 0
    if outcome.text:
        db.execute(_WHY, (outcome.text, transmission_id))
    row = (transmission_id, sms, found.line, found.sim, now, now, now, now, verdict, found.parts)
    attempt_id = db.execute(_ATTEMPT, row).lastrowid
    ids = {"transmission_id": transmission_id, "attempt_id": attempt_id}
    heard = home.hear(db, Heard(transmission_id, found.sender, found.line, whose, body))
    events.append(db, now, kind, line=found.line, data={**(facts or {}), **whose.facts, **heard}, **ids)
    return transmission_id
