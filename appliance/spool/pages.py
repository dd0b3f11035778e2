"""The pages of a fax that goes out, each accounted by itself, as the parts of an SMS are: see `parts`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from appliance.domain import Claim, PartState
from appliance.spool import events, parts

MOST = 255
"""Pages of one fax: as many as an SMS may have parts (see `part_rows`)."""

_CONNECTED = "UPDATE attempts SET connected_at = ? WHERE id = ? AND connected_at IS NULL"
_BEGUN = """SELECT min(started_at) FROM attempts JOIN transmissions ON transmissions.id = transmission_id
 WHERE transmission_id = ? AND started_at >= last_run"""

Mark = Callable[[sqlite3.Connection, Claim, int, float], None]
"""What becomes of a page in flight: one of `part_unsent`, `part_refused` and `part_in_doubt`."""


def begin(db: sqlite3.Connection, claim: Claim, number: int, now: float) -> None:
    """Page `number`, from 1, may go out once this is committed. Raises Conflict where it did before."""
    db.execute(_CONNECTED, (now, claim.attempt_id))
    parts.begin_part(db, claim, number, now)


def confirmed(db: sqlite3.Connection, claim: Claim, number: int, facts: Mapping[str, object], now: float) -> None:
    """The far end has it. Raises Conflict where it was not in flight."""
    parts.part_accepted(db, claim, number, None, now)
    data = {"page": number, "pages": claim.parts, **facts}
    ids = {"transmission_id": claim.transmission_id, "attempt_id": claim.attempt_id}
    events.append(db, now, events.FAX_PAGE, line=claim.line, data=data, **ids)


def call_over(db: sqlite3.Connection, claim: Claim, mark: Mark, now: float) -> None:
    """The call has ended: `mark` what is in flight, if anything is."""
    for number, state in parts.states(db, claim.transmission_id).items():
        if state is PartState.IN_FLIGHT:
            mark(db, claim, number, now)


def calling_since(db: sqlite3.Connection, transmission_id: int) -> float:
    """When the first call was made since it was last asked to go, of one that a line holds (Unix time)."""
    return float(db.execute(_BEGUN, (transmission_id,)).fetchone()[0])
