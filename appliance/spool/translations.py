"""Texts of message requests that another server translates: each text once for a request and a language.

A row waits until it is DONE or FAILED, so that a message that needs it goes by what came of it, whatever happens to the
box meanwhile. Each function works in its caller's transaction.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from enum import StrEnum


class TranslationState(StrEnum):
    """PENDING until the server has answered, or will not."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Translation:
    """`result`: the translation, or why there is none. `tries`: how often the server was asked."""

    id: int
    request_id: int
    source: str
    target: str
    text: str
    state: TranslationState
    result: str
    tries: int


_FIELDS = "id, request_id, source, target, text, state, result, tries"
_LOOK = f"SELECT {_FIELDS} FROM translations WHERE request_id = ? AND key = ?"  # noqa: S608
_ASK = """INSERT OR IGNORE INTO translations (request_id, key, source, target, text, not_before)
 VALUES (?, ?, ?, ?, ?, ?)"""
_NEXT = f"""SELECT {_FIELDS} FROM translations WHERE state = 'pending' AND request_id > ? AND not_before <= ?
 ORDER BY request_id, id LIMIT 1"""  # noqa: S608
_PENDING = "SELECT EXISTS (SELECT 1 FROM translations WHERE request_id = ? AND state = 'pending')"
_NEXT_DUE = "SELECT min(not_before) FROM translations WHERE state = 'pending'"
_END = "UPDATE translations SET state = ?, result = ? WHERE id = ? AND state = 'pending'"


def look(db: sqlite3.Connection, request_id: int, text: str, source: str, target: str) -> Translation | None:
    """What became of a text; None where it was not asked for."""
    row = db.execute(_LOOK, (request_id, _key(text, source, target))).fetchone()
    return None if row is None else _translation(row)


def ask(db: sqlite3.Connection, request_id: int, text: str, source: str, target: str, now: float) -> None:
    """Have it translated; once, however often it is asked for."""
    db.execute(_ASK, (request_id, _key(text, source, target), source, target, text, now))


def pending(db: sqlite3.Connection, request_id: int) -> bool:
    """Whether any text of a request waits."""
    return bool(db.execute(_PENDING, (request_id,)).fetchone()[0])


def following(db: sqlite3.Connection, request_id: int, now: float) -> Translation | None:
    """The first that waits of the request after this one, so that no request keeps the others waiting."""
    row = db.execute(_NEXT, (request_id, now)).fetchone() or db.execute(_NEXT, (0, now)).fetchone()
    return None if row is None else _translation(row)


def next_due(db: sqlite3.Connection) -> float | None:
    """When the next one is to be asked for (Unix time)."""
    due = db.execute(_NEXT_DUE).fetchone()[0]
    return None if due is None else float(due)


def begin(db: sqlite3.Connection, translation_id: int) -> bool:
    """The server is about to be asked; false where its request is over, and it need not be."""
    return db.execute("UPDATE translations SET tries = tries + 1 WHERE id = ?", (translation_id,)).rowcount > 0


def again(db: sqlite3.Connection, translation_id: int, not_before: float) -> None:
    """It is to be asked another time."""
    db.execute("UPDATE translations SET not_before = ? WHERE id = ?", (not_before, translation_id))


def end(db: sqlite3.Connection, translation_id: int, state: TranslationState, result: str) -> None:
    """What came of it, once."""
    db.execute(_END, (state, result, translation_id))


def forget(db: sqlite3.Connection, request_id: int) -> None:
    """Remove those of a request: all its messages are made, or no more are to be."""
    db.execute("DELETE FROM translations WHERE request_id = ?", (request_id,))


def _key(text: str, source: str, target: str) -> bytes:
    """So that the index does not hold the texts."""
    return hashlib.sha256("\0".join((source, target, text)).encode("utf-8", "surrogatepass")).digest()


def _translation(row: tuple[int, int, str, str, str, str, str, int]) -> Translation:
    return Translation(*row[:5], TranslationState(row[5]), *row[6:])
