"""Sender ids: the box's lines, other names for them, and numbers that a line is asked for (spec/SCG.md 9)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from appliance.errors import Conflict, Invalid, NotFound
from appliance.office.desk import Actor, Desk
from appliance.office.origins import Origin, Origins
from appliance.office.outlets import Configuration
from appliance.office.senderbook import (
    ACTIVE,
    FREE,
    INACTIVE,
    LEAVING,
    PENDING,
    PRIVATE,
    SHARED,
    TYPES,
    Book,
    SenderId,
)
from appliance.office.senderkinds import SenderClasses, SenderTypes
from appliance.office.twice import meant
from appliance.office.versions import revise
from appliance.spool import senders
from appliance.spool.listing import Condition, Connection, Found, Page, chosen, exactly
from appliance.spool.senders import SENDERS, SenderRow

_KEPT = (
    "name",
    "class_id",
    "content_type",
    "templates",
    "credentials",
    "two_way_required",
    "keep_sender_address",
    "dr_required",
    "consent_managed_by",
    "check_white_list",
    "billing",
)
"""What is kept beside the line, whoever's it is."""
MOST = 100  # of one user
_ASKED_FOR = ("address", "type_id", "carries")
_COLUMNS = {"templates": "message_templates", "carries": "capabilities"}
_SWITCHED = (ACTIVE, INACTIVE)
_CHANGES_LINES = "provider_update"


class Senders:
    """Everybody sees the box's lines; what they have or asked for themselves is their own.

    `reconfigured()` is called after a change of the box's settings. `classes` and `types` are what they are of.
    """

    def __init__(self, desk: Desk, configuration: Configuration, reconfigured: Callable[[], None]) -> None:
        self._desk = desk
        self._configuration = configuration
        self._reconfigured = reconfigured
        self._book = Book(desk, configuration)
        self._origins = Origins(self._book, configuration)
        self.classes = SenderClasses(configuration)
        self.types = SenderTypes()

    def resolve(self, db: Connection, actor: Actor, given: str) -> Origin:
        """From what a message goes that is from `given`. Raises Invalid."""
        return self._origins.resolve(db, actor, given)

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[SenderId]:
        """Those that match."""
        return chosen(self._book.seen_by(self._desk.read(), actor).values(), where, page)

    def read(self, actor: Actor, sender_id: int) -> SenderId:
        """One of them. Raises NotFound."""
        return self._one(self._desk.read(), actor, sender_id)

    def check(self, actor: Actor, sender_id: int | None) -> int | None:
        """The same, None for all of them. Raises Invalid where the actor sees none with that id."""
        if sender_id is not None and sender_id not in self._book.seen_by(self._desk.read(), actor):
            raise Invalid("there is no such sender_id")
        return sender_id

    def create(self, actor: Actor, **fields: Any) -> int:
        """Ask for a sender id, or have a copy of `parent_id`; its id. Raises NotFound, Invalid, Conflict.

        It waits until the box has a line with its number, which is for its owner to see to.
        """
        if fields.get("parent_id") is not None:
            return self.purchase(actor, **fields)
        row = {
            **self._columns(_only(_once(fields), *_KEPT, *_ASKED_FOR)),
            **actor.owner,
            "ownership": PRIVATE,
            "state": PENDING,
        }
        return self._desk.write(lambda db: senders.make(db, row, self._desk.clock()))

    def purchase(self, actor: Actor, parent_id: int, **fields: Any) -> int:
        """Have a copy of one's own of a sender id that can be had; its id. Raises NotFound, Invalid, Conflict."""
        given = self._columns(_only(_once(fields), *_KEPT))

        def change(db: Connection) -> int:
            parent = self._one(db, actor, parent_id)
            if not parent.is_line or parent.ownership not in (FREE, SHARED):
                raise Conflict(f"sender id {parent.name} is {parent.ownership}: it can't be had")
            if parent.ownership == FREE:
                _touch(db, parent, self._desk.clock())
            own = {"parent_id": parent.id, "ownership": PRIVATE, **actor.owner}
            return self._make(db, actor, {**_like(parent), **given, **own})

        return self._desk.write(change)

    def _make(self, db: Connection, actor: Actor, row: dict[str, Any]) -> int:
        """Raises Conflict where the user has very many: all are looked at with each message request."""
        if SENDERS.count(db, exactly(user_id=actor.user_id)) >= MOST:
            raise Conflict(f"{actor.username} has {MOST} sender ids: give some back first")
        return senders.make(db, row, self._desk.clock())

    def update(self, actor: Actor, sender_id: int, expected: int | None = None, **fields: Any) -> int:
        """Change what is given; its id. The box's own is changed by who may change its lines, for everybody.

        `state` ACTIVE or INACTIVE switches it, a line in the settings. Raises NotFound, Invalid, Conflict, Forbidden.
        """
        switched: list[Mapping[str, Any]] = []

        def change(db: Connection) -> None:
            sender = self._one(db, actor, sender_id)
            changes = _differences(sender, _meant(sender, fields))
            if sender.is_line and changes:
                actor.need((_CHANGES_LINES,))
            settings, kept = _apart(sender, changes)
            row, written = _row(db, sender), not sender.is_line or actor.may(_CHANGES_LINES)
            columns = self._columns(kept) or ({"state": row.state} if written else {})
            revise(db, SENDERS, row, columns, expected, self._desk.clock())
            if settings and sender.line:
                self._configuration.change_line(sender.line.name, **settings)
                switched.append(settings)

        self._desk.write(change)
        if switched:
            self._reconfigured()
        return sender_id

    def delete(self, actor: Actor, sender_id: int) -> int:
        """Give it back or forget it; its id. What was purchased can be had again then.

        The box's own line stays in the box: nothing is sent from it by this name any more. Raises NotFound, Forbidden.
        """

        def change(db: Connection) -> None:
            sender = self._one(db, actor, sender_id)
            if not sender.is_line:
                senders.remove(db, sender.id)
                return
            actor.need(("provider_delete",))
            revise(db, SENDERS, _row(db, sender), {"state": LEAVING}, None, self._desk.clock())

        self._desk.write(change)
        self._desk.due()
        return sender_id

    def _one(self, db: Connection, actor: Actor, sender_id: int) -> SenderId:
        found = self._book.seen_by(db, actor).get(sender_id)
        if found is None:
            raise NotFound(f"sender id {sender_id}")
        return found

    def _columns(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """What is kept of them, as columns. Raises Invalid for a class or a type that is not there."""
        found = {name: value for name, value in fields.items() if value is not None}
        classes = [each.name for each in self._configuration.sender_classes()]
        if found.get("class_id", classes[0]) not in classes:
            raise Invalid(f"class_id must be one of {', '.join(classes)}")
        if found.get("type_id", TYPES[0]) not in TYPES:
            raise Invalid(f"type_id must be one of {', '.join(TYPES)}: the box has no other lines")
        return {
            _COLUMNS.get(name, name): json.dumps(value) if name in _COLUMNS else value for name, value in found.items()
        }


def _only(fields: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in names}


def _once(fields: Mapping[str, Any], sender: SenderId | None = None) -> dict[str, Any]:
    return meant(fields, sender, check_whitelist="check_white_list")


def _meant(sender: SenderId, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Of what a program gives back, what it may be about to change: the rest tells what it has read."""
    own = ("address", "ownership") if sender.is_line else () if sender.line else _ASKED_FOR
    return _only(_once(fields, sender), *_KEPT, "state", *own)


def _like(parent: SenderId) -> dict[str, Any]:
    columns = (_COLUMNS.get(name, name) for name in (*_KEPT, "address") if name != "credentials")
    return {column: getattr(parent, column) for column in columns}


def _differences(sender: SenderId, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if _plain(getattr(sender, name)) != _plain(value)}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _apart(sender: SenderId, changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of the changes, what goes into its line's settings, and what is kept beside them. Raises Invalid, Conflict."""
    settings: dict[str, Any] = {}
    kept = {name: value for name, value in changes.items() if name != "state"}
    if changes.get("state") in _SWITCHED:
        active = changes["state"] == ACTIVE
        if sender.line is None:
            raise Conflict(f"it is {sender.state}: no line of the box has its number yet")
        if sender.is_line:
            settings["active"] = active
        kept["state"] = "" if active or sender.is_line else INACTIVE
    if sender.is_line and "address" in kept:
        settings["number"] = kept["address"]
    if kept.get("ownership", SHARED) not in (SHARED, FREE):
        raise Invalid(f"ownership of a line is {SHARED} or {FREE}")
    return settings, kept


def _row(db: Connection, sender: SenderId) -> SenderRow:
    return SENDERS.get(db, f"sender id {sender.id}", exactly(id=sender.id))


def _touch(db: Connection, parent: SenderId, now: float) -> None:
    """Its ownership changes by what was made of it: that counts as a change."""
    revise(db, SENDERS, _row(db, parent), {"ownership": FREE}, None, now)
