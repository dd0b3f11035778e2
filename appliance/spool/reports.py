"""Status reports: which part each is about, even where the report is all that ever tells of its acceptance.

A part in doubt has no TP-MR. A report settles it only where no other part can be meant: the TP-MR is no other part's,
nothing to that recipient is in flight, one part in doubt alone fits between its neighbours' TP-MRs, which count up by
one for each SMS-SUBMIT (23.040 9.2.3.6). All else stays in doubt: better asked about than wrongly told.
"""

from __future__ import annotations

import re
import sqlite3
from math import inf
from typing import Any, Literal, NamedTuple

from appliance.spool import events, sequence, settling
from appliance.spool.part_rows import ONE, those_of

ReportOutcome = Literal["delivered", "trying", "failed"]
"""Of TP-ST (23.040 9.2.3.15): delivered, still trying, or given up."""

TAIL_DIGITS = 7  # the service centre may give a number in another form than it was given
REPEATED_WITHIN = 2000  # attempts: an older report's repetition is taken for one of an unknown part
LOOKED_AT_AGAIN = 20  # of the newest unmatched reports for a recipient

_NOT_DIGITS = re.compile(r"\D+")

_AWAITING = """SELECT transmission_id, number, attempt_id FROM parts WHERE sim = ? AND reference = ? AND tail = ?
 AND report_wanted = 1 AND state = 'accepted' AND at <= ? ORDER BY at DESC LIMIT 1"""
_TOLD_BEFORE = f"""SELECT parts.transmission_id FROM attempts CROSS JOIN parts ON {those_of("attempts.transmission_id")}
 WHERE attempts.id > (SELECT max(id) FROM attempts) - ? AND +parts.sim = ? AND +parts.reference = ? AND +parts.tail = ?
 AND parts.state IN ('delivered', 'undelivered') AND parts.at <= ? ORDER BY parts.at DESC LIMIT 1"""  # noqa: S608
_FLYING = f"""SELECT 1 FROM attempts CROSS JOIN parts ON {those_of("attempts.transmission_id")}
 WHERE attempts.state = 'open' AND +parts.state = 'in_flight' AND +parts.sim = ? AND +parts.tail = ? LIMIT 1"""  # noqa: S608
_IN_DOUBT = """SELECT transmission_id, number, attempt_id FROM parts
 WHERE sim = ? AND tail = ? AND state = 'in_doubt' AND report_wanted = 1 AND at <= ?"""
_KEEP = """INSERT INTO reports (sim, reference, tail, recipient, status, outcome, discharge, tpdu, received_at)
 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_KEPT = f"""SELECT reports.id, reports.sim, reports.reference, reports.tail, reports.status, reports.outcome,
 reports.received_at FROM parts JOIN reports ON reports.sim = parts.sim AND reports.tail = parts.tail
 WHERE {ONE} ORDER BY reports.id DESC LIMIT ?"""  # noqa: S608
_SINCE = f"SELECT at FROM parts WHERE {ONE}"  # noqa: S608
_FORGET = "DELETE FROM reports WHERE id = ?"
_FORGET_OLD = """DELETE FROM reports WHERE id IN (SELECT id FROM reports ORDER BY id LIMIT ?) AND received_at < ?
 AND id < (SELECT max(id) FROM reports)"""
_STATUS = f"UPDATE parts SET status = ? WHERE {ONE} AND state = 'accepted'"  # noqa: S608
_FINAL = f"UPDATE parts SET state = ?, status = ? WHERE {ONE} AND state = 'accepted'"  # noqa: S608
_ALL_DELIVERED = f"""SELECT 1 FROM transmissions WHERE id = ?1
 AND parts <= (SELECT count(*) FROM parts WHERE {those_of("?1")} AND state = 'delivered')"""  # noqa: S608

_DELIVERED = "UPDATE transmissions SET delivered_at = ?, room = NULL WHERE id = ?"
_CHANGED = "UPDATE transmissions SET version = version + 1 WHERE id = ?"


class _Part(NamedTuple):
    transmission_id: int
    number: int
    attempt_id: int


class _Kept(NamedTuple):
    id: int
    sim: str
    reference: int
    tail: str
    status: int
    outcome: ReportOutcome
    received_at: float


def tail_of(number: str) -> str:
    """The last digits of a number, the same for its international and national forms."""
    return _NOT_DIGITS.sub("", number).lstrip("0")[-TAIL_DIGITS:]


def report(
    db: sqlite3.Connection,
    sim: str,
    reference: int,
    recipient: str,
    status: int,
    discharge: float | None,
    outcome: ReportOutcome,
    tpdu: bytes,
    now: float,
) -> int | None:
    """Match an SMS-STATUS-REPORT with the newest part that it can be about; its transmission, None where there is none.

    `status` TP-ST, `discharge` Unix time. Settles a part in doubt. Unmatched ones are kept: the report may be ahead of
    the modem's own answer, and is looked at again when that comes.
    """
    found = _Kept(0, sim, reference, tail_of(recipient), status, outcome, inf)
    flying = db.execute(_FLYING, (sim, found.tail)).fetchone() is not None
    known = _match(db, found, flying, now)
    if known is None or (flying and not known[1]):
        db.execute(_KEEP, (sim, reference, found.tail, recipient, status, outcome, discharge, tpdu, now))
    if known is None and not flying:
        data = {"sim": sim, "reference": reference, "recipient": recipient, "outcome": outcome}
        events.append(db, now, events.REPORT_UNMATCHED, data=data)
    return None if known is None else known[0]


def forget(db: sqlite3.Connection, before: float, limit: int = 100) -> int:
    """Remove those of the `limit` oldest unmatched reports that came before `before` (Unix time); how many."""
    return db.execute(_FORGET_OLD, (limit, before)).rowcount


def look_again(db: sqlite3.Connection, transmission_id: int, number: int, now: float) -> None:
    """A part was accepted or is in doubt now: a report that came before may be about it, or about another in doubt."""
    rows = db.execute(_KEPT, (transmission_id, number, LOOKED_AT_AGAIN)).fetchall()
    if not rows:
        return
    since = db.execute(_SINCE, (transmission_id, number)).fetchone()[0]
    for kept in (_Kept(*row) for row in reversed(rows)):
        if kept.received_at >= since and (known := _match(db, kept, False, now)) is not None and known[1]:
            db.execute(_FORGET, (kept.id,))


def _match(db: sqlite3.Connection, found: _Kept, flying: bool, now: float) -> tuple[int, bool] | None:
    """The transmission that a report is about, and whether the report told anything new of it."""
    which = (found.sim, found.reference, found.tail, found.received_at)
    row = db.execute(_AWAITING, which).fetchone()
    if row is not None:
        _mark(db, _Part(*row), found, now)
        return row[0], True
    if (row := db.execute(_TOLD_BEFORE, (REPEATED_WITHIN, *which)).fetchone()) is not None:
        return row[0], False
    part = None if flying else _one_in_doubt(db, found)
    if part is None:
        return None
    settling.accept(db, part.transmission_id, part.number, found.reference, now)
    _mark(db, part, found, now)
    return part.transmission_id, True


def _one_in_doubt(db: sqlite3.Connection, found: _Kept) -> _Part | None:
    rows = db.execute(_IN_DOUBT, (found.sim, found.tail, found.received_at)).fetchall()
    fitting = [
        part for part in (_Part(*row) for row in rows) if sequence.can_be_reported(db, *part[:2], found.reference)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _mark(db: sqlite3.Connection, part: _Part, found: _Kept, now: float) -> None:
    if found.outcome == "trying":
        db.execute(_STATUS, (found.status, part.transmission_id, part.number))
        return
    state = "delivered" if found.outcome == "delivered" else "undelivered"
    db.execute(_FINAL, (state, found.status, part.transmission_id, part.number))
    told: dict[str, Any] = {"transmission_id": part.transmission_id, "attempt_id": part.attempt_id}
    if state == "undelivered":
        data = {"part": part.number, "status": found.status}
        db.execute(_CHANGED, (part.transmission_id,))
        events.append(db, now, events.SMS_UNDELIVERED, data=data, **told)
    elif db.execute(_ALL_DELIVERED, (part.transmission_id,)).fetchone():
        db.execute(_DELIVERED, (now, part.transmission_id))
        events.append(db, now, events.SMS_DELIVERED, **told)
