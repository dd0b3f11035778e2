"""The queue's other end: a line takes what it is to carry, its intent on disk before the first byte goes out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from appliance.domain import Claim, Doubt, Outcome, Service, Verdict
from appliance.errors import Conflict
from appliance.routing import CHANNEL
from appliance.spool import attempts, events, hours, parts, refusing, usage
from appliance.spool.refusing import LEFT

LOOKED_AT = 1000  # of the first in a lane, for one that goes to a known recipient
PROMOTED_AT_ONCE = 100  # bounds one transaction when the time of many comes at once

_PROMOTE = """UPDATE attempts SET state = 'queued', not_before = NULL WHERE id IN
 (SELECT id FROM attempts WHERE state = 'waiting' AND not_before <= ? ORDER BY not_before LIMIT ?)"""
_BEST = """SELECT priority, id, transmission_id, expires_at FROM attempts
 WHERE state = 'queued' AND service = ? AND lane = ? ORDER BY priority DESC, id LIMIT 1 OFFSET ?"""
_BEST_TO_KNOWN = f"""SELECT priority, id, transmission_id, expires_at FROM attempts
 WHERE id IN (SELECT id FROM attempts WHERE state = 'queued' AND service = ? AND lane = ?
 ORDER BY priority DESC, id LIMIT {LOOKED_AT})
 AND EXISTS (SELECT 1 FROM transmissions CROSS JOIN sim_recipients ON recipient = party
 WHERE transmissions.id = attempts.transmission_id AND sim_recipients.sim = ? AND month = ?)
 ORDER BY priority DESC, id LIMIT 1 OFFSET ?"""  # noqa: S608
_BEST_BUT = f"""SELECT priority, id, transmission_id, expires_at FROM attempts
 WHERE state = 'queued' AND service = ? AND lane = ? AND (lane <> '' AND lane NOT GLOB '{CHANNEL}*'
 OR NOT EXISTS (SELECT 1 FROM transmissions
 WHERE transmissions.id = attempts.transmission_id AND party IN (SELECT value FROM json_each(?))))
 ORDER BY priority DESC, id LIMIT 1 OFFSET ?"""  # noqa: S608
_OPEN = """UPDATE attempts SET state = 'open', line = ?, sim = ?, started_at = ?, room = zeroblob(14) WHERE id = ?"""
_COURSE = "service, party, body, options, concat_reference, parts, priority, tries, dials, tries_allowed, doubt"
_READ = f"SELECT {_COURSE} FROM transmissions WHERE id = ?"  # noqa: S608
_OPENED = """SELECT id, transmission_id, line, sim FROM attempts WHERE state = 'open' AND (?1 IS NULL OR line = ?1)
 AND EXISTS (SELECT 1 FROM transmissions WHERE id = attempts.transmission_id AND direction = 'outbound')"""
_NEXT_DUE = """SELECT min(due) FROM (SELECT * FROM (SELECT not_before AS due FROM attempts WHERE state = 'waiting'
 ORDER BY not_before LIMIT 1) UNION ALL SELECT * FROM (SELECT expires_at FROM attempts WHERE expires_at IS NOT NULL
 AND state IN ('queued', 'waiting') ORDER BY expires_at LIMIT 1))"""
_REROUTE = """UPDATE attempts SET lane = ?1 WHERE state = 'queued' AND service = ?3 AND lane = ?2
 AND NOT EXISTS (SELECT 1 FROM transmissions WHERE id = attempts.transmission_id
 AND (bound = 1 OR party IN (SELECT value FROM json_each(?4))))
 RETURNING id, transmission_id"""
_REROUTE_WAITING = """UPDATE attempts SET lane = ?1 WHERE state = 'waiting' AND service = ?3 AND lane = ?2
 AND NOT EXISTS (SELECT 1 FROM transmissions WHERE id = attempts.transmission_id
 AND (bound = 1 OR party IN (SELECT value FROM json_each(?4))))
 RETURNING id, transmission_id"""
_DEPTH = """SELECT count(*) FROM (SELECT 1 FROM attempts WHERE state = 'queued' AND service = ? AND lane = ? LIMIT ?)"""
_DEPTH_AT = """SELECT count(*) FROM (SELECT 1 FROM attempts WHERE state = 'queued' AND service = ? AND lane = ?
 AND priority = ? LIMIT ?)"""
_COUNTS = """SELECT lane, service, count(*) FROM attempts WHERE state = 'queued' GROUP BY lane, service"""

PutOff = Callable[[float], object]
"""Told of one that may not come to its recipient now: when it may (Unix time)."""

_Chosen = tuple[str, *tuple[object, ...]]
"""The statement that finds the best of a service and a lane, and its further values."""


def _unheard(at: float) -> None:
    """Nobody wants to know."""


def claim(
    db: sqlite3.Connection,
    line: str,
    sim: str,
    services: Service,
    lanes: Sequence[str],
    now: float,
    put_off: PutOff = _unheard,
) -> Claim | None:
    """Open the best queued attempt of `lanes` (and of what only `sim` may carry): highest priority, then oldest.

    Attempts whose time came are queued first, ones it meets that are expired, or unwanted by whom they are for, are
    ended; a line that may only send to some leaves the others to the others. One outside its hours waits for them, of
    which `put_off` is told. For an SMS its first part that the
    network has not accepted is IN_FLIGHT after this: that one may be handed over, each later one after `begin_part`. A
    fax is called for first: none of its pages is in flight yet.
    Raises Conflict where the line has an attempt open already.
    """
    return _claim_best(db, line, sim, services, lanes, now, (_BEST,), put_off)


def claim_but(
    db: sqlite3.Connection,
    line: str,
    sim: str,
    services: Service,
    lanes: Sequence[str],
    parties: Sequence[str],
    now: float,
) -> Claim | None:
    """As `claim`, but of the lanes that several share only what goes to none of those parties."""
    return _claim_best(db, line, sim, services, lanes, now, (_BEST_BUT, json.dumps(parties)), _unheard)


def claim_to_known(
    db: sqlite3.Connection,
    line: str,
    sim: str,
    services: Service,
    lanes: Sequence[str],
    now: float,
    put_off: PutOff = _unheard,
) -> Claim | None:
    """As `claim`, but only what goes to a recipient of that SIM this month, among the first LOOKED_AT of each lane."""
    return _claim_best(db, line, sim, services, lanes, now, (_BEST_TO_KNOWN, sim, usage.month_of(now)), put_off)


def _claim_best(
    db: sqlite3.Connection,
    line: str,
    sim: str,
    services: Service,
    lanes: Sequence[str],
    now: float,
    chosen: _Chosen,
    put_off: PutOff,
) -> Claim | None:
    db.execute(_PROMOTE, (now, PROMOTED_AT_ONCE))
    lanes = (*lanes, attempts.lane_of_sim(sim))
    left: dict[str, int] = {}  # how many of the first in a lane, to others
    while (found := _best(db, services, lanes, chosen, left)) is not None:
        _, attempt_id, transmission_id, expires_at, lane = found
        if expires_at is not None and expires_at <= now:
            attempts.withdraw(db, transmission_id, -attempt_id, Outcome(Verdict.EXPIRED, text="not sent in time"), now)
            continue
        if (opens := hours.opens(db, transmission_id, now)) > now:
            attempts.put_off(db, -attempt_id, opens)
            put_off(opens)
            continue
        row = db.execute(_READ, (transmission_id,)).fetchone()
        claimed = _claim(row, -attempt_id, transmission_id, line, sim, parts.accepted(db, transmission_id))
        unwanted = _unwanted(db, claimed, lane)
        if unwanted is LEFT:
            left[lane] = left.get(lane, 0) + 1
            continue
        if unwanted is None:
            return _open(db, claimed, now)
        refusing.withdraw(db, transmission_id, -attempt_id, unwanted, now)
    return None


def _unwanted(db: sqlite3.Connection, claimed: Claim, lane: str) -> Outcome | None:
    if claimed.service is not Service.SMS:
        return None
    return refusing.unwanted(db, claimed.transmission_id, claimed.party, claimed.options, lane, claimed.line)


def _best(
    db: sqlite3.Connection, services: Service, lanes: Sequence[str], chosen: _Chosen, left: Mapping[str, int]
) -> tuple[int, int, int, float | None, str] | None:
    """Priority, negative attempt id, transmission id, expiry and lane of the best that is not left to others."""
    statement, *rest = chosen
    best = None
    for service in services:
        for lane in (each for each in lanes if left.get(each, 0) < LOOKED_AT):
            row = db.execute(statement, (service.value, lane, *rest, left.get(lane, 0))).fetchone()
            if row is not None and (best is None or (row[0], -row[1]) > best[:2]):
                best = (row[0], -row[1], row[2], row[3], lane)
    return best


def _open(db: sqlite3.Connection, claimed: Claim, now: float) -> Claim:
    try:
        db.execute(_OPEN, (claimed.line, claimed.sim, now, claimed.attempt_id))
    except sqlite3.IntegrityError as error:
        raise Conflict(f"line {claimed.line} works on another attempt") from error
    if claimed.service is Service.SMS and claimed.left:
        parts.begin_part(db, claimed, claimed.left[0], now)
    events.append(
        db,
        now,
        events.ATTEMPT_STARTED,
        line=claimed.line,
        transmission_id=claimed.transmission_id,
        attempt_id=claimed.attempt_id,
    )
    return claimed


def opened(db: sqlite3.Connection, line: str | None = None) -> list[Claim]:
    """What lines hold open, or that one line, of what goes out."""
    rows = db.execute(_OPENED, (line,)).fetchall()
    return [
        _claim(
            db.execute(_READ, (transmission_id,)).fetchone(),
            attempt_id,
            transmission_id,
            holder,
            sim,
            parts.accepted(db, transmission_id),
        )
        for attempt_id, transmission_id, holder, sim in rows
    ]


def _claim(
    row: tuple[Any, ...], attempt_id: int, transmission_id: int, line: str, sim: str, accepted: frozenset[int]
) -> Claim:
    service, party, body, options, concat_reference, count, priority, tries, dials, tries_allowed, doubt = row
    return Claim(
        attempt_id=attempt_id,
        transmission_id=transmission_id,
        service=Service(service),
        line=line,
        sim=sim,
        party=party,
        body=body,
        options={} if options == "{}" else json.loads(options),
        concat_reference=concat_reference,
        parts=count,
        priority=priority,
        tries=tries,
        dials=dials,
        tries_allowed=tries_allowed,
        doubt=Doubt(doubt),
        accepted=accepted,
    )


def next_due(db: sqlite3.Connection) -> float | None:
    """The Unix time at which the earliest waiting attempt may go, or a queued or waiting one expires."""
    due = db.execute(_NEXT_DUE).fetchone()[0]
    return None if due is None else float(due)


def promote(db: sqlite3.Connection, now: float) -> int:
    """Queue up to PROMOTED_AT_ONCE waiting attempts whose time has come; how many. `claim` does so too."""
    return db.execute(_PROMOTE, (now, PROMOTED_AT_ONCE)).rowcount


def reroute(
    db: sqlite3.Connection,
    line: str,
    lane: str,
    now: float,
    services: Service = Service.SMS,
    but: Sequence[str] = (),
) -> int:
    """Hand what waits for `line` to another lane ("" or a line's name); how many.

    Stays: what is bound to its line, what goes to one of the parties in `but`, and what its SIM has begun, which is in
    that SIM's own lane. The transmission's own lane is kept, so a later try asks for the line again.
    """
    ways = [(lane, line, each.value, json.dumps(but)) for each in services]
    moved = [row for way in ways for row in db.execute(_REROUTE, way).fetchall()]
    moved += [row for way in ways for row in db.execute(_REROUTE_WAITING, way).fetchall()]
    for attempt_id, transmission_id in moved:
        ids = {"transmission_id": transmission_id, "attempt_id": attempt_id}
        events.append(db, now, events.TRANSMISSION_REROUTED, line=line, data={"lane": lane}, **ids)
    return len(moved)


def depth(db: sqlite3.Connection, lane: str = "", service: Service = Service.SMS, limit: int = 10_000) -> int:
    """How many are queued in a lane; stops counting at `limit`."""
    return int(db.execute(_DEPTH, (service.value, lane, limit)).fetchone()[0])


def depth_at(db: sqlite3.Connection, lane: str, service: Service, priority: int, limit: int) -> int:
    """How many of just that priority are queued in a lane; stops counting at `limit`."""
    return int(db.execute(_DEPTH_AT, (service.value, lane, priority, limit)).fetchone()[0])


def counts(db: sqlite3.Connection) -> dict[tuple[str, Service], int]:
    """How many are queued, for each lane and service. Looks at each of them."""
    return {(lane, Service(service)): count for lane, service, count in db.execute(_COUNTS).fetchall()}
