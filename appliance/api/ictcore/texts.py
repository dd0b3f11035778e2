"""ICTCore's texts (spec/ICTCORE.md 5.5)."""

from __future__ import annotations

from typing import Any

from appliance.api.dialect import (
    NUMBER,
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
from appliance.api.ictcore.fields import COMMON, LONGEST_TEXT, WORDS, filters, read_only
from appliance.errors import Invalid
from appliance.office import Office
from appliance.spool.listing import Match

# A charset is what the original keeps here; it says nothing about the encoding on the air.
_TEXT_TYPES = {"": "", "unicode": "unicode", "plain": "plain", "binary": "binary", "utf-8": "", "text": ""}
_CLASSES = {0: None, 1: 1, 2: 2, 4: 3, 8: 0}
_SPOKEN_CLASSES = {core: said for said, core in _CLASSES.items()}
_ENCODINGS = {"": 0, "GSM7": 0, "DATA8": 1, "UCS2": 2}


def _message_class(name: str, value: Any) -> int | None:
    number = NUMBER.decode(name, value)
    if number not in _CLASSES:
        raise Invalid(f"{name} must be one of {', '.join(map(str, _CLASSES))}")
    return _CLASSES[number]


TEXT = Shape(
    "Text",
    read_only("text_id", "id", NUMBER),
    Field("name", "name", text(128), required=True),
    Field("data", "data", text(LONGEST_TEXT, lines=True), required=True),
    Field("type", "type", word(_TEXT_TYPES, {each: each for each in ("", "unicode", "plain", "binary")})),
    Field("description", "description", text(255)),
    Field(
        "class", "message_class", Kind({"type": "integer", "enum": list(_CLASSES)}, _message_class, _SPOKEN_CLASSES.get)
    ),
    read_only("length", "data", Kind({"type": "integer"}, NUMBER.decode, len)),
    read_only("encoding", "encoding", Kind({"type": "integer", "enum": [0, 1, 2]}, NUMBER.decode, _ENCODINGS.get)),
    read_only("parts", "parts", NUMBER),
    read_only("user_id", "user_id", OPTIONAL_NUMBER),
)

TEXT_FILTERS = (
    *filters(Match.EXACT, NUMBER, text_id="id"),
    *filters(Match.CONTAINS, WORDS, name="name", type="type", description="description"),
    *COMMON,
)

_ID, _EVERY, _PATH = Value(("text_id",)), Many(TEXT, TEXT_FILTERS), "/messages/texts/{text_id}"
_TEXTS, _ONE_TEXT = ("/texts",), ("/texts/{text_id}",)


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, one, every = office.texts, One(TEXT), "/messages/texts"
    return (
        Operation("POST", every, "New text", use.create, _ID, TEXT, aliases=_TEXTS, needs=("text_create",)),
        Operation("GET", every, "All texts", use.find, _EVERY, aliases=_TEXTS, needs=("text_list",)),
        Operation("GET", _PATH, "A text", use.read, one, aliases=_ONE_TEXT, needs=("text_read",)),
        Operation(
            "PUT", _PATH, "Change a text", use.update, one, TEXT, True, aliases=_ONE_TEXT, needs=("text_update",)
        ),
        Operation("DELETE", _PATH, "Delete a text", use.delete, Truth(), aliases=_ONE_TEXT, needs=("text_delete",)),
    )
