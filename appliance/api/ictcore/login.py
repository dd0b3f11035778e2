"""ICTCore's log in (spec/ICTCORE.md 2)."""

from __future__ import annotations

from appliance.api.auth import Auth
from appliance.api.dialect import BIT, FLAG, NUMBER, One, Operation, Shape, Truth, constant, text
from appliance.api.ictcore.fields import read_only, write_only

LOGIN = Shape(
    "Login",
    write_only("username", "username", text(128)),
    write_only("email", "email", text(128)),
    write_only("user_id", "user_id", NUMBER),
    write_only("password", "password", text(256, lines=True)),
)
SESSION = Shape(
    "Session",
    read_only("token", "token", text(2048)),
    read_only("access_token", "token", text(2048)),
    read_only("token_type", "", constant("Bearer")),
    read_only("scope", "", constant("All")),
    read_only("expires_in", "lifetime", NUMBER),
    read_only("user_id", "user.id", NUMBER),
    read_only("username", "user.username", text(64)),
    read_only("first_name", "user.first_name", text(128)),
    read_only("last_name", "user.last_name", text(128)),
    read_only("email", "user.email", text(128)),
    read_only("phone", "user.phone", text(32)),
    read_only("active", "user.active", BIT),
    read_only("must_change_password", "user.must_change", FLAG),
)


def operations(auth: Auth) -> tuple[Operation, ...]:
    """Its rows of the table."""
    return (
        Operation("POST", "/authenticate", "Log in", auth.login, One(SESSION), LOGIN, public=True),
        Operation("POST", "/authenticate/cancel", "Log out: end this token", auth.cancel, Truth()),
    )
