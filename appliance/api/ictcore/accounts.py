"""ICTCore's accounts, those of type did and extension at paths of their own too (spec/ICTCORE.md 5.6)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from appliance.api.dialect import (
    BIT,
    NUMBER,
    OBJECT,
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
    word,
)
from appliance.api.ictcore.fields import COMMON, WORDS, filters, read_only, write_only
from appliance.office import Office
from appliance.spool.listing import Match
from appliance.spool.people import ACCOUNT, ADDRESS, DID, EXTENSION

_VALUE = text(4096, lines=True)


def _settings(name: str, value: Any) -> Mapping[str, str | None]:
    given = OBJECT.decode(name, value)
    return {each: None if one is None else _VALUE.decode(f"{name}.{each}", one) for each, one in given.items()}


_TYPE = word({each: each for each in (ACCOUNT, DID, EXTENSION, ADDRESS)})
_FIELDS = (
    write_only("username", "username", text(64)),
    write_only("passwd", "passwd", text(64)),
    write_only("passwd_pin", "passwd_pin", text(32)),
    Field("first_name", "first_name", text(128)),
    Field("last_name", "last_name", text(128)),
    Field("phone", "phone", text(32)),
    Field("email", "email", text(128)),
    Field("address", "address", text(128)),
    Field("active", "active", BIT),
    Field("settings", "settings", Kind({"type": "object"}, _settings, json.loads)),
)
ACCOUNT_SHAPE = Shape(
    "Account",
    read_only("account_id", "id", NUMBER),
    read_only("username", "username", text(128)),  # an e-mail address stands in where none was given
    *_FIELDS,
    read_only("type", "type", _TYPE),
    read_only("user_id", "user_id", OPTIONAL_NUMBER),
    read_only("created_by", "user_id", OPTIONAL_NUMBER),
)
NEW_ACCOUNT = Shape("AccountPost", *_FIELDS, write_only("type", "type", _TYPE))
NEW_OF_TYPE = Shape("AccountOfType", *_FIELDS)
SETTING = Shape("Setting", write_only("value", "value", _VALUE), write_only("data", "value", _VALUE), whole="value")

ACCOUNT_FILTERS = (
    *filters(Match.EXACT, NUMBER, account_id="id"),
    *filters(
        Match.CONTAINS,
        WORDS,
        type="type",
        username="username",
        phone="phone",
        email="email",
        first_name="first_name",
        last_name="last_name",
    ),
    *COMMON,
)

_ID, ACCOUNTS, _PATH = Value(("account_id",)), Many(ACCOUNT_SHAPE, ACCOUNT_FILTERS), "/accounts/{account_id}"
_SETTING = Value(("value",), _VALUE)
_ALIASES = ("/dids/{account_id}", "/extensions/{account_id}")
_READ, _CHANGE = ("account_read",), ("account_update",)


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    return (*_records(office), *_typed(office), *_programs(office), *_owners(office), *_of_settings(office))


def _records(office: Office) -> tuple[Operation, ...]:
    use, one, make, path = office.accounts, One(ACCOUNT_SHAPE), ("account_create",), _PATH
    return (
        Operation("POST", "/accounts", "New account", use.create, _ID, NEW_ACCOUNT, needs=make),
        Operation("GET", "/accounts", "All accounts", use.find, ACCOUNTS, needs=("account_list",)),
        Operation("GET", path, "An account", use.read, one, needs=_READ, aliases=_ALIASES),
        Operation("PUT", path, "Change it", use.update, one, ACCOUNT_SHAPE, True, needs=_CHANGE, aliases=_ALIASES),
        Operation("DELETE", path, "Delete it", use.delete, Truth(), needs=("account_delete",), aliases=_ALIASES),
    )


def _typed(office: Office) -> tuple[Operation, ...]:
    use, make, every = office.accounts, ("account_create",), ("account_list",)
    return tuple(
        operation
        for path, kind in (("/dids", {"type": DID}), ("/extensions", {"type": EXTENSION}))
        for operation in (
            Operation("POST", path, f"New {path[1:-1]}", use.create, _ID, NEW_OF_TYPE, preset=kind, needs=make),
            Operation("GET", path, f"All {path[1:]}", use.find, ACCOUNTS, preset=kind, needs=every),
        )
    )


def _programs(office: Office) -> tuple[Operation, ...]:
    use, one, every = office.accounts, One(ACCOUNT_SHAPE), f"{_PATH}/programs"
    path, by_type = f"{every}/{{program_id}}", (f"{every}/{{type}}",)
    join, leave = ("account_update", "program_create", "program_execute"), ("account_update", "program_delete")
    return (
        Operation("PUT", path, "Subscribe it to a program", use.subscribe, one, aliases=by_type, needs=join),
        Operation("DELETE", path, "Remove its program", use.unsubscribe, one, aliases=by_type, needs=leave),
        Operation("DELETE", every, "Remove all its programs", use.unsubscribe_all, one, needs=leave),
    )


def _owners(office: Office) -> tuple[Operation, ...]:
    use, one, path = office.accounts, One(ACCOUNT_SHAPE), f"{_PATH}/users"
    give, free = ("account_create", "user_update"), ("account_delete", "user_update")
    return (
        Operation("PUT", f"{path}/{{user_id}}", "Make it another user's", use.assign, one, needs=give),
        Operation("DELETE", path, "Make it nobody's", use.dissociate, one, needs=free),
    )


def _of_settings(office: Office) -> tuple[Operation, ...]:
    use, path = office.accounts, f"{_PATH}/settings/{{name}}"
    return (
        Operation("GET", path, "One of its settings", use.setting, _SETTING, needs=_READ),
        Operation("PUT", path, "Set one of its settings", use.set, _SETTING, SETTING, needs=_CHANGE),
        Operation("DELETE", path, "Forget one of its settings", use.unset, Truth(), needs=_CHANGE),
    )
