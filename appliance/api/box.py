"""The box's own dialect: what the vendors' APIs have no words for, for its page and for curl. /healthz and /openapi."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping

from bottle import Bottle, HTTPResponse

from appliance.api import contacts, faxes
from appliance.api.auth import Auth
from appliance.api.dialect import (
    FLAG,
    JSON_OBJECT,
    NUMBER,
    OPTIONAL_AMOUNT,
    OPTIONAL_FLAG,
    OPTIONAL_NUMBER,
    PHONE,
    TIME,
    WORDS,
    Dialect,
    Field,
    Filter,
    Many,
    One,
    Operation,
    Shape,
    Truth,
    text,
    word,
)
from appliance.api.envelope import ERROR_SCHEMA, envelope
from appliance.api.ictcore.login import LOGIN, SESSION
from appliance.api.limiter import TooManyLogins
from appliance.api.openapi import describe
from appliance.api.server import Wsgi
from appliance.domain import LIMITS, Doubt
from appliance.errors import BoxError, Conflict, Forbidden, Invalid, NotFound, NotReady, NotSetUp, Unauthenticated
from appliance.office import Office
from appliance.office.checkup import Checkup
from appliance.office.lines import COUNTS
from appliance.office.messages import BEFORE, SHOW, SHOWN
from appliance.spool.listing import Match

_WORD = text(255)
_SECRET = text(256, lines=True)
_BODY = text(65_536, lines=True)
_SENTENCES = text(4096)

NEW_PASSWORD = Shape(
    "NewPassword",
    Field("old", "old", _SECRET, required=True, gives=False),
    Field("new", "new", _SECRET, required=True, gives=False),
)
SETTLEMENT = Shape("Settlement", Field("sent", "sent", FLAG, required=True, gives=False))
LINE = Shape(
    "Line",
    Field("line", "seen.line", _WORD),
    Field("state", "seen.state", _WORD),
    Field("detail", "seen.detail", _WORD),
    Field("port", "seen.port", _WORD),
    Field("imei", "seen.imei", _WORD),
    Field("iccid", "seen.iccid", _WORD),
    Field("imsi", "seen.imsi", _WORD),
    Field("number", "seen.number", _WORD),
    Field("model", "seen.model", _WORD),
    Field("operator", "seen.operator", _WORD),
    Field("registration", "seen.registration", _WORD),
    Field("signal_dbm", "seen.signal_dbm", OPTIONAL_NUMBER),
    Field("receiving", "seen.receiving", OPTIONAL_FLAG),
    Field("changed_at", "seen.changed_at", TIME),
    *(Field(name, name, OPTIONAL_NUMBER) for name in COUNTS),
    *(Field(name, f"line.{name}", NUMBER) for name in LIMITS),
    Field("balance", "balance.amount", OPTIONAL_AMOUNT),
    Field("balance_at", "balance.read_at", TIME),
    Field("balance_low", "balance.low", FLAG),
    Field("balance_trouble", "balance.trouble", _WORD),
)
FINDING = Shape(
    "Finding",
    Field("code", "code", _WORD),
    Field("line", "line", _WORD),
    Field("needs_you", "needs_you", FLAG),
    Field("what", "what", _SENTENCES),
    Field("advice", "advice", _SENTENCES),
    Field("files", "files", WORDS),
)
RESUMPTION = Shape("Resumption", Field("line", "line", _WORD, required=True, gives=False))
EVENT = Shape(
    "Event",
    Field("id", "id", NUMBER),
    Field("at", "at", TIME),
    Field("kind", "kind", _WORD),
    Field("line", "line", _WORD),
    Field("transmission_id", "transmission_id", OPTIONAL_NUMBER),
    Field("attempt_id", "attempt_id", OPTIONAL_NUMBER),
    Field("data", "data", JSON_OBJECT),
)
MESSAGE = Shape(
    "Message",
    Field("id", "id", NUMBER),
    Field("direction", "direction", _WORD),
    Field("service", "service", NUMBER),
    Field("number", "party", _WORD),
    Field("name", "name", _WORD),
    Field("text", "body", _BODY),
    Field("standing", "standing", _WORD),
    Field("cause", "cause", _WORD),
    Field("cause_text", "cause_text", _WORD),
    Field("delivery", "delivery", _WORD),
    Field("parts", "parts", NUMBER),
    Field("line", "line", _WORD),
    Field("next_at", "next_at", TIME),
    Field("expires_at", "expires_at", TIME),
    Field("at", "created_at", TIME),
)
NEW_MESSAGE = Shape(
    "NewMessage",
    Field("number", "phone", PHONE, required=True, gives=False),
    Field("text", "message", _BODY, required=True, gives=False),
    Field("priority", "priority", NUMBER, gives=False),
    Field("expires_at", "expires_at", TIME, gives=False),
    Field("doubt", "doubt", word({each.value: each for each in Doubt}), gives=False),
)
MEASURE = Shape(
    "Measure",
    Field("text", "message", _BODY, required=True, gives=False),
    Field("encoding", "encoding", _WORD, takes=False),
    Field("parts", "parts", NUMBER, takes=False),
    Field("units_left", "units_left", NUMBER, takes=False),
    Field("beyond", "beyond", _BODY, takes=False),
)
NOW = Shape(
    "Now",
    Field("newest_event", "newest_event", NUMBER),
    Field("under_way", "under_way", NUMBER),
    Field("in_doubt", "in_doubt", NUMBER),
    Field("lines_down", "lines_down", NUMBER),
)
_AFTER = (Filter("after", "id", Match.AFTER, NUMBER),)
_EVENTS = (*_AFTER, Filter("transmission_id", "transmission_id", Match.EXACT, NUMBER))
_INBOX = (*_AFTER, Filter("number", "party", Match.EXACT, _WORD))
_MESSAGES = (
    *_INBOX,
    Filter("before", "id", Match.BEFORE, NUMBER),
    Filter("search", "words", Match.CONTAINS, _WORD),
    Filter("show", SHOW, Match.EXACT, word({each: each for each in SHOWN})),
)
_ALL = Many(MESSAGE, _MESSAGES)
_LATEST = Many(MESSAGE, (Filter("before", BEFORE, Match.EXACT, NUMBER),))

_USE, _STEER, _LIST, _READ = ("api_access",), ("provider_update",), ("transmission_list",), ("transmission_read",)
_SEND, _CHANGE = ("transmission_send",), ("transmission_update",)
_NEW = ("transmission_create", *_SEND)

STATUSES: Mapping[type[Exception], int] = {
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    TooManyLogins: 429,
    BoxError: 500,
    NotReady: 503,
    NotSetUp: 501,
}


def dialect(office: Office, auth: Auth, checkup: Checkup) -> Dialect:
    """The table."""
    use, messages, one = office.transmissions, office.messages, "/transmissions/{transmission_id}"
    return Dialect(
        name="box",
        title="Modem Box",
        version="1.0",
        servers=("/box/v1",),
        operations=(
            Operation("POST", "/login", "Log in", auth.login, One(SESSION), LOGIN, public=True),
            Operation("POST", "/logout", "End this token", auth.cancel, Truth()),
            Operation("POST", "/password", "Change one's password", auth.change_password, Truth(), NEW_PASSWORD),
            Operation("GET", "/lines", "The lines as they are seen now", office.lines.find, Many(LINE), needs=_USE),
            Operation(
                "POST", "/lines/resume", "Let a SIM send on", office.lines.resume, Truth(), RESUMPTION, needs=_STEER
            ),
            Operation("GET", "/findings", "What is wrong, and what to do", checkup.find, Many(FINDING), needs=_USE),
            Operation(
                "GET", "/now", "What wants attention, and the newest event", messages.glance, One(NOW), needs=_LIST
            ),
            Operation(
                "GET", "/events", "What happened, in order", office.reports.events, Many(EVENT, _EVENTS), needs=_LIST
            ),
            Operation("GET", "/inbox", "What came in, in order", messages.inbox, Many(MESSAGE, _INBOX), needs=_LIST),
            Operation("GET", "/conversations", "Each number's newest", messages.conversations, _LATEST, needs=_LIST),
            Operation("GET", "/messages", "Messages, the newest first", messages.find, _ALL, needs=_LIST),
            Operation("GET", "/messages/in-order", "The oldest first", messages.find_in_order, _ALL, needs=_LIST),
            Operation(
                "POST", "/messages", "Text somebody", messages.send, One(MESSAGE), NEW_MESSAGE, keyed=True, needs=_NEW
            ),
            Operation("POST", "/measure", "How a text would go", messages.measure, One(MEASURE), MEASURE, needs=_USE),
            Operation("GET", one, "A message with its text", messages.read, One(MESSAGE), needs=_READ),
            Operation("POST", f"{one}/retry", "Send it again, or now", use.send, Truth(), needs=_SEND),
            Operation(
                "POST",
                f"{one}/cancel",
                "Stop it before it goes, a fax in its call too",
                use.cancel,
                Truth(),
                needs=_CHANGE,
            ),
            Operation(
                "POST",
                f"{one}/settle",
                "Say what became of one in doubt",
                use.settle,
                Truth(),
                SETTLEMENT,
                needs=_CHANGE,
            ),
            *contacts.operations(office),
            *faxes.operations(office),
        ),
        statuses=STATUSES,
        envelope=envelope,
        error_schema=ERROR_SCHEMA,
    )


def about(dialects: Iterable[Dialect], healthy: Callable[[], bool]) -> Mapping[str, Wsgi]:
    """The apps of /healthz and /openapi, which need no credentials. `dialects` are looked at when one is asked for."""

    @functools.cache
    def spoken() -> Mapping[str, Dialect]:
        return {each.name: each for each in dialects}

    @functools.cache
    def document(name: str) -> bytes | None:
        return json.dumps(describe(spoken()[name])).encode() if name in spoken() else None

    health, descriptions = Bottle(), Bottle()
    health.route(
        "/", "GET", lambda: _json(200 if healthy() else 503, b'{"healthy":%s}' % str(healthy()).lower().encode())
    )
    descriptions.route("/<name>.json", "GET", lambda name: _document(document(name)))
    for app in (health, descriptions):
        for status in (404, 405):
            app.error_handler[status] = lambda error: json.dumps(envelope(404, "no such path or method"))
    return {"/healthz": health, "/openapi": descriptions}


def _document(found: bytes | None) -> HTTPResponse:
    if found is None:
        return _json(404, json.dumps(envelope(404, str(NotFound("no such dialect")))).encode())
    return _json(200, found)


def _json(status: int, body: bytes) -> HTTPResponse:
    return HTTPResponse(body, status, {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"})
