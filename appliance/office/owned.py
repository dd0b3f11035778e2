"""Records of one kind, each owner's own: what every noun does alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from appliance.errors import Invalid
from appliance.office.desk import Actor, Desk
from appliance.spool.listing import Condition, Connection, Found, Page, Table, exactly

R = TypeVar("R")


class Owned(Generic[R]):
    """`noun` is what an error calls one of the `table`'s records, which have a `name`, a `user_id` and `created_at`."""

    def __init__(self, desk: Desk, table: Table[R], noun: str) -> None:
        self._desk = desk
        self._table = table
        self._noun = noun

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make one; its id. Raises Invalid."""
        row = {**named(fields), "user_id": actor.user_id, "created_at": self._desk.clock()}
        return self._desk.write(lambda db: self._table.insert(db, row))

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[R]:
        """Those that match."""
        return self._table.find(self._desk.read(), [*actor.own(self._noun), *where], page)

    def read(self, actor: Actor, record_id: int) -> R:
        """One of them. Raises NotFound."""
        return self._get(self._desk.read(), actor, record_id)

    def update(self, actor: Actor, record_id: int, **fields: Any) -> R:
        """Change what is given; the whole record as it is then. Raises NotFound, Invalid."""
        return self._change(actor, record_id, named(fields))

    def _change(self, actor: Actor, record_id: int, fields: Mapping[str, Any]) -> R:
        def change(db: Connection) -> R:
            self._get(db, actor, record_id)
            self._table.update(db, record_id, fields)
            return self._get(db, actor, record_id)

        return self._desk.write(change)

    def _remove(self, db: Connection, actor: Actor, record_id: int) -> R:
        """Its last state."""
        gone = self._get(db, actor, record_id)
        self._table.delete(db, [record_id])
        return gone

    def _get(self, db: Connection, actor: Actor, record_id: int) -> R:
        return self._table.get(db, f"{self._noun} {record_id}", [*actor.own(self._noun), *exactly(id=record_id)])


def named(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, where a name that is given says something. Raises Invalid."""
    if "name" in fields and not fields["name"].strip():
        raise Invalid("name is empty")
    return fields
