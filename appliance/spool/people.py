"""Rows of those who use the box and those they write to: users, revoked tokens, accounts, contacts."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from appliance.spool import roles
from appliance.spool.listing import Condition, Match, Table, exactly
from appliance.spool.narrowing import Narrow, contacts_by_tail, contacts_by_word, contacts_by_words, since, until


@dataclass(frozen=True, slots=True)
class User:
    """Who may log in; tokens issued before `tokens_after` (Unix time) no longer hold.

    `timezone_id` is an offset from UTC in seconds. `role_id`: the first of their roles. `granted`: their permissions,
    between spaces.
    """

    id: int
    username: str
    password_hash: str
    active: int
    must_change: int
    tokens_after: float
    first_name: str
    last_name: str
    email: str | None
    phone: str
    created_at: float
    address: str
    company: str
    country_id: int | None
    timezone_id: int | None
    language_id: str
    role_id: int | None
    granted: str

    @property
    def is_admin(self) -> bool:
        """Whether they have the role of administrators."""
        return self.role_id == roles.ADMIN

    @property
    def grants(self) -> frozenset[str]:
        """Their permissions, own ones and those of their roles."""
        return _split(self.granted)


@dataclass(frozen=True, slots=True)
class Account:
    """A local identity: whose number sends or receives. `settings` is a JSON object of texts."""

    id: int
    user_id: int | None
    type: str
    username: str
    phone: str
    email: str
    first_name: str
    last_name: str
    active: int
    address: str
    settings: str
    created_at: float


@dataclass(frozen=True, slots=True)
class Contact:
    """The far side."""

    id: int
    user_id: int | None
    phone: str
    first_name: str
    last_name: str
    email: str
    address: str
    custom1: str
    custom2: str
    custom3: str
    description: str
    created_at: float
    application_id: int | None
    version: int
    updated_at: float | None


ACCOUNT, DID, EXTENSION, ADDRESS = "account", "did", "extension", "eaddress"
"""The types of accounts: a user's own, a number that is called, a phone in the house, a mailbox."""

_ROLE = "(SELECT min(role_id) FROM user_roles WHERE user_id = users.id)"
_GRANTED = """(SELECT coalesce(group_concat(permission, ' '), '') FROM (
 SELECT permission FROM user_roles JOIN role_permissions USING (role_id) WHERE user_id = users.id
 UNION ALL SELECT permission FROM user_permissions WHERE user_id = users.id))"""
_split = lru_cache(64)(lambda granted: frozenset(granted.split()))

USERS: Table[User] = Table(
    User, "users", computed={"role_id": _ROLE, "granted": _GRANTED}, searchable={"user_id": "users.id"}
)
ACCOUNTS: Table[Account] = Table(Account, "accounts")
NARROW_CONTACTS: Mapping[tuple[str, Match], Narrow] = {
    ("phone", Match.ENDS): contacts_by_tail,
    ("first_name", Match.CONTAINS): contacts_by_words,
    ("last_name", Match.CONTAINS): contacts_by_words,
    ("words", Match.CONTAINS): contacts_by_word,
    ("created_at", Match.FROM): since("contacts"),
    ("created_at", Match.UNTIL): until("contacts"),
}
CONTACTS: Table[Contact] = Table(
    Contact,
    "contacts",
    searchable={
        "words": "contacts.phone || ' ' || contacts.first_name || ' ' || contacts.last_name",
        "contact_id": "contacts.id",  # of those after one
    },
    looked_up_by=("id", "phone", "email", "user_id"),
    narrow=NARROW_CONTACTS,
    total="contacts",
)


def revoked(db: sqlite3.Connection, token_id: str) -> bool:
    """Whether that token was given back before its time."""
    return db.execute("SELECT 1 FROM revoked_tokens WHERE token_id = ?", (token_id,)).fetchone() is not None


def revoke(db: sqlite3.Connection, token_id: str, expires_at: float, now: float) -> None:
    """Remember a token as revoked until it expires; forget those that have."""
    db.execute("DELETE FROM revoked_tokens WHERE expires_at < ?", (now,))
    db.execute("INSERT OR IGNORE INTO revoked_tokens (token_id, expires_at) VALUES (?, ?)", (token_id, expires_at))


def account_of_number(db: sqlite3.Connection, number: str) -> Account | None:
    """The newest active account with exactly that number; a did, made for that, goes before all others."""
    wanted = exactly(phone=number, active=1)
    return ACCOUNTS.newest(db, [*wanted, *exactly(type=DID)]) or ACCOUNTS.newest(db, wanted)


def newest_account(db: sqlite3.Connection, user_id: int) -> Account | None:
    """The user's newest active account, which sends where none is named."""
    return ACCOUNTS.newest(db, exactly(user_id=user_id, active=1))


def contact_of_number(
    db: sqlite3.Connection, user_id: int | None, number: str, application_id: int | None = None
) -> Contact | None:
    """The owner's newest contact with exactly that number, for an application one that is no other's."""
    ours = () if application_id is None else (Condition("application_id", Match.OURS, application_id),)
    return CONTACTS.newest(db, (*exactly(phone=number, user_id=user_id), *ours))
