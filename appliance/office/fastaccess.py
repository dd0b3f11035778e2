"""Fast access: rules that make values of contacts, which filters and criteria find by an index (spec/SCG.md 9).

A contact's values follow each of its changes. When rules change, all contacts of their user are gone through a few at a
time, each time on from where the last one got, whatever happened in between.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from typing import Any

from appliance import derivation
from appliance.derivation import ScriptError, Work
from appliance.errors import Invalid, Taken
from appliance.office.deriving import derived
from appliance.office.desk import Actor, Desk
from appliance.office.versions import revise
from appliance.spool import fastaccess
from appliance.spool.fastaccess import RULES, Due, Rule, Sweep
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.profiles import PROFILES, Profile, following

log = logging.getLogger(__name__)

AT_ONCE = 100  # contacts in a transaction
STEPS = 5  # transactions in a round of the housekeeping, which has other chores
LOOK_AGAIN = 60.0  # seconds, for contacts that were made on a way that tells nobody
STEP_WORK = derivation.WORK  # of scripts; what is begun is finished

_NAME = re.compile(r"[\w$@-][\w$@ -]{0,63}")
_SLOT_LIKE = re.compile(r"fast_access_[0-9]+")


class FastAccess:
    """Called with the time when contacts or rules may have changed; returns when it next wants to be."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make a rule; its id. Raises Invalid, and Taken where the attribute or its name has one."""
        row = {**_checked(fields), **actor.owner, "created_at": self._desk.clock()}
        if row.get("slot") is None:
            raise Invalid("target_attribute is missing")

        def make(db: Connection) -> int:
            _check_free(db, actor.user_id, None, row)
            fastaccess.changed(db, actor.user_id)
            return RULES.insert(db, row)

        made = self._desk.write(make)
        self._desk.due()
        return made

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Rule]:
        """Those that match."""
        return RULES.find(self._desk.read(), [*actor.own("contact"), *where], page)

    def read(self, actor: Actor, rule_id: int) -> Rule:
        """One of them. Raises NotFound."""
        return _rule_in(self._desk.read(), actor, rule_id)

    def update(self, actor: Actor, rule_id: int, expected: int | None = None, **fields: Any) -> int:
        """Change what is given. Raises NotFound, Invalid, Stale, Taken."""
        checked = _checked(fields)

        def change(db: Connection) -> None:
            rule = _rule_in(db, actor, rule_id)
            _check_free(db, rule.user_id, rule.id, checked)
            revise(db, RULES, rule, checked, expected, self._desk.clock())
            if any(getattr(rule, name) != checked[name] for name in ("slot", "script") if name in checked):
                fastaccess.changed(db, rule.user_id)

        self._desk.write(change)
        self._desk.due()
        return rule_id

    def delete(self, actor: Actor, rule_id: int) -> int:
        """Remove it, and then its values. Raises NotFound."""

        def remove(db: Connection) -> None:
            rule = _rule_in(db, actor, rule_id)
            RULES.delete(db, [rule.id])
            fastaccess.changed(db, rule.user_id)

        self._desk.write(remove)
        self._desk.due()
        return rule_id

    def settle(self, contact_id: int) -> None:
        """Let the values of a contact follow its changes, before anybody asks for them."""
        waiting = fastaccess.due_of(self._desk.read(), contact_id)
        if waiting:
            self._follow(waiting)

    def __call__(self, now: float) -> float | None:
        """Some of what is to be done, if anything is (Unix time)."""
        if all(self._step() for _ in range(STEPS)):
            return now
        return now + LOOK_AGAIN if fastaccess.is_any_derived(self._desk.read()) else None

    def _step(self) -> bool:
        """Whether there was anything to do."""
        db = self._desk.read()
        waiting = fastaccess.due(db, AT_ONCE)
        if waiting:
            self._follow(waiting)
            return True
        sweep = next(iter(fastaccess.sweeps(db)), None)
        if sweep is not None:
            self._go_on(sweep)
        return sweep is not None

    def _follow(self, waiting: Sequence[Due]) -> None:
        db = self._desk.read()
        outcome = _Outcome(db, [each.contact_id for each in waiting])
        dealt_with = [each.id for each in waiting[: outcome.done]]

        def write(db: Connection) -> None:
            if outcome.put(db):
                fastaccess.settled(db, dealt_with)

        self._desk.write(write)

    def _go_on(self, sweep: Sweep) -> None:
        ids = following(self._desk.read(), sweep.user_id, sweep.position, AT_ONCE)
        outcome = _Outcome(self._desk.read(), ids)
        at_end = outcome.done == len(ids) < AT_ONCE

        def write(db: Connection) -> None:
            if outcome.put(db):
                fastaccess.reached(db, sweep, None if at_end else ids[outcome.done - 1])

        self._desk.write(write)


class _Outcome:
    """What the rules make of some contacts, found out outside of a transaction: `done` of them, from the first.

    Which of a contact's changes is newer is told by its row in `fast_access_due`, that rules changed by their
    generation.
    """

    def __init__(self, db: Connection, contact_ids: Iterable[int]) -> None:
        self.done = 0
        self._changes: list[tuple[int, dict[str, str | None]]] = []
        self._rules: dict[int | None, tuple[Rule, ...]] = {}
        self._generations: dict[int | None, int] = {}
        left = STEP_WORK
        for contact_id in contact_ids:
            left -= self._derive(db, contact_id)
            self.done += 1
            if left <= 0:
                break

    def _derive(self, db: Connection, contact_id: int) -> int:
        """What it cost."""
        profile: Profile | None = PROFILES.newest(db, exactly(id=contact_id))
        if profile is None:
            return 0
        work = Work()
        changes, afforded = derived(profile, self._of(db, profile.user_id), work)
        if not afforded:
            log.warning("contact %d: its fast access attributes cost too much to derive", contact_id)
        self._changes.append((contact_id, changes))
        return work.spent

    def _of(self, db: Connection, user_id: int | None) -> tuple[Rule, ...]:
        if user_id not in self._rules:
            self._generations[user_id] = fastaccess.generation(db, user_id)
            self._rules[user_id] = fastaccess.rules_of(db, user_id)
        return self._rules[user_id]

    def put(self, db: Connection) -> bool:
        """Write it, unless a rule changed meanwhile; whether it was written."""
        if any(fastaccess.generation(db, user_id) != known for user_id, known in self._generations.items()):
            return False
        for contact_id, changes in self._changes:
            PROFILES.update(db, contact_id, changes)
        return True


def writable(rules: Iterable[Rule], application_id: int | None) -> dict[str, str]:
    """The columns of those attributes that clients write in contacts of that application, by their names."""
    governing = (rule for rule in rules if rule.governs(application_id) and rule.script is None)
    return {rule.attribute: f"fast_access_{rule.slot}" for rule in governing}


def _rule_in(db: Connection, actor: Actor, rule_id: int) -> Rule:
    return RULES.get(db, f"fast access rule {rule_id}", [*actor.own("contact"), *exactly(id=rule_id)])


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    name, script = fields.get("name"), fields.get("script")
    if name and (not _NAME.fullmatch(name) or _SLOT_LIKE.fullmatch(name)):
        raise Invalid(f"target_attribute_name: {name[:80]!r} is no name for an attribute")
    if script:
        try:
            derivation.check(script)
        except ScriptError as error:
            raise Invalid(f"value_derivation_script: {error}") from error
    return {column: value if value != "" else None for column, value in fields.items()}


def _check_free(db: Connection, user_id: int, rule_id: int | None, wanted: dict[str, Any]) -> None:
    """Raises Taken, naming what another rule has already."""
    for rule in fastaccess.rules_of(db, user_id):
        if rule.id != rule_id:
            if wanted.get("slot") == rule.slot:
                raise Taken(f"target_attribute fast_access_{rule.slot}")
            if wanted.get("name") and wanted["name"] == rule.name:
                raise Taken(f"target_attribute_name {rule.name}")
