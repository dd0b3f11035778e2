"""ICTCore's users, with their roles and permissions (spec/ICTCORE.md 5.6 and 13)."""

from __future__ import annotations

from typing import Any

from appliance.api.dialect import (
    BIT,
    NUMBER,
    OPTIONAL_NUMBER,
    Field,
    Kind,
    Many,
    One,
    Operation,
    Shape,
    Truth,
    Value,
    text,
)
from appliance.api.ictcore.accounts import ACCOUNTS
from appliance.api.ictcore.fields import MADE, WORDS, filters, read_only, write_only
from appliance.api.ictcore.roles import EVERY_PERMISSION, EVERY_ROLE
from appliance.errors import Invalid
from appliance.office import Office
from appliance.spool.listing import Match

_FARTHEST = 14 * 3600
_SECRET = text(256, lines=True)


def _offset(name: str, value: Any) -> int:
    seconds: int = NUMBER.decode(name, value)
    if abs(seconds) > _FARTHEST:
        raise Invalid(f"{name} is an offset from UTC in seconds, from {-_FARTHEST} to {_FARTHEST}")
    return seconds


_OFFSET = Kind({"type": ["integer", "null"], "description": "offset from UTC in seconds"}, _offset)
_FIELDS = (
    write_only("passwd", "password", _SECRET),
    write_only("password", "password", _SECRET),
    Field("first_name", "first_name", text(128)),
    Field("last_name", "last_name", text(128)),
    Field("phone", "phone", text(32)),
    Field("email", "email", text(128)),
    Field("address", "address", text(128)),
    Field("company", "company", text(128)),
    Field("country_id", "country_id", OPTIONAL_NUMBER),
    Field("timezone_id", "timezone_id", _OFFSET),
    Field("language_id", "language_id", text(2)),
    Field("active", "active", BIT),
)
USER = Shape(
    "User",
    read_only("user_id", "id", NUMBER),
    Field("username", "username", text(64)),
    *_FIELDS,
    read_only("role_id", "role_id", OPTIONAL_NUMBER),
)
NEW_USER = Shape(
    "UserPost",
    write_only("username", "username", text(64), required=True),
    *_FIELDS,
    write_only("role_id", "role_id", NUMBER),
)
PASSWORD = Shape("Password", write_only("password", "password", _SECRET), write_only("passwd", "password", _SECRET))

USER_FILTERS = (
    *filters(Match.EXACT, NUMBER, user_id="id"),
    *filters(
        Match.EXACT,
        WORDS,
        username="username",
        phone="phone",
        email="email",
        first_name="first_name",
        last_name="last_name",
    ),
    *MADE,
)

_ID, _EVERY, _PATH = Value(("user_id",)), Many(USER, USER_FILTERS), "/users/{user_id}"


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    return (*_records(office), *_holdings(office), *_gifts(office))


def _records(office: Office) -> tuple[Operation, ...]:
    use, one, secret = office.users, One(USER), f"{_PATH}/password"
    return (
        Operation("POST", "/users", "New user", use.create, _ID, NEW_USER, needs=("user_create",)),
        Operation("GET", "/users", "All users", use.find, _EVERY, needs=("user_list",)),
        Operation("GET", _PATH, "A user", use.read, one, needs=("user_read",)),
        Operation("PUT", _PATH, "Change a user", use.update, one, USER, partial=True, needs=("user_update",)),
        Operation("DELETE", _PATH, "Delete a user", use.delete, Truth(), needs=("user_delete",)),
        Operation("PUT", secret, "Set a password", use.set_password, one, PASSWORD, needs=("user_password",)),
    )


def _holdings(office: Office) -> tuple[Operation, ...]:
    use, read, path = office.users, "user_read", _PATH
    accounts, roles, permissions = f"{path}/accounts", f"{path}/roles", f"{path}/permissions"
    return (
        Operation("GET", accounts, "A user's accounts", use.accounts, ACCOUNTS, needs=(read, "account_list")),
        Operation("GET", roles, "A user's roles", use.roles, EVERY_ROLE, needs=(read,)),
        Operation("GET", permissions, "What they hold beside", use.permissions, EVERY_PERMISSION, needs=(read,)),
    )


def _gifts(office: Office) -> tuple[Operation, ...]:
    use, one = office.users, One(USER)
    role, permission = f"{_PATH}/roles/{{role_id}}", f"{_PATH}/permissions/{{permission_id}}"
    roles, give, take = (
        ("user_update", "role_update"),
        ("user_update", "permission_create"),
        ("user_update", "permission_delete"),
    )
    return (
        Operation("PUT", role, "Give a user a role", use.give_role, one, needs=roles),
        Operation("DELETE", role, "Take a role from a user", use.take_role, one, needs=roles),
        Operation("PUT", permission, "Give a user a permission", use.give_permission, one, needs=give),
        Operation("DELETE", permission, "Take a permission from a user", use.take_permission, one, needs=take),
    )
