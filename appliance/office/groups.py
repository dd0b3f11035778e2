"""Groups of contacts."""

from __future__ import annotations

from typing import Any

from appliance.errors import Conflict, Invalid
from appliance.office.desk import Actor, Desk
from appliance.office.people import contact_in
from appliance.office.versions import revise
from appliance.spool import groups
from appliance.spool.campaigns import running_on
from appliance.spool.groups import GROUPS, MEMBERS, Group
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.people import Contact

_REMOVED_AT_ONCE = 1000  # members; bounds how long a large group that goes keeps others from writing


class Groups:
    """Each owner's own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make an empty group; its id. Raises Invalid."""
        row = {**_checked(fields), **actor.owner, "created_at": self._desk.clock()}
        return self._desk.write(lambda db: GROUPS.insert(db, row))

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Group]:
        """Those that match."""
        return GROUPS.find(self._desk.read(), [*actor.own("group"), *where], page)

    def read(self, actor: Actor, group_id: int) -> Group:
        """One of them. Raises NotFound."""
        return group_in(self._desk.read(), actor, group_id)

    def update(self, actor: Actor, group_id: int, **fields: Any) -> Group:
        """Change what is given; the whole group as it is then. Raises NotFound, Invalid."""

        def change(db: Connection) -> Group:
            revise(db, GROUPS, group_in(db, actor, group_id), _checked(fields), None, self._desk.clock())
            return group_in(db, actor, group_id)

        return self._desk.write(change)

    def delete(self, actor: Actor, group_id: int) -> None:
        """Remove it; its contacts stay. Raises NotFound, Conflict while a campaign goes through it."""
        db = self._desk.read()
        group_in(db, actor, group_id)
        if (campaign_id := running_on(db, group_id)) is not None:
            raise Conflict(f"campaign {campaign_id} goes through it: stop that first")
        while self._desk.write(lambda db: groups.thin(db, group_id, _REMOVED_AT_ONCE)):
            pass
        self._desk.write(lambda db: GROUPS.delete(db, [group_id]))

    def contacts(self, actor: Actor, group_id: int, where: tuple[Condition, ...], page: Page) -> Found[Contact]:
        """Its members that match. Raises NotFound."""
        db = self._desk.read()
        group_in(db, actor, group_id)
        return MEMBERS.find(db, [*exactly(group_id=group_id), *actor.own("contact"), *where], page)

    def link(self, actor: Actor, contact_id: int, group_id: int) -> Contact:
        """Put a contact into a group, where it may be already; the contact. Raises NotFound."""

        def change(db: Connection) -> Contact:
            contact = contact_in(db, actor, contact_id)
            groups.link(db, group_in(db, actor, group_id).id, contact.id)
            return contact

        return self._desk.write(change)

    def unlink(self, actor: Actor, contact_id: int, group_id: int) -> Contact:
        """Take a contact out of a group, where it need not be; the contact. Raises NotFound."""

        def change(db: Connection) -> Contact:
            contact = contact_in(db, actor, contact_id)
            groups.unlink(db, group_in(db, actor, group_id).id, contact.id)
            return contact

        return self._desk.write(change)


def group_in(db: Connection, actor: Actor, group_id: int) -> Group:
    """The group, where the actor may see it. Raises NotFound."""
    return GROUPS.get(db, f"group {group_id}", [*actor.own("group"), *exactly(id=group_id)])


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    if "name" in fields and not fields["name"].strip():
        raise Invalid("name is empty")
    return fields
