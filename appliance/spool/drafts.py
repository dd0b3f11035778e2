"""How a transmission comes to be, and how it is asked to go."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from appliance.domain import Direction, Doubt, Service
from appliance.errors import Conflict, Invalid, NotFound
from appliance.spool import attempts, events
from appliance.spool.part_rows import those_of


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a transmission before it is asked to go. `bound`: by its own line only, even if that is dead.

    `body`, `options` (JSON) and `parts` of one without a program, which is all that it will be. Of one of a request:
    `due_at`, it is not asked to go before, and the `lane` that it waits for.
    """

    user_id: int | None = None
    account_id: int | None = None
    contact_id: int | None = None
    program_id: int | None = None
    title: str = ""
    origin: str = ""
    direction: Direction = Direction.OUTBOUND
    service: Service = Service.SMS
    party: str = ""
    priority: int = 0
    tries_allowed: int = 1
    doubt: Doubt = Doubt.HOLD
    expires_at: float | None = None
    request_key: str | None = None
    bound: bool = False
    campaign_id: int | None = None
    application_id: int | None = None
    request_id: int | None = None
    due_at: float | None = None
    body: str = ""
    options: str = "{}"
    parts: int = 0
    lane: str = ""


_CREATE = """INSERT INTO transmissions (user_id, account_id, contact_id, program_id, title, origin, direction, service,
 party, priority, tries_allowed, doubt, expires_at, request_key, bound, campaign_id, application_id, request_id,
 due_at, body, options, parts, lane, state, created_at)
 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'draft', ?)"""
_ASKED = """SELECT state, verdict, direction, service, priority, expires_at, party, body FROM transmissions
 WHERE id = ? AND deleted = 0"""
_FILL = """UPDATE transmissions SET state = 'active', verdict = NULL, cause = '', cause_text = '', dials = 0,
 room = zeroblob(10), last_run = ?, lane = ?, party = ?, body = ?, options = ?, parts = ?, concat_reference = ?
 WHERE id = ?"""
_AGAIN = """UPDATE transmissions SET state = 'active', verdict = NULL, cause = '', cause_text = '', dials = 0,
 room = zeroblob(10), last_run = ? WHERE id = ?"""
_DROP_USELESS = f"DELETE FROM parts WHERE {those_of('?1')} AND (state = 'refused' OR number > ?2 OR ?3)"  # noqa: S608


def create(db: sqlite3.Connection, draft: Draft, now: float) -> int:
    """Make a transmission in DRAFT; its id. Raises Conflict where the user's request key was used already."""
    values = (
        draft.user_id,
        draft.account_id,
        draft.contact_id,
        draft.program_id,
        draft.title,
        draft.origin,
        draft.direction.value,
        int(draft.service),
        draft.party,
        draft.priority,
        draft.tries_allowed,
        draft.doubt.value,
        draft.expires_at,
        draft.request_key,
        int(draft.bound),
        draft.campaign_id,
        draft.application_id,
        draft.request_id,
        draft.due_at,
        draft.body,
        draft.options,
        draft.parts,
        draft.lane,
        now,
    )
    try:
        transmission_id = db.execute(_CREATE, values).lastrowid or 0
    except sqlite3.IntegrityError as error:
        raise Conflict(f"the request key {draft.request_key!r} was used before") from error
    events.append(db, now, events.TRANSMISSION_CREATED, transmission_id=transmission_id)
    return transmission_id


def enqueue(
    db: sqlite3.Connection,
    transmission_id: int,
    *,
    party: str,
    body: str,
    options: Mapping[str, object],
    parts: int,
    concat_reference: int,
    lane: str,
    not_before: float | None,
    now: float,
) -> int:
    """Ask it to go, in `lane`; the id of the attempt.

    `parts`: how many SMS-SUBMITs or pages it takes, 0 for what has neither; `options["status_report"]` asks for
    reports. Of one that failed or is in doubt this is a person's permission to send again all that was not accepted;
    where the network accepted some of it, content and SIM stay as they were. Raises NotFound, Conflict where it is
    under way, was sent or came in, Invalid.
    """
    row = db.execute(_ASKED, (transmission_id,)).fetchone()
    if row is None:
        raise NotFound(f"transmission {transmission_id}")
    state, verdict, direction, service, priority, expires_at, *before = row
    if direction != Direction.OUTBOUND.value:
        raise Conflict("it came in")
    if state == "active" or verdict == "sent":
        raise Conflict("it is under way" if state == "active" else "it was sent")
    if service == Service.SMS and parts < 1:
        raise Invalid("an SMS has one part at least")
    own = attempts.own_lane(db, transmission_id) if state == "done" else None
    if own is not None:
        db.execute(_AGAIN, (now, transmission_id))
        lane = own
    else:
        content = (now, lane, party, body, json.dumps(options) if options else "{}", parts, concat_reference)
        db.execute(_FILL, (*content, transmission_id))
        if state == "done":
            db.execute(_DROP_USELESS, (transmission_id, parts, before != [party, body]))
    return attempts.queue(db, transmission_id, service, lane, priority, not_before, expires_at, now)
