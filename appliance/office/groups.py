"""Groups of contacts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from appliance.errors import Conflict, Invalid
from appliance.office.desk import Actor, Desk
from appliance.office.owned import named
from appliance.office.people import contact_in
from appliance.office.versions import revise
from appliance.spool import groups, membership, underway
from appliance.spool.groups import DYNAMIC, GROUPS, STATIC, Group
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.people import Contact

_REMOVED_AT_ONCE = 1000  # members; bounds how long a large group that goes keeps others from writing


class Groups:
    """Each owner's own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make a group, empty or with `criteria` that its members meet; its id. Raises Invalid, BadCriteria."""
        row = {**_checked(fields, None), **actor.owner, "created_at": self._desk.clock()}
        return self._desk.write(lambda db: GROUPS.insert(db, row))

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Group]:
        """Those that match."""
        db = self._desk.read()
        found = GROUPS.find(db, [*actor.own("group"), *where], page)
        return replace(found, rows=tuple(_counted(db, each) for each in found.rows))

    def read(self, actor: Actor, group_id: int) -> Group:
        """One of them. Raises NotFound."""
        db = self._desk.read()
        return _counted(db, group_in(db, actor, group_id))

    def update(self, actor: Actor, group_id: int, expected: int | None = None, **fields: Any) -> Group:
        """Change what is given, of the `expected` version if there is one; the whole group as it is then.

        Raises NotFound, Invalid, BadCriteria, Stale, and Conflict where who is on the way through it would lose it.
        """

        def change(db: Connection) -> None:
            before = group_in(db, actor, group_id)
            changes = _checked(fields, before)
            if (changes.get("criteria", before.criteria) is None) is not (before.criteria is None):
                _keep_position(db, group_id)
            revise(db, GROUPS, before, changes, expected, self._desk.clock())

        self._desk.write(change)
        return self.read(actor, group_id)

    def delete(self, actor: Actor, group_id: int) -> int:
        """Remove it; its contacts stay. Its id. Raises NotFound, Conflict while something goes through it.

        A large one goes bit by bit: what begins to go through it meanwhile keeps what is left.
        """

        def change(db: Connection) -> bool:
            group_in(db, actor, group_id)
            if (what := underway.going(db, group_id)) is not None:
                raise Conflict(f"{what} goes through it: stop that first")
            if groups.thin(db, group_id, _REMOVED_AT_ONCE) == _REMOVED_AT_ONCE:
                return False
            GROUPS.delete(db, [group_id])
            return True

        while not self._desk.write(change):
            pass
        return group_id

    def contacts(self, actor: Actor, group_id: int, where: tuple[Condition, ...], page: Page) -> Found[Contact]:
        """Its members that match. Raises NotFound, BadCriteria where its criteria name what there is no longer."""
        db = self._desk.read()
        return membership.roll(group_in(db, actor, group_id)).find(db, (*actor.own("contact"), *where), page)

    def link(self, actor: Actor, contact_id: int, group_id: int) -> Contact:
        """Put a contact into a group, where it may be already; the contact. Raises as `static_in`."""

        def change(db: Connection) -> Contact:
            contact = contact_in(db, actor, contact_id)
            groups.link(db, static_in(db, actor, group_id).id, contact.id)
            return contact

        return self._desk.write(change)

    def unlink(self, actor: Actor, contact_id: int, group_id: int) -> Contact:
        """Take a contact out of a group, where it need not be; the contact. Raises as `static_in`."""

        def change(db: Connection) -> Contact:
            contact = contact_in(db, actor, contact_id)
            groups.unlink(db, static_in(db, actor, group_id).id, contact.id)
            return contact

        return self._desk.write(change)


def static_in(db: Connection, actor: Actor, group_id: int) -> Group:
    """The group whose members somebody chooses. Raises NotFound, Invalid for one that is DYNAMIC."""
    group = group_in(db, actor, group_id)
    if group.criteria is not None:
        raise Invalid(f"group {group.name} is DYNAMIC: its members are those who meet its criteria")
    return group


def group_in(db: Connection, actor: Actor, group_id: int) -> Group:
    """The group, where the actor may see it. Raises NotFound."""
    return GROUPS.get(db, f"group {group_id}", [*actor.own("group"), *exactly(id=group_id)])


def _counted(db: Connection, group: Group) -> Group:
    return replace(group, contact_total=membership.total(db, group))


def _keep_position(db: Connection, group_id: int) -> None:
    """Members of STATIC and DYNAMIC groups have other positions: see `membership`."""
    if (what := underway.begun(db, group_id)) is not None:
        raise Conflict(f"{what} is on its way through it, so it stays as it is, STATIC or DYNAMIC")


def _checked(fields: dict[str, Any], before: Group | None) -> dict[str, Any]:
    """The row's. `type` is no part of it: it may be said where it is what the criteria, or none, make of the group."""
    row = dict(named(fields))
    said = row.pop("type", None)
    if "criteria" in row:
        row["criteria"] = _criteria(row["criteria"])
    criteria = row.get("criteria", before and before.criteria)
    kind, lack = (STATIC, "without") if criteria is None else (DYNAMIC, "with")
    if said not in (None, kind):
        raise Invalid(f"a group {lack} criteria is {kind}")
    return row


def _criteria(text: str | None) -> str | None:
    """None for none. Raises BadCriteria."""
    if text:
        membership.meeting(text)
    return text or None
