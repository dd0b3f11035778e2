"""Channels and the sender ids in them (spec/SCG.md 9, 10-12)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from appliance.api.dialect import Field, Kind, Many, One, Operation, text
from appliance.api.scg.fields import (
    STRINGS,
    Sparse,
    created,
    identifier,
    indexed,
    of_record,
    one_of,
    read_only,
    record,
    sorts,
    sought,
    write_only,
)
from appliance.api.scg.senders import ALL, TEMPLATES
from appliance.api.scg.senders import FILTERS as SENDER_FILTERS
from appliance.office import Office
from appliance.office.origins import PRIORITIES

_PRIORITY = one_of(*PRIORITIES)
_DESCRIPTION = replace(text(2000, lines=True), encode=lambda value: value or None)
_OWNERSHIP = one_of("PRIVATE", "SHARED", "PUBLIC")


def _numbers(said: str) -> Any:
    return TEMPLATES.encode(json.loads(said))


CHANNEL = Sparse(
    "Channel",
    *record("channel"),
    Field("name", "name", indexed()),
    Field("priority", "priority", _PRIORITY),
    Field("description", "description", _DESCRIPTION),
    read_only("ownership", "ownership", _OWNERSHIP),
    Field("role", "role", indexed()),
    read_only("message_templates", "message_templates", Kind(STRINGS.schema, STRINGS.decode, _numbers)),
    write_only("message_templates", "templates", TEMPLATES),
)
_FILTERS = (
    *of_record("channel"),
    *sought(indexed(), name="name", description="description", role="role"),
    *sought(_PRIORITY, priority="priority"),
    *sought(_OWNERSHIP, ownership="ownership"),
)
_NAMED = {"type": "object", "additionalProperties": {"type": "string"}}
CHANGE = Sparse(
    "ChannelSenderIds",
    read_only("id", "channel_id", identifier("channel")),
    read_only("errors", "errors", Kind(_NAMED, STRINGS.decode, dict)),
)
_ADDED = Sparse("SenderIdsToAdd", write_only("sender_ids", "senders", STRINGS, required=True))
_REMOVED = Sparse("SenderIdsToRemove", write_only("sender_ids", "senders", STRINGS))

_ID, _PATH, _MEMBERS = created("channel"), "/messaging/channels/{channel}", "/messaging/channels/{channel}/sender_ids"
_EVERY = Many(CHANNEL, _FILTERS, sorts(*_FILTERS))
_THESE = One(CHANGE, tuple(each for each in SENDER_FILTERS if each.name == "id"))


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, changed = office.channels, One(CHANGE)
    return (
        Operation("GET", "/messaging/channels", "All channels", use.find, _EVERY),
        Operation("POST", "/messaging/channels", "New channel", use.create, _ID, CHANNEL),
        Operation("GET", _PATH, "A channel", use.read, One(CHANNEL)),
        Operation("POST", _PATH, "Change a channel", use.update, _ID, CHANNEL, partial=True),
        Operation("PUT", _PATH, "Write a channel anew", use.update, _ID, CHANNEL, replaces=True),
        Operation("DELETE", _PATH, "Delete a channel", use.delete, _ID),
        Operation("GET", _MEMBERS, "The sender ids in a channel", use.senders, ALL),
        Operation("POST", _MEMBERS, "Put sender ids into a channel", use.add, changed, _ADDED),
        Operation("DELETE", _MEMBERS, "Take sender ids out of a channel, or all", use.remove, _THESE, _REMOVED),
        Operation("DELETE", _MEMBERS + "/{sender}", "Take one out of a channel", use.remove_one, changed),
    )
