"""ICTCore's programs (spec/ICTCORE.md 5.1 and 10)."""

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
from appliance.api.ictcore.fields import COMMON, LONGEST_TEXT, WORDS, filters, read_only, write_only
from appliance.office import Office
from appliance.spool.listing import Match


def _parameter(name: str) -> Field:
    kind = Kind(OPTIONAL_NUMBER.schema, NUMBER.decode, lambda parameters: parameters.get(name))
    return read_only(name, "parameters", kind)


PROGRAM = Shape(
    "Program",
    read_only("program_id", "id", NUMBER),
    read_only("name", "name", text(64)),
    read_only("type", "type", text(64)),
    read_only("parent_id", "parent_id", OPTIONAL_NUMBER),
    read_only("account_id", "account_id", OPTIONAL_NUMBER),
    _parameter("text_id"),
    read_only("data", "parameters", Kind({"type": "object"}, NUMBER.decode, dict)),
    read_only("user_id", "user_id", OPTIONAL_NUMBER),
)
_PROGRAM_FIELDS = (
    write_only("name", "name", text(64)),
    write_only("parent_id", "parent_id", NUMBER),
    write_only("account_id", "account_id", NUMBER),
)
SENDSMS_FIELDS = (
    write_only("text_id", "text_id", NUMBER),
    write_only("message", "message", text(LONGEST_TEXT, lines=True)),
    write_only("content", "message", text(LONGEST_TEXT, lines=True)),
)
SENDSMS = Shape("ProgramSendsms", *_PROGRAM_FIELDS, *SENDSMS_FIELDS)
RECEIVESMS = Shape("ProgramReceivesms", *_PROGRAM_FIELDS, write_only("phone", "phone", PHONE))

PROGRAM_FILTERS = (
    *filters(Match.EXACT, NUMBER, program_id="id", account_id="account_id"),
    *filters(Match.CONTAINS, WORDS, name="name", type="type"),
    *COMMON,
)

_ID, _EVERY, _PATH = Value(("program_id",)), Many(PROGRAM, PROGRAM_FILTERS), "/programs/{program_id}"
_SEND, _RECEIVE = {"kind": "sendsms"}, {"kind": "receivesms"}
_RECEIVED = {"type": "receivesms"}


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, every, making, listing = office.programs, _EVERY, ("program_create",), ("program_list",)
    send, receive = "/programs/sendsms", "/programs/receivesms"
    return (
        Operation("GET", "/programs", "All programs", use.find, every, needs=listing),
        Operation("GET", _PATH, "A program", use.read, One(PROGRAM), needs=("program_read",)),
        Operation("DELETE", _PATH, "Delete a program", use.delete, Truth(), needs=("program_delete",)),
        Operation("POST", send, "New sendsms program", use.create, _ID, SENDSMS, preset=_SEND, needs=making),
        Operation(
            "POST", receive, "New receivesms program", use.create, _ID, RECEIVESMS, preset=_RECEIVE, needs=making
        ),
        Operation("GET", send, "The sendsms programs", use.find, every, preset={"type": "sendsms"}, needs=listing),
        Operation("GET", receive, "The receivesms programs", use.find, every, preset=_RECEIVED, needs=listing),
    )
