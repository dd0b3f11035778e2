"""Who may change whom: nobody raises themselves or reaches above themselves, and somebody always steers the box."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.errors import Conflict, Forbidden
from appliance.office.desk import Actor
from appliance.spool import roles
from appliance.spool.listing import Connection, exactly
from appliance.spool.people import USERS, User


def check_reach(db: Connection, actor: Actor, user: User) -> None:
    """Raises Forbidden where `user` holds what `actor` lacks, who is no administrator either."""
    if user.id != actor.user_id and not _steers(db, actor):
        _check_all(actor, user.grants, f"user {user.id} holds a permission that you lack")


def check_gift(db: Connection, actor: Actor, user_id: int | None, permissions: Iterable[str]) -> None:
    """Raises Forbidden where `actor` may not give these to `user_id`, None for somebody new.

    Who lacks a permission never gives it to themselves, and to others only as an administrator.
    """
    if user_id == actor.user_id:
        _check_all(actor, permissions, "nobody raises their own permissions, and you lack one")
    elif not _steers(db, actor):
        _check_all(actor, permissions, "nobody gives a permission that they lack")


def check_role(role_id: int) -> None:
    """Raises Conflict where nobody may change what that role gives."""
    if role_id == roles.ADMIN:
        raise Conflict("the role of administrators keeps its permissions")


def check_extension(db: Connection, actor: Actor, role_id: int, permission: str) -> None:
    """Raises Forbidden where `actor` may not let the role give that permission too."""
    own = roles.has_role(db, actor.user_id, role_id)
    check_gift(db, actor, actor.user_id if own else None, (permission,))


def keep_one(db: Connection, user: User) -> None:
    """Raises Conflict where `user` is the last active administrator."""
    steering = USERS.find(db, exactly(role_id=roles.ADMIN, active=1)).rows
    if [each.id for each in steering] == [user.id]:
        raise Conflict(f"user {user.id} is the last administrator: make another one first")


def _steers(db: Connection, actor: Actor) -> bool:
    return roles.has_role(db, actor.user_id, roles.ADMIN)


def _check_all(actor: Actor, permissions: Iterable[str], why: str) -> None:
    lacking = sorted(each for each in permissions if not actor.may(each))
    if lacking:
        raise Forbidden(f"{why}: {lacking[0]}")
