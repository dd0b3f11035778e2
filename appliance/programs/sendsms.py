"""sendsms: sends a stored text, or one written into the program itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.domain import Direction, Service
from appliance.errors import Conflict, Invalid, NotFound
from appliance.programs.kind import Kind, Message, Own
from appliance.programs.tokens import Facts
from appliance.spool.contents import TEXTS, Text
from appliance.spool.listing import Connection, exactly
from appliance.spool.programs import Program

# A plain text goes as cheaply as it can; only "unicode" insists on UCS2.
_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "": {},
    "plain": {},
    "unicode": {"encoding": "UCS2"},
    "binary": {"binary": True},
}


def message_of(data: str, kind: str, message_class: int | None) -> Message:
    """The message that a text of that type (unicode, plain, binary or '') makes."""
    chosen = {} if message_class is None else {"message_class": message_class}
    return Message(data, {**_OPTIONS[kind], **chosen})


def text_message(text: Text) -> Message:
    """The message that a stored text makes."""
    return message_of(text.data, text.type, text.message_class)


def _check(db: Connection, own: Own, given: Mapping[str, Any]) -> dict[str, Any]:
    if given.get("text_id") is not None:
        TEXTS.get(db, f"text {given['text_id']}", [*own("text"), *exactly(id=given["text_id"])])
        return {"text_id": given["text_id"]}
    if given.get("message"):
        return {name: given[name] for name in ("message", "message_class") if given.get(name) is not None}
    raise Invalid("text_id is missing")


def _render(db: Connection, program: Program, facts: Facts) -> Message:
    parameters = program.parameters
    if "message" in parameters:
        return message_of(parameters["message"], "", parameters.get("message_class"))
    try:
        return text_message(TEXTS.get(db, "text", exactly(id=parameters["text_id"])))
    except NotFound as gone:
        raise Conflict("its text was deleted") from gone


KIND = Kind("sendsms", Service.SMS, Direction.OUTBOUND, _check, _render)
