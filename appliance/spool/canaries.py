"""Texts that one line sends another to see whether that one still receives (FAULTS.md F33), and what they tell.

One is an ordinary transmission but for its origin: bound to the line that sends it, behind all other work, in no list.
What arrives is known by its random token, once and at the line that it was sent to; all else is somebody's message.
"""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from typing import Final

from appliance.domain import Outcome, Verdict
from appliance.spool import attempts, drafts, events, transmissions
from appliance.spool.drafts import Draft

ORIGIN: Final = "canary"
LAST: Final = -1  # priority: behind everybody's
LOOKED_BACK: Final = 100_000  # messages of all lines, for the newest of one

_TEXT = re.compile(r"Modem Box canary ([0-9]{1,18}) [0-9a-f]{32}", re.ASCII)
_WITHDRAWN = Outcome(Verdict.CANCELLED, text="whether the line receives need not be asked, or can't be, any more")

_COLUMNS = "line, counts_from, transmission_id, receiving, failures"
_ALL = f"SELECT {_COLUMNS} FROM canaries"  # noqa: S608
_BEGIN = """INSERT INTO canaries (line, counts_from, transmission_id, since) VALUES (?1, ?2, ?3, ?2)
 ON CONFLICT DO UPDATE SET counts_from = ?2, transmission_id = ?3, since = ?2"""
_AWAITED_AT = "SELECT transmission_id FROM canaries WHERE line = ? AND transmission_id IS NOT NULL"
_ITS_PART = "parts ON parts.id = transmissions.id * 256 + 1"
_AWAITED = f"""SELECT canaries.line, canaries.transmission_id, since, transmissions.lane, transmissions.state, verdict,
 coalesce(parts.at, created_at) FROM canaries
 JOIN transmissions ON transmissions.id = canaries.transmission_id LEFT JOIN {_ITS_PART}"""  # noqa: S608
_MADE = f"""SELECT body, options, lane, coalesce(parts.at, created_at) FROM transmissions LEFT JOIN {_ITS_PART}
 WHERE transmissions.id = ? AND origin = ?"""  # noqa: S608
_PROVEN = """UPDATE canaries SET transmission_id = NULL, since = NULL, receiving = 1, failures = 0, counts_from = ?
 WHERE line = ?"""
_DOUBTED = "SELECT receiving FROM canaries WHERE line = ? AND (transmission_id IS NOT NULL OR receiving = 0)"
_FAILED = """UPDATE canaries SET transmission_id = NULL, since = NULL, receiving = 0, failures = failures + 1
 WHERE line = ? AND transmission_id = ? RETURNING failures"""
_LET_GO = "UPDATE canaries SET transmission_id = NULL, since = NULL WHERE line = ? AND transmission_id = ?"
_COUNT_FROM = "UPDATE canaries SET counts_from = ? WHERE line = ?"
_COUNTED = "INSERT INTO canaries (line, counts_from) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET counts_from = ?2"
_SINCE = "UPDATE canaries SET since = ? WHERE line = ? AND transmission_id = ?"
_LAST_ARRIVAL = """SELECT max(received_at) FROM received WHERE id > (SELECT max(id) FROM received) - ? AND line = ?
 AND readable = 1"""


@dataclass(frozen=True, slots=True)
class Canary:
    """What is known of a line's reception. The period until the next text begins at `counts_from` (Unix time).

    `transmission_id`: the text that is awaited. `receiving`: whether the last one came, None for not known. `failures`:
    of those in a row that did not.
    """

    line: str
    counts_from: float
    transmission_id: int | None
    receiving: bool | None
    failures: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A text to make: for `line` at `number`, to be sent `by` another. Times are Unix seconds, `validity` seconds."""

    line: str
    number: str
    by: str
    token: str
    expires_at: float
    validity: float


@dataclass(frozen=True, slots=True)
class Awaited:
    """A text that has not come. Its time counts from `since` at the earliest, None while its line is down; `sent_at` is
    when it was handed over, or else when it was made (Unix time).
    """

    line: str
    transmission_id: int
    since: float | None
    by: str
    state: str
    verdict: str | None
    sent_at: float

    @property
    def sent(self) -> bool:
        """Whether the network took it."""
        return self.verdict == Verdict.SENT

    @property
    def ended(self) -> bool:
        """Whether nothing more will be done for it."""
        return self.state == "done"


def all_of(db: sqlite3.Connection) -> dict[str, Canary]:
    """What is known, by line."""
    rows = db.execute(_ALL).fetchall()
    return {
        line: Canary(line, counts_from, awaited, truth_of(receiving), failures)
        for line, counts_from, awaited, receiving, failures in rows
    }


def truth_of(receiving: int | None) -> bool | None:
    """As it stands in a row."""
    return None if receiving is None else bool(receiving)


def begin(db: sqlite3.Connection, plan: Plan, now: float) -> int:
    """Queue a text and await it; its transmission. Where one is awaited at that line already: that one's."""
    awaited = db.execute(_AWAITED_AT, (plan.line,)).fetchone()
    if awaited is not None:
        return int(awaited[0])
    made = drafts.create(
        db,
        Draft(origin=ORIGIN, party=plan.number, priority=LAST, expires_at=plan.expires_at, bound=True),
        now,
    )
    drafts.enqueue(
        db,
        made,
        party=plan.number,
        body=f"Modem Box canary {made} {plan.token}",
        options={"canary": plan.line, "validity": plan.validity},
        parts=1,
        concat_reference=made & 0xFFFF,
        lane=plan.by,
        not_before=None,
        now=now,
    )
    transmissions.mark_deleted(db, made)
    db.execute(_BEGIN, (plan.line, now, made))
    return made


def awaited(db: sqlite3.Connection) -> list[Awaited]:
    """Every text that is awaited."""
    return [Awaited(*row) for row in db.execute(_AWAITED).fetchall()]


def arrived(db: sqlite3.Connection, line: str, text: str, now: float) -> int | None:
    """The transmission that came in at `line` with that text where it is one of ours; then the line receives."""
    named = _TEXT.fullmatch(text)
    row = named and db.execute(_MADE, (int(named[1]), ORIGIN)).fetchone()
    if not named or not row:
        return None
    transmission_id, (body, options, by, sent_at) = int(named[1]), row
    known = json.loads(options)
    if body != text or known["canary"] != line or "arrived" in known:
        return None
    transmissions.set_option(db, transmission_id, "arrived", int(now))
    _prove(db, line, transmission_id, now)
    data = {"by": by, "seconds": round(max(now - sent_at, 0.0), 3)}
    events.append(db, now, events.CANARY_OK, line=line, transmission_id=transmission_id, data=data)
    return transmission_id


def heard(db: sqlite3.Connection, line: str, now: float) -> None:
    """Somebody's message came in at `line`: that it receives is proven, nothing needs to be awaited any more."""
    row = db.execute(_DOUBTED, (line,)).fetchone()
    if row is None:
        return
    _prove(db, line, None, now)
    if row[0] == 0:
        events.append(db, now, events.CANARY_OK, line=line)


def failed(db: sqlite3.Connection, late: Awaited, bound: float, now: float) -> int:
    """It did not come within `bound` seconds: how many in a row by now, 0 where it is no longer awaited."""
    row = db.execute(_FAILED, (late.line, late.transmission_id)).fetchone()
    if row is None:
        return 0
    data = {"by": late.by, "bound": bound, "failures": row[0]}
    events.append(db, now, events.CANARY_FAILED, line=late.line, transmission_id=late.transmission_id, data=data)
    return int(row[0])


def let_go(db: sqlite3.Connection, one: Awaited) -> None:
    """Await it no more; it tells nothing. Should it come all the same, it is known."""
    db.execute(_LET_GO, (one.line, one.transmission_id))


def withdraw(db: sqlite3.Connection, one: Awaited, now: float) -> bool:
    """Take it back where no line works on it or has: another may follow as soon as one can. Whether it was so."""
    attempt_id = attempts.waiting_attempt(db, one.transmission_id)
    if attempt_id is None:
        return False
    attempts.withdraw(db, one.transmission_id, attempt_id, _WITHDRAWN, now)
    let_go(db, one)
    db.execute(_COUNT_FROM, (0.0, one.line))
    return True


def count_since(db: sqlite3.Connection, one: Awaited, since: float | None) -> None:
    """Its line went down (None), or is up again."""
    db.execute(_SINCE, (since, one.line, one.transmission_id))


def count_from(db: sqlite3.Connection, line: str, at: float) -> None:
    """The line's period begins then."""
    db.execute(_COUNTED, (line, at))


def last_arrival(db: sqlite3.Connection, line: str) -> float:
    """When something came in at `line` last (Unix time), 0 where it is not among the last LOOKED_BACK of all lines."""
    found = db.execute(_LAST_ARRIVAL, (LOOKED_BACK, line)).fetchone()[0]
    return float(found or 0.0)


def receives(db: sqlite3.Connection, line: str) -> bool:
    """False where the last text to it did not come."""
    row = db.execute("SELECT 1 FROM canaries WHERE line = ? AND receiving = 0", (line,)).fetchone()
    return row is None


def _prove(db: sqlite3.Connection, line: str, came: int | None, now: float) -> None:
    row = db.execute(_AWAITED_AT, (line,)).fetchone()
    db.execute(_PROVEN, (now, line))
    attempt_id = attempts.waiting_attempt(db, row[0]) if row and row[0] != came else None
    if attempt_id is not None:
        attempts.withdraw(db, row[0], attempt_id, _WITHDRAWN, now)
