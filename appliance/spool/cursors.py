"""How far a reader of the events has come: what is beyond is still to be told, however long that takes."""

from __future__ import annotations

import sqlite3

from appliance.spool import events

_BEGIN = "INSERT OR IGNORE INTO cursors (reader, event_id) VALUES (?, ?)"
_MOVE = "UPDATE cursors SET event_id = ? WHERE reader = ? AND event_id < ?"


def begin(db: sqlite3.Connection, reader: str) -> int:
    """The last event that the reader has dealt with; one that is new begins behind the newest."""
    db.execute(_BEGIN, (reader, events.newest(db)))
    return int(db.execute("SELECT event_id FROM cursors WHERE reader = ?", (reader,)).fetchone()[0])


def move(db: sqlite3.Connection, reader: str, event_id: int) -> None:
    """The reader has dealt with all up to `event_id`. Never goes back; nothing where the reader was forgotten."""
    db.execute(_MOVE, (event_id, reader, event_id))


def forget(db: sqlite3.Connection, reader: str) -> None:
    """The reader needs to be told nothing any more."""
    db.execute("DELETE FROM cursors WHERE reader = ?", (reader,))
