"""What each SIM has sent: parts a day and a month, and to how many different recipients a month.

Days and months are those of the box's time zone.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from appliance.spool.part_rows import ACCOUNTED, those_of

_LOOKED_BACK = 2000  # attempts; no line makes as many a minute
_DAY_ZERO = datetime(1970, 1, 1).toordinal()

_COUNT = """INSERT INTO sim_usage (sim, day, parts) VALUES (?, ?, ?)
 ON CONFLICT DO UPDATE SET parts = parts + excluded.parts"""
_RECIPIENT = "INSERT OR IGNORE INTO sim_recipients (sim, month, recipient) VALUES (?, ?, ?)"
_LEARN = """INSERT OR IGNORE INTO sim_recipients (sim, month, recipient)
 SELECT DISTINCT ?1, ?2, transmissions.party FROM attempts JOIN transmissions
 ON transmissions.id = attempts.transmission_id WHERE attempts.sim = ?1 AND attempts.started_at >= ?3
 AND attempts.verdict IN ('sent', 'in_doubt') AND transmissions.direction = 'outbound'"""
_PARTS = "SELECT coalesce(sum(parts), 0) FROM sim_usage WHERE sim = ? AND day BETWEEN ? AND ?"
_RECIPIENTS = "SELECT count(*) FROM sim_recipients WHERE sim = ? AND month = ?"
_RECENT = f"""SELECT parts.at FROM attempts CROSS JOIN parts ON {those_of("attempts.transmission_id")}
 WHERE attempts.id > (SELECT max(id) FROM attempts) - ?3 AND attempts.sim = ?1 AND +parts.sim = ?1 AND parts.at > ?2
 AND parts.state IN {ACCOUNTED} GROUP BY parts.id
 ORDER BY parts.at"""  # noqa: S608
_KNOWN = "SELECT 1 FROM sim_recipients WHERE sim = ? AND month = ? AND recipient = ?"


def record(db: sqlite3.Connection, sim: str, recipient: str, now: float, parts: int = 1) -> None:
    """Count parts that the network accepted for a recipient, "" where no limit asks whom: that saves the SD card."""
    db.execute(_COUNT, (sim, _day(now), parts))
    if recipient:
        db.execute(_RECIPIENT, (sim, month_of(now), recipient))


def learn_recipients(db: sqlite3.Connection, sim: str, now: float) -> None:
    """Gather this month's recipients from the attempts, for a limit that is new. Looks at every attempt."""
    first = datetime.fromtimestamp(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp()
    db.execute(_LEARN, (sim, month_of(now), first))


def today(db: sqlite3.Connection, sim: str, now: float) -> int:
    """Parts accepted today."""
    return _parts(db, sim, _day(now), _day(now))


def this_month(db: sqlite3.Connection, sim: str, now: float) -> int:
    """Parts accepted this month."""
    day = _day(now)
    return _parts(db, sim, day - datetime.fromtimestamp(now).day + 1, day)


def recipients(db: sqlite3.Connection, sim: str, now: float) -> int:
    """Different recipients this month."""
    return int(db.execute(_RECIPIENTS, (sim, month_of(now))).fetchone()[0])


def last_minute(db: sqlite3.Connection, sim: str, now: float) -> list[float]:
    """When parts went out in the last minute (Unix times, oldest first), for a pace that a restart must not break."""
    return [at for (at,) in db.execute(_RECENT, (sim, now - 60.0, _LOOKED_BACK)).fetchall()]


def is_known(db: sqlite3.Connection, sim: str, recipient: str, now: float) -> bool:
    """Whether the SIM has sent to that recipient this month."""
    return db.execute(_KNOWN, (sim, month_of(now), recipient)).fetchone() is not None


def forget(db: sqlite3.Connection, now: float, days: int = 400) -> int:
    """Remove counts older than `days`, and recipients of months before the last; how many rows."""
    old = db.execute("DELETE FROM sim_usage WHERE day < ?", (_day(now) - days,)).rowcount
    return old + db.execute("DELETE FROM sim_recipients WHERE month < ?", (month_of(now) - 1,)).rowcount


def _parts(db: sqlite3.Connection, sim: str, first: int, last: int) -> int:
    return int(db.execute(_PARTS, (sim, first, last)).fetchone()[0])


def _day(now: float) -> int:
    return datetime.fromtimestamp(now).toordinal() - _DAY_ZERO


def month_of(now: float) -> int:
    """Months since 1970."""
    moment = datetime.fromtimestamp(now)
    return (moment.year - 1970) * 12 + moment.month - 1
