"""ICTCore's structures (its guide's section Data Structures) and list filters."""

from __future__ import annotations

from typing import Any

from appliance.api.dialect import (
    BIT,
    FLAG,
    NUMBER,
    OPTIONAL_NUMBER,
    PHONE,
    TIME,
    Field,
    Filter,
    Kind,
    Shape,
    constant,
    inner,
    text,
    word,
)
from appliance.api.ictcore_words import ATTEMPT_WORDS, TRANSMISSION_WORDS, response, standing, status_filter
from appliance.domain import Doubt
from appliance.errors import Invalid
from appliance.spool.listing import Match

_LONGEST_TEXT = 40_000  # 255 parts of 153 septets


def _read_only(name: str, source: str, kind: Kind) -> Field:
    return Field(name, source, kind, takes=False)


def _write_only(name: str, source: str, kind: Kind, required: bool = False) -> Field:
    return Field(name, source, kind, required=required, gives=False)


# Section 2: authentication.

LOGIN = Shape(
    "Login",
    _write_only("username", "username", text(128)),
    _write_only("email", "email", text(128)),
    _write_only("user_id", "user_id", NUMBER),
    _write_only("password", "password", text(256, lines=True)),
)
SESSION = Shape(
    "Session",
    _read_only("token", "token", text(2048)),
    _read_only("access_token", "token", text(2048)),
    _read_only("token_type", "", constant("Bearer")),
    _read_only("scope", "", constant("All")),
    _read_only("expires_in", "lifetime", NUMBER),
    _read_only("user_id", "user.id", NUMBER),
    _read_only("username", "user.username", text(64)),
    _read_only("first_name", "user.first_name", text(128)),
    _read_only("last_name", "user.last_name", text(128)),
    _read_only("email", "user.email", text(128)),
    _read_only("phone", "user.phone", text(32)),
    _read_only("active", "user.active", BIT),
    _read_only("must_change_password", "user.must_change", FLAG),
)

# Section 8: structures.

CONTACT = Shape(
    "Contact",
    _read_only("contact_id", "id", NUMBER),
    Field("first_name", "first_name", text(64)),
    Field("last_name", "last_name", text(64)),
    Field("phone", "phone", PHONE, required=True),
    Field("email", "email", text(64)),
    Field("address", "address", text(128)),
    Field("custom1", "custom1", text(128)),
    Field("custom2", "custom2", text(128)),
    Field("custom3", "custom3", text(128)),
    Field("description", "description", text(255)),
    _read_only("user_id", "user_id", OPTIONAL_NUMBER),
)

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
    _read_only("text_id", "id", NUMBER),
    Field("name", "name", text(128), required=True),
    Field("data", "data", text(_LONGEST_TEXT, lines=True), required=True),
    Field("type", "type", word(_TEXT_TYPES, {each: each for each in ("", "unicode", "plain", "binary")})),
    Field("description", "description", text(255)),
    Field(
        "class", "message_class", Kind({"type": "integer", "enum": list(_CLASSES)}, _message_class, _SPOKEN_CLASSES.get)
    ),
    _read_only("length", "data", Kind({"type": "integer"}, NUMBER.decode, len)),
    _read_only("encoding", "encoding", Kind({"type": "integer", "enum": [0, 1, 2]}, NUMBER.decode, _ENCODINGS.get)),
    _read_only("parts", "parts", NUMBER),
    _read_only("user_id", "user_id", OPTIONAL_NUMBER),
)


def _parameter(name: str) -> Field:
    kind = Kind(OPTIONAL_NUMBER.schema, NUMBER.decode, lambda parameters: parameters.get(name))
    return _read_only(name, "parameters", kind)


PROGRAM = Shape(
    "Program",
    _read_only("program_id", "id", NUMBER),
    _read_only("name", "name", text(64)),
    _read_only("type", "type", text(64)),
    _read_only("parent_id", "parent_id", OPTIONAL_NUMBER),
    _read_only("account_id", "account_id", OPTIONAL_NUMBER),
    _parameter("text_id"),
    _read_only("data", "parameters", Kind({"type": "object"}, NUMBER.decode, dict)),
    _read_only("user_id", "user_id", OPTIONAL_NUMBER),
)
_PROGRAM_FIELDS = (
    _write_only("name", "name", text(64)),
    _write_only("parent_id", "parent_id", NUMBER),
    _write_only("account_id", "account_id", NUMBER),
)
_SENDSMS_FIELDS = (
    _write_only("text_id", "text_id", NUMBER),
    _write_only("message", "message", text(_LONGEST_TEXT, lines=True)),
    _write_only("content", "message", text(_LONGEST_TEXT, lines=True)),
)
SENDSMS = Shape("ProgramSendsms", *_PROGRAM_FIELDS, *_SENDSMS_FIELDS)
RECEIVESMS = Shape("ProgramReceivesms", *_PROGRAM_FIELDS, _write_only("phone", "phone", PHONE))

_TRANSMISSION_FIELDS = (
    _write_only("contact_id", "contact_id", NUMBER),
    _write_only("phone", "phone", PHONE),
    _write_only("email", "email", text(64)),
    _write_only("title", "title", text(255)),
    _write_only("origin", "origin", text(128)),
    _write_only("account_id", "account_id", NUMBER),
    _write_only("try_allowed", "tries_allowed", NUMBER),
    # The box's own: no client of ICTCore's sends them.
    _write_only("priority", "priority", NUMBER),
    _write_only("expires_at", "expires_at", NUMBER),
    _write_only("doubt", "doubt", word({each.value: each for each in Doubt})),
)
NEW_TRANSMISSION = Shape(
    "TransmissionPost", _write_only("program_id", "program_id", NUMBER, required=True), *_TRANSMISSION_FIELDS
)
_NESTED = ("program_data", "transmission_data")
SHORTCUT = Shape("TransmissionOfProgram", *_TRANSMISSION_FIELDS, nested=_NESTED)
SENDSMS_SHORTCUT = Shape("TransmissionOfSendsms", *_TRANSMISSION_FIELDS, *_SENDSMS_FIELDS, nested=_NESTED)

_ACCOUNT_OF = Shape(
    "AccountOfTransmission",
    _read_only("account_id", "account_id", OPTIONAL_NUMBER),
    _read_only("username", "account_username", text(64)),
    _read_only("first_name", "account_first_name", text(128)),
    _read_only("last_name", "account_last_name", text(128)),
    _read_only("phone", "account_phone", text(32)),
    _read_only("email", "account_email", text(128)),
)
_CONTACT_OF = Shape(
    "ContactOfTransmission",
    _read_only("contact_id", "contact_id", OPTIONAL_NUMBER),
    _read_only("first_name", "contact_first_name", text(64)),
    _read_only("last_name", "contact_last_name", text(64)),
    _read_only("phone", "contact_phone", text(32)),
    _read_only("email", "contact_email", text(64)),
)
_RESPONSE = Kind({"type": "string", "maxLength": 80}, text(80).decode, response)

TRANSMISSION = Shape(
    "Transmission",
    _read_only("transmission_id", "id", NUMBER),
    _read_only("title", "title", text(255)),
    _read_only("origin", "origin", text(128)),
    _read_only("contact_id", "contact_id", OPTIONAL_NUMBER),
    _read_only("program_id", "program_id", OPTIONAL_NUMBER),
    _read_only("account_id", "account_id", OPTIONAL_NUMBER),
    _read_only("service_flag", "service", NUMBER),
    _read_only("direction", "direction", text(16)),
    _read_only("status", "standing", standing(TRANSMISSION_WORDS)),
    _read_only("response", "", _RESPONSE),
    _read_only("try_allowed", "tries_allowed", NUMBER),
    _read_only("try_done", "tries", NUMBER),
    _read_only("last_run", "last_run", TIME),
    _read_only("is_deleted", "deleted", BIT),
    _read_only("campaign_id", "", Kind({"type": "null"}, NUMBER.decode, lambda view: None)),
    _read_only("user_id", "user_id", OPTIONAL_NUMBER),
    _read_only("username", "username", text(64)),
    _read_only("program_type", "program_type", text(64)),
    _read_only("contact_phone", "contact_phone", text(32)),
    _read_only("contact_email", "contact_email", text(64)),
    _read_only("account_phone", "account_phone", text(32)),
    _read_only("account_email", "account_email", text(128)),
    _read_only("account", "", inner(_ACCOUNT_OF)),
    _read_only("contact", "", inner(_CONTACT_OF)),
)
SPOOL = Shape(
    "Spool",
    _read_only("spool_id", "id", NUMBER),
    _read_only("time_spool", "queued_at", TIME),
    _read_only("time_start", "started_at", TIME),
    _read_only("time_connect", "connected_at", TIME),
    _read_only("time_end", "ended_at", TIME),
    _read_only("status", "standing", standing(ATTEMPT_WORDS)),
    _read_only("response", "", _RESPONSE),
    _read_only("amount", "amount", NUMBER),
    _read_only("service_flag", "service", NUMBER),
    _read_only("transmission_id", "transmission_id", NUMBER),
    _read_only("account_id", "account_id", OPTIONAL_NUMBER),
    _read_only("node_id", "", constant(1)),
    _read_only("line", "line", text(32)),
)
RESULT = Shape(
    "Result",
    _read_only("spool_result_id", "id", NUMBER),
    _read_only("spool_id", "attempt_id", OPTIONAL_NUMBER),
    _read_only("type", "kind", text(80)),
    _read_only("name", "name", text(80)),
    _read_only("data", "data", text(80)),
    _read_only("date_created", "at", TIME),
)

# Section 7: filters.

_WORDS = text(255)


def _filters(match: Match, kind: Kind, **columns: str) -> tuple[Filter, ...]:
    return tuple(Filter(name, column, match, kind) for name, column in columns.items())


_OWNER = _filters(Match.EXACT, NUMBER, user_id="user_id", created_by="user_id")
_MADE = (Filter("after", "created_at", Match.FROM, NUMBER), Filter("before", "created_at", Match.UNTIL, NUMBER))
_COMMON = (*_OWNER, *_MADE)

CONTACT_FILTERS = (
    *_filters(Match.EXACT, NUMBER, contact_id="id"),
    *_filters(Match.EXACT, _WORDS, email="email"),
    *_filters(Match.CONTAINS, _WORDS, first_name="first_name", last_name="last_name"),
    *_filters(Match.ENDS, _WORDS, phone="phone"),
    *_COMMON,
)
TEXT_FILTERS = (
    *_filters(Match.EXACT, NUMBER, text_id="id"),
    *_filters(Match.CONTAINS, _WORDS, name="name", type="type", description="description"),
    *_COMMON,
)
PROGRAM_FILTERS = (
    *_filters(Match.EXACT, NUMBER, program_id="id", account_id="account_id"),
    *_filters(Match.CONTAINS, _WORDS, name="name", type="type"),
    *_COMMON,
)
TRANSMISSION_FILTERS = (
    *_filters(
        Match.EXACT,
        NUMBER,
        transmission_id="id",
        program_id="program_id",
        account_id="account_id",
        contact_id="contact_id",
        is_deleted="deleted",
    ),
    *_filters(
        Match.CONTAINS,
        _WORDS,
        title="title",
        origin="origin",
        direction="direction",
        response="response",
        account_phone="account_phone",
        account_email="account_email",
        contact_phone="contact_phone",
        contact_email="contact_email",
        phone="phones",
        email="emails",
    ),
    *_filters(Match.BITS, NUMBER, service_flag="service"),
    *_filters(Match.AMONG, status_filter(TRANSMISSION_WORDS, whole=False), status="standing"),
    *_COMMON,
)
SPOOL_FILTERS = (
    *_filters(Match.EXACT, NUMBER, spool_id="id", account_id="account_id", transmission_id="transmission_id"),
    *_filters(Match.AMONG, status_filter(ATTEMPT_WORDS, whole=True), status="standing"),
    *_filters(Match.CONTAINS, _WORDS, response="response"),
    *_filters(Match.BITS, NUMBER, service_flag="service"),
)
RESULT_FILTERS = (
    *_filters(Match.EXACT, NUMBER, spool_result_id="id", spool_id="attempt_id"),
    *_filters(Match.EXACT, _WORDS, type="kind", name="name"),
    *_filters(Match.CONTAINS, _WORDS, data="data"),
)
