"""Attempts: queued, ended, queued again; and where their transmission comes to rest."""

from __future__ import annotations

import sqlite3

from appliance.domain import Claim, Outcome, Service, Verdict
from appliance.errors import Conflict, Invalid, NotFound
from appliance.retry import Retry, burns_try
from appliance.spool import events
from appliance.spool.part_rows import ACCOUNTED, those_of

_QUEUE = """INSERT INTO attempts (transmission_id, service, lane, priority, state, not_before, expires_at, queued_at,
 room) VALUES (?, ?, ?, ?, ?, ?, ?, ?, zeroblob(48))"""
_END = """UPDATE attempts SET state = 'ended', ended_at = ?, verdict = ?, cause = ?, cause_text = ?, amount = ?,
 room = NULL WHERE id = ? AND state = 'open'"""
_REST = "UPDATE transmissions SET state = 'done', verdict = ?, cause = ?, cause_text = ? WHERE id = ?"
_SENT = f"""UPDATE transmissions SET state = 'done', verdict = 'sent', tries = tries + 1,
 room = zeroblob(8), delivered_at = iif(service = {Service.FAX.value}, ?2, delivered_at) WHERE id = ?1
 AND parts <= (SELECT count(*) FROM parts WHERE {those_of("?1")} AND state IN {ACCOUNTED})"""  # noqa: S608
_COUNT_TRY = "UPDATE transmissions SET tries = tries + 1 WHERE id = ?"
_COUNT_DIAL = "UPDATE transmissions SET dials = dials + 1 WHERE id = ?"
_STANDING = f"""SELECT coalesce(sum(state IN {ACCOUNTED}), 0), coalesce(sum(state = 'in_flight'), 0),
 coalesce(sum(state = 'in_doubt'), 0) FROM parts WHERE {those_of("?1")}"""  # noqa: S608
_UNCERTAIN = f"SELECT number FROM parts WHERE {those_of('?1')} AND state = 'in_doubt' ORDER BY id LIMIT 1"  # noqa: S608
_ON_A_SIM = f"SELECT sim FROM parts WHERE {those_of('?1')} AND state IN {ACCOUNTED} AND sim <> '' LIMIT 1"  # noqa: S608
_COURSE = "SELECT service, lane, priority, expires_at, doubt FROM transmissions WHERE id = ?"
_WAITING = "SELECT id FROM attempts WHERE transmission_id = ? AND state IN ('queued', 'waiting')"
_WITHDRAW = """UPDATE attempts SET state = 'ended', not_before = NULL, ended_at = ?, verdict = ?, cause = ?,
 cause_text = ? WHERE id = ?"""
_NEVER_BEGUN = """SELECT id FROM attempts WHERE transmission_id = ?1 AND state IN ('queued', 'waiting')
 AND NOT EXISTS (SELECT 1 FROM attempts WHERE transmission_id = ?1 AND started_at IS NOT NULL)"""
_CALL_OFF = f"""UPDATE attempts SET called_off = 1 WHERE transmission_id = ? AND state = 'open'
 AND service = {Service.FAX.value}
 AND EXISTS (SELECT 1 FROM transmissions WHERE id = attempts.transmission_id AND direction = 'outbound')
 RETURNING line"""  # noqa: S608
_CALLED_OFF = "SELECT called_off FROM attempts WHERE id = ?"
_EXPIRED = """SELECT id, transmission_id FROM attempts WHERE expires_at <= ? AND expires_at IS NOT NULL
 AND state IN ('queued', 'waiting') ORDER BY expires_at LIMIT ?"""


def lane_of_sim(sim: str) -> str:
    """The lane of what only that SIM may carry: a handset joins the parts of one sender only."""
    return f"sim:{sim}"


def own_lane(db: sqlite3.Connection, transmission_id: int) -> str | None:
    """The lane of the SIM that carried parts of it already, None where none did: pages of a fax have none."""
    row = db.execute(_ON_A_SIM, (transmission_id,)).fetchone()
    return None if row is None else lane_of_sim(row[0])


def queue(
    db: sqlite3.Connection,
    transmission_id: int,
    service: int,
    lane: str,
    priority: int,
    not_before: float | None,
    expires_at: float | None,
    now: float,
) -> int:
    """A new attempt, WAITING where `not_before` is still to come, else QUEUED; its id."""
    waits = not_before is not None and not_before > now
    state = "waiting" if waits else "queued"
    row = (transmission_id, service, lane, priority, state, not_before if waits else None, expires_at, now)
    attempt_id = db.execute(_QUEUE, row).lastrowid or 0
    events.append(
        db,
        now,
        events.TRANSMISSION_QUEUED,
        transmission_id=transmission_id,
        attempt_id=attempt_id,
        data={"not_before": not_before} if waits else None,
    )
    return attempt_id


def finish(
    db: sqlite3.Connection, claim: Claim, outcome: Outcome, decision: Retry | None, now: float, lane: str | None = None
) -> int | None:
    """End the attempt: the transmission is DONE, or tried again as `decision` says; then the id of the new attempt.

    Each part that was begun must have been told of before; SENT wants all accepted. One that was called off and is not
    SENT is CANCELLED, and not tried again. `lane` replaces the transmission's own for the new attempt. Raises Conflict
    where that does not hold or the attempt is not open; Invalid where a doubt is to be held and yet sent again.
    """
    if outcome.verdict is not Verdict.SENT and claim.parts:
        outcome, decision = _as_it_turned_out(db, claim, outcome, decision, now)
    counts_as_try = burns_try(outcome)
    if outcome.verdict is not Verdict.SENT and called_off(db, claim.attempt_id):
        outcome, decision = _cut_short(db, claim), None
    ended = (now, outcome.verdict.value, outcome.cause, outcome.text, claim.parts, claim.attempt_id)
    if not db.execute(_END, ended).rowcount:
        raise Conflict(f"attempt {claim.attempt_id} is not open")
    if outcome.verdict is Verdict.SENT:
        _sent(db, claim, now)
        return None
    db.execute(_COUNT_TRY if counts_as_try else _COUNT_DIAL, (claim.transmission_id,))
    if decision is not None:
        return again(db, claim, outcome, decision.at, now, lane)
    if outcome.verdict is not Verdict.CANCELLED and _uncertain(db, claim.transmission_id):  # an earlier copy may be out
        outcome = Outcome(Verdict.IN_DOUBT, outcome.cause, outcome.text)
    rest(db, claim.transmission_id, outcome, now, attempt_id=claim.attempt_id, line=claim.line)
    return None


def _as_it_turned_out(
    db: sqlite3.Connection, claim: Claim, outcome: Outcome, decision: Retry | None, now: float
) -> tuple[Outcome, Retry | None]:
    """A report that came before the answer may have settled the doubt: then all is sent, or the rest may follow."""
    taken, flying, uncertain = db.execute(_STANDING, (claim.transmission_id,)).fetchone()
    if flying:
        raise Conflict(f"a part of transmission {claim.transmission_id} is in flight")
    if taken >= claim.parts:
        return Outcome(Verdict.SENT), None
    if outcome.verdict is Verdict.IN_DOUBT and not uncertain:
        return Outcome(Verdict.UNANSWERED, outcome.cause, outcome.text), Retry(now)
    return outcome, decision


def _cut_short(db: sqlite3.Connection, claim: Claim) -> Outcome:
    """How a fax ends that was called off."""
    taken = db.execute(_STANDING, (claim.transmission_id,)).fetchone()[0]
    page = _uncertain(db, claim.transmission_id)
    text = f"cancelled: {taken} of {claim.parts} pages confirmed"
    return Outcome(Verdict.CANCELLED, text=f"{text}, page {page} may have arrived" if page else text)


def _uncertain(db: sqlite3.Connection, transmission_id: int) -> int | None:
    """The number of the first part that is in doubt."""
    row = db.execute(_UNCERTAIN, (transmission_id,)).fetchone()
    return None if row is None else int(row[0])


def _sent(db: sqlite3.Connection, claim: Claim, now: float) -> None:
    if not db.execute(_SENT, (claim.transmission_id, now)).rowcount:
        raise Conflict(f"not every part of transmission {claim.transmission_id} was accepted")
    events.append(
        db,
        now,
        events.TRANSMISSION_DONE,
        line=claim.line,
        transmission_id=claim.transmission_id,
        attempt_id=claim.attempt_id,
        data={"verdict": "sent"},
    )


def again(
    db: sqlite3.Connection, claim: Claim, outcome: Outcome, at: float, now: float, lane: str | None = None
) -> int:
    """Queue the transmission of an attempt that ended; the new attempt's id."""
    service, routed, priority, expires_at, doubt = db.execute(_COURSE, (claim.transmission_id,)).fetchone()
    if outcome.verdict is Verdict.IN_DOUBT and doubt != "resend":
        raise Invalid("what is held in doubt is not sent again by itself")
    lane = own_lane(db, claim.transmission_id) or (routed if lane is None else lane)
    waits = at > now
    row = (claim.transmission_id, service, lane, priority, "waiting" if waits else "queued", at if waits else None)
    next_id = db.execute(_QUEUE, (*row, expires_at, now)).lastrowid or 0
    events.append(
        db,
        now,
        events.TRANSMISSION_RETRY,
        line=claim.line,
        transmission_id=claim.transmission_id,
        attempt_id=claim.attempt_id,
        data={**_facts(outcome), "next": next_id, "at": at},
    )
    return next_id


def rest(
    db: sqlite3.Connection,
    transmission_id: int,
    outcome: Outcome,
    now: float,
    *,
    attempt_id: int | None,
    line: str = "",
) -> None:
    """The transmission is DONE, with that outcome."""
    db.execute(_REST, (outcome.verdict.value, outcome.cause, outcome.text, transmission_id))
    events.append(
        db,
        now,
        events.TRANSMISSION_DONE,
        line=line,
        transmission_id=transmission_id,
        attempt_id=attempt_id,
        data=_facts(outcome),
    )


def waiting_attempt(db: sqlite3.Connection, transmission_id: int) -> int | None:
    """Its attempt that is QUEUED or WAITING."""
    row = db.execute(_WAITING, (transmission_id,)).fetchone()
    return None if row is None else int(row[0])


def withdraw(db: sqlite3.Connection, transmission_id: int, attempt_id: int, outcome: Outcome, now: float) -> None:
    """End an attempt that no line opened, and its transmission. Where a part is in doubt, that is how it ends."""
    if _uncertain(db, transmission_id):
        outcome = Outcome(Verdict.IN_DOUBT, outcome.cause, f"{outcome.text}; a part may have been sent before")
    close(db, attempt_id, outcome, now)
    rest(db, transmission_id, outcome, now, attempt_id=attempt_id)


def close(db: sqlite3.Connection, attempt_id: int, outcome: Outcome, now: float) -> None:
    """End an attempt that is not open, nothing else."""
    db.execute(_WITHDRAW, (now, outcome.verdict.value, outcome.cause, outcome.text, attempt_id))


def put_off(db: sqlite3.Connection, attempt_id: int, until: float) -> None:
    """Let what is QUEUED wait until then (Unix time)."""
    db.execute("UPDATE attempts SET state = 'waiting', not_before = ? WHERE id = ?", (until, attempt_id))


def hold(db: sqlite3.Connection, transmission_id: int, why: str, now: float) -> bool:
    """Make a DRAFT again of what is QUEUED or WAITING and no line ever began; whether it was."""
    row = db.execute(_NEVER_BEGUN, (transmission_id,)).fetchone()
    if row is None:
        return False
    close(db, row[0], Outcome(Verdict.CANCELLED, text=why), now)
    db.execute("UPDATE transmissions SET state = 'draft' WHERE id = ?", (transmission_id,))
    events.append(db, now, events.TRANSMISSION_HELD, transmission_id=transmission_id, attempt_id=row[0])
    return True


def cancel(db: sqlite3.Connection, transmission_id: int, now: float) -> None:
    """Stop what is QUEUED or WAITING. Raises NotFound, Conflict in any other state."""
    attempt_id = waiting_attempt(db, transmission_id)
    if attempt_id is None:
        row = db.execute("SELECT state FROM transmissions WHERE id = ?", (transmission_id,)).fetchone()
        if row is None:
            raise NotFound(f"transmission {transmission_id}")
        raise Conflict("a line works on it" if row[0] == "active" else "it is not queued")
    withdraw(db, transmission_id, attempt_id, Outcome(Verdict.CANCELLED, text="cancelled"), now)


def call_off(db: sqlite3.Connection, transmission_id: int, now: float) -> str | None:
    """As `cancel`, and a fax that a line is at as well: then the line, which is to end its call and its attempt."""
    row = db.execute(_CALL_OFF, (transmission_id,)).fetchone()
    if row is not None:
        return str(row[0])
    cancel(db, transmission_id, now)
    return None


def called_off(db: sqlite3.Connection, attempt_id: int) -> bool:
    """Whether the fax of that open attempt is not wanted any more."""
    return bool(db.execute(_CALLED_OFF, (attempt_id,)).fetchone()[0])


def expire(db: sqlite3.Connection, now: float, limit: int = 500) -> int:
    """End up to `limit` of those queued or waiting whose time is over; how many."""
    rows = db.execute(_EXPIRED, (now, limit)).fetchall()
    for attempt_id, transmission_id in rows:
        withdraw(db, transmission_id, attempt_id, Outcome(Verdict.EXPIRED, text="not sent in time"), now)
    return len(rows)


def _facts(outcome: Outcome) -> dict[str, object]:
    facts = {"verdict": outcome.verdict.value, "cause": outcome.cause, "text": outcome.text}
    return {name: value for name, value in facts.items() if value}
