"""ICTCore's REST API, the part for SMS: its requests for the office's use cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.api.auth import Auth
from appliance.api.dialect import Dialect, Many, One, Operation, Truth, Value
from appliance.api.ictcore_shapes import (
    CONTACT,
    CONTACT_FILTERS,
    LOGIN,
    NEW_TRANSMISSION,
    PROGRAM,
    PROGRAM_FILTERS,
    RECEIVESMS,
    RESULT,
    RESULT_FILTERS,
    SENDSMS,
    SENDSMS_SHORTCUT,
    SESSION,
    SHORTCUT,
    SPOOL,
    SPOOL_FILTERS,
    TEXT,
    TEXT_FILTERS,
    TRANSMISSION,
    TRANSMISSION_FILTERS,
)
from appliance.api.ictcore_words import ATTEMPT_WORDS, TRANSMISSION_WORDS, standing
from appliance.api.limiter import TooManyLogins
from appliance.errors import BoxError, Conflict, Forbidden, Invalid, NotFound, NotReady, Unauthenticated
from appliance.office import Office

_TEXT_ID, _CONTACT_ID, _PROGRAM_ID = Value(("text_id",)), Value(("contact_id",)), Value(("program_id",))
_TRANSMISSION_ID, _SPOOL_ID = Value(("transmission_id",)), Value(("spool_id",))
_NEW_ID = Value(("transmission_id", "text_id"))  # the guide says text_id, a slip that clients may rely on
_STATUS = Value(("Status", "status"), standing(TRANSMISSION_WORDS))
_SPOOL_STATUS = Value(("status",), standing(ATTEMPT_WORDS))

_SEND, _RECEIVE = {"kind": "sendsms"}, {"kind": "receivesms"}
_TEXTS, _ONE_TEXT = ("/texts",), ("/texts/{text_id}",)
_EVERY_CONTACT, _EVERY_TEXT = Many(CONTACT, CONTACT_FILTERS), Many(TEXT, TEXT_FILTERS)
_EVERY_PROGRAM, _EVERY_TRANSMISSION = Many(PROGRAM, PROGRAM_FILTERS), Many(TRANSMISSION, TRANSMISSION_FILTERS)
_ATTEMPTS, _RESULTS = Many(SPOOL, SPOOL_FILTERS), Many(RESULT, RESULT_FILTERS)

CONTACT_PATH, TEXT_PATH, PROGRAM_PATH = "/contacts/{contact_id}", "/messages/texts/{text_id}", "/programs/{program_id}"
TRANSMISSION_PATH, SPOOL_PATH = "/transmissions/{transmission_id}", "/spools/{spool_id}"


def _login(auth: Auth) -> tuple[Operation, ...]:
    return (
        Operation("POST", "/authenticate", "Log in", auth.login, One(SESSION), LOGIN, public=True),
        Operation("POST", "/authenticate/cancel", "Log out: end this token", auth.cancel, Truth()),
    )


def _contacts(office: Office) -> tuple[Operation, ...]:
    use, one = office.contacts, One(CONTACT)
    return (
        Operation("POST", "/contacts", "New contact", use.create, _CONTACT_ID, CONTACT),
        Operation("GET", "/contacts", "All contacts", use.find, _EVERY_CONTACT),
        Operation("GET", CONTACT_PATH, "A contact", use.read, one),
        Operation("PUT", CONTACT_PATH, "Change a contact", use.update, one, CONTACT, partial=True),
        Operation("DELETE", CONTACT_PATH, "Delete a contact", use.delete, Truth()),
    )


def _texts(office: Office) -> tuple[Operation, ...]:
    use, one, every = office.texts, One(TEXT), "/messages/texts"
    return (
        Operation("POST", every, "New text", use.create, _TEXT_ID, TEXT, aliases=_TEXTS),
        Operation("GET", every, "All texts", use.find, _EVERY_TEXT, aliases=_TEXTS),
        Operation("GET", TEXT_PATH, "A text", use.read, one, aliases=_ONE_TEXT),
        Operation("PUT", TEXT_PATH, "Change a text", use.update, one, TEXT, partial=True, aliases=_ONE_TEXT),
        Operation("DELETE", TEXT_PATH, "Delete a text", use.delete, Truth(), aliases=_ONE_TEXT),
    )


def _programs(office: Office) -> tuple[Operation, ...]:
    use, every = office.programs, _EVERY_PROGRAM
    send, receive = "/programs/sendsms", "/programs/receivesms"
    return (
        Operation("GET", "/programs", "All programs", use.find, every),
        Operation("GET", PROGRAM_PATH, "A program", use.read, One(PROGRAM)),
        Operation("DELETE", PROGRAM_PATH, "Delete a program", use.delete, Truth()),
        Operation("POST", send, "New sendsms program", use.create, _PROGRAM_ID, SENDSMS, preset=_SEND),
        Operation("POST", receive, "New receivesms program", use.create, _PROGRAM_ID, RECEIVESMS, preset=_RECEIVE),
        Operation("GET", send, "The sendsms programs", use.find, every, preset={"type": "sendsms"}),
        Operation("GET", receive, "The receivesms programs", use.find, every, preset={"type": "receivesms"}),
    )


def _shortcuts(office: Office) -> tuple[Operation, ...]:
    use, path, title = office.transmissions, f"{PROGRAM_PATH}/transmissions", "New transmission of a program"
    typed, fresh = "/programs/sendsms/transmissions", "New sendsms program and a transmission of it"
    return (
        Operation("PUT", path, title, use.create, _NEW_ID, SHORTCUT, keyed=True),
        Operation("POST", path, title, use.create, _NEW_ID, SHORTCUT, keyed=True),
        Operation("PUT", typed, fresh, use.create_with, _NEW_ID, SENDSMS_SHORTCUT, preset=_SEND),
        Operation("POST", typed, fresh, use.create_with, _NEW_ID, SENDSMS_SHORTCUT, preset=_SEND),
        Operation("GET", path, "A program's transmissions", use.of_program, _EVERY_TRANSMISSION),
    )


def _transmissions(office: Office) -> tuple[Operation, ...]:
    use, path, every = office.transmissions, TRANSMISSION_PATH, _EVERY_TRANSMISSION
    return (
        Operation("POST", "/transmissions", "New transmission", use.create, _NEW_ID, NEW_TRANSMISSION, keyed=True),
        Operation("GET", "/transmissions", "All transmissions", use.find, every),
        Operation("GET", "/smses", "All SMS", use.find, every, preset={"service_flag": "4"}),
        Operation("GET", path, "A transmission", use.read, One(TRANSMISSION)),
        Operation("DELETE", path, "Delete a transmission", use.delete, Truth()),
        Operation("POST", f"{path}/send", "Send it", use.send, _SPOOL_ID),
        Operation("POST", f"{path}/retry", "Send it again", use.send, _SPOOL_ID),
        Operation("GET", f"{path}/clone", "A copy of it, not sent", use.clone, _TRANSMISSION_ID, writes=True),
        Operation("GET", f"{path}/status", "Its status", use.standing, _STATUS),
    )


def _reports(office: Office) -> tuple[Operation, ...]:
    use, path, spool = office.transmissions, TRANSMISSION_PATH, SPOOL_PATH
    attempts, results, of_attempt = (f"{path}/spools",), (f"{path}/results",), (f"{spool}/results",)
    latest, one = "What the latest attempt came to", "What an attempt came to"
    return (
        Operation("GET", f"{path}/detail", "Every attempt", use.attempts, _ATTEMPTS, aliases=attempts),
        Operation("GET", f"{path}/result", latest, use.results, _RESULTS, aliases=results),
        Operation("GET", f"{spool}/status", "Status of an attempt", use.attempt_standing, _SPOOL_STATUS),
        Operation("GET", f"{spool}/result", one, use.attempt_results, _RESULTS, aliases=of_attempt),
    )


STATUSES: Mapping[type[Exception], int] = {
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Invalid: 412,
    Conflict: 423,
    NotReady: 423,
    TooManyLogins: 429,
    BoxError: 500,
}
ERROR_SCHEMA = {
    "type": "object",
    "properties": {
        "error": {"type": "object", "properties": {"code": {"type": "integer"}, "message": {"type": "string"}}}
    },
}


def envelope(status: int, message: str) -> dict[str, Any]:
    """An error's body."""
    return {"error": {"code": status, "message": message}}


def _plain(accept: str | None, query: Mapping[str, str]) -> bool:
    if query.get("format"):
        return query["format"] in ("plain", "txt")
    return accept is not None and accept.partition(";")[0].strip() == "text/plain" and "," not in accept


def _bare(accept: str | None, query: Mapping[str, str]) -> bool:
    return _plain(accept, query) or (accept is None and query.get("format") != "json")


def dialect(office: Office, auth: Auth, scalar_replies: bool = False) -> Dialect:
    """The table. `scalar_replies`: bare values even where the request does not ask for them."""
    tables = (_contacts, _texts, _programs, _shortcuts, _transmissions, _reports)
    return Dialect(
        name="ictcore",
        title="ICTCore API: SMS",
        version="1.0",
        servers=("/api", "/"),
        operations=(*_login(auth), *(operation for table in tables for operation in table(office))),
        statuses=STATUSES,
        envelope=envelope,
        error_schema=ERROR_SCHEMA,
        bare=(lambda accept, query: True) if scalar_replies else _bare,
        plain=_plain,
        overrides=True,
    )
