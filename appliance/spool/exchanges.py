"""Who was written to and who wrote, by line: looked up when somebody asks for it, so that no text costs a row more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from appliance import parties
from appliance.domain import Service
from appliance.spool.listing import Connection

AT_ONCE = 1000  # tries that are looked at between two writes


class Exchange(NamedTuple):
    """A try that carried a text between a line and an address, at Unix time."""

    attempt_id: int
    user_id: int
    address: str
    line: str
    at: float


_COLUMNS = f"""attempts.id, user_id, party, line, created_at FROM attempts
 JOIN transmissions ON transmissions.id = transmission_id
 WHERE transmissions.service = {Service.SMS.value} AND user_id IS NOT NULL AND line IS NOT NULL"""
_OF_ADDRESS = f"""SELECT min(attempts.id), user_id, party, line, min(created_at) {_COLUMNS.partition("created_at")[2]}
 AND party IN (SELECT value FROM json_each(?)) GROUP BY user_id, party, line"""  # noqa: S608
_AFTER = f"SELECT {_COLUMNS} AND attempts.id > ? AND attempts.id <= ? ORDER BY attempts.id"
_NEWEST = "SELECT coalesce(max(id), 0) FROM attempts"
_UNFINISHED = "SELECT min(+id) FROM attempts WHERE state = '{}'"  # by the index of those, which are few
_SEE = "UPDATE consents_seen SET attempt_id = ? WHERE attempt_id < ?"


def of_address(db: Connection, address: str) -> list[Exchange]:
    """The first with each line and each user."""
    return [Exchange(*row) for row in db.execute(_OF_ADDRESS, (json.dumps(parties.spelled(address)),)).fetchall()]


def after(db: Connection, attempt_id: int) -> tuple[Sequence[Exchange], int]:
    """Those among the AT_ONCE tries that follow, and the last try that was looked at."""
    last = min(attempt_id + AT_ONCE, int(db.execute(_NEWEST).fetchone()[0]))
    return [Exchange(*row) for row in db.execute(_AFTER, (attempt_id, last)).fetchall()], last


def seen(db: Connection) -> int:
    """The last try whose exchange is known, with all before it."""
    return int(db.execute("SELECT attempt_id FROM consents_seen").fetchone()[0])


def see(db: Connection, attempt_id: int) -> None:
    """All up to that try are known, but for those that no line has taken yet, and what follows them."""
    queued, waiting = (db.execute(_UNFINISHED.format(state)).fetchone()[0] for state in ("queued", "waiting"))
    settled = min([attempt_id, *(each - 1 for each in (queued, waiting) if each is not None)])
    db.execute(_SEE, (settled, settled))
