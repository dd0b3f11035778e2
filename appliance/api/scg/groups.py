"""SCG's groups of contacts (spec/SCG.md 9, 53-56)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from appliance.api.dialect import NUMBER, OBJECT, Field, Filter, Kind, Many, One, Operation, Value, constant, text
from appliance.api.scg.contacts import CONTACT, CONTACT_KEY, EVERY
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
from appliance.criteria import LONGEST
from appliance.errors import BadCriteria
from appliance.office import Office
from appliance.office.members import Added
from appliance.office.profiles import NamedBy
from appliance.spool.groups import DYNAMIC, STATIC
from appliance.spool.listing import Condition, Match


def _criteria(name: str, value: Any) -> str:
    """JSON, as a text or as itself."""
    said = value if isinstance(value, str) else json.dumps(value)
    if len(said) > LONGEST:
        raise BadCriteria(f"{name} has more than {LONGEST} characters")
    return said


CRITERIA = Kind({"type": "string", "maxLength": LONGEST, "description": "a JSON object"}, _criteria)
_TYPE = one_of(STATIC, DYNAMIC)
_DESCRIPTION = replace(text(2000, lines=True), encode=lambda value: value or None)
_READY = "Ready"

GROUP = Sparse(
    "ContactGroup",
    *record("group"),
    Field("external_id", "external_id", indexed()),
    Field("name", "name", indexed(), required=True),
    Field("description", "description", _DESCRIPTION),
    Field("type", "type", _TYPE),
    Field("criteria", "criteria", CRITERIA),
    read_only("status", "", constant(_READY)),
    read_only("member_count", "contact_total", NUMBER),
)


class _Standing(Filter):
    """By what is the same of every group."""

    def conditions(self, given: str) -> tuple[Condition, ...]:
        """None, or one that no group meets."""
        met = any(each.strip().lower() == _READY.lower() for each in given.split(","))
        return () if met else (Condition(self.column, self.match, None),)


GROUP_FILTERS = (
    *of_record("group"),
    *sought(indexed(), external_id="external_id", name="name"),
    *sought(_TYPE, type="type"),
    _Standing("status", "id", Match.EXACT, constant(_READY)),
)


def _keys(name: str, value: Any) -> dict[str, NamedBy]:
    """Whom each of the ids names."""
    return {each: CONTACT_KEY.decode(name, each) for each in STRINGS.decode(name, value)}


def _named(added: Added) -> Any:
    """The contact that was made, else the group."""
    return _GROUP.encode(added.group_id) if added.made is None else identifier("contact").encode(added.made)


_GROUP = identifier("group")
_NAMED = Kind(_GROUP.schema, OBJECT.decode, _named)
_UNKNOWN = Kind(
    {"type": "object", "additionalProperties": {"type": "string"}},
    OBJECT.decode,
    lambda missing: {each: f"Unknown document: {each}" for each in missing},
)
MEMBERS = Sparse("GroupMembers", write_only("contacts", "contacts", Kind(STRINGS.schema, _keys)), *CONTACT.fields)
ADDED = Sparse(
    "AddedToGroup",
    read_only("id", "", _NAMED),
    read_only("errors", "missing", _UNKNOWN),
)

_ID, _PATH = created("group"), "/contact_groups/{group}"
_ALL = Many(GROUP, GROUP_FILTERS, sorts(*GROUP_FILTERS[:-1]))
_CHANGED = Value(("id",), replace(_GROUP, encode=lambda group: _GROUP.encode(group.id)))


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, change = office.groups, ("group_update",)
    return (
        Operation("GET", "/contact_groups", "All groups", use.find, _ALL, needs=("group_list",)),
        Operation("POST", "/contact_groups", "New group", use.create, _ID, GROUP, needs=("group_create",)),
        Operation("GET", _PATH, "A group", use.read, One(GROUP), needs=("group_read",)),
        Operation("POST", _PATH, "Change a group", use.update, _CHANGED, GROUP, partial=True, needs=change),
        Operation("PUT", _PATH, "Write a group anew", use.update, _CHANGED, GROUP, replaces=True, needs=change),
        Operation("DELETE", _PATH, "Delete a group", use.delete, _ID, needs=("group_delete",)),
        *_members(office),
    )


def _members(office: Office) -> tuple[Operation, ...]:
    use, every, one = office.members, f"{_PATH}/contacts", f"{_PATH}/contacts/{{contact_key}}"
    seen, wrote = ("group_read", "contact_list"), ("contact_create", "group_update")
    return (
        Operation("GET", every, "A group's contacts", use.find, EVERY, needs=seen),
        Operation("POST", every, "Put contacts into a group", use.add, One(ADDED), MEMBERS, needs=wrote),
        Operation("GET", one, "A contact of a group", use.read, One(CONTACT), needs=seen),
        Operation("DELETE", one, "Take a contact out of a group", use.remove, created("contact"), needs=wrote),
    )
