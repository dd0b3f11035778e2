"""Message templates: what bodies are made of, and what they may be (spec/SCG.md 6). Each owner's own."""

from __future__ import annotations

from typing import Any

from appliance.composition import vtl
from appliance.composition.parts import BadTemplate
from appliance.errors import Conflict, Forbidden, Invalid, Taken
from appliance.office.desk import Actor, Desk
from appliance.office.versions import revise
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.message_templates import (
    MESSAGE_TEMPLATES,
    TEMPLATE,
    VALIDATOR,
    MessageTemplate,
    used_by,
)

_SHARED = "SHARED"


class MessageTemplates:
    """A name is one application's own, and what is made without one has names of its own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make one; its id. `designation` is TEMPLATE where none is given. Raises Invalid, Taken."""
        now = self._desk.clock()
        row = _checked({"designation": TEMPLATE, "name": "", "pattern": "", **fields})

        def make(db: Connection) -> int:
            _check_free(db, actor.user_id, actor.application_id, row["name"])
            return MESSAGE_TEMPLATES.insert(db, {**row, **actor.owner, "created_at": now, "updated_at": now})

        return self._desk.write(make)

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[MessageTemplate]:
        """Those that match."""
        return MESSAGE_TEMPLATES.find(self._desk.read(), [*actor.own("message_template"), *where], page)

    def read(self, actor: Actor, template_id: int) -> MessageTemplate:
        """One of them. Raises NotFound."""
        return _get(self._desk.read(), actor, template_id)

    def update(self, actor: Actor, template_id: int, expected: int | None = None, **fields: Any) -> int:
        """Change what is given; its id. Messages of requests that are under way say what they said before.

        Raises NotFound, Invalid, Stale, Taken, Forbidden for a validator that a shared sender id has.
        """

        def change(db: Connection) -> None:
            found = _get(db, actor, template_id)
            _check_own(db, found)
            now_is = {"designation": found.designation, "name": found.name, "pattern": found.pattern}
            changed = _checked({**now_is, **fields})
            if changed["name"] != found.name:
                _check_free(db, found.user_id, found.application_id, changed["name"])
            revise(db, MESSAGE_TEMPLATES, found, changed, expected, self._desk.clock())

        self._desk.write(change)
        return template_id

    def delete(self, actor: Actor, template_id: int) -> int:
        """Remove it; its id. Raises NotFound, Conflict where a sender id has it: what that may say would change."""

        def remove(db: Connection) -> None:
            found = _get(db, actor, template_id)
            if used_by(db, found.id):
                raise Conflict("a sender id or a channel has it among its message_templates")
            MESSAGE_TEMPLATES.delete(db, [found.id])

        self._desk.write(remove)
        return template_id


def _get(db: Connection, actor: Actor, template_id: int) -> MessageTemplate:
    own = actor.own("message_template")
    return MESSAGE_TEMPLATES.get(db, f"message template {template_id}", [*own, *exactly(id=template_id)])


def _check_own(db: Connection, template: MessageTemplate) -> None:
    if template.designation == VALIDATOR and _SHARED in used_by(db, template.id):
        raise Forbidden("a shared sender id has it among its message_templates")


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, where they make a template: its pattern can be read. Raises Invalid."""
    for name in ("name", "pattern"):
        if not fields[name].strip():
            raise Invalid(f"{name} is missing")
    fields = {**fields, "designation": fields["designation"] or TEMPLATE}
    if fields["designation"] == TEMPLATE:
        try:
            vtl.pattern(fields["pattern"])
        except BadTemplate as error:
            raise Invalid(f"pattern: {error}") from error
    return fields


def _check_free(db: Connection, user_id: int | None, application_id: int | None, name: str) -> None:
    """Raises Taken."""
    if MESSAGE_TEMPLATES.count(db, exactly(user_id=user_id, application_id=application_id, name=name)):
        raise Taken(f"a message template with the name {name}")
