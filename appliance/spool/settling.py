"""What becomes of a part in doubt: accepted after all, or not; and what that means for its transmission."""

from __future__ import annotations

import sqlite3

from appliance.domain import Outcome, Verdict
from appliance.errors import Conflict, NotFound
from appliance.spool import attempts
from appliance.spool.part_rows import ACCOUNTED, ONE, those_of

_ACCEPT = f"""UPDATE parts SET state = 'accepted', reference = ? WHERE {ONE}
 AND state = 'in_doubt' RETURNING attempt_id"""  # noqa: S608
_STANDING = f"""SELECT service, state, verdict, parts, priority, expires_at,
 (SELECT count(*) FROM parts WHERE {those_of("?1")} AND state IN {ACCOUNTED}),
 (SELECT count(*) FROM parts WHERE {those_of("?1")} AND state = 'in_doubt')
 FROM transmissions WHERE id = ?1"""  # noqa: S608
_TO_LANE = "UPDATE attempts SET lane = ? WHERE id = ?"
_LANE = "SELECT lane FROM transmissions WHERE id = ?"
_GO_ON = "UPDATE transmissions SET state = 'active', verdict = NULL, cause = '', cause_text = '' WHERE id = ?"
_NEWEST = """SELECT parts.transmission_id, parts.number FROM parts JOIN attempts ON attempts.id = parts.attempt_id
 WHERE parts.sim = ? AND parts.state = 'in_doubt' AND attempts.line = ? ORDER BY parts.at DESC LIMIT 1"""
_IN_DOUBT = f"SELECT number, attempt_id FROM parts WHERE {those_of('?1')} AND state = 'in_doubt' ORDER BY id"  # noqa: S608
_DROP = f"DELETE FROM parts WHERE {those_of('?1')} AND state = 'in_doubt'"  # noqa: S608

_AFTER_ALL = Outcome(Verdict.CANCELLED, text="it was accepted after all")
_NOT_SENT = Outcome(Verdict.FAILED, text="said not to have been sent")


def accept(db: sqlite3.Connection, transmission_id: int, number: int, reference: int | None, now: float) -> None:
    """The part in doubt was accepted. Its transmission is SENT, or queued again for the parts that never went."""
    row = db.execute(_ACCEPT, (reference, transmission_id, number)).fetchone()
    if row is not None:
        _review(db, transmission_id, row[0], now)


def _review(db: sqlite3.Connection, transmission_id: int, attempt_id: int, now: float) -> None:
    found = db.execute(_STANDING, (transmission_id,)).fetchone()
    service, state, verdict, parts, priority, expires_at, taken, doubtful = found
    waiting = attempts.waiting_attempt(db, transmission_id)
    if state == "active" and waiting is None:
        return  # the line that works on it will tell
    if taken >= parts:
        if waiting is not None:
            attempts.close(db, waiting, _AFTER_ALL, now)
        attempts.rest(db, transmission_id, Outcome(Verdict.SENT), now, attempt_id=attempt_id)
    elif waiting is not None:
        db.execute(_TO_LANE, (_lane(db, transmission_id), waiting))
    elif verdict == "in_doubt" and not doubtful:
        db.execute(_GO_ON, (transmission_id,))
        attempts.queue(db, transmission_id, service, _lane(db, transmission_id), priority, None, expires_at, now)


def _lane(db: sqlite3.Connection, transmission_id: int) -> str:
    return attempts.own_lane(db, transmission_id) or str(db.execute(_LANE, (transmission_id,)).fetchone()[0])


def newest_in_doubt(db: sqlite3.Connection, line: str, sim: str) -> tuple[int, int] | None:
    """Transmission and number of the part in doubt that the line handed over last."""
    found: tuple[int, int] | None = db.execute(_NEWEST, (sim, line)).fetchone()
    return found


def settle(db: sqlite3.Connection, transmission_id: int, sent: bool, now: float) -> None:
    """A person says whether what is in doubt was sent. Raises NotFound, Conflict where nothing is in doubt.

    Not sent: it FAILED and may be asked to go again. Sent: it is SENT, or goes on with the parts that never went.
    """
    row = db.execute("SELECT state, verdict FROM transmissions WHERE id = ?", (transmission_id,)).fetchone()
    if row is None:
        raise NotFound(f"transmission {transmission_id}")
    if row != ("done", "in_doubt"):
        raise Conflict("it is not in doubt")
    doubtful = db.execute(_IN_DOUBT, (transmission_id,)).fetchall()
    if sent:
        for number, _ in doubtful:
            accept(db, transmission_id, number, None, now)
    else:
        db.execute(_DROP, (transmission_id,))
    if not sent or not doubtful:
        outcome = Outcome(Verdict.SENT) if sent else _NOT_SENT
        attempts.rest(db, transmission_id, outcome, now, attempt_id=doubtful[0][1] if doubtful else None)
