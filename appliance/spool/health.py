"""What the newest rows tell of how the box fares."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from appliance.domain import Verdict
from appliance.spool import events

IN_A_ROW = 3  # attempts of a line that one cause must have ended, to be the line's and not the message's
_LOOKED_BACK = 1000  # attempts
_EVENTS_LOOKED_BACK = 10_000

_ENDED = """SELECT line, verdict, cause FROM attempts WHERE id > (SELECT max(id) FROM attempts) - ? AND state = 'ended'
 AND line <> '' ORDER BY id DESC"""
_FULL = """SELECT line, count(*) FROM events WHERE id > (SELECT max(id) FROM events) - ? AND kind = ? AND at >= ?
 GROUP BY line"""
_NEWEST = "SELECT coalesce((SELECT at FROM events ORDER BY id DESC LIMIT 1), 0)"

_TOLD = ("CMS ", "CME ")  # by the modem or the network; all else was ours
_REFUSED = (Verdict.FAILED, Verdict.REJECTED)


def refused(db: sqlite3.Connection) -> dict[str, str]:
    """The lines whose latest attempts were all refused for the same cause, with that: such as "CMS 331"."""
    latest: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for line, verdict, cause in db.execute(_ENDED, (_LOOKED_BACK,)):
        if len(latest[line]) < IN_A_ROW:
            latest[line].append((verdict, cause))
    return {line: ended[0][1] for line, ended in latest.items() if _one_cause(ended)}


def _one_cause(ended: list[tuple[str, str]]) -> bool:
    refusals = [cause for verdict, cause in ended if verdict in _REFUSED and cause.startswith(_TOLD)]
    return len(refusals) == IN_A_ROW and len(set(refusals)) == 1


def storage_full(db: sqlite3.Connection, since: float) -> dict[str, int]:
    """How often the lines' memory for messages was full since then (Unix time)."""
    return dict(db.execute(_FULL, (_EVENTS_LOOKED_BACK, events.STORAGE_FULL, since)).fetchall())


def newest_at(db: sqlite3.Connection) -> float:
    """The Unix time at which something happened last, 0 where nothing ever did."""
    return float(db.execute(_NEWEST).fetchone()[0])
