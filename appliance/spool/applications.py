"""Rows of applications: programs of a user that are told apart, and the tokens that they show."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from appliance.spool.listing import Table


@dataclass(frozen=True, slots=True)
class Application:
    """A program that asks for a user. `secret_hash`: SHA-256 of its consumer secret. Times are Unix seconds."""

    id: int
    user_id: int
    name: str
    consumer_key: str
    secret_hash: bytes
    active: int
    created_at: float
    username: str


@dataclass(frozen=True, slots=True)
class Token:
    """What an application shows; `expires_at` None for never."""

    application_id: int
    issued_at: float
    expires_at: float | None

    def holds(self, now: float) -> bool:
        """Whether it does at that time."""
        return self.expires_at is None or self.expires_at > now


APPLICATIONS: Table[Application] = Table(
    Application,
    "applications",
    source="applications JOIN users ON users.id = applications.user_id",
    computed={"username": "users.username"},
)

_ISSUE = "INSERT INTO application_tokens (token_hash, application_id, issued_at, expires_at) VALUES (?, ?, ?, ?)"
_FIND = "SELECT application_id, issued_at, expires_at FROM application_tokens WHERE token_hash = ?"
_FORGET = "DELETE FROM application_tokens WHERE application_id = ? AND expires_at < ?"
_REVOKE = "DELETE FROM application_tokens WHERE application_id = ?"


def issue(db: sqlite3.Connection, token_hash: bytes, token: Token) -> None:
    """Keep a new token; those of the application that have expired are forgotten."""
    db.execute(_FORGET, (token.application_id, token.issued_at))
    db.execute(_ISSUE, (token_hash, token.application_id, token.issued_at, token.expires_at))


def end(db: sqlite3.Connection, user_id: int) -> None:
    """Remove those of a user, with their tokens."""
    db.execute("DELETE FROM applications WHERE user_id = ?", (user_id,))


def token(db: sqlite3.Connection, token_hash: bytes) -> Token | None:
    """The token with that digest, expired or not."""
    row = db.execute(_FIND, (token_hash,)).fetchone()
    return None if row is None else Token(*row)


def revoke(db: sqlite3.Connection, application_id: int) -> None:
    """End all tokens of an application."""
    db.execute(_REVOKE, (application_id,))
