"""Programs: made of a type, kept, listed, removed with their children."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from appliance.domain import Direction, Service
from appliance.errors import NotFound
from appliance.office.desk import Actor, Desk
from appliance.office.people import account_for
from appliance.programs import KINDS
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.programs import PROGRAMS, Program, family


class Programs:
    """Each owner's own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, actor: Actor, kind: str, **fields: Any) -> int:
        """Make a program of that type; its id. Raises NotFound for a type or a record that is not there, Invalid."""
        made = self._desk.write(lambda db: create_in(db, self._desk, actor, kind, fields))
        self._desk.due()  # from now on there may be somebody who answers events
        return made

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Program]:
        """Those that match."""
        return PROGRAMS.find(self._desk.read(), [*actor.own("program"), *where], page)

    def read(self, actor: Actor, program_id: int) -> Program:
        """One of them. Raises NotFound."""
        return get_in(self._desk.read(), actor, program_id)

    def delete(self, actor: Actor, program_id: int) -> None:
        """Remove it and its children; what was sent by them stays. Raises NotFound."""

        def change(db: Connection) -> None:
            PROGRAMS.delete(db, family(db, get_in(db, actor, program_id).id))

        self._desk.write(change)


def get_in(db: Connection, actor: Actor, program_id: int) -> Program:
    """The program, where the actor may see it. Raises NotFound."""
    return PROGRAMS.get(db, f"program {program_id}", [*actor.own("program"), *exactly(id=program_id)])


def point_in(db: Connection, actor: Actor, program_id: int, account_id: int) -> None:
    """Let a program work for another account, in a transaction under way. Raises NotFound, Invalid."""
    program = get_in(db, actor, program_id)
    data = KINDS[program.type].check(db, actor.own, {**program.parameters, "account_id": account_id})
    PROGRAMS.update(db, program_id, {"account_id": account_id, "data": json.dumps(data, ensure_ascii=False)})


def create_in(db: Connection, desk: Desk, actor: Actor, kind: str, fields: Mapping[str, Any]) -> int:
    """Make a program in a transaction under way. Raises as `Programs.create`."""
    if kind not in KINDS:
        raise NotFound(f"program type {kind}; there are {', '.join(sorted(KINDS))}")
    fields = {**fields, **_account(db, actor, fields)}
    data = KINDS[kind].check(db, actor.own, fields)
    parent_id = fields.get("parent_id")
    row = {
        "user_id": actor.user_id,
        "name": fields.get("name") or kind,
        "type": kind,
        "parent_id": None if parent_id is None else get_in(db, actor, parent_id).id,
        "account_id": data.get("account_id") or fields.get("account_id"),
        "data": json.dumps(data, ensure_ascii=False),
        "created_at": desk.clock(),
    }
    program_id = PROGRAMS.insert(db, row)
    if (KINDS[kind].service, KINDS[kind].direction) == (Service.SMS, Direction.OUTBOUND):
        desk.measure(KINDS[kind].render(db, get_in(db, actor, program_id), {}))
    return program_id


def _account(db: Connection, actor: Actor, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The account that is named, -1 being the actor's newest. Raises NotFound."""
    return {"account_id": account_for(db, actor, fields["account_id"])} if "account_id" in fields else {}
