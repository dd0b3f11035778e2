"""Users as those see them who manage them. A user sees themselves; `user_admin` shows everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance import passwords
from appliance.errors import Invalid
from appliance.office.accounts import disown
from appliance.office.authority import check_gift, check_reach, keep_one
from appliance.office.desk import Actor, Desk
from appliance.office.people import check_email, insert_user
from appliance.office.roles import permission_in, role_in
from appliance.spool import applications, references, roles, tasks
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.people import ACCOUNTS, USERS, Account, User
from appliance.spool.roles import PERMISSIONS_OF_ROLES, PERMISSIONS_OF_USERS, ROLES_OF_USERS, Permission, Role


class Users:
    """What is done with users. All raise NotFound for one whom the actor can't see, Forbidden for one above them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, actor: Actor, password: str = "", role_id: int = roles.USER, **fields: Any) -> int:
        """Make a user with an account of their own; the id. Raises Invalid, NotFound, Forbidden for too high a role."""
        _check_password(password)
        row = {**_checked(fields), "password_hash": passwords.digest(password)}

        def change(db: Connection) -> int:
            given = exactly(role_id=role_in(db, role_id).id)
            check_gift(db, actor, None, (each.name for each in PERMISSIONS_OF_ROLES.find(db, given).rows))
            return insert_user(db, row, (role_id,), self._desk.clock())

        return self._desk.write(change)

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[User]:
        """Those that match."""
        return USERS.find(self._desk.read(), [*actor.own("user"), *where], page)

    def read(self, actor: Actor, user_id: int) -> User:
        """One of them."""
        return user_in(self._desk.read(), actor, user_id)

    def update(self, actor: Actor, user_id: int, password: str = "", **fields: Any) -> User:
        """Change what is given; the user as they are then. A password is set as `set_password` does.

        Raises Invalid for another username or an email that is taken, Conflict for the last administrator's `active`.
        """
        checked = _checked(fields)
        if password:
            actor.need(("user_password",))
            checked |= self._renewed(password)

        def change(db: Connection) -> User:
            user = _within_reach(db, actor, user_id)
            _check_unchanged(user, checked)
            check_email(db, user_id, checked.get("email"))
            if not checked.get("active", 1):
                keep_one(db, user)
            USERS.update(db, user_id, checked)
            return user_in(db, actor, user_id)

        return self._desk.write(change)

    def delete(self, actor: Actor, user_id: int) -> None:
        """Remove a user with their own account, plans and applications. Numbers of theirs become free.

        All else is left to nobody. Raises Conflict for the last administrator.
        """

        def change(db: Connection) -> None:
            user = _within_reach(db, actor, user_id)
            keep_one(db, user)
            for account in ACCOUNTS.find(db, exactly(user_id=user_id)).rows:
                disown(db, account)
            tasks.forget_of(db, user_id)
            applications.end(db, user_id)
            references.release(db, "users", user_id)
            USERS.delete(db, [user_id])

        self._desk.write(change)

    def set_password(self, actor: Actor, user_id: int, password: str = "") -> User:
        """Set a password; all tokens of the user end. Raises Invalid."""
        self.read(actor, user_id)
        fresh = self._renewed(password)

        def change(db: Connection) -> User:
            USERS.update(db, _within_reach(db, actor, user_id).id, fresh)
            return user_in(db, actor, user_id)

        return self._desk.write(change)

    def accounts(self, actor: Actor, user_id: int, where: tuple[Condition, ...], page: Page) -> Found[Account]:
        """A user's accounts that the actor may see."""
        db = self._desk.read()
        wanted = exactly(user_id=user_in(db, actor, user_id).id)
        return ACCOUNTS.find(db, [*actor.own("account"), *wanted, *where], page)

    def roles(self, actor: Actor, user_id: int, where: tuple[Condition, ...], page: Page) -> Found[Role]:
        """A user's roles."""
        db = self._desk.read()
        return ROLES_OF_USERS.find(db, [*where, *exactly(user_id=user_in(db, actor, user_id).id)], page)

    def permissions(self, actor: Actor, user_id: int, where: tuple[Condition, ...], page: Page) -> Found[Permission]:
        """The permissions that a user holds beside those of their roles."""
        db = self._desk.read()
        return PERMISSIONS_OF_USERS.find(db, [*where, *exactly(user_id=user_in(db, actor, user_id).id)], page)

    def give_role(self, actor: Actor, user_id: int, role_id: int) -> User:
        """Give a role, which they may have already. Raises Forbidden where the actor may not give what it gives."""

        def change(db: Connection) -> User:
            user, given = _within_reach(db, actor, user_id), exactly(role_id=role_in(db, role_id).id)
            check_gift(db, actor, user.id, (each.name for each in PERMISSIONS_OF_ROLES.find(db, given).rows))
            roles.give_roles(db, user.id, (role_id,))
            return user_in(db, actor, user_id)

        return self._desk.write(change)

    def take_role(self, actor: Actor, user_id: int, role_id: int) -> User:
        """Take a role away, which they need not have. Raises Conflict for the last administrator's."""

        def change(db: Connection) -> User:
            user = _within_reach(db, actor, user_id)
            if role_in(db, role_id).id == roles.ADMIN:
                keep_one(db, user)
            roles.take_role(db, user.id, role_id)
            return USERS.get(db, "user", exactly(id=user.id))

        return self._desk.write(change)

    def give_permission(self, actor: Actor, user_id: int, permission_id: int) -> User:
        """Give a permission, which they may have already. Raises Forbidden where the actor may not give it."""

        def change(db: Connection) -> User:
            user, permission = _within_reach(db, actor, user_id), permission_in(db, permission_id)
            check_gift(db, actor, user.id, (permission.name,))
            roles.give_permission(db, user.id, permission.name)
            return user_in(db, actor, user_id)

        return self._desk.write(change)

    def take_permission(self, actor: Actor, user_id: int, permission_id: int) -> User:
        """Take away a permission that they hold beside their roles, or not at all."""

        def change(db: Connection) -> User:
            user, permission = _within_reach(db, actor, user_id), permission_in(db, permission_id)
            roles.take_permission(db, user.id, permission.name)
            return USERS.get(db, "user", exactly(id=user.id))

        return self._desk.write(change)

    def _renewed(self, password: str) -> dict[str, Any]:
        _check_password(password)
        return {"password_hash": passwords.digest(password), "must_change": 0, "tokens_after": self._desk.clock()}


def user_in(db: Connection, actor: Actor, user_id: int) -> User:
    """The user, where the actor may see them. Raises NotFound."""
    return USERS.get(db, f"user {user_id}", [*actor.own("user"), *exactly(id=user_id)])


def _within_reach(db: Connection, actor: Actor, user_id: int) -> User:
    user = user_in(db, actor, user_id)
    check_reach(db, actor, user)
    return user


def _check_password(password: str) -> None:
    if not password:
        raise Invalid("password is missing")
    passwords.check_strength(password)


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """An email that is empty is none: only real ones are unique."""
    return {**fields, "email": fields["email"].strip() or None} if "email" in fields else dict(fields)


def _check_unchanged(user: User, fields: Mapping[str, Any]) -> None:
    if fields.get("username", user.username) != user.username:
        raise Invalid("a user keeps the username")
