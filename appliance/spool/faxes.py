"""A fax that comes in: a transmission from its first page on, each page kept before the far end is told so."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.domain import Outcome, Service, Verdict
from appliance.spool import events
from appliance.spool.contents import DOCUMENTS
from appliance.spool.inbound import Owner

_MESSAGE = """INSERT INTO transmissions (user_id, account_id, contact_id, program_id, title, origin, direction, service,
 party, options, state, lane, created_at, last_run)
 VALUES (?, ?, ?, ?, ?, 'fax', 'inbound', ?, ?, ?, 'active', ?, ?, ?)"""
_ATTEMPT = """INSERT INTO attempts (transmission_id, service, state, line, sim, queued_at, started_at, connected_at)
 VALUES (?, ?, 'open', ?, '', ?, ?, ?)"""
_PAGE = "UPDATE transmissions SET parts = parts + 1, options = json_set(options, '$.files[#]', ?) WHERE id = ?"
_HELD = """SELECT attempts.transmission_id, attempts.id, line, party, user_id, options FROM attempts
 JOIN transmissions ON transmissions.id = attempts.transmission_id
 WHERE attempts.state = 'open' AND direction = 'inbound' AND (?1 IS NULL OR line = ?1)"""
_DONE = """UPDATE transmissions SET state = 'done', verdict = ?, cause = ?, cause_text = ?,
 options = json_set(json_remove(options, '$.files'), '$.document_id', ?) WHERE id = ?"""
_ENDED = """UPDATE attempts SET state = 'ended', ended_at = ?, verdict = ?, cause = ?, cause_text = ?, amount = ?
 WHERE id = ?"""


@dataclass(frozen=True, slots=True)
class Caller:
    """`number` as the network tells it, `ident` as the far end says (TSI); '' where not told."""

    number: str = ""
    ident: str = ""

    @property
    def name(self) -> str:
        """What to call them."""
        return self.number or self.ident or "unknown"


@dataclass(frozen=True, slots=True)
class Held:
    """A fax whose call goes on, or was cut by a crash. `files` are its pages in the folder of media, in order."""

    transmission_id: int
    attempt_id: int
    line: str
    party: str
    user_id: int | None
    options: Mapping[str, object]

    @property
    def files(self) -> list[str]:
        kept = self.options["files"]
        assert isinstance(kept, list)
        return kept


def begin(db: sqlite3.Connection, line: str, caller: Caller, owner: Owner, now: float) -> int:
    """The first page is about to be kept: make the transmission, and hold the line; the transmission's id."""
    service = Service.FAX.value
    people = (owner.user_id, owner.account_id, owner.contact_id, owner.program_id)
    options = json.dumps({"files": [], "ident": caller.ident, **owner.facts}, ensure_ascii=False)
    said = (f"Fax from {caller.name}", service, caller.number, options, line)
    made = db.execute(_MESSAGE, (*people, *said, now, now)).lastrowid or 0
    db.execute(_ATTEMPT, (made, service, line, now, now, now))
    return made


def add_page(db: sqlite3.Connection, held: Held, file: str, facts: Mapping[str, object], now: float) -> None:
    """One more page is kept in that file: the far end may be told so once this is committed."""
    db.execute(_PAGE, (file, held.transmission_id))
    ids = {"transmission_id": held.transmission_id, "attempt_id": held.attempt_id}
    events.append(db, now, events.FAX_PAGE, line=held.line, data={"page": len(held.files) + 1, **facts}, **ids)


def held(db: sqlite3.Connection, line: str | None = None) -> list[Held]:
    """Those that lines hold, or that one line: one at most."""
    return [_of(*row) for row in db.execute(_HELD, (line,)).fetchall()]


def finish(db: sqlite3.Connection, one: Held, made: Mapping[str, Any], outcome: Outcome, now: float) -> None:
    """The call is over: what came is a document, its `file`, `fax`, `pages` as made; SENT, or INCOMPLETE if cut off."""
    pages = made.get("pages", 0)
    name = f"Fax from {Caller(one.party, str(one.options['ident'])).name}"[:128]
    row = {"user_id": one.user_id, "name": name, "type": "tif", "quality": "fine", "created_at": now}
    document = DOCUMENTS.insert(db, {**row, **made})
    ended = (outcome.verdict.value, outcome.cause, outcome.text)
    db.execute(_DONE, (*ended, document, one.transmission_id))
    db.execute(_ENDED, (now, *ended, pages, one.attempt_id))
    told = {name: one.options[name] for name in ("contact_new",) if name in one.options}
    partial = {"text": outcome.text} if outcome.verdict is Verdict.INCOMPLETE else {}
    ids = {"transmission_id": one.transmission_id, "attempt_id": one.attempt_id}
    events.append(db, now, events.FAX_RECEIVED, line=one.line, data={"pages": pages, **partial, **told}, **ids)


def _of(transmission_id: int, attempt_id: int, line: str, party: str, user_id: int | None, options: str) -> Held:
    return Held(transmission_id, attempt_id, line, party, user_id, json.loads(options))
