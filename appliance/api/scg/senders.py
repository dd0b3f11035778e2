"""Sender ids, and the classes and types that they are of (spec/SCG.md 9, 1-4 and 7-9)."""

from __future__ import annotations

import json
from typing import Any

from appliance import identifiers
from appliance.api.dialect import FLAG, NUMBER, OPTIONAL_AMOUNT, Field, Kind, Many, One, Operation, text
from appliance.api.scg.fields import (
    STRINGS,
    Sparse,
    created,
    identifier,
    indexed,
    of_record,
    one_of,
    quiet,
    read_only,
    record,
    sorts,
    sought,
    write_only,
)
from appliance.errors import Invalid, NotFound
from appliance.office import Office
from appliance.office.senderbook import OWNERSHIPS, STATES
from appliance.spool.listing import Match

_LONGEST_JSON = 10_000
_YES, _NO = "YES", "NO"
_PARENT = identifier("sender")
_STATE = one_of(*STATES, ATIVE="ACTIVE")  # the guide's own spelling
_OWNERSHIP = one_of(*OWNERSHIPS)
_CONSENT = one_of("USER", "SCG")
_TEXT = text(_LONGEST_JSON, lines=True)
_WORD = text(64)


def _yes(name: str, value: Any) -> str:
    return {True: _YES, False: _NO}[value] if isinstance(value, bool) else str(_YES_OR_NO.decode(name, value))


def _templates(name: str, value: Any) -> list[int]:
    try:
        return [identifiers.decode("template", each) for each in STRINGS.decode(name, value)]
    except NotFound as error:
        raise Invalid(f"{name} must be ids of message templates") from error


def _json(name: str, value: Any) -> str:
    said = json.dumps(value)
    if len(said) > _LONGEST_JSON:
        raise Invalid(f"{name} has more than {_LONGEST_JSON} characters")
    return said


def _plain(amount: float | None) -> float | int | None:
    """A whole one without a point: programs in Java and C# keep it as a whole number."""
    return int(amount) if amount is not None and amount.is_integer() else amount


def _upper(name: str, value: Any) -> list[str]:
    return [each.upper() for each in STRINGS.decode(name, value)]


_YES_OR_NO = one_of(_YES, _NO)
_FLAG = Kind(_YES_OR_NO.schema, _yes, lambda value: value or None)
_GIVEN = Kind({"type": ["string", "object", "array"]}, _json, lambda said: json.loads(said) if said else None)
_SECRET = Kind({"type": ["string", "object", "array"]}, _json)
_CARRIES = Kind(STRINGS.schema, _upper, list)
# Programs in Java, C# or C++ take a text where the guide has a list of countries, operators or credentials, and fail at
# a list: what says nothing is left out.
_SOME = Kind(STRINGS.schema, STRINGS.decode, lambda found: list(found) or None)
_RATE = Kind(OPTIONAL_AMOUNT.schema, OPTIONAL_AMOUNT.decode, _plain)
_UPPER = Kind(_WORD.schema, lambda name, value: str(_WORD.decode(name, value)).upper())
TEMPLATES = Kind(
    STRINGS.schema, _templates, lambda found: [identifiers.encode("template", each) for each in found], empty=()
)
"""Ids of message templates; in the core their numbers."""

SENDER_ID = Sparse(
    "SenderId",
    *record("sender"),
    Field("parent_id", "parent_id", _PARENT),
    Field("name", "name", indexed()),
    Field("ownership", "ownership", _OWNERSHIP),
    Field("class_id", "class_id", _WORD),
    Field("type_id", "type_id", _WORD),
    Field("state", "state", _STATE),
    Field("address", "address", indexed(64)),
    Field("content_type", "content_type", indexed()),
    Field("message_templates", "templates", TEMPLATES),
    read_only("country", "country", indexed()),
    write_only("credentials", "credentials", _SECRET),
    Field("two_way_required", "two_way_required", _FLAG),
    Field("keep_sender_address", "keep_sender_address", _FLAG),
    Field("dr_required", "dr_required", _FLAG),
    Field("consent_managed_by", "consent_managed_by", _CONSENT),
    Field("capabilities", "carries", _CARRIES),
    Field("check_white_list", "check_white_list", FLAG),
    write_only("check_whitelist", "check_whitelist", FLAG),
    read_only("check_whitelist", "check_white_list", FLAG),
    Field("billing", "billing", _GIVEN),
)
FILTERS = (
    *of_record("sender"),
    *sought(quiet(_PARENT), parent_id="parent_id"),
    *sought(indexed(), name="name", address="address"),
    *sought(_OWNERSHIP, ownership="ownership"),
    *sought(_WORD, class_id="class_id", type_id="type_id", country="country"),
    *sought(_STATE, state="state"),
    *sought(
        _FLAG,
        two_way_required="two_way_required",
        keep_sender_address="keep_sender_address",
        dr_required="dr_required",
    ),
    *sought(_CONSENT, consent_managed_by="consent_managed_by"),
    *sought(FLAG, check_white_list="check_white_list", check_whitelist="check_white_list"),
    *sought(_WORD, Match.CONTAINS, operators="operators"),
    *sought(_UPPER, Match.CONTAINS, capabilities="carries"),
)
PURCHASE = Sparse("SenderIdPurchase", write_only("parent_id", "parent_id", _PARENT, required=True))

CLASS = Sparse(
    "SenderIdClass",
    read_only("id", "id", _WORD),
    read_only("name", "name", _WORD),
    read_only("description", "description", indexed()),
    read_only("designation", "designation", indexed()),
    read_only("applicable_countries", "some_countries", _SOME),
    read_only("country_peak_throughput", "per_second", _RATE),
    read_only("country_peak_total_throughput", "total_per_second", _RATE),
    read_only("country_daily_throughput", "per_day", OPTIONAL_AMOUNT),
    read_only("delivery_window", "window", _TEXT),
    read_only("version_number", "version", NUMBER),
)
_CLASS_FILTERS = (
    *sought(_WORD, id="id", name="name"),
    *sought(indexed(), designation="designation"),
    *sought(_WORD, Match.CONTAINS, applicable_countries="countries"),
    *sought(OPTIONAL_AMOUNT, country_peak_throughput="per_second", country_daily_throughput="per_day"),
)

TYPE = Sparse(
    "SenderIdType",
    read_only("id", "id", _WORD),
    read_only("name", "name", _WORD),
    read_only("description", "description", indexed()),
    read_only("capabilities", "carries", STRINGS),
    read_only("allowed_mime_types", "allowed", STRINGS),
    read_only("blocked_mime_types", "blocked", STRINGS),
    read_only("gateway_id", "gateway", _WORD),
    read_only("credential_parameter_list", "credentials", _SOME),
    read_only("version_number", "version", NUMBER),
)
_TYPE_FILTERS = (
    *sought(_WORD, id="id", name="name"),
    *sought(_UPPER, Match.CONTAINS, capabilities="carries"),
    *sought(_WORD, Match.CONTAINS, allowed_mime_types="allowed", blocked_mime_types="blocked"),
    *sought(_WORD, Match.CONTAINS, credential_parameter_list="credentials"),
    *sought(NUMBER, version_number="version"),
)

_ID = created("sender")
_EVERY, _PATH, _PURCHASE = "/messaging/sender_ids", "/messaging/sender_ids/{sender}", "/messaging/sender_ids/purchase"
_CLASSES, _TYPES = "/messaging/sender_id_classes", "/messaging/sender_id_types"
ALL = Many(SENDER_ID, FILTERS, sorts(*FILTERS))


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, classes, types = office.senders, office.senders.classes, office.senders.types
    all_classes = Many(CLASS, _CLASS_FILTERS, sorts(*_CLASS_FILTERS))
    all_types = Many(TYPE, _TYPE_FILTERS, sorts(*_TYPE_FILTERS))
    return (
        Operation("GET", _CLASSES, "All sender id classes", classes.find, all_classes),
        Operation("GET", _CLASSES + "/{class}", "A sender id class", classes.read, One(CLASS)),
        Operation("GET", _TYPES, "All sender id types", types.find, all_types),
        Operation("GET", _TYPES + "/{type}", "A sender id type", types.read, One(TYPE)),
        Operation("GET", _EVERY, "All sender ids", use.find, ALL),
        Operation("POST", _EVERY, "Ask for a sender id", use.create, _ID, SENDER_ID),
        Operation("POST", _PURCHASE, "Have a sender id of one's own", use.purchase, _ID, PURCHASE),
        Operation("GET", _PATH, "A sender id", use.read, One(SENDER_ID)),
        Operation("POST", _PATH, "Change a sender id", use.update, _ID, SENDER_ID, partial=True),
        Operation("DELETE", _PATH, "Give a sender id back", use.delete, _ID),
    )
