"""SCG's tables, put together, each with the place where it is served (spec/SCG.md 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from appliance.api.address import parameters_joined
from appliance.api.dialect import BEARER, Dialect, Operation
from appliance.api.limiter import LoginLimiter, TooManyLogins
from appliance.api.lists import Paging
from appliance.api.scg import (
    attachments,
    channels,
    consent,
    contactjobs,
    contacts,
    contacttokens,
    ess,
    fastaccess,
    groups,
    keywords,
    messages,
    refresh,
    requests,
    senders,
    templates,
)
from appliance.api.scg.fields import Sparse, fresh, identifier
from appliance.api.scg.permissions import needed
from appliance.api.scg.places import API, CONTENT, EVENTS
from appliance.errors import (
    BadCriteria,
    BadTrackingUrl,
    BoxError,
    Conflict,
    Forbidden,
    Invalid,
    MessageTooLong,
    NoCredit,
    NotFound,
    NotReady,
    Stale,
    Taken,
    TooLarge,
    TooLong,
    Unauthenticated,
)
from appliance.office import Office
from appliance.office.accesstokens import NoSuchToken
from appliance.spool.listing import Found, Page

_NOUNS: tuple[Any, ...] = (
    attachments,
    channels,
    fastaccess,
    contacts,
    contacttokens,
    contactjobs,
    groups,
    consent,
    keywords,
    messages,
    requests,
    senders,
    templates,
)
"""Modules with `operations(office)`; a path that is a word goes before one that is an id."""

STATUSES: Mapping[type[Exception], int] = {
    Unauthenticated: 401,
    NoCredit: 402,
    Forbidden: 403,
    NotFound: 404,
    Invalid: 400,
    Conflict: 409,
    NotReady: 503,
    TooManyLogins: 429,
    BoxError: 500,
}
CODES: Mapping[type[Exception], str] = {
    MessageTooLong: "1012",
    BadCriteria: "1017",
    TooLarge: "1019",
    BadTrackingUrl: "1020",
    TooLong: "1023",
    NoSuchToken: "4046",
    Stale: "1001",
    Taken: "1011",
}
"""Where the error's code is not the status (spec/SCG.md 3)."""

IDS = {
    "contact": identifier("contact"),
    "contact_key": contacts.CONTACT_KEY,
    "contact_token": contacttokens.CONTACT_TOKEN,
    "group": identifier("group"),
    "message": identifier("message"),
    "request": identifier("request"),
    "sender": identifier("sender"),
    "channel": identifier("channel"),
    "template": identifier("template"),
    "attachment": identifier("attachment"),
    "keyword": identifier("keyword"),
    "status": identifier("status"),
    "rule": identifier("fast_access"),
    "contact_import": identifier("contact_import"),
    "contact_export": identifier("contact_export"),
    "application_token": identifier("application_token"),
    "configuration": identifier("delivery_configuration"),
    "subscription": identifier("subscription"),
    "delivery": identifier("delivery"),
}
"""Words in paths that stand for a record."""

_ERROR = {"error_code": {"type": "string"}, "error_description": {"type": "string"}}
ERROR_SCHEMA = {"type": "object", "properties": _ERROR, "required": list(_ERROR)}
_ABOUT = """\
Bodies may be JSON or forms; unknown and read-only members of them are ignored, as is null. `version_number` in a change
is the version that it is based on. A filter takes one value, several between commas, or a range such as
`[2026-01-01T00:00:00.000Z,]`. Times are epoch milliseconds."""


def envelope(status: int, message: str, error: BoxError) -> dict[str, str]:
    """An error's body."""
    code = next((CODES[each] for each in type(error).__mro__ if each in CODES), str(status))
    return {"error_code": code, "error_description": message}


def listed(records: Sequence[Any], found: Found[Any], page: Page) -> dict[str, Any]:
    """A list's body."""
    return {"list": records, "total": found.total or 0, "limit": page.limit, "offset": page.offset}


def _list_schema(items: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {name: {"type": "integer", "minimum": 0} for name in ("total", "limit", "offset")}
    fields = {"list": {"type": "array", "items": items}, **numbers}
    return {"type": "object", "properties": fields, "required": list(fields)}


def spoken(name: str, title: str, server: str, operations: tuple[Operation, ...]) -> Dialect:
    """A part of the API that is served at `server`."""
    return Dialect(
        name=name,
        title=title,
        version="1.0.0",
        servers=(server,),
        operations=operations,
        statuses=STATUSES,
        envelope=envelope,
        error_schema=ERROR_SCHEMA,
        about=_ABOUT,
        ids=IDS,
        paging=Paging(100, 1000, counted=True),
        listed=listed,
        list_schema=_list_schema,
        read=parameters_joined,
        schemes=BEARER,
    )


def _guarded(operation: Operation) -> Operation:
    makes = operation.method == "POST" and not operation.path.endswith("}")
    takes = fresh(operation.takes) if makes and isinstance(operation.takes, Sparse) else operation.takes
    return replace(operation, takes=takes, needs=operation.needs or needed(operation.method, operation.path))


def dialects(office: Office, limiter: LoginLimiter) -> Mapping[str, Dialect]:
    """Every part, by the path below which it is served. `limiter` slows down who guesses at secrets."""
    operations = tuple(_guarded(operation) for noun in _NOUNS for operation in noun.operations(office))
    return {
        API: spoken("scg", "SCG API", API, operations),
        CONTENT: spoken(
            "scg-attachment",
            "SCG: contents of attachments",
            CONTENT,
            attachments.content_operations(office),
        ),
        EVENTS: spoken("scg-events", "SCG: events", EVENTS, ess.operations(office)),
        **refresh.dialects(office, limiter),
    }
