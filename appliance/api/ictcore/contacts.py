"""ICTCore's contacts (spec/ICTCORE.md 5.3)."""

from __future__ import annotations

from appliance.api.dialect import (
    NUMBER,
    OPTIONAL_NUMBER,
    PHONE,
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
from appliance.api.ictcore.fields import COMMON, WORDS, filters, read_only
from appliance.office import Office
from appliance.spool.listing import Match

CONTACT = Shape(
    "Contact",
    read_only("contact_id", "id", NUMBER),
    Field("first_name", "first_name", text(64)),
    Field("last_name", "last_name", text(64)),
    Field("phone", "phone", PHONE, required=True),
    Field("email", "email", text(64)),
    Field("address", "address", text(128)),
    Field("custom1", "custom1", text(128)),
    Field("custom2", "custom2", text(128)),
    Field("custom3", "custom3", text(128)),
    Field("description", "description", text(255)),
    read_only("user_id", "user_id", OPTIONAL_NUMBER),
)

# A + that nobody encoded comes as a blank; what the number ends with finds it all the same.
_ENDING = Kind(WORDS.schema, lambda name, value: WORDS.decode(name, value).strip(" "))
MEMBER_FILTERS = (
    *filters(Match.EXACT, NUMBER, contact_id="id"),
    *filters(Match.EXACT, WORDS, email="email"),
    *filters(Match.CONTAINS, WORDS, first_name="first_name", last_name="last_name"),
    *filters(Match.ENDS, _ENDING, phone="phone"),
    *COMMON,
)
CONTACT_FILTERS = (*MEMBER_FILTERS, *filters(Match.EXACT, NUMBER, group_id="group_id"))

_ID, _EVERY, _PATH = Value(("contact_id",)), Many(CONTACT, CONTACT_FILTERS), "/contacts/{contact_id}"


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, one, link = office.contacts, One(CONTACT), f"{_PATH}/link/{{group_id}}"
    join, leave = ("contact_create", "group_create"), ("contact_delete", "group_delete")
    return (
        Operation("POST", "/contacts", "New contact", use.create, _ID, CONTACT, needs=("contact_create",)),
        Operation("GET", "/contacts", "All contacts", use.find, _EVERY, needs=("contact_list",)),
        Operation("GET", _PATH, "A contact", use.read, one, needs=("contact_read",)),
        Operation("PUT", _PATH, "Change a contact", use.update, one, CONTACT, partial=True, needs=("contact_update",)),
        Operation("DELETE", _PATH, "Delete a contact", use.delete, Truth(), needs=("contact_delete",)),
        Operation("PUT", link, "Put a contact into a group", office.groups.link, one, needs=join),
        Operation("DELETE", link, "Take a contact out of a group", office.groups.unlink, one, needs=leave),
    )
