"""The contacts of a group, with all that is known of them (spec/SCG.md 9, 55-56)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.errors import Conflict, Invalid, NotFound
from appliance.office.desk import Actor, Desk
from appliance.office.groups import group_in, static_in
from appliance.office.profiles import NamedBy, Profiles, profile_in
from appliance.spool import groups, membership
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.profiles import Profile


@dataclass(frozen=True, slots=True)
class Added:
    """`made`: the contact that was. `missing`: whom there is not of those who were to be put into the group, as they
    were named."""

    group_id: int
    made: int | None = None
    missing: tuple[str, ...] = ()


class Members:
    """Of each owner's own groups."""

    def __init__(self, desk: Desk, profiles: Profiles) -> None:
        self._desk = desk
        self._profiles = profiles

    def find(self, actor: Actor, group_id: int, where: tuple[Condition, ...], page: Page) -> Found[Profile]:
        """Those that match. Raises NotFound, BadCriteria where the group's criteria name what there is no longer."""
        group = group_in(self._desk.read(), actor, group_id)
        return self._profiles.find(actor, where, page, membership.those(group))

    def read(self, actor: Actor, group_id: int, by: NamedBy) -> Profile:
        """One of them. Raises NotFound, Conflict where several have that external id."""
        contact = profile_in(self._desk.read(), actor, by)
        if not self.find(actor, group_id, exactly(id=contact.id), Page(1)).rows:
            raise NotFound(f"contact {by} in group {group_id}")
        return contact

    def add(self, actor: Actor, group_id: int, contacts: Mapping[str, NamedBy] | None = None, **fields: Any) -> Added:
        """Put contacts into a group, each as it is named; without any, a new one with these fields.

        Raises NotFound, Invalid for a DYNAMIC group.
        """
        if contacts is None:
            return self._add_new(actor, group_id, fields)
        missing = self._desk.write(lambda db: _add(db, actor, group_id, contacts))
        return Added(group_id, missing=missing)

    def remove(self, actor: Actor, group_id: int, by: NamedBy) -> int:
        """Take a contact out of a group; its id. Raises NotFound where it is not in it, Invalid for a DYNAMIC one."""
        contact_id = self.read(actor, group_id, by).id

        def change(db: Connection) -> int:
            groups.unlink(db, static_in(db, actor, group_id).id, contact_id)
            return contact_id

        return self._desk.write(change)

    def _add_new(self, actor: Actor, group_id: int, fields: dict[str, Any]) -> Added:
        fields.pop("expected", None)
        if not fields:
            raise Invalid("contacts is missing")

        def join(db: Connection, contact_id: int) -> None:
            groups.link(db, static_in(db, actor, group_id).id, contact_id)

        return Added(group_id, self._profiles.make(actor, fields, join))


def _add(db: Connection, actor: Actor, group_id: int, contacts: Mapping[str, NamedBy]) -> tuple[str, ...]:
    """Those that there are not."""
    group, missing = static_in(db, actor, group_id), []
    for named, by in contacts.items():
        try:
            groups.link(db, group.id, profile_in(db, actor, by).id)
        except (NotFound, Conflict):
            missing.append(named)
    return tuple(missing)
