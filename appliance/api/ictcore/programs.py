"""ICTCore's programs (spec/ICTCORE.md 5.1 and 10)."""

from __future__ import annotations

from collections.abc import Mapping

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
from appliance.programs import KINDS
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
    *(_parameter(name) for name in ("text_id", "document_id", "template_id", "recording_id", "did_id", "extension_id")),
    read_only("data", "parameters", Kind({"type": "object"}, NUMBER.decode, dict)),
    read_only("user_id", "user_id", OPTIONAL_NUMBER),
)
_PROGRAM_FIELDS = (
    write_only("name", "name", text(64)),
    write_only("parent_id", "parent_id", NUMBER),
    write_only("account_id", "account_id", NUMBER),
)
_ANY_TEXT = text(LONGEST_TEXT, lines=True)
_OWN_FIELDS: Mapping[str, tuple[Field, ...]] = {
    "sendsms": (
        write_only("text_id", "text_id", NUMBER),
        write_only("message", "message", _ANY_TEXT),
        write_only("content", "message", _ANY_TEXT),
    ),
    "sendfax": (write_only("document_id", "document_id", NUMBER, required=True),),
    "sendemail": (write_only("template_id", "template_id", NUMBER, required=True),),
    "voicemessage": (write_only("recording_id", "recording_id", NUMBER, required=True),),
    "voicetts": (
        write_only("text", "text", _ANY_TEXT),
        write_only("text_id", "text_id", NUMBER),
        write_only("delay", "delay", NUMBER),
    ),
    "forward": (
        write_only("did_id", "did_id", NUMBER, required=True),
        write_only("extension_id", "extension_id", NUMBER, required=True),
    ),
}
_WHOSE = (write_only("phone", "phone", PHONE), write_only("email", "email", text(128)))
FIELDS: Mapping[str, tuple[Field, ...]] = {name: _OWN_FIELDS.get(name, _WHOSE) for name in KINDS}
"""The parameters of each type (spec/ICTCORE.md 10)."""

PROGRAM_FILTERS = (
    *filters(Match.EXACT, NUMBER, program_id="id", account_id="account_id"),
    *filters(Match.CONTAINS, WORDS, name="name", type="type"),
    *COMMON,
)

_ID, _EVERY, _PATH = Value(("program_id",)), Many(PROGRAM, PROGRAM_FILTERS), "/programs/{program_id}"
_MAKING, _LISTING = ("program_create",), ("program_list",)


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use = office.programs
    return (
        Operation("GET", "/programs", "All programs", use.find, _EVERY, needs=_LISTING),
        Operation("GET", _PATH, "A program", use.read, One(PROGRAM), needs=("program_read",)),
        Operation("DELETE", _PATH, "Delete a program", use.delete, Truth(), needs=("program_delete",)),
        *(operation for kind in KINDS for operation in _of_type(office, kind)),
    )


def _of_type(office: Office, kind: str) -> tuple[Operation, ...]:
    path, use = f"/programs/{kind}", office.programs
    shape = Shape(f"Program{kind.capitalize()}", *_PROGRAM_FIELDS, *FIELDS[kind])
    preset = {"type": kind}
    return (
        Operation("POST", path, f"New {kind} program", use.create, _ID, shape, preset={"kind": kind}, needs=_MAKING),
        Operation("GET", path, f"The {kind} programs", use.find, _EVERY, preset=preset, needs=_LISTING),
    )
