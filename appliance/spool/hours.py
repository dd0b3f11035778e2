"""The hours in which a message may come to its recipient, asked about each time that a line takes it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache

from appliance import numbers
from appliance.windows import Hours

_KNOW = "INSERT OR IGNORE INTO hours (content) VALUES (?)"
_KEEP = """INSERT OR REPLACE INTO message_hours (transmission_id, hours_id)
 SELECT ?, id FROM hours WHERE content = ?"""
_OF = """SELECT content, party FROM message_hours JOIN hours ON hours.id = hours_id
 JOIN transmissions ON transmissions.id = transmission_id WHERE transmission_id = ?"""


def keep(db: sqlite3.Connection, transmission_id: int, hours: Sequence[Hours]) -> None:
    """A message may come in all these hours alone; nothing is written where that is always."""
    kept = [asdict(each) for each in hours if each.windows]
    if kept:
        content = json.dumps(kept, sort_keys=True)
        db.execute(_KNOW, (content,))
        db.execute(_KEEP, (transmission_id, content))


def opens(db: sqlite3.Connection, transmission_id: int, now: float) -> float:
    """The first time from `now` on (Unix time) at which it may come."""
    row = db.execute(_OF, (transmission_id,)).fetchone()
    return now if row is None else numbers.opens(_read(row[0]), row[1], now)


@lru_cache(64)
def _read(content: str) -> tuple[Hours, ...]:
    return tuple(Hours(**each) for each in json.loads(content))
