"""Rows of sender ids: what is kept of each beside the settings and the state of the line that it stands for."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from appliance.spool.listing import Table, last_change
from appliance.spool.providers import PROVIDERS

COPY = "scg"
"""The type of a provider that is no line: another name for one, or one that is asked for."""

OWNERSHIP = """iif(sender_ids.ownership = 'PREPROVISIONED' AND EXISTS (SELECT 1 FROM sender_ids AS copy
 WHERE copy.parent_id = sender_ids.id AND copy.user_id IS NOT NULL), 'PURCHASED', sender_ids.ownership)"""
"""One that can be had is taken for as long as somebody has it."""


@dataclass(frozen=True, slots=True)
class SenderRow:
    """`outlet`: the line that it is, or is another name for; `owned` is `ownership` as others have it now.

    Lists are JSON arrays, `message_templates` of numbers.
    """

    id: int
    user_id: int | None
    application_id: int | None
    parent_id: int | None
    name: str
    ownership: str
    class_id: str
    type_id: str
    state: str
    address: str
    content_type: str
    message_templates: str
    credentials: str
    two_way_required: str
    keep_sender_address: str
    dr_required: str
    consent_managed_by: str
    check_white_list: int
    billing: str
    capabilities: str
    version: int
    created_at: float
    updated_at: float | None
    owned: str
    outlet: str | None


SENDERS: Table[SenderRow] = Table(
    SenderRow,
    "sender_ids",
    source="sender_ids LEFT JOIN providers ON providers.id = coalesce(sender_ids.parent_id, sender_ids.id)",
    computed={"owned": OWNERSHIP, "outlet": "providers.outlet"},
    searchable=last_change("sender_ids"),
)

_UNTOLD = "SELECT EXISTS (SELECT 1 FROM providers WHERE outlet IS NOT NULL AND id NOT IN (SELECT id FROM sender_ids))"
_TELL = """INSERT INTO sender_ids (id, created_at) SELECT id, created_at FROM providers
 WHERE outlet IS NOT NULL AND id NOT IN (SELECT id FROM sender_ids)"""
_PURCHASER = """SELECT copy.user_id FROM providers JOIN sender_ids AS parent ON parent.id = providers.id
 JOIN sender_ids AS copy ON copy.parent_id = parent.id
 WHERE outlet = ? AND parent.ownership = 'PREPROVISIONED' AND copy.user_id IS NOT NULL LIMIT 1"""
_TURN = "SELECT at, in_day FROM class_turns WHERE class_id = ? AND user_id = ? AND country = ?"
_TAKE = "INSERT OR REPLACE INTO class_turns (class_id, user_id, country, at, in_day) VALUES (?, ?, ?, ?, ?)"


def lacks_lines(db: sqlite3.Connection) -> bool:
    """Whether a line has no row of its own yet."""
    return bool(db.execute(_UNTOLD).fetchone()[0])


def tell_lines(db: sqlite3.Connection) -> None:
    """Give each line its row."""
    db.execute(_TELL)


def make(db: sqlite3.Connection, values: dict[str, object], now: float) -> int:
    """Make one that is no line; its id. `values` are fields of a row."""
    name = values.get("name") or values.get("address") or "sender id"
    made = PROVIDERS.insert(db, {"type": COPY, "name": name, "active": 0, "created_at": now})
    SENDERS.insert(db, {**values, "id": made, "created_at": now})
    return made


def remove(db: sqlite3.Connection, sender_id: int) -> None:
    """Forget one that is no line, and that it was in channels."""
    PROVIDERS.delete(db, [sender_id])


def purchaser(db: sqlite3.Connection, line: str) -> int | None:
    """The user who has purchased that line, None where nobody has."""
    row = db.execute(_PURCHASER, (line,)).fetchone()
    return None if row is None else int(row[0])


def turns(db: sqlite3.Connection, class_id: str, user_id: int, country: str) -> tuple[float, int] | None:
    """When the last turn of a class is, for a user or for all (0), and the how manieth of its day; None before any."""
    row = db.execute(_TURN, (class_id, user_id, country)).fetchone()
    return None if row is None else (float(row[0]), int(row[1]))


def take_turn(db: sqlite3.Connection, class_id: str, user_id: int, country: str, at: float, in_day: int) -> None:
    """A turn is given away."""
    db.execute(_TAKE, (class_id, user_id, country, at, in_day))
