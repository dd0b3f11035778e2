"""Tracked links of messages: where each leads, and who followed it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrackedLink:
    """A link of a message: `clicks` say how often it was followed, `clicked_at` (Unix time) when for the first time."""

    token: str
    transmission_id: int
    url: str
    label: str
    clicks: int
    clicked_at: float | None


_FIELDS = "token, transmission_id, url, label, clicks, clicked_at"
_CLICK = f"""UPDATE links SET clicks = clicks + 1, clicked_at = coalesce(clicked_at, ?) WHERE token = ?
 RETURNING {_FIELDS}"""  # noqa: S608


def keep(db: sqlite3.Connection, token: str, transmission_id: int, url: str, label: str) -> None:
    """A new one, of a message."""
    db.execute(
        "INSERT INTO links (token, transmission_id, url, label) VALUES (?, ?, ?, ?)",
        (token, transmission_id, url, label),
    )


def get(db: sqlite3.Connection, token: str) -> TrackedLink | None:
    """The one with that token."""
    row = db.execute(f"SELECT {_FIELDS} FROM links WHERE token = ?", (token,)).fetchone()  # noqa: S608
    return None if row is None else TrackedLink(*row)


def click(db: sqlite3.Connection, token: str, now: float) -> TrackedLink | None:
    """Count it; as it is then."""
    row = db.execute(_CLICK, (now, token)).fetchone()
    return None if row is None else TrackedLink(*row)


def of_transmission(db: sqlite3.Connection, transmission_id: int) -> list[TrackedLink]:
    """Those of a message."""
    rows = db.execute(f"SELECT {_FIELDS} FROM links WHERE transmission_id = ? ORDER BY id", (transmission_id,))  # noqa: S608
    return [TrackedLink(*row) for row in rows.fetchall()]
