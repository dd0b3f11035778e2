"""What a contact's attributes say in a text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from appliance.composition.vtl import ATTRIBUTES
from appliance.spool import attributes


def of(db: sqlite3.Connection, contact_id: int, names: Iterable[str]) -> dict[str, str]:
    """Those of the attributes `names` that are one of a contact's, and are set: names such as `first_name`,
    `fast_access.colour`, `fast_access_7` and `extended_attributes.size`.
    """
    wanted = {name: sql for name in names if _says_something(name) and (sql := attributes.column(name))}
    if not wanted:
        return {}
    row = db.execute(f"SELECT {', '.join(wanted.values())} FROM contacts WHERE id = ?", (contact_id,)).fetchone()  # noqa: S608
    found = zip(wanted, row or (), strict=False)
    return {name: _text(name, value) for name, value in found if value is not None and value != ""}


def _says_something(name: str) -> bool:
    return name in ATTRIBUTES or "." in name or attributes.is_slot(name)


def _text(name: str, value: Any) -> str:
    return datetime.fromtimestamp(value, UTC).date().isoformat() if name in attributes.MOMENTS else str(value)
