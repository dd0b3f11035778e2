"""Rows of a contact's tokens: those for its own devices, and those under which push services know them."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from appliance.spool.listing import Connection, Table, last_change

_OCTETS = 16


@dataclass(frozen=True, slots=True)
class AccessToken:
    """Good until `expires_at` (Unix time). `secret`: the token itself, which is not kept; only who shows it has it."""

    id: int
    contact_id: int
    user_id: int | None
    application_id: int | None
    token_hash: bytes
    expires_at: float
    version: int
    created_at: float
    updated_at: float | None
    secret: str | None


@dataclass(frozen=True, slots=True)
class ApplicationToken:
    """`token`: under which the push service `provider` knows a device, for messages from `sender_address`."""

    id: int
    contact_id: int
    user_id: int | None
    application_id: int | None
    sender_address: str | None
    provider: str | None
    token: str | None
    version: int
    created_at: float
    updated_at: float | None


ACCESS_TOKENS: Table[AccessToken] = Table(
    AccessToken,
    "contact_access_tokens",
    computed={"secret": "NULL"},
    searchable=last_change("contact_access_tokens"),
    looked_up_by=("id", "token_hash", "contact_id"),
)
APPLICATION_TOKENS: Table[ApplicationToken] = Table(
    ApplicationToken,
    "contact_application_tokens",
    searchable=last_change("contact_application_tokens"),
    looked_up_by=("id", "contact_id"),
)


def secret() -> str:
    """A new one: 22 characters that a path may hold."""
    return secrets.token_urlsafe(_OCTETS)


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def forget(db: Connection, contact_id: int, now: float) -> None:
    """Remove a contact's access tokens whose time is over."""
    db.execute("DELETE FROM contact_access_tokens WHERE contact_id = ? AND expires_at <= ?", (contact_id, now))


def how_many(db: Connection, table: Table[AccessToken] | Table[ApplicationToken], contact_id: int) -> int:
    """How many of them a contact has."""
    statement = f"SELECT count(*) FROM {table.name} WHERE contact_id = ?"  # noqa: S608
    return int(db.execute(statement, (contact_id,)).fetchone()[0])
