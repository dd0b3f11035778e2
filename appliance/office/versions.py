"""Optimistic locking: every change of a record counts, and one that is based on an older state is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from appliance.errors import Stale
from appliance.spool.listing import Connection, Table


class Versioned(Protocol):
    """A record that counts its changes, from 1."""

    @property
    def id(self) -> int:
        """The row's."""

    @property
    def version(self) -> int:
        """How often it was written."""


def revise(
    db: Connection,
    table: Table[Any],
    record: Versioned,
    changes: Mapping[str, Any],
    expected: int | None,
    now: float,
) -> None:
    """Change some fields of a record, which makes it one version newer; nothing where there are no changes.

    `expected` is the version that the change is based on, None for whichever there is (spec/SCG.md 4). Raises Stale.
    """
    check(record, expected)
    if changes:
        table.update(db, record.id, {**changes, "version": record.version + 1, "updated_at": now})


def check(record: Versioned, expected: int | None) -> None:
    """Raises Stale where a change is based on another version than the record has."""
    if expected is not None and expected != record.version:
        raise Stale(f"it has version {record.version}, the change is of {expected}")
