"""Rows of groups and their members."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from appliance.spool.listing import Table
from appliance.spool.people import Contact


@dataclass(frozen=True, slots=True)
class Group:
    """`contact_total` members."""

    id: int
    user_id: int | None
    name: str
    description: str
    contact_total: int
    created_at: float


GROUPS: Table[Group] = Table(Group, "contact_groups")
MEMBERS: Table[Contact] = Table(
    Contact,
    "contacts",
    # CROSS JOIN: through the members of the one group, which come in the order of the contacts
    source="members CROSS JOIN contacts ON contacts.id = members.contact_id",
    searchable={"group_id": "members.group_id"},
    order="members.contact_id",
)
"""Contacts by their groups: wants a condition on `group_id`."""

_LINK = """INSERT OR IGNORE INTO members (group_id, contact_id, number)
 SELECT id, ?, numbered + 1 FROM contact_groups WHERE id = ?"""


def link(db: sqlite3.Connection, group_id: int, contact_id: int) -> bool:
    """Put a contact into a group; whether it was not there before."""
    return db.execute(_LINK, (contact_id, group_id)).rowcount > 0


def unlink(db: sqlite3.Connection, group_id: int, contact_id: int) -> None:
    """Take a contact out of a group, if it is there."""
    db.execute("DELETE FROM members WHERE group_id = ? AND contact_id = ?", (group_id, contact_id))


def thin(db: sqlite3.Connection, group_id: int, most: int) -> int:
    """Take up to `most` members out of a group; how many."""
    statement = (
        "DELETE FROM members WHERE group_id = ?1 AND contact_id IN"
        " (SELECT contact_id FROM members WHERE group_id = ?1 LIMIT ?2)"
    )
    return db.execute(statement, (group_id, most)).rowcount
