"""ICTCore's table, put together."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.api.auth import Auth
from appliance.api.dialect import Dialect
from appliance.api.envelope import ERROR_SCHEMA, envelope
from appliance.api.ictcore import (
    accounts,
    campaigns,
    contacts,
    documents,
    groups,
    login,
    programs,
    providers,
    recordings,
    reports,
    roles,
    schedules,
    statistics,
    templates,
    texts,
    transmissions,
    users,
)
from appliance.api.limiter import TooManyLogins
from appliance.errors import BoxError, Conflict, Forbidden, Invalid, NotFound, NotReady, NotSetUp, Unauthenticated
from appliance.office import Office

_NOUNS = (
    contacts,
    groups,
    campaigns,
    documents,
    recordings,
    templates,
    texts,
    programs,
    providers,
    transmissions,
    reports,
    schedules,
    statistics,
    accounts,
    users,
    roles,
)

STATUSES: Mapping[type[Exception], int] = {
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Invalid: 412,
    Conflict: 423,
    NotReady: 423,
    NotSetUp: 501,
    TooManyLogins: 429,
    BoxError: 500,
}

_PLAIN = ("plain", "txt")
_ABOUT = """\
A request without an Accept header, with `Accept: text/plain` alone or with `?format=plain` gets the bare value where
others get an object with one, and numbers as strings. Ids may come as strings of digits. A POST may stand for another
method by `X-HTTP-Method-Override` or `?method=`, a GET with `/delete` behind the address for a DELETE; `.json` behind
an address is `?format=json`. What is under /messages is there without that, too."""


def _plain(accept: str | None, query: Mapping[str, str]) -> bool:
    if query.get("format"):
        return query["format"] in _PLAIN
    return accept is not None and accept.partition(";")[0].strip() == "text/plain" and "," not in accept


def _bare(accept: str | None, query: Mapping[str, str]) -> bool:
    return _plain(accept, query) or (accept is None and query.get("format") != "json")


def dialect(office: Office, auth: Auth, scalar_replies: bool = False) -> Dialect:
    """The table. `scalar_replies`: bare values even where the request does not ask for them, unless by ?format=json."""
    operations = [operation for noun in _NOUNS for operation in noun.operations(office)]
    return Dialect(
        name="ictcore",
        title="ICTCore API",
        version="1.0",
        servers=("/api", "/"),
        operations=(*login.operations(auth), *operations),
        statuses=STATUSES,
        envelope=envelope,
        error_schema=ERROR_SCHEMA,
        bare=(lambda accept, query: query.get("format") != "json") if scalar_replies else _bare,
        plain=_plain,
        formats=("json", *_PLAIN),
        overrides=True,
        about=_ABOUT,
    )
