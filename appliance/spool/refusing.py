"""What is not sent because nobody there wants it: asked when a text is queued, when a line takes it, and when a STOP
comes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from appliance import parties
from appliance.domain import Outcome, Service, Verdict
from appliance.spool import attempts, consents
from appliance.spool.consents import NO_CONSENT, Requirement
from appliance.spool.listing import Connection
from appliance.spool.providers import PROVIDERS

REQUIREMENT = "consent"
"""The option of a text that says what it requires, OPT_OUT where it does not."""

LEFT = Outcome(Verdict.REJECTED, NO_CONSENT, "left to other lines")
"""Not how it ends."""

_FAILED = "UPDATE message_facts SET failure = ? WHERE transmission_id = ?"
_SAID = "SELECT sender_id, consent_requirement FROM message_facts WHERE transmission_id = ?"
_SENDER = "SELECT id FROM providers WHERE outlet = ?"
_QUEUED = """SELECT attempts.service, options, attempts.lane FROM attempts
 JOIN transmissions ON transmissions.id = transmission_id WHERE attempts.id = ?"""
_WAITING = f"""SELECT attempts.id, attempts.transmission_id, attempts.lane, transmissions.party, transmissions.options
 FROM transmissions JOIN attempts ON attempts.transmission_id = transmissions.id
 WHERE transmissions.party IN (SELECT value FROM json_each(?)) AND transmissions.state = 'active'
 AND transmissions.service = {Service.SMS.value} AND attempts.state IN ('queued', 'waiting')"""  # noqa: S608


def unwanted(
    db: Connection, transmission_id: int, party: str, options: Mapping[str, Any], lane: str, line: str
) -> Outcome | None:
    """How a text ends whose recipient does not want it from `line`, None where it may go, LEFT where by another line.

    Where nobody said from which sender id it is to go, and the lane is not the line's alone, what was said to any line
    counts.
    """
    if not consents.matters(db, party):
        return None
    said = db.execute(_SAID, (transmission_id,)).fetchone() or (None, None)
    requirement = options.get(REQUIREMENT) or said[1] or Requirement.OPT_OUT
    sender_id = said[0] or (sender_of(db, line) if lane == line else None)
    why = consents.refusal(db, party, sender_id, requirement)
    if why is not None:
        return Outcome(Verdict.REJECTED, NO_CONSENT, why)
    own = None if sender_id is not None or line == lane else sender_of(db, line)
    return LEFT if own is not None and consents.is_left_out(db, party, own) else None


def refuse(db: Connection, transmission_id: int, attempt_id: int, party: str, now: float) -> bool:
    """End what was queued just now to `party` where that does not want it; whether that was so."""
    if not consents.matters(db, party):
        return False
    service, options, lane = db.execute(_QUEUED, (attempt_id,)).fetchone()
    if service != Service.SMS:
        return False
    outcome = unwanted(db, transmission_id, party, {} if options == "{}" else json.loads(options), lane, lane)
    if outcome is not None:
        withdraw(db, transmission_id, attempt_id, outcome, now)
    return outcome is not None


def refuse_waiting(db: Connection, address: str, now: float) -> int:
    """End what is queued to that address, or waits, and it does not want any more; how many."""
    rows = db.execute(_WAITING, (json.dumps(parties.spelled(address)),)).fetchall()
    ended = 0
    for attempt_id, transmission_id, lane, party, options in rows:
        outcome = unwanted(db, transmission_id, party, json.loads(options), lane, lane)
        if outcome is not None:
            withdraw(db, transmission_id, attempt_id, outcome, now)
            ended += 1
    return ended


def withdraw(db: Connection, transmission_id: int, attempt_id: int, outcome: Outcome, now: float) -> None:
    """End what is queued as `unwanted` says."""
    db.execute(_FAILED, (NO_CONSENT, transmission_id))
    attempts.withdraw(db, transmission_id, attempt_id, outcome, now)


def sender_for(db: Connection, line: str, now: float) -> int:
    """The same, its row made where it has none."""
    known = sender_of(db, line)
    return PROVIDERS.insert(db, {"outlet": line, "created_at": now}) if known is None else known


def sender_of(db: Connection, line: str) -> int | None:
    """The provider that a line is, None where it has no row yet."""
    row = db.execute(_SENDER, (line,)).fetchone()
    return None if row is None else int(row[0])
