"""How many rows there are, without a look at each: counted by owner as they come and go."""

from __future__ import annotations

import sqlite3


def kept(db: sqlite3.Connection, name: str, owners: tuple[object, ...]) -> int:
    """Of these owners, or of all where there are none: those under `name` in the table `totals`."""
    whose = " AND user_id = ?" * len(owners)
    statement = f"SELECT coalesce(sum(count), 0) FROM totals WHERE name = ?{whose}"  # noqa: S608
    return int(db.execute(statement, (name, *owners)).fetchone()[0])


def of_others(db: sqlite3.Connection, table: str, owners: tuple[object, ...], application_id: object) -> int:
    """How many of those rows are other applications': most often none, and an index has only those of applications."""
    whose = " AND user_id = ?" * len(owners)
    statement = f"SELECT count(*) FROM {table} WHERE application_id {{}} ?{whose}"  # noqa: S608
    return sum(int(db.execute(statement.format(side), (application_id, *owners)).fetchone()[0]) for side in ("<", ">"))
