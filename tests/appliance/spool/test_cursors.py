from __future__ import annotations

import sqlite3

from appliance.spool import cursors, events


def happen(db: sqlite3.Connection) -> int:
    return events.append(db, 0.0, "x")


def test_a_new_reader_begins_behind_the_newest_event(db: sqlite3.Connection) -> None:
    assert cursors.begin(db, "mqtt") == 0
    newest = happen(db)
    assert cursors.begin(db, "webhooks") == newest


def test_a_reader_that_comes_again_goes_on_where_it_was(db: sqlite3.Connection) -> None:
    cursors.begin(db, "mqtt")
    happen(db)
    last = happen(db)
    cursors.move(db, "mqtt", last)
    happen(db)
    assert cursors.begin(db, "mqtt") == last


def test_a_cursor_never_goes_back(db: sqlite3.Connection) -> None:
    cursors.begin(db, "mqtt")
    cursors.move(db, "mqtt", 5)
    cursors.move(db, "mqtt", 3)
    assert cursors.begin(db, "mqtt") == 5


def test_a_reader_that_was_forgotten_is_not_moved_and_begins_anew(db: sqlite3.Connection) -> None:
    cursors.begin(db, "mqtt")
    happen(db)
    cursors.forget(db, "mqtt")
    cursors.move(db, "mqtt", 1)
    newest = happen(db)
    assert cursors.begin(db, "mqtt") == newest
