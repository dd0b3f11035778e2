"""The parts of an SMS or the pages of a fax, each accounted by itself: in flight, accepted, refused, in doubt."""

from __future__ import annotations

import sqlite3

from appliance.domain import Claim, PartState
from appliance.errors import Conflict
from appliance.spool import reports
from appliance.spool.part_rows import ACCOUNTED, ONE, those_of

_ACCEPTED = f"SELECT number FROM parts WHERE {those_of('?1')} AND state IN {ACCOUNTED}"  # noqa: S608
_BEGIN = """INSERT INTO parts (id, transmission_id, number, attempt_id, state, sim, tail, report_wanted, at)
 VALUES (?1 * 256 + ?2, ?1, ?2, ?3, 'in_flight', ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET
 attempt_id = excluded.attempt_id, state = 'in_flight', sim = excluded.sim, reference = NULL, tail = excluded.tail,
 report_wanted = excluded.report_wanted, at = excluded.at, copies = copies + (parts.state = 'in_doubt'), status = NULL
 WHERE parts.state IN ('refused', 'in_doubt')"""
_ACCEPT = f"""UPDATE parts SET state = 'accepted', reference = ? WHERE {ONE}
 AND state = 'in_flight' AND attempt_id = ?"""  # noqa: S608
_TAKE_BACK = f"""DELETE FROM parts WHERE {ONE} AND state = 'in_flight' AND attempt_id = ?
 AND copies = 1"""  # noqa: S608
_REFUSE = f"""UPDATE parts SET state = 'refused' WHERE {ONE} AND state = 'in_flight'
 AND attempt_id = ? AND copies = 1"""  # noqa: S608
_DOUBT = f"""UPDATE parts SET state = 'in_doubt' WHERE {ONE} AND state = 'in_flight'
 AND attempt_id = ?"""  # noqa: S608
_BACK_IN_DOUBT = f"""UPDATE parts SET state = 'in_doubt', copies = copies - 1 WHERE {ONE}
 AND state = 'in_flight' AND attempt_id = ? AND copies > 1"""  # noqa: S608
_STATES = f"SELECT number, state FROM parts WHERE {those_of('?1')} ORDER BY id"  # noqa: S608


def accepted(db: sqlite3.Connection, transmission_id: int) -> frozenset[int]:
    """The numbers of the parts that the network took."""
    return frozenset(row[0] for row in db.execute(_ACCEPTED, (transmission_id,)).fetchall())


def states(db: sqlite3.Connection, transmission_id: int) -> dict[int, PartState]:
    """Each part that was ever begun, by number."""
    return {number: PartState(state) for number, state in db.execute(_STATES, (transmission_id,)).fetchall()}


def begin_part(db: sqlite3.Connection, claim: Claim, number: int, now: float) -> None:
    """The part may be handed over once this is committed. Raises Conflict where it was accepted or is in flight."""
    wanted = int(bool(claim.options.get("status_report")))
    row = (claim.transmission_id, number, claim.attempt_id, claim.sim, reports.tail_of(claim.party), wanted, now)
    if not db.execute(_BEGIN, row).rowcount:
        raise Conflict(f"part {number} of transmission {claim.transmission_id} was handed over already")


def part_accepted(db: sqlite3.Connection, claim: Claim, number: int, reference: int | None, now: float) -> None:
    """The network took it and the modem gave its TP-MR, or the far end has the page.

    Raises Conflict where it was not in flight.
    """
    changed = db.execute(_ACCEPT, (reference, claim.transmission_id, number, claim.attempt_id)).rowcount
    _check(changed, claim, number)
    if claim.options.get("status_report"):
        reports.look_again(db, claim.transmission_id, number, now)


def part_unsent(db: sqlite3.Connection, claim: Claim, number: int, now: float) -> None:
    """It surely did not go out: as if it was never begun. Raises Conflict where it was not in flight."""
    _did_not_go(db, claim, number, now, _TAKE_BACK)


def part_refused(db: sqlite3.Connection, claim: Claim, number: int, now: float) -> None:
    """The modem or the network refused it. Raises Conflict where it was not in flight."""
    _did_not_go(db, claim, number, now, _REFUSE)


def part_in_doubt(db: sqlite3.Connection, claim: Claim, number: int, now: float) -> None:
    """Handed over and not answered. Raises Conflict where it was not in flight."""
    changed = db.execute(_DOUBT, (claim.transmission_id, number, claim.attempt_id)).rowcount
    _check(changed, claim, number)
    reports.look_again(db, claim.transmission_id, number, now)


def _did_not_go(db: sqlite3.Connection, claim: Claim, number: int, now: float, statement: str) -> None:
    """This copy did not; where an earlier one is in doubt, the part is again."""
    key = (claim.transmission_id, number, claim.attempt_id)
    if db.execute(statement, key).rowcount:
        return
    _check(db.execute(_BACK_IN_DOUBT, key).rowcount, claim, number)
    reports.look_again(db, claim.transmission_id, number, now)


def _check(changed: int, claim: Claim, number: int) -> None:
    if not changed:
        raise Conflict(f"part {number} of transmission {claim.transmission_id} is not in flight")
