"""Work that may fail without harm to the transaction that it is done in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from appliance.spool.listing import Connection

R = TypeVar("R")


def aside(db: Connection, work: Callable[[], R]) -> R:
    """Do it, all or nothing of it: where it raises, what it has changed is undone, and no more than that."""
    db.execute("SAVEPOINT aside")
    try:
        done = work()
    except BaseException:
        if db.in_transaction:  # SQLite undoes all by itself where the disk fails
            db.execute("ROLLBACK TO aside")
            db.execute("RELEASE aside")
        raise
    db.execute("RELEASE aside")
    return done
