"""What each SIM has sent: parts an hour, a day and a month, and to how many different recipients a month.

Hours, days and months are those of the box's time zone.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from appliance.pacing import Counts
from appliance.spool.part_rows import ACCOUNTED, those_of

_LOOKED_BACK = 2000  # attempts; no line makes as many a minute
_DAY_ZERO = datetime(1970, 1, 1).toordinal()
_FORGIVEN_FOR = 32 * 86_400.0  # seconds; no month is longer

_COUNT = """INSERT INTO sim_usage (sim, day, hour, parts, in_hour) VALUES (?1, ?2, ?3, ?4, ?4)
 ON CONFLICT DO UPDATE SET parts = parts + excluded.parts, hour = excluded.hour,
 in_hour = excluded.in_hour + CASE WHEN hour = excluded.hour THEN in_hour ELSE 0 END"""
_RECIPIENT = "INSERT OR IGNORE INTO sim_recipients (sim, month, recipient) VALUES (?, ?, ?)"
_LEARN = """INSERT OR IGNORE INTO sim_recipients (sim, month, recipient)
 SELECT DISTINCT ?1, ?2, transmissions.party FROM attempts JOIN transmissions
 ON transmissions.id = attempts.transmission_id WHERE attempts.sim = ?1 AND attempts.started_at >= ?3
 AND attempts.verdict IN ('sent', 'in_doubt') AND transmissions.direction = 'outbound'"""
_TODAY = "SELECT parts FROM sim_usage WHERE sim = ? AND day = ?"
_PARTS = """SELECT coalesce(sum(CASE WHEN day = ?3 AND hour = ?4 THEN in_hour END), 0),
 coalesce(sum(CASE WHEN day = ?3 THEN parts END), 0), coalesce(sum(parts), 0)
 FROM sim_usage WHERE sim = ?1 AND day BETWEEN ?2 AND ?3"""
_RECIPIENTS = "SELECT count(*) FROM sim_recipients WHERE sim = ? AND month = ?"
_RECENT = f"""SELECT parts.at FROM attempts CROSS JOIN parts ON {those_of("attempts.transmission_id")}
 WHERE attempts.id > (SELECT max(id) FROM attempts) - ?3 AND attempts.sim = ?1 AND +parts.sim = ?1 AND parts.at > ?2
 AND parts.state IN {ACCOUNTED} GROUP BY parts.id
 ORDER BY parts.at"""  # noqa: S608
_FORGIVE = "INSERT OR REPLACE INTO sim_forgiven (sim, at, hour, day, month, recipients) VALUES (?, ?, ?, ?, ?, ?)"
_FORGIVEN = "SELECT at, hour, day, month, recipients FROM sim_forgiven WHERE sim = ?"
_KNOWN = "SELECT 1 FROM sim_recipients WHERE sim = ? AND month = ? AND recipient = ?"


def record(db: sqlite3.Connection, sim: str, recipient: str, now: float, parts: int = 1) -> None:
    """Count parts that the network accepted for a recipient, "" where no limit asks whom: that saves the SD card."""
    db.execute(_COUNT, (sim, _day(now), _hour(now), parts))
    if recipient:
        db.execute(_RECIPIENT, (sim, month_of(now), recipient))


def learn_recipients(db: sqlite3.Connection, sim: str, now: float) -> None:
    """Gather this month's recipients from the attempts, for a limit that is new. Looks at every attempt."""
    first = datetime.fromtimestamp(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp()
    db.execute(_LEARN, (sim, month_of(now), first))


def today(db: sqlite3.Connection, sim: str, now: float) -> int:
    """Parts accepted today."""
    row = db.execute(_TODAY, (sim, _day(now))).fetchone()
    return 0 if row is None else int(row[0])


def counts(db: sqlite3.Connection, sim: str, now: float) -> Counts:
    """All of it; recipients only where a limit asks for them."""
    day = _day(now)
    first = day - datetime.fromtimestamp(now).day + 1
    in_hour, in_day, in_month = db.execute(_PARTS, (sim, first, day, _hour(now))).fetchone()
    return Counts(in_hour, in_day, in_month, db.execute(_RECIPIENTS, (sim, month_of(now))).fetchone()[0])


def forgive(db: sqlite3.Connection, sim: str, now: float) -> None:
    """What the SIM has sent by now is no longer held against its limits."""
    db.execute(_FORGIVE, (sim, now, *counts(db, sim, now)))


def held_against(db: sqlite3.Connection, sim: str, now: float) -> Counts:
    """What counts for the limits: all but what was forgiven in the same hour, day and month."""
    found = counts(db, sim, now)
    row = db.execute(_FORGIVEN, (sim,)).fetchone()
    if row is None:
        return found
    at, *forgiven = row
    same_month, same_day = month_of(at) == month_of(now), _day(at) == _day(now)
    same = (same_day and _hour(at) == _hour(now), same_day, same_month, same_month)
    return Counts(*(count - less * holds for count, less, holds in zip(found, forgiven, same, strict=True)))


def last_minute(db: sqlite3.Connection, sim: str, now: float) -> list[float]:
    """When parts went out in the last minute (Unix times, oldest first), for a pace that a restart must not break."""
    return [at for (at,) in db.execute(_RECENT, (sim, now - 60.0, _LOOKED_BACK)).fetchall()]


def is_known(db: sqlite3.Connection, sim: str, recipient: str, now: float) -> bool:
    """Whether the SIM has sent to that recipient this month."""
    return db.execute(_KNOWN, (sim, month_of(now), recipient)).fetchone() is not None


def forget(db: sqlite3.Connection, now: float, days: int = 400) -> int:
    """Remove counts older than `days`, and recipients of months before the last; how many rows."""
    old = db.execute("DELETE FROM sim_usage WHERE day < ?", (_day(now) - days,)).rowcount
    old += db.execute("DELETE FROM sim_forgiven WHERE at < ?", (now - _FORGIVEN_FOR,)).rowcount
    return old + db.execute("DELETE FROM sim_recipients WHERE month < ?", (month_of(now) - 1,)).rowcount


def _day(now: float) -> int:
    return datetime.fromtimestamp(now).toordinal() - _DAY_ZERO


def _hour(now: float) -> int:
    return datetime.fromtimestamp(now).hour


def month_of(now: float) -> int:
    """Months since 1970."""
    moment = datetime.fromtimestamp(now)
    return (moment.year - 1970) * 12 + moment.month - 1
