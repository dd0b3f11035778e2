"""Rows of jobs that take contacts out of a file or write them into one (spec/SCG.md 9, 59-61)."""

from __future__ import annotations

import enum
import sqlite3
from dataclasses import dataclass
from typing import TypeVar

from appliance.spool.listing import Condition, Match, Page, Table, last_change


class JobState(enum.StrEnum):
    """Of a job: it waits for its turn, is carried out, is over."""

    CREATED = "CREATED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"


@dataclass(frozen=True, slots=True)
class ContactImport:
    """`reached`: rows of the file that are dealt with. `written`: octets of what could not be taken, so far."""

    id: int
    user_id: int | None
    application_id: int | None
    group_id: int | None
    attachment_id: int
    failures_id: int | None
    state: str
    reached: int
    written: int
    imported_count: int
    failed_count: int
    started_at: float | None
    completed_at: float | None
    version: int
    created_at: float
    updated_at: float | None


@dataclass(frozen=True, slots=True)
class ContactExport:
    """`reached`: the position (see `membership`) of the last contact that is in the file, `written` its octets."""

    id: int
    user_id: int | None
    application_id: int | None
    group_id: int | None
    attachment_id: int | None
    state: str
    reached: int
    written: int
    exported_count: int
    started_at: float | None
    completed_at: float | None
    version: int
    created_at: float
    updated_at: float | None


_UNFINISHED = Condition("state", Match.HOLDS, f"<> {JobState.COMPLETED}")
IMPORTS: Table[ContactImport] = Table(
    ContactImport,
    "contact_imports",
    searchable=last_change("contact_imports"),
    spelled={_UNFINISHED: f"contact_imports.state <> '{JobState.COMPLETED}'"},
)
EXPORTS: Table[ContactExport] = Table(
    ContactExport,
    "contact_exports",
    searchable=last_change("contact_exports"),
    spelled={_UNFINISHED: f"contact_exports.state <> '{JobState.COMPLETED}'"},
)

J = TypeVar("J", bound=ContactImport | ContactExport)
"""A job of either kind."""


def unfinished(db: sqlite3.Connection, table: Table[J]) -> tuple[J, ...]:
    """Those that are to be carried out, the oldest first."""
    return table.find(db, (_UNFINISHED,), Page()).rows
