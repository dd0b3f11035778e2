"""Contacts in the box's own dialect: to whom something may go, found by number or name."""

from __future__ import annotations

from appliance.api.dialect import NUMBER, Field, Filter, Many, Operation, Shape, text
from appliance.office import Office
from appliance.spool.listing import Match

_WORD = text(255)
CONTACT = Shape(
    "Contact",
    Field("id", "id", NUMBER),
    Field("number", "phone", _WORD),
    Field("first_name", "first_name", _WORD),
    Field("last_name", "last_name", _WORD),
)
_FOUND = Many(CONTACT, (Filter("search", "words", Match.CONTAINS, _WORD),))


def operations(office: Office) -> tuple[Operation, ...]:
    """Their rows of the table."""
    found = office.contacts.find
    return (Operation("GET", "/contacts", "Contacts by number or name", found, _FOUND, needs=("contact_list",)),)
