"""What is on its way through a group, and would lose its place there."""

from __future__ import annotations

import sqlite3

_CAMPAIGN = "SELECT 'campaign ' || id FROM campaigns WHERE group_id = ?1 AND status IN ({})"
# Those that are open are few.
_REQUEST = """SELECT 'message request ' || message_requests.id FROM message_requests
 JOIN request_contents ON request_contents.id = message_requests.id, json_each(request_contents.targets) AS target
 WHERE open = 1 AND prepared = 0 AND json_extract(target.value, '$[0]') = 'group'
 AND json_extract(target.value, '$[1]') = ?1"""
_EITHER = f"{_CAMPAIGN} UNION ALL {_REQUEST} LIMIT 1"
_GOING, _BEGUN = _EITHER.format("'running'"), _EITHER.format("'running', 'paused'")


def going(db: sqlite3.Connection, group_id: int) -> str | None:
    """What goes through it now, in words."""
    return _first(db, _GOING, group_id)


def begun(db: sqlite3.Connection, group_id: int) -> str | None:
    """What goes through it now, or will go on there, in words."""
    return _first(db, _BEGUN, group_id)


def _first(db: sqlite3.Connection, statement: str, group_id: int) -> str | None:
    row = db.execute(statement, (group_id,)).fetchone()
    return None if row is None else str(row[0])
