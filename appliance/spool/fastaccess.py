"""Rows of fast access: the rules of a user, and which contacts' values are to be derived anew.

Triggers put contacts that change, where there are rules, into `fast_access_due`. When rules change all contacts of
their user are gone through; by `generation` who is about to write what they derived knows whether the rules are those
still.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from appliance.spool.listing import Connection, Table, exactly, last_change


@dataclass(frozen=True, slots=True)
class Rule:
    """Of the attribute fast_access_`slot`, 1 to 20. `name` None: it is called just that. `script` None: clients write
    the value. `application_id` set: it is for contacts of that application, and nobody's.
    """

    id: int
    user_id: int
    application_id: int | None
    slot: int
    name: str | None
    script: str | None
    user_data: str | None
    version: int
    created_at: float
    updated_at: float | None

    @property
    def attribute(self) -> str:
        """What it is called."""
        return self.name or f"fast_access_{self.slot}"

    def governs(self, application_id: int | None) -> bool:
        """Whether it is for contacts of that application."""
        return self.application_id is None or application_id in (None, self.application_id)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Of a user whose contacts are being gone through: the last one that was done, and the rules' generation."""

    user_id: int
    position: int
    generation: int


@dataclass(frozen=True, slots=True)
class Due:
    """A contact to derive anew; `id` is that of its newest change."""

    id: int
    contact_id: int


RULES: Table[Rule] = Table(
    Rule, "fast_access_rules", searchable=last_change("fast_access_rules"), looked_up_by=("id", "user_id")
)

_SWEEPS = "SELECT user_id, position, generation FROM fast_access_sweeps WHERE position IS NOT NULL ORDER BY user_id"
_CHANGED = """INSERT INTO fast_access_sweeps (user_id, position, generation) VALUES (?, 0, 1)
 ON CONFLICT DO UPDATE SET position = 0, generation = generation + 1"""
_REACHED = "UPDATE fast_access_sweeps SET position = ? WHERE user_id = ? AND generation = ?"
_GENERATION = "SELECT generation FROM fast_access_sweeps WHERE user_id = ?"


def rules_of(db: Connection, user_id: int | None) -> tuple[Rule, ...]:
    """All of a user's."""
    return RULES.find(db, exactly(user_id=user_id)).rows


def is_any_derived(db: Connection) -> bool:
    """Whether anybody has a rule with a script."""
    statement = "SELECT EXISTS (SELECT 1 FROM fast_access_rules WHERE script IS NOT NULL)"
    return bool(db.execute(statement).fetchone()[0])


def slots_of(db: Connection, user_id: int | None) -> dict[str, int]:
    """The slots of a user's named attributes, as `attributes.resolved` wants them."""
    return {rule.name: rule.slot for rule in rules_of(db, user_id) if rule.name}


def changed(db: Connection, user_id: int) -> None:
    """The rules of a user changed: their contacts are to be gone through, from the first."""
    db.execute(_CHANGED, (user_id,))


def generation(db: Connection, user_id: int | None) -> int:
    """How often the rules of a user changed."""
    row = db.execute(_GENERATION, (user_id,)).fetchone()
    return 0 if row is None else int(row[0])


def sweeps(db: Connection) -> tuple[Sweep, ...]:
    """Of all users whose contacts are being gone through."""
    return tuple(Sweep(*row) for row in db.execute(_SWEEPS).fetchall())


def reached(db: Connection, sweep: Sweep, position: int | None) -> None:
    """Contacts up to that one are done, all of them where it is None; nothing where the rules changed meanwhile."""
    db.execute(_REACHED, (position, sweep.user_id, sweep.generation))


def due(db: Connection, most: int) -> list[Due]:
    """Contacts that changed, those first that did so first."""
    statement = "SELECT id, contact_id FROM fast_access_due ORDER BY id LIMIT ?"
    return [Due(*row) for row in db.execute(statement, (most,)).fetchall()]


def due_of(db: Connection, contact_id: int) -> list[Due]:
    """Of one contact: whether it changed."""
    statement = "SELECT id, contact_id FROM fast_access_due WHERE contact_id = ?"
    return [Due(*row) for row in db.execute(statement, (contact_id,)).fetchall()]


def settled(db: Connection, ids: Iterable[int]) -> None:
    """Those changes were dealt with; not what changed after them."""
    db.executemany("DELETE FROM fast_access_due WHERE id = ?", [(each,) for each in ids])
