"""Rows of what is to be done at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.spool.listing import Table


@dataclass(frozen=True, slots=True)
class Task:
    """`action` on the `subject` with `subject_id`. Times are Unix seconds.

    `rule` is JSON, '' for what happens once. `retry_at`: when to try again what was due but could not be done.
    """

    id: int
    user_id: int | None
    subject: str
    subject_id: int
    action: str
    rule: str
    due_at: float
    retry_at: float | None
    expires_at: float | None
    weight: int
    held: int
    last_run: float | None
    created_at: float


TASKS: Table[Task] = Table(Task, "tasks")

_DUE_AT = "coalesce(retry_at, due_at)"
_DUE = f"SELECT id FROM tasks WHERE held = 0 AND {_DUE_AT} <= ? ORDER BY due_at, weight, id LIMIT ?"  # noqa: S608
_NEXT = f"SELECT min({_DUE_AT}) FROM tasks WHERE held = 0"  # noqa: S608
_RUN_LATER = "SELECT id FROM tasks WHERE rule <> '' AND last_run > ?"


def due(db: sqlite3.Connection, now: float, limit: int = 100) -> list[int]:
    """The ids of those whose time has come, the earliest first."""
    return [row[0] for row in db.execute(_DUE, (now, limit)).fetchall()]


def next_due(db: sqlite3.Connection) -> float | None:
    """When the next one is due, None where nothing is to come."""
    found = db.execute(_NEXT).fetchone()[0]
    return None if found is None else float(found)


def run_later_than(db: sqlite3.Connection, now: float) -> list[int]:
    """The ids of recurring ones that ran at what is still to come: the clock was set back."""
    return [row[0] for row in db.execute(_RUN_LATER, (now,)).fetchall()]


def forget_of(db: sqlite3.Connection, user_id: int) -> None:
    """Remove all of one user."""
    db.execute("DELETE FROM tasks WHERE user_id = ?", (user_id,))


def forget(db: sqlite3.Connection, subject: str, subject_id: int) -> int:
    """Remove all of one subject; how many."""
    return db.execute("DELETE FROM tasks WHERE subject = ? AND subject_id = ?", (subject, subject_id)).rowcount


def forget_actions(db: sqlite3.Connection, subject: str, subject_id: int, actions: Sequence[str]) -> None:
    """Remove those of one subject that would do one of these."""
    rows = [(subject, subject_id, each) for each in actions]
    db.executemany("DELETE FROM tasks WHERE subject = ? AND subject_id = ? AND action = ?", rows)
