"""Rows of groups and their members."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from appliance.spool.listing import Clause, Table, last_change
from appliance.spool.people import NARROW_CONTACTS, Contact

STATIC, DYNAMIC = "STATIC", "DYNAMIC"
"""What a group's members are: those that were put there, those who meet its criteria."""


@dataclass(frozen=True, slots=True)
class Group:
    """A list of contacts: `contact_total` members, or all who meet the `criteria` (JSON text). See `membership`.

    `external_id` is what a program calls it. `slots`: its owner's fast access attributes with a name, a JSON object.
    """

    id: int
    user_id: int | None
    name: str
    description: str
    contact_total: int
    created_at: float
    application_id: int | None
    version: int
    updated_at: float | None
    external_id: str
    criteria: str | None
    slots: str

    @property
    def type(self) -> str:
        """STATIC or DYNAMIC."""
        return STATIC if self.criteria is None else DYNAMIC


_SLOTS = """(SELECT json_group_object(rules.name, rules.slot) FROM fast_access_rules AS rules
 WHERE rules.user_id = contact_groups.user_id AND rules.name IS NOT NULL)"""
GROUPS: Table[Group] = Table(
    Group,
    "contact_groups",
    computed={"slots": _SLOTS},
    searchable={
        "type": f"iif(contact_groups.criteria IS NULL, '{STATIC}', '{DYNAMIC}')",
        **last_change("contact_groups"),
    },
)
MEMBERS: Table[Contact] = Table(
    Contact,
    "contacts",
    source="members JOIN contacts ON contacts.id = members.contact_id",
    searchable={"group_id": "members.group_id", "member_id": "members.contact_id"},
    order="members.contact_id",  # as the members of one group come
    looked_up_by=("group_id", "user_id"),
    narrow=NARROW_CONTACTS,
)
"""Contacts by their groups: wants a condition on `group_id`. `member_id`, the contact's, finds those after one."""

_LINK = """INSERT OR IGNORE INTO members (group_id, contact_id, number)
 SELECT id, ?, numbered + 1 FROM contact_groups WHERE id = ?"""

# CROSS JOIN: few have the same number or mailbox, a group may have very many members.
_KNOWN = """SELECT contacts.id FROM contacts CROSS JOIN members
 ON members.contact_id = contacts.id AND members.group_id = ? WHERE contacts.{} = ? LIMIT 1"""
_KNOWN_BY = {name: _KNOWN.format(name) for name in ("phone", "email")}


def known(db: sqlite3.Connection, group_id: int, by: str, value: str) -> int | None:
    """The member of a group with that value, `by` phone or email."""
    row = db.execute(_KNOWN_BY[by], (group_id, value)).fetchone()
    return None if row is None else int(row[0])


def having(group_id: int) -> Clause:
    """What selects a group's members where few contacts are looked at: each is asked for by itself."""
    return Clause("EXISTS (SELECT 1 FROM members WHERE group_id = ? AND contact_id = contacts.id)", (group_id,))


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
