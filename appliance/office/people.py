"""Users and how they are known; accounts; contacts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from appliance import passwords
from appliance.domain import Service
from appliance.errors import Forbidden, Invalid
from appliance.office.authority import keep_one
from appliance.office.desk import Actor, Desk, actor_of
from appliance.office.versions import revise
from appliance.spool import membership, people, roles
from appliance.spool.groups import GROUPS
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.people import ACCOUNT, ACCOUNTS, CONTACTS, USERS, Account, Contact, User
from appliance.spool.roles import ROLES, ROLES_OF_USERS, Role


class People:
    """Users, their passwords and their tokens."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add_user(self, username: str, password: str, role: str = "user", must_change: bool = False) -> int:
        """Make a user, with an account of the same name. Raises Invalid, also where the name is taken."""
        passwords.check_strength(password)
        digest, now = passwords.digest(password), self._desk.clock()
        row = {"username": username, "password_hash": digest, "must_change": int(must_change)}
        return self._desk.write(lambda db: insert_user(db, row, _ROLES[role], now))

    def users(self) -> tuple[User, ...]:
        """All of them, by id."""
        return USERS.find(self._desk.read()).rows

    def user(self, **by: object) -> User | None:
        """The user with that id, username or email."""
        return USERS.newest(self._desk.read(), exactly(**by))

    def set_password(self, user_id: int, password: str, must_change: bool = False) -> None:
        """Set a password; all tokens of the user end. Raises Invalid, NotFound."""
        passwords.check_strength(password)
        fresh = {"password_hash": passwords.digest(password), "must_change": int(must_change)}

        def change(db: Connection) -> None:
            USERS.get(db, f"user {user_id}", exactly(id=user_id))
            USERS.update(db, user_id, {**fresh, "tokens_after": self._desk.clock()})

        self._desk.write(change)

    def change_password(self, actor: Actor, old: str, new: str) -> None:
        """Change one's own password. Raises Forbidden where `old` is wrong, Invalid where `new` won't do."""
        user = self.user(id=actor.user_id)
        if user is None or not passwords.matches(old, user.password_hash):
            raise Forbidden("the old password is wrong")
        if old == new:
            raise Invalid("the new password is the old one")
        self.set_password(actor.user_id, new)

    def set_active(self, user_id: int, active: bool) -> None:
        """Let a user in, or keep them out from now on. Raises NotFound, and Conflict for the last administrator."""

        def change(db: Connection) -> None:
            user = USERS.get(db, f"user {user_id}", exactly(id=user_id))
            if not active:
                keep_one(db, user)
            USERS.update(db, user_id, {"active": int(active)})

        self._desk.write(change)

    def give_role(self, user_id: int, role: str) -> None:
        """Give a user a role by its name, which they may have already. Raises NotFound."""
        self._desk.write(lambda db: roles.give_roles(db, user_id, [_role_named(db, role).id]))

    def take_role(self, user_id: int, role: str) -> None:
        """Take a role from a user, which they need not have. Raises NotFound, Conflict for the last administrator."""

        def change(db: Connection) -> None:
            taken = _role_named(db, role)
            if taken.id == roles.ADMIN:
                keep_one(db, USERS.get(db, f"user {user_id}", exactly(id=user_id)))
            roles.take_role(db, user_id, taken.id)

        self._desk.write(change)

    def roles_of(self, user_id: int) -> tuple[str, ...]:
        """The names of a user's roles."""
        found = ROLES_OF_USERS.find(self._desk.read(), exactly(user_id=user_id)).rows
        return tuple(role.name for role in found)

    def session(self, user_id: int, token_id: str, issued_at: float) -> User | None:
        """The active user behind a token, None where it was revoked."""
        user = self.user(id=user_id)
        if user is None or not user.active or issued_at < user.tokens_after:
            return None
        return None if people.revoked(self._desk.read(), token_id) else user

    def revoke(self, token_id: str, expires_at: float) -> None:
        """End a token before its time."""
        self._desk.write(lambda db: people.revoke(db, token_id, expires_at, self._desk.clock()))


def _role_named(db: Connection, name: str) -> Role:
    there = ", ".join(each.name for each in ROLES.find(db).rows)
    return ROLES.get(db, f"role {name}; there are {there}", exactly(name=name))


_ROLES = {"admin": (roles.ADMIN, roles.USER), "user": (roles.USER,)}


def insert_user(db: Connection, row: Mapping[str, Any], given: Iterable[int], now: float) -> int:
    """Make a user with these roles and an account of the same name; the id. Raises Invalid where a name is taken."""
    username = row["username"]
    if not username or not username.isprintable() or ":" in username:
        raise Invalid("a username is printable and has no colon")
    if USERS.newest(db, exactly(username=username)):
        raise Invalid(f"user {username} is there already")
    check_email(db, None, row.get("email"))
    check_name(db, ACCOUNT, username)
    user_id = USERS.insert(db, {**row, "created_at": now})
    roles.give_roles(db, user_id, given)
    ACCOUNTS.insert(db, {"user_id": user_id, "username": username, "created_at": now})
    return user_id


def check_name(db: Connection, kind: str, username: str) -> None:
    """Raises Invalid where there is an account of that type and username."""
    if ACCOUNTS.newest(db, exactly(type=kind, username=username)):
        raise Invalid(f"{kind} {username} is there already")


def check_email(db: Connection, user_id: int | None, email: str | None) -> None:
    """Raises Invalid where that is the email of another user than `user_id`."""
    known = USERS.newest(db, exactly(email=email)) if email else None
    if known and known.id != user_id:
        raise Invalid(f"email {email} is another user's")


class Contacts:
    """The far side, each owner's own. `settle(contact_id)` is called after the commit that changed one."""

    def __init__(self, desk: Desk, settle: Callable[[int], None]) -> None:
        self._desk = desk
        self._settle = settle

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make a contact; its id. Raises Invalid where `phone` is no number."""
        row = {**self._checked(fields), **actor.owner, "created_at": self._desk.clock()}
        made = self._desk.write(lambda db: CONTACTS.insert(db, row))
        self._settle(made)
        return made

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Contact]:
        """Those that match; a condition on `group_id` asks for members of that group."""
        db, asked = self._desk.read(), [*actor.own("contact"), *where]
        groups = [each.value for each in where if each.column == "group_id"]
        if not groups:
            return CONTACTS.find(db, asked, page)
        others = tuple(each for each in asked if each.column != "group_id")
        found = GROUPS.newest(db, exactly(id=groups[0]))
        return membership.roll(found).find(db, others, page) if found else Found((), 0)

    def read(self, actor: Actor, contact_id: int) -> Contact:
        """One of them. Raises NotFound."""
        return contact_in(self._desk.read(), actor, contact_id)

    def update(self, actor: Actor, contact_id: int, **fields: Any) -> Contact:
        """Change what is given; the whole contact as it is then. Raises NotFound, Invalid."""
        checked = self._checked(fields)

        def change(db: Connection) -> Contact:
            revise(db, CONTACTS, contact_in(db, actor, contact_id), checked, None, self._desk.clock())
            return contact_in(db, actor, contact_id)

        changed = self._desk.write(change)
        self._settle(contact_id)
        return changed

    def delete(self, actor: Actor, contact_id: int) -> None:
        """Remove it, from its groups too; what was sent to it stays. Raises NotFound."""

        def change(db: Connection) -> None:
            CONTACTS.delete(db, [contact_in(db, actor, contact_id).id])

        self._desk.write(change)

    def _checked(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {**fields, "phone": self._desk.carrier.dialable(fields["phone"])} if "phone" in fields else fields


def owner_in(db: Connection, user_id: int | None) -> Actor:
    """The user for whom something goes on while they do not ask. Raises NotFound."""
    return actor_of(USERS.get(db, f"user {user_id}", exactly(id=user_id)))


def contact_in(db: Connection, actor: Actor, contact_id: int) -> Contact:
    """The contact, where the actor may see it. Raises NotFound."""
    return CONTACTS.get(db, f"contact {contact_id}", [*actor.own("contact"), *exactly(id=contact_id)])


def account_for(db: Connection, actor: Actor, account_id: int | None) -> int | None:
    """The account that sends: the one named, else the actor's newest active one. Raises NotFound."""
    if account_id is None or account_id == _NEWEST:
        newest: Account | None = people.newest_account(db, actor.user_id)
        return newest.id if newest else None
    return ACCOUNTS.get(db, f"account {account_id}", [*actor.own("account"), *exactly(id=account_id)]).id


_NEWEST = -1


def contact_for(db: Connection, desk: Desk, actor: Actor, service: Service, fields: Mapping[str, Any]) -> Contact:
    """Whom a message of that service is for: `contact_id`, else the contact of `phone` or `email`, made if it is new.

    Raises NotFound, Invalid.
    """
    if fields.get("contact_id") is not None:
        return contact_in(db, actor, fields["contact_id"])
    known_by, other = ("email", "phone") if service is Service.EMAIL else ("phone", "email")
    if not fields.get(known_by):
        raise Invalid(f"{known_by} is missing: {_NEEDS[known_by]}" if fields.get(other) else "contact is missing")
    party = desk.party(service, fields.get("phone") or "", fields.get("email") or "")
    known = CONTACTS.newest(db, exactly(user_id=actor.user_id, **{known_by: party}))
    if known:
        return known
    row = {**actor.owner, "phone": "", "email": "", other: fields.get(other) or "", known_by: party}
    contact_id = CONTACTS.insert(db, {**row, "created_at": desk.clock()})
    return CONTACTS.get(db, "contact", exactly(id=contact_id))


_NEEDS = {"phone": "an SMS needs one, as do fax and voice", "email": "an e-mail needs one"}
