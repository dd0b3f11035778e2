"""Rows of the files that programs keep for messages, imports and exports, and of the tokens that open them."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from appliance.spool.listing import Connection, Table, last_change

_OCTETS = 16  # of a token: 22 characters


@dataclass(frozen=True, slots=True)
class MessageAttachment:
    """`type` is its media type as its owner says, "" where unknown; `file` its name in the folder of media, "" before
    the first upload, and `size` (octets) None then."""

    id: int
    user_id: int | None
    application_id: int | None
    name: str
    type: str
    filename: str
    file: str
    size: int | None
    version: int
    created_at: float
    updated_at: float | None

    @property
    def state(self) -> str:
        """In the words of spec/SCG.md 9."""
        return UPLOADED if self.file else CREATED


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What opens one attachment until `expires_at` (Unix time). `secret`: the token itself, which is not kept; only who
    shows it has it."""

    id: int
    user_id: int | None
    application_id: int | None
    attachment_id: int
    token_hash: bytes
    expires_at: float
    version: int
    created_at: float
    updated_at: float | None
    secret: str | None


CREATED, UPLOADED = "CREATED", "UPLOADED"
MESSAGE_ATTACHMENTS: Table[MessageAttachment] = Table(
    MessageAttachment,
    "message_attachments",
    searchable={
        "state": f"CASE file WHEN '' THEN '{CREATED}' ELSE '{UPLOADED}' END",
        **last_change("message_attachments"),
    },
)
ACCESS_TOKENS: Table[AccessToken] = Table(
    AccessToken, "access_tokens", computed={"secret": "NULL"}, searchable=last_change("access_tokens")
)


def secret() -> str:
    """A new token."""
    return secrets.token_urlsafe(_OCTETS)


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def forget_tokens(db: Connection, before: float) -> None:
    """Remove those that expired before then (Unix time)."""
    db.execute("DELETE FROM access_tokens WHERE expires_at < ?", (before,))
