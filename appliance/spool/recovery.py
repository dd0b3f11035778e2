"""After a crash, or a line that gave up in the middle: what may have gone out is in doubt, the rest goes on."""

from __future__ import annotations

import sqlite3

from appliance.domain import Claim, Outcome, PartState, Service, Verdict
from appliance.retry import NOT_HANDED_OVER, RetryPolicy, decide
from appliance.spool import attempts, claiming, parts, reports, sequence, settling

_STOPPED = "its line stopped before the modem answered"


def recover(db: sqlite3.Connection, now: float, line: str | None = None) -> int:
    """End every attempt that is open, or that line's; how many. To be called before anybody claims.

    A part that was in flight is IN_DOUBT: the transmission rests so, or is sent again where its policy is RESEND.
    """
    held = claiming.opened(db, line)
    for claim in held:
        _end(db, claim, now)
    return len(held)


def _end(db: sqlite3.Connection, claim: Claim, now: float) -> None:
    states = parts.states(db, claim.transmission_id)
    flying = [number for number, state in states.items() if state is PartState.IN_FLIGHT]
    for number in flying:
        parts.part_in_doubt(db, claim, number, now)
    if flying or not claim.parts:
        outcome = Outcome(Verdict.IN_DOUBT, text=_doubt(claim, flying))
    else:
        outcome = Outcome(Verdict.UNANSWERED, NOT_HANDED_OVER, _STOPPED)
    policy = RetryPolicy(tries_allowed=claim.tries_allowed, doubt=claim.doubt)
    attempts.finish(db, claim, outcome, decide(policy, claim.tries, claim.dials, outcome, now), now)


def _doubt(claim: Claim, flying: list[int]) -> str:
    """The page that a person has to ask after, where it is one of a fax."""
    page = f"page {flying[0]} was not confirmed: " if flying and claim.service is Service.FAX else ""
    return page + _STOPPED


def late_submit(db: sqlite3.Connection, line: str, sim: str, reference: int, now: float) -> int | None:
    """`+CMGS` came after it was given up: the part in doubt that the line handed over last was accepted.

    Gives its transmission, None where that one is not in doubt (any more).
    """
    found = settling.newest_in_doubt(db, line, sim)
    if found is None:
        return None
    transmission_id, number = found
    if not sequence.can_be_answered(db, transmission_id, number, reference):
        return None
    settling.accept(db, transmission_id, number, reference, now)
    reports.look_again(db, transmission_id, number, now)
    return transmission_id
