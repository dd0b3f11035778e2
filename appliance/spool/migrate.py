"""Brings a database to the newest schema: `schema_vN.sql` leads from version N-1 to N (`PRAGMA user_version`)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from importlib import resources

from appliance.errors import NotReady

_NAME = re.compile(r"schema_v(\d+)\.sql")


def schemas() -> dict[int, str]:
    """Every step there is, by the version that it leads to."""
    found = ((_NAME.fullmatch(each.name), each) for each in resources.files("appliance.spool").iterdir())
    return {int(match[1]): each.read_text("utf-8") for match, each in found if match}


def migrate(db: sqlite3.Connection, steps: dict[int, str] | None = None) -> None:
    """Apply what is missing, all in one transaction. Raises NotReady where the data come from a newer program."""
    steps = schemas() if steps is None else steps
    if _version(db, steps) == max(steps):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        for version in range(_version(db, steps) + 1, max(steps) + 1):
            for statement in _statements(steps[version]):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {version}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _version(db: sqlite3.Connection, steps: dict[int, str]) -> int:
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > max(steps):
        raise NotReady(f"its data are of version {version}, this program knows up to {max(steps)}: update the program")
    return version


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, each ending at the end of a line."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
