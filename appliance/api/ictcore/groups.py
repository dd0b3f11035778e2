"""ICTCore's groups of contacts (spec/ICTCORE.md 5.3)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from appliance import contactlist
from appliance.api.dialect import (
    NUMBER,
    OBJECT,
    OPTIONAL_NUMBER,
    Field,
    File,
    Kind,
    Many,
    Octets,
    One,
    Operation,
    Shape,
    Truth,
    Value,
    text,
)
from appliance.api.ictcore.contacts import CONTACT, MEMBER_FILTERS
from appliance.api.ictcore.fields import COMMON, WORDS, filters, read_only
from appliance.domain import Upload
from appliance.office import Office
from appliance.office.desk import Actor
from appliance.office.imports import Imported
from appliance.spool.listing import Match

GROUP = Shape(
    "Group",
    read_only("group_id", "id", NUMBER),
    read_only("id", "id", NUMBER),
    Field("name", "name", text(128), required=True),
    Field("description", "description", text(255)),
    read_only("contact_total", "contact_total", NUMBER),
    read_only("user_id", "user_id", OPTIONAL_NUMBER),
)
_FAULT = Shape("RowLeftOut", read_only("row", "row", NUMBER), read_only("reason", "reason", text(255)))
_FAULTS = Kind(
    {"type": "array", "items": {"$ref": f"#/components/schemas/{_FAULT.name}"}},
    OBJECT.decode,
    lambda faults: [_FAULT.encode(each) for each in faults],
    _FAULT,
)
IMPORTED = Shape(
    "Imported",
    read_only("group_id", "group_id", NUMBER),
    read_only("imported", "imported", NUMBER),
    read_only("known", "known", NUMBER),
    read_only("failed", "failed", NUMBER),
    read_only("errors", "faults", _FAULTS),
)
GROUP_FILTERS = (
    *filters(Match.EXACT, NUMBER, group_id="id"),
    *filters(Match.CONTAINS, WORDS, name="name"),
    *COMMON,
)

_ID, _EVERY, _PATH = Value(("group_id", "id")), Many(GROUP, GROUP_FILTERS), "/groups/{group_id}"
_MEMBERS = Many(CONTACT, MEMBER_FILTERS)
_CSV, _LARGEST_CSV = ("text/csv", "text/plain"), 32 * 1024 * 1024
_IN_MEMORY = 1024 * 1024


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, one, members = office.groups, One(GROUP), ("group_read", "contact_list")
    return (
        *_files(office),
        Operation("POST", "/groups", "New group", use.create, _ID, GROUP, needs=("group_create",)),
        Operation("GET", "/groups", "All groups", use.find, _EVERY, needs=("group_list",)),
        Operation("GET", _PATH, "A group", use.read, one, needs=("group_read",)),
        Operation("PUT", _PATH, "Change a group", use.update, one, GROUP, partial=True, needs=("group_update",)),
        Operation("DELETE", _PATH, "Delete a group", use.delete, Truth(), needs=("group_delete",)),
        Operation("GET", f"{_PATH}/contacts", "A group's contacts", use.contacts, _MEMBERS, needs=members),
    )


def _files(office: Office) -> tuple[Operation, ...]:
    use, path, take = office.imports, f"{_PATH}/csv", partial(_take, office.imports.read_in)
    given, wrote = File(("text/csv",), MEMBER_FILTERS), ("contact_create", "group_update")
    seen = ("group_read", "contact_list")
    return (
        Operation("POST", path, "Import contacts", take, One(IMPORTED), Octets(_CSV), needs=wrote),
        Operation("GET", path, "Export contacts", use.export, given, needs=seen),
        Operation("GET", "/groups/sample/csv", "A sample", use.sample, File(("text/csv",)), needs=seen[1:]),
    )


def _take(read_in: Callable[..., Imported], actor: Actor, group_id: int, upload: Upload) -> Imported:
    """The whole file is here before the first row is taken: who sends slowly, or breaks off, changes nothing."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        for piece in upload.pieces(_LARGEST_CSV):
            file.write(piece)
        file.seek(0)
        return read_in(actor, group_id, contactlist.rows(file), _checked)


def _checked(cells: Mapping[str, str]) -> Mapping[str, Any]:
    return CONTACT.decode(cells, partial=True)
