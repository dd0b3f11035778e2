"""Contacts with all that is known of them (spec/SCG.md 9): the rows that `Contacts` shows the plain part of.

One is named by its id, or by the id that it has in the caller's own books: an int, or a str.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from appliance.errors import Conflict, NotFound
from appliance.office.desk import Actor, Desk
from appliance.office.fastaccess import FastAccess, writable
from appliance.office.twice import meant
from appliance.office.versions import revise
from appliance.spool import fastaccess
from appliance.spool.attributes import SLOTS, is_slot, resolved
from appliance.spool.listing import EVERY, Clause, Condition, Connection, Found, Match, Page, exactly
from appliance.spool.profiles import PROFILES, Profile

NamedBy = int | str

_ALSO = {"customer_accounts": "accounts", "customer_devices": "devices"}
_NOTHING: Mapping[str, None] = {}
_UNSET: Mapping[str, None] = {f"fast_access_{slot}": None for slot in SLOTS}


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a contact: its columns, and of fast access by name; `slots` what is said beside `fast_access`."""

    row: Mapping[str, Any]
    named: Mapping[str, str | None]
    slots: Mapping[str, str]

    def meant(self, profile: Profile) -> Mapping[str, str | None]:
        """Of fast access, by who may have read an attribute twice, changed it once and sent back both."""
        changed = {name: value for name, value in self.slots.items() if value != getattr(profile, name)}
        return {**self.slots, **self.named, **changed}


class Profiles:
    """Each owner's own."""

    def __init__(self, desk: Desk, fast_access: FastAccess) -> None:
        self._desk = desk
        self._fast_access = fast_access

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make a contact, without a `phone` too; its id. `fast`: what clients write of fast access, by name.

        Raises Invalid where `phone` is no number.
        """
        return self.make(actor, fields, lambda db, made: None)

    def make(self, actor: Actor, fields: Mapping[str, Any], also: Callable[[Connection, int], None]) -> int:
        """The same, and what `also` does with it in the same transaction."""
        said = self.said(fields)

        def change(db: Connection) -> int:
            made = self.insert_in(db, actor, said)
            also(db, made)
            return made

        made = self._desk.write(change)
        self._fast_access.settle(made)
        return made

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page, meeting: Clause = EVERY) -> Found[Profile]:
        """Those that match, and `meeting`; a condition may be on `fast_access.` and a name."""
        db = self._desk.read()
        conditions = [condition for each in where for condition in _by_column(db, actor, each)]
        return PROFILES.find(db, [*actor.own("contact"), *conditions], page, meeting)

    def read(self, actor: Actor, by: NamedBy) -> Profile:
        """One of them. Raises NotFound, Conflict where several have that external id."""
        return profile_in(self._desk.read(), actor, by)

    def update(self, actor: Actor, by: NamedBy, expected: int | None = None, **fields: Any) -> int:
        """Change what is given; its id. Raises NotFound, Invalid, Conflict, Stale."""
        return self._revise(actor, by, expected, self.said(fields))

    def replace(self, actor: Actor, by: NamedBy, expected: int | None = None, **fields: Any) -> int:
        """The same with all that it shall have: what clients write of fast access is unset where it is not given."""
        return self._revise(actor, by, expected, self.said(fields), _UNSET)

    def delete(self, actor: Actor, by: NamedBy) -> int:
        """Remove it, from its groups too, and its tokens; what was sent to it stays. Raises NotFound, Conflict."""

        def remove(db: Connection) -> int:
            gone = profile_in(db, actor, by).id
            PROFILES.delete(db, [gone])
            return gone

        return self._desk.write(remove)

    def said(self, fields: Mapping[str, Any]) -> Said:
        """What is said of a contact, checked. Raises Invalid."""
        row = {name: _kept(name, value) for name, value in fields.items() if name != "fast" and not is_slot(name)}
        slots = {name: value for name, value in fields.items() if is_slot(name) and value}
        if row.get("phone"):
            row["phone"] = self._desk.carrier.dialable(row["phone"])
        return Said(row, fields.get("fast") or {}, slots)

    def insert_in(self, db: Connection, actor: Actor, said: Said) -> int:
        """Make a contact; its id. What follows from fast access rules is written later."""
        columns = writable(fastaccess.rules_of(db, actor.user_id), actor.application_id)
        row = {"phone": "", **meant(said.row, None, **_ALSO), **actor.owner, "created_at": self._desk.clock()}
        return PROFILES.insert(db, {**row, **_written(columns, {**said.slots, **said.named})})

    def revise_in(
        self,
        db: Connection,
        profile: Profile,
        said: Said,
        expected: int | None = None,
        unset: Mapping[str, None] = _NOTHING,
    ) -> int:
        """Change what is said, and `unset` of what clients write of fast access; its id. Raises Stale."""
        columns = writable(fastaccess.rules_of(db, profile.user_id), profile.application_id)
        cleared = {column: None for column in columns.values() if column in unset}
        changes = {**meant(said.row, profile, **_ALSO), **cleared, **_written(columns, said.meant(profile))}
        revise(db, PROFILES, profile, changes, expected, self._desk.clock())
        return profile.id

    def _revise(
        self, actor: Actor, by: NamedBy, expected: int | None, said: Said, unset: Mapping[str, None] = _NOTHING
    ) -> int:
        def change(db: Connection) -> int:
            return self.revise_in(db, profile_in(db, actor, by), said, expected, unset)

        changed = self._desk.write(change)
        self._fast_access.settle(changed)
        return changed


def profile_in(db: Connection, actor: Actor, by: NamedBy) -> Profile:
    """The contact, where the actor may see it. Raises NotFound, Conflict where several have that external id."""
    if isinstance(by, int):
        return PROFILES.get(db, f"contact {by}", [*actor.own("contact"), *exactly(id=by)])
    found = PROFILES.find(db, [*actor.own("contact"), Condition("external_id", Match.EQUAL, by)], Page(2)).rows
    if not found:
        raise NotFound(f"contact {by[:80]}")
    if len(found) > 1:
        raise Conflict(f"several contacts have the external id {by[:80]}: name one by its own id")
    return found[0]


_TEXTS = frozenset({"phone", "first_name", "last_name", "email", "address"})


def _kept(name: str, value: Any) -> Any:
    return value if value != "" or name in _TEXTS else None


def _by_column(db: Connection, actor: Actor, condition: Condition) -> tuple[Condition, ...]:
    """A fast access attribute by the rules of who asks; nobody has one that they don't tell of."""
    if not condition.column.startswith("fast_access."):
        return (condition,)
    column = resolved(condition.column, fastaccess.slots_of(db, actor.user_id))
    own = exactly(user_id=actor.user_id)
    return (*own, replace(condition, column=column)) if is_slot(column) else exactly(id=None)


def _written(columns: Mapping[str, str], named: Mapping[str, str | None]) -> dict[str, str | None]:
    """What clients may write of what they said; they send back what they read."""
    return {columns[name]: value or None for name, value in named.items() if name in columns}
