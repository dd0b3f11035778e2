"""Roles and permissions: what there is, and what a role gives."""

from __future__ import annotations

import re
from typing import Any

from appliance.errors import Conflict, Invalid
from appliance.office.authority import check_extension, check_role
from appliance.office.desk import Actor, Desk
from appliance.spool import roles
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.roles import PERMISSIONS, PERMISSIONS_OF_ROLES, ROLES, Permission, Role

_NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,63}")
_FIXED = (roles.ADMIN, roles.USER)


class Roles:
    """The same for everybody."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make a role that gives nothing yet; its id. Raises Invalid where its name won't do or is taken."""

        def change(db: Connection) -> int:
            _check_name(db, fields["name"])
            return ROLES.insert(db, fields)

        return self._desk.write(change)

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Role]:
        """Those that match."""
        return ROLES.find(self._desk.read(), where, page)

    def read(self, actor: Actor, role_id: int) -> Role:
        """One of them. Raises NotFound."""
        return role_in(self._desk.read(), role_id)

    def update(self, actor: Actor, role_id: int, **fields: Any) -> Role:
        """Change what is given; the role as it is then. Raises NotFound, Invalid, Conflict for a name that is fixed."""

        def change(db: Connection) -> Role:
            name = role_in(db, role_id).name
            if fields.get("name", name) != name:
                _check_loose(role_id)
                _check_name(db, fields["name"])
            ROLES.update(db, role_id, fields)
            return role_in(db, role_id)

        return self._desk.write(change)

    def delete(self, actor: Actor, role_id: int) -> None:
        """Remove it. Raises NotFound, and Conflict where somebody has it or every box needs it."""

        def change(db: Connection) -> None:
            role_in(db, role_id)
            _check_loose(role_id)
            if held := roles.holders(db, role_id):
                raise Conflict(f"{held} users have that role: take it from them first")
            ROLES.delete(db, [role_id])

        self._desk.write(change)

    def permissions(self, actor: Actor, role_id: int, where: tuple[Condition, ...], page: Page) -> Found[Permission]:
        """What it gives. Raises NotFound."""
        db = self._desk.read()
        return PERMISSIONS_OF_ROLES.find(db, [*where, *exactly(role_id=role_in(db, role_id).id)], page)

    def extend(self, actor: Actor, role_id: int, permission_id: int) -> Role:
        """Let it give a permission too. Raises NotFound, Forbidden where the actor lacks that, Conflict."""

        def change(db: Connection) -> Role:
            role, permission = role_in(db, role_id), permission_in(db, permission_id)
            check_role(role_id)
            check_extension(db, actor, role_id, permission.name)
            roles.extend(db, role_id, permission.name)
            return role

        return self._desk.write(change)

    def narrow(self, actor: Actor, role_id: int, permission_id: int) -> Role:
        """Let it give a permission no longer. Raises NotFound, Conflict."""

        def change(db: Connection) -> Role:
            role, permission = role_in(db, role_id), permission_in(db, permission_id)
            check_role(role_id)
            roles.narrow(db, role_id, permission.name)
            return role

        return self._desk.write(change)


class Permissions:
    """What operations may need; only looked at."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Permission]:
        """Those that match."""
        return PERMISSIONS.find(self._desk.read(), where, page)

    def read(self, actor: Actor, permission_id: int) -> Permission:
        """One of them. Raises NotFound."""
        return permission_in(self._desk.read(), permission_id)


def role_in(db: Connection, role_id: int) -> Role:
    """The role. Raises NotFound."""
    return ROLES.get(db, f"role {role_id}", exactly(id=role_id))


def permission_in(db: Connection, permission_id: int) -> Permission:
    """The permission. Raises NotFound."""
    return PERMISSIONS.get(db, f"permission {permission_id}", exactly(id=permission_id))


def _check_name(db: Connection, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise Invalid("name must be 1 to 64 of a-z, 0-9 and _, not starting with _")
    if ROLES.newest(db, exactly(name=name)):
        raise Invalid(f"role {name} is there already")


def _check_loose(role_id: int) -> None:
    if role_id in _FIXED:
        raise Conflict("every box has that role, by that name")
