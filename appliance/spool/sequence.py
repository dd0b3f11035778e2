"""Which part in doubt a TP-MR can belong to: those of one SIM count up by one for each SMS-SUBMIT (23.040 9.2.3.6).

Says no where another part may be meant: what is wrongly held in doubt can be asked about, what is wrongly taken for
sent is lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from appliance.spool.part_rows import ONE, those_of

NEIGHBOURS = 1000  # attempts to look at on each side
LONGEST_GAP = 32  # TP-MRs that may lie between neighbours and a part in doubt

_NEIGHBOURS = f"""SELECT DISTINCT parts.id, parts.sim, parts.tail, parts.state, parts.reference, parts.at, parts.copies
 FROM attempts CROSS JOIN parts ON {those_of("attempts.transmission_id")}
 WHERE attempts.id BETWEEN ? AND ? AND attempts.sim = ? ORDER BY parts.at"""  # noqa: S608
_PART = f"SELECT attempt_id, id, sim, tail, state, reference, at, copies FROM parts WHERE {ONE}"  # noqa: S608


class _Part(NamedTuple):
    id: int
    sim: str
    tail: str
    state: str
    reference: int | None
    at: float
    copies: int


def can_be_reported(db: sqlite3.Connection, transmission_id: int, number: int, reference: int) -> bool:
    """Whether a status report with that TP-MR, for its recipient, can be about the part in doubt."""
    _, part, others = _part_and_neighbours(db, transmission_id, number)
    copied = any(each.copies > 1 and each.tail == part.tail for each in others)  # an earlier copy of that may be out
    return not copied and _in_sequence(part, others, reference)


def can_be_answered(db: sqlite3.Connection, transmission_id: int, number: int, reference: int) -> bool:
    """Whether a late `+CMGS` with that TP-MR can be the answer to the part in doubt."""
    attempt_id, part, others = _part_and_neighbours(db, transmission_id, number)
    newest = db.execute("SELECT max(id) FROM attempts").fetchone()[0]
    unnumbered = any(each.reference is None and each.at > part.at and each.sim == part.sim for each in others)
    copied = any(each.copies > 1 for each in others)
    return newest - attempt_id <= NEIGHBOURS and not unnumbered and not copied and _in_sequence(part, others, reference)


def _part_and_neighbours(db: sqlite3.Connection, transmission_id: int, number: int) -> tuple[int, _Part, list[_Part]]:
    attempt_id, *row = db.execute(_PART, (transmission_id, number)).fetchone()
    part = _Part(*row)
    span = (attempt_id - NEIGHBOURS, attempt_id + NEIGHBOURS, part.sim)
    others = [each for each in (_Part(*row) for row in db.execute(_NEIGHBOURS, span).fetchall()) if each.id != part.id]
    return attempt_id, part, others


def _in_sequence(part: _Part, others: Sequence[_Part], reference: int) -> bool:
    numbered = [each for each in others if each.sim == part.sim and each.reference is not None]
    before = next((each.reference for each in reversed(numbered) if each.at <= part.at), None)
    after = next((each.reference for each in numbered if each.at > part.at), None)
    return between(before, reference, after)


def between(before: int | None, reference: int, after: int | None) -> bool:
    """Whether a TP-MR lies shortly after `before` and before `after`, modulo 256; None for what is not known."""
    if before is None:
        return after is None or 0 < (after - reference) % 256 <= LONGEST_GAP
    gap = (reference - before) % 256
    return 0 < gap <= LONGEST_GAP and (after is None or gap < (after - before) % 256)
