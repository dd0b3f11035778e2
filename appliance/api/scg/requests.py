"""Message requests: one message to however many (spec/SCG.md 9, 16-18)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from appliance.api.auth import Caller
from appliance.api.dialect import FLAG, NUMBER, Field, Filter, Kind, Many, One, Operation, text
from appliance.api.scg.attachments import ATTACHED
from appliance.api.scg.fields import (
    STRINGS,
    Sparse,
    created,
    indexed,
    of_record,
    one_of,
    read_only,
    record,
    sorts,
    sought,
    times,
    write_only,
)
from appliance.api.scg.groups import CRITERIA
from appliance.dates import moment
from appliance.errors import Forbidden, Invalid
from appliance.office import Office
from appliance.office.requests import MDN, Moment
from appliance.spool.listing import Match
from appliance.spool.requests import Request, RequestState

_LONGEST_BODY = 1_000_000  # characters are taken in, so that what is too long is told by a code of its own (1012)
_DEAREST = 1e9
_SEPARATORS = str.maketrans(",", ";")


def _addresses(name: str, value: Any) -> list[str]:
    """Of an array, of one as JSON text, or of a text with semicolons or commas between (spec/SCG.md 5)."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = STRINGS.decode(name, value)
    found = [value.translate(_SEPARATORS)] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(each, str) and each.isprintable() for each in found):
        raise Invalid(f"{name} must be a list of addresses")
    return found


def _digits(name: str, value: Any) -> str:
    """What a number is found by, however its + came through."""
    return str(value).strip().removeprefix("+")


def _moment(name: str, value: Any) -> Moment:
    return Moment(str(value), moment(name, value))


def _amount(name: str, value: Any) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise Invalid(f"{name} must be a number") from error
    if not 0 <= found <= _DEAREST:
        raise Invalid(f"{name} is out of range: from 0 to {_DEAREST:g}")
    return found


def _said(name: str) -> Callable[[Request], str | None]:
    def said(request: Request) -> str | None:
        found: str | None = json.loads(request.said).get(name)
        return found

    return said


def _time(name: str) -> tuple[Field, Field]:
    """A time, given back as it was said."""
    kind = Kind({"type": "string"}, _moment, _said(name))
    return read_only(name, "", kind), write_only(name, name, kind)


def _list(name: str, source: str, kind: Kind = STRINGS) -> Field:
    """A list, which the core keeps as JSON."""
    return Field(name, source, Kind(kind.schema, kind.decode, json.loads))


def _some_of(*words: str) -> Kind:
    """A list of some of these words, in any case."""
    one = one_of(*words)
    items = {"type": "array", "items": one.schema}
    return Kind(items, lambda name, value: [one.decode(name, each) for each in STRINGS.decode(name, value)], list)


ADDRESSES = Kind(STRINGS.schema, _addresses, list)
_AMOUNT = Kind({"type": "number"}, _amount)
_BODY = text(_LONGEST_BODY, lines=True)
_ZONE = Kind(
    {"type": "string", "enum": ["UTC", "LOCAL"]},
    lambda name, value: one_of("UTC", "LOCAL").decode(name, value) == "LOCAL",
    lambda local: "LOCAL" if local else "UTC",
)
_COUNTS = {
    **{
        f"{each}_count": f"{each}_count" for each in ("recipient", "sent", "delivered", "read", "converted", "canceled")
    },
    "failed_count": "failed_count",
    "translations_count": "translated_count",
    "translations_failed_count": "untranslated_count",
    "translations_performed_count": "translating_count",
}
_TEXTS = {
    "from": "origin",
    "conversation_id": "conversation_id",
    "campaign_id": "campaign",
    "program_id": "program",
    "subject": "subject",
    "external_id": "external_id",
}
_STATE = Kind({"type": "string", "enum": list(RequestState)}, text(32).decode)

REQUEST = Sparse(
    "MessageRequest",
    *record("request"),
    *(Field(name, source, indexed()) for name, source in _TEXTS.items()),
    _list("to", "recipients", ADDRESSES),
    write_only("contact_id", "contacts", ADDRESSES),
    write_only("contact_group_id", "groups", ADDRESSES),
    Field("body", "body", _BODY),
    Field("attachments", "attachments", ATTACHED),
    Field("consent_requirement", "consent_requirement", one_of("OPT_IN", "OPT_OUT", "NONE")),
    Field("criteria", "criteria", replace(CRITERIA, encode=lambda said: said or None)),
    *_time("scheduled_delivery_time"),
    Field("scheduled_delivery_time_zone", "local", _ZONE),
    *_time("expiry_time"),
    *_time("pause_expiry_time"),
    Field("test_message_flag", "test", FLAG),
    Field("pause_before_transmit", "pauses", FLAG),
    Field("price_threshold", "price_threshold", _AMOUNT),
    _list("sender_id_sort_criteria", "sender_criteria", _some_of("DELIVERY_ADDRESS", "PRICE")),
    _list("contact_delivery_address_priority", "address_priority", _some_of(MDN, "PUSH")),
    Field("src_language", "src_language", indexed(35)),
    Field("dst_language", "dst_language", indexed(35)),
    Field("translate", "translate", FLAG),
    Field("content_type", "content_type", indexed()),
    read_only("state", "state", _STATE),
    read_only("reason", "reason", indexed()),  # the box's own: why it is in that state
    *(read_only(name, source, NUMBER) for name, source in _COUNTS.items()),
)
CHANGE = Sparse(
    "MessageRequestChange",
    write_only("state", "state", _STATE),
    write_only("version_number", "expected", NUMBER),
)
FILTERS: tuple[Filter, ...] = (
    *of_record("request"),
    *sought(indexed(), **_TEXTS, state="state"),
    *sought(Kind({"type": "string"}, _digits), Match.CONTAINS, to="recipients"),
    *times(scheduled_delivery_time="scheduled_at", expiry_time="expires_at"),
    *times(pause_expiry_time="pause_expires_at"),
    *sought(FLAG, test_message_flag="test", pause_before_transmit="pauses"),
)


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, every, made = office.requests, "/messaging/message_requests", created("request")
    one, many = f"{every}/{{request}}", Many(REQUEST, FILTERS, sorts(*FILTERS))

    def create(caller: Caller, **fields: Any) -> int:
        return use.create(caller, **fields)

    def change(caller: Caller, request: int, **fields: Any) -> int:
        return use.change(caller, request, **fields).id

    def delete(caller: Caller, request: int) -> int:
        use.delete(caller, request)
        return request

    asks, goes = ("transmission_create", "transmission_send"), ("transmission_send",)
    return (
        Operation("GET", every, "Message requests", use.find, many, needs=("transmission_list",)),
        Operation("POST", every, "Ask for a message to be sent", create, made, REQUEST, needs=asks),
        Operation("GET", one, "A message request", use.read, One(REQUEST), needs=("transmission_read",)),
        Operation("POST", one, "Resume or cancel it", change, made, CHANGE, partial=True, needs=goes),
        Operation("DELETE", one, "Cancel and remove it", delete, made, needs=("transmission_delete",)),
        Operation("POST", f"{one}/messages", "Messages are made by requests", _refused, made),
    )


def _refused(caller: Caller, request: int) -> int:
    raise Forbidden("a message is made by a message request: POST that")
