"""ICTCore's groups of contacts (spec/ICTCORE.md 5.3)."""

from __future__ import annotations

from appliance.api.dialect import NUMBER, OPTIONAL_NUMBER, Field, Many, One, Operation, Shape, Truth, Value, text
from appliance.api.ictcore.contacts import CONTACT, MEMBER_FILTERS
from appliance.api.ictcore.fields import COMMON, WORDS, filters, read_only
from appliance.office import Office
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
GROUP_FILTERS = (
    *filters(Match.EXACT, NUMBER, group_id="id"),
    *filters(Match.CONTAINS, WORDS, name="name"),
    *COMMON,
)

_ID, _EVERY, _PATH = Value(("group_id", "id")), Many(GROUP, GROUP_FILTERS), "/groups/{group_id}"
_MEMBERS = Many(CONTACT, MEMBER_FILTERS)


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, one, members = office.groups, One(GROUP), ("group_read", "contact_list")
    return (
        Operation("POST", "/groups", "New group", use.create, _ID, GROUP, needs=("group_create",)),
        Operation("GET", "/groups", "All groups", use.find, _EVERY, needs=("group_list",)),
        Operation("GET", _PATH, "A group", use.read, one, needs=("group_read",)),
        Operation("PUT", _PATH, "Change a group", use.update, one, GROUP, partial=True, needs=("group_update",)),
        Operation("DELETE", _PATH, "Delete a group", use.delete, Truth(), needs=("group_delete",)),
        Operation("GET", f"{_PATH}/contacts", "A group's contacts", use.contacts, _MEMBERS, needs=members),
    )
