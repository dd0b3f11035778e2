"""A contact with all that SCG knows of it: the same rows as `people.CONTACTS`, more of their columns."""

from __future__ import annotations

import json
from dataclasses import dataclass

from appliance import parties
from appliance.spool.attributes import SLOTS
from appliance.spool.listing import Connection, Table
from appliance.spool.people import NARROW_CONTACTS


@dataclass(frozen=True, slots=True)
class Profile:
    """None is not set, as is '' of `phone`, `first_name`, `last_name`, `email` and `address`.

    `addresses`, `accounts`, `devices`, `interests` and `demographics` are JSON arrays of objects, `social_handles` one
    of texts, `extended_attributes` any JSON. `fast` is a JSON object of those fast access attributes that the rules of
    its owner tell of, each by its name, null where it has no value.
    """

    id: int
    user_id: int | None
    application_id: int | None
    external_id: str | None
    first_name: str
    last_name: str
    birth_date: str | None
    first_acquired_at: float | None
    last_acquired_at: float | None
    phone: str
    email: str
    address: str
    address2: str | None
    city: str | None
    zip: str | None
    state: str | None
    country: str | None
    social_handle: str | None
    social_handles: str | None
    addresses: str | None
    accounts: str | None
    devices: str | None
    interests: str | None
    demographics: str | None
    extended_attributes: str | None
    preferred_language: str | None
    voice_preference: str | None
    fast_access_1: str | None
    fast_access_2: str | None
    fast_access_3: str | None
    fast_access_4: str | None
    fast_access_5: str | None
    fast_access_6: str | None
    fast_access_7: str | None
    fast_access_8: str | None
    fast_access_9: str | None
    fast_access_10: str | None
    fast_access_11: str | None
    fast_access_12: str | None
    fast_access_13: str | None
    fast_access_14: str | None
    fast_access_15: str | None
    fast_access_16: str | None
    fast_access_17: str | None
    fast_access_18: str | None
    fast_access_19: str | None
    fast_access_20: str | None
    fast: str
    version: int
    created_at: float
    updated_at: float | None


_VALUES = " ".join(f"WHEN {slot} THEN contacts.fast_access_{slot}" for slot in SLOTS)
_FAST = f"""(SELECT json_group_object(coalesce(rules.name, 'fast_access_' || rules.slot),
 CASE rules.slot {_VALUES} END) FROM fast_access_rules AS rules WHERE rules.user_id = contacts.user_id
 AND (rules.application_id IS NULL OR contacts.application_id IS NULL
 OR rules.application_id = contacts.application_id))"""  # noqa: S608
_SLOTS = tuple(f"fast_access_{slot}" for slot in SLOTS)

PROFILES: Table[Profile] = Table(
    Profile,
    "contacts",
    computed={"fast": _FAST},
    searchable={"changed_at": "coalesce(contacts.updated_at, contacts.created_at)"},
    looked_up_by=("id", "external_id", "phone", "email", *_SLOTS, "last_name", "first_name", "user_id"),
    narrow=NARROW_CONTACTS,
    total="contacts",
)

_ACQUIRED = """UPDATE contacts SET first_acquired_at = coalesce(first_acquired_at, ?1), last_acquired_at = ?1,
 version = version + 1, updated_at = ?1 WHERE user_id IS ?2 AND phone IN (SELECT value FROM json_each(?3))"""
_AFTER = "SELECT id FROM contacts WHERE user_id = ? AND id > ? ORDER BY id LIMIT ?"


def acquired(db: Connection, user_id: int | None, address: str, now: float) -> None:
    """Whoever has that number, however it is spelled, opted in."""
    db.execute(_ACQUIRED, (now, user_id, json.dumps(parties.spelled(address))))


def following(db: Connection, user_id: int, after: int, most: int) -> list[int]:
    """The ids of a user's contacts that follow one, in order."""
    return [found for (found,) in db.execute(_AFTER, (user_id, after, most)).fetchall()]
