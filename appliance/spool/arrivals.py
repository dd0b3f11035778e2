"""What comes in whole by a service other than SMS: made a transmission once, with the one attempt that brought it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from appliance.domain import Service
from appliance.spool import events
from appliance.spool.inbound import Owner

_KNOWN = "SELECT id FROM transmissions WHERE user_id = ? AND request_key = ?"
_MESSAGE = """INSERT INTO transmissions (user_id, account_id, contact_id, program_id, title, origin, direction, service,
 party, body, options, state, verdict, lane, request_key, created_at, last_run)
 VALUES (?, ?, ?, ?, ?, ?, 'inbound', ?, ?, ?, ?, 'done', 'sent', ?, ?, ?, ?)"""
_ATTEMPT = """INSERT INTO attempts (transmission_id, service, state, line, queued_at, started_at, connected_at,
 ended_at, verdict, amount) VALUES (?, ?, 'ended', ?, ?, ?, ?, ?, 'sent', ?)"""
_TOLD: Mapping[Service, tuple[str, tuple[str, ...]]] = {
    Service.EMAIL: (events.MAIL_RECEIVED, ()),
    Service.FAX: (events.FAX_RECEIVED, ("pages",)),
}
"""The event of each, and what it calls the amount where it names it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """`key` is the same for a repetition only; `options` name as what it was kept. `amount`: of pages, say."""

    service: Service
    line: str
    key: str
    party: str
    title: str
    body: str
    origin: str
    options: Mapping[str, object]
    amount: int = 1


def known(db: sqlite3.Connection, user_id: int | None, key: str) -> int | None:
    """The transmission that came to that user with that key before."""
    row = db.execute(_KNOWN, (user_id, key)).fetchone()
    return None if row is None else int(row[0])


def arrive(db: sqlite3.Connection, arrival: Arrival, owner: Owner, now: float) -> int:
    """Keep what came; the transmission's id. The caller has seen to it that it is not `known`."""
    service = int(arrival.service)
    people = (owner.user_id, owner.account_id, owner.contact_id, owner.program_id)
    options = json.dumps(dict(arrival.options), ensure_ascii=False)
    said = (arrival.title, arrival.origin, service, arrival.party, arrival.body, options)
    made = db.execute(_MESSAGE, (*people, *said, arrival.line, arrival.key, now, now)).lastrowid or 0
    attempt = db.execute(_ATTEMPT, (made, service, arrival.line, now, now, now, now, arrival.amount)).lastrowid
    kind, amount = _TOLD[arrival.service]
    data = {**dict.fromkeys(amount, arrival.amount), **owner.facts}
    events.append(db, now, kind, line=arrival.line, transmission_id=made, attempt_id=attempt, data=data)
    return made
