"""Who is in a group: contacts that were put there, or all of its owner's that meet the criteria when it is looked at.

Who goes through a group remembers a member's position: the number that a contact got when it was put into a STATIC
group, its own id in a DYNAMIC one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from appliance import criteria as language
from appliance.criteria import Criteria
from appliance.errors import BadCriteria
from appliance.spool import fastaccess, matching
from appliance.spool.groups import GROUPS, MEMBERS, Group
from appliance.spool.listing import EVERY, Clause, Condition, Found, Page, Table, both, exactly
from appliance.spool.people import CONTACTS, Contact

FAR = 2**63 - 1
"""Beyond every position."""

_NUMBERED = """SELECT members.number, contacts.id, contacts.phone, contacts.email
 FROM members CROSS JOIN contacts ON contacts.id = members.contact_id
 WHERE members.group_id = ? AND members.number > ? AND members.number <= ? AND {} ORDER BY members.number LIMIT ?"""
_IN_ORDER = """SELECT contacts.id, contacts.id, contacts.phone, contacts.email FROM contacts
 WHERE contacts.id > ? AND contacts.id <= ? AND {} ORDER BY contacts.id LIMIT ?"""
_MEMBERS = "contacts.id IN (SELECT contact_id FROM members WHERE group_id = ?)"
_NEWEST = """SELECT iif(criteria IS NULL, numbered, (SELECT coalesce(max(id), 0) FROM contacts)) FROM contact_groups
 WHERE id = ?"""


@dataclass(frozen=True, slots=True)
class Span:
    """Up to `most` positions beyond `reached`, none beyond `last`."""

    reached: int
    most: int
    last: int = FAR


@dataclass(frozen=True, slots=True)
class Member:
    """A contact in a group; `number` is their position."""

    number: int
    contact_id: int
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Roll:
    """The members of a group as a list: rows of `table` that meet the `conditions` and `meeting`, by their ids.

    `place` is what a condition calls that id.
    """

    table: Table[Contact]
    place: str
    conditions: tuple[Condition, ...]
    meeting: Clause = EVERY

    def find(self, db: sqlite3.Connection, where: tuple[Condition, ...], page: Page) -> Found[Contact]:
        """The members that match."""
        return self.table.find(db, (*self.conditions, *where), page, self.meeting)


def roll(group: Group) -> Roll:
    """A group's. Raises BadCriteria where its criteria name what there is no longer."""
    if group.criteria is None:
        return Roll(MEMBERS, "member_id", exactly(group_id=group.id))
    return Roll(CONTACTS, "contact_id", (), those(group))


def those(group: Group) -> Clause:
    """What selects a group's members among all contacts. Raises BadCriteria, as `roll`."""
    if group.criteria is None:
        return Clause(_MEMBERS, (group.id,))
    return both(seen(group.user_id, group.application_id), meeting(group.criteria, group.slots))


def seen(user_id: int | None, application_id: int | None) -> Clause:
    """The contacts of a user, without those of other applications than that one, where there is one."""
    theirs = Clause("contacts.user_id IS ?", (user_id,))
    return theirs if application_id is None else both(theirs, ours(application_id))


def ours(application_id: int | None) -> Clause:
    """The contacts that are no other application's than that one's; all of them where it is None."""
    if application_id is None:
        return EVERY
    return Clause("coalesce(contacts.application_id, ?) = ?", (application_id, application_id))


@lru_cache(64)
def meeting(criteria: str, slots: str = "{}") -> Clause:
    """What selects the contacts that meet criteria; `slots` as a Group has them. Raises BadCriteria."""
    return matching.clause(language.parsed(criteria), json.loads(slots))


def total(db: sqlite3.Connection, group: Group) -> int:
    """How many are in it now, nobody where its criteria name what there is no longer."""
    if group.criteria is None:
        return group.contact_total
    try:
        return CONTACTS.count(db, (), those(group))
    except BadCriteria:
        return 0


def newest(db: sqlite3.Connection, group_id: int) -> int:
    """The last position that there may be now."""
    row = db.execute(_NEWEST, (group_id,)).fetchone()
    return 0 if row is None else int(row[0])


def after(
    db: sqlite3.Connection,
    group_id: int,
    reached: int,
    most: int,
    criteria: Criteria | None = None,
    application_id: int | None = None,
) -> list[tuple[int, Contact]]:
    """Up to `most` of the members beyond the position `reached`, in order, each with its position.

    With `criteria` those alone who meet these, too, with an `application_id` those that this application sees. Nobody
    where there is no such group. Raises BadCriteria.
    """
    also = EVERY if criteria is None else matching.clause(criteria)
    return _read(db, members(db, group_id, Span(reached, most), also, ours(application_id)))


def among(
    db: sqlite3.Connection, user_id: int | None, application_id: int | None, reached: int, most: int, criteria: Criteria
) -> list[tuple[int, Contact]]:
    """As `after`, of all the contacts that a user sees, or one of their applications. Raises BadCriteria."""
    wanted = matching.clause(criteria, fastaccess.slots_of(db, user_id))
    return _read(db, everybody(db, user_id, application_id, Span(reached, most), wanted))


def members(db: sqlite3.Connection, group_id: int, span: Span, *also: Clause) -> list[Member]:
    """Those in that span who meet `also`, in order. Raises BadCriteria."""
    group = GROUPS.newest(db, exactly(id=group_id))
    if group is None:
        return []
    if group.criteria is None:
        return _met(db, _NUMBERED, (group.id,), span, also)
    wanted = meeting(group.criteria, group.slots)
    return everybody(db, group.user_id, group.application_id, span, wanted, *also)


def everybody(
    db: sqlite3.Connection, user_id: int | None, application_id: int | None, span: Span, *also: Clause
) -> list[Member]:
    """As `members`, of all the contacts that a user sees, or one of their applications."""
    return _met(db, _IN_ORDER, (), span, (seen(user_id, application_id), *also))


def _met(
    db: sqlite3.Connection, statement: str, whose: tuple[int, ...], span: Span, also: tuple[Clause, ...]
) -> list[Member]:
    wanted = both(*also)
    values = [*whose, span.reached, span.last, *wanted.values, span.most]
    return [Member(*row) for row in db.execute(statement.format(wanted.sql), values).fetchall()]


def only(found: Sequence[Member]) -> Clause:
    """What selects these among all contacts."""
    return Clause("contacts.id IN (SELECT value FROM json_each(?))", (json.dumps([each.contact_id for each in found]),))


def _read(db: sqlite3.Connection, found: list[Member]) -> list[tuple[int, Contact]]:
    known = {each.id: each for each in CONTACTS.find(db, (), Page(len(found)), only(found)).rows}
    return [(each.number, known[each.contact_id]) for each in found if each.contact_id in known]
