"""Rows of roles and permissions, and of who has which (spec/ICTCORE.md 13)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from appliance.spool.listing import Table

ADMIN, USER = 1, 2
"""The roles that every box has."""


@dataclass(frozen=True, slots=True)
class Role:
    """A name for permissions that go together."""

    id: int
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Permission:
    """What an operation may need; one that is the first word of others stands for them."""

    id: int
    name: str
    description: str


ROLES: Table[Role] = Table(Role, "roles")
PERMISSIONS: Table[Permission] = Table(Permission, "permissions")
ROLES_OF_USERS: Table[Role] = Table(
    Role,
    "roles",
    source="roles JOIN user_roles ON user_roles.role_id = roles.id",
    searchable={"user_id": "user_roles.user_id"},
)
PERMISSIONS_OF_USERS: Table[Permission] = Table(
    Permission,
    "permissions",
    source="permissions JOIN user_permissions ON user_permissions.permission = permissions.name",
    searchable={"user_id": "user_permissions.user_id"},
)
PERMISSIONS_OF_ROLES: Table[Permission] = Table(
    Permission,
    "permissions",
    source="permissions JOIN role_permissions ON role_permissions.permission = permissions.name",
    searchable={"role_id": "role_permissions.role_id"},
)


def give_roles(db: sqlite3.Connection, user_id: int, roles: Iterable[int]) -> None:
    """Give a user those roles, which they may have already."""
    db.executemany("INSERT OR IGNORE INTO user_roles VALUES (?, ?)", [(user_id, each) for each in roles])


def take_role(db: sqlite3.Connection, user_id: int, role_id: int) -> None:
    """Take a role from a user, who need not have it."""
    db.execute("DELETE FROM user_roles WHERE user_id = ? AND role_id = ?", (user_id, role_id))


def give_permission(db: sqlite3.Connection, user_id: int, permission: str) -> None:
    """Give a user a permission, which they may have already."""
    db.execute("INSERT OR IGNORE INTO user_permissions VALUES (?, ?)", (user_id, permission))


def take_permission(db: sqlite3.Connection, user_id: int, permission: str) -> None:
    """Take a permission from a user, who need not have it; what their roles give stays."""
    db.execute("DELETE FROM user_permissions WHERE user_id = ? AND permission = ?", (user_id, permission))


def extend(db: sqlite3.Connection, role_id: int, permission: str) -> None:
    """Put a permission into a role, where it may be already."""
    db.execute("INSERT OR IGNORE INTO role_permissions VALUES (?, ?)", (role_id, permission))


def narrow(db: sqlite3.Connection, role_id: int, permission: str) -> None:
    """Take a permission out of a role, where it need not be."""
    db.execute("DELETE FROM role_permissions WHERE role_id = ? AND permission = ?", (role_id, permission))


def has_role(db: sqlite3.Connection, user_id: int, role_id: int) -> bool:
    """Whether the user has that role."""
    found = db.execute("SELECT 1 FROM user_roles WHERE user_id = ? AND role_id = ?", (user_id, role_id))
    return found.fetchone() is not None


def holders(db: sqlite3.Connection, role_id: int) -> int:
    """How many users have that role."""
    return int(db.execute("SELECT count(*) FROM user_roles WHERE role_id = ?", (role_id,)).fetchone()[0])
