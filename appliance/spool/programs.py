"""Rows of programs: what to do with inbound or outbound traffic."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.spool.listing import Table


@dataclass(frozen=True, slots=True)
class Program:
    """`data` is a JSON object: the parameters of its type."""

    id: int
    user_id: int | None
    name: str
    type: str
    parent_id: int | None
    account_id: int | None
    data: str
    created_at: float

    @property
    def parameters(self) -> Mapping[str, Any]:
        """`data`, read."""
        found: Mapping[str, Any] = json.loads(self.data)
        return found


PROGRAMS: Table[Program] = Table(Program, "programs")


def family(db: sqlite3.Connection, program_id: int) -> list[int]:
    """The program and all its children, the youngest first."""
    rows = db.execute(
        "WITH RECURSIVE family (id) AS"
        " (SELECT ? UNION SELECT programs.id FROM programs JOIN family ON programs.parent_id = family.id)"
        " SELECT id FROM family ORDER BY id DESC",
        (program_id,),
    )
    return [row[0] for row in rows]
