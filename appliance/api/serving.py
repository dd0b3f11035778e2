"""Runs a dialect's table: one Bottle app that reads a request, calls the use case and writes the reply."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from bottle import Bottle, HTTPResponse
from bottle import request as current
from bottle import response as answer

from appliance.api import files
from appliance.api.address import is_followed, overridden, parameters
from appliance.api.auth import Caller
from appliance.api.dialect import (
    Dialect,
    File,
    Filter,
    Kind,
    Many,
    Octets,
    One,
    Operation,
    Shape,
    Truth,
    Value,
)
from appliance.api.limiter import TooManyLogins
from appliance.api.lists import Paging
from appliance.api.server import Wsgi
from appliance.domain import Download
from appliance.errors import BoxError, Invalid, NotFound, Unauthenticated
from appliance.spool.listing import LONGEST_PAGE, Condition, Found, Order, Page

log = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024
_FORM = "application/x-www-form-urlencoded"
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Type, Content-Length, Content-Disposition, X-Total-Count",
}
PREFLIGHT = {
    **_HEADERS,
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Authentication, Content-Type, Idempotency-Key, "
    "X-HTTP-Method-Override",
    "Access-Control-Max-Age": "86400",
}


class Doorkeeper(Protocol):
    """Tells who asks."""

    def identify(self, headers: Mapping[str, str], address: str) -> Caller:
        """The caller behind a request's headers (WSGI's names). Raises Unauthenticated, TooManyLogins."""


class NoSuchPath(NotFound):
    """No such path or method."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as far as a table needs it. `headers` are WSGI's; `read` takes a query or a form apart."""

    headers: Mapping[str, Any]
    query: Mapping[str, str]
    read: Callable[[str], Mapping[str, str]] = parameters

    @property
    def accept(self) -> str | None:
        """The Accept header, None where there is none."""
        return self.headers.get("HTTP_ACCEPT")

    def body(self, largest: int, whole: str = "") -> Mapping[str, Any]:
        """Its fields, none where it is empty; a body that is no object is the field `whole`. Raises Invalid."""
        octets = self._octets(largest)
        if not octets.strip():
            return {}
        kind = self.headers.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        if kind == _FORM and not octets.lstrip().startswith(b"{"):  # curl -d calls JSON a form
            return self.read(octets.decode("utf-8", "replace"))
        is_object = not whole or octets.lstrip().startswith(b"{")
        return _json_object(octets) if is_object else {whole: _value_or_text(octets)}

    def _octets(self, largest: int) -> bytes:
        """At most `largest` of them, however long the sender says the body is."""
        length = self.headers.get("CONTENT_LENGTH") or "0"
        wanted = largest + 1 if self.headers.get("wsgi.input_terminated") else int(length) if length.isdecimal() else 0
        if wanted > largest + 1:
            raise Invalid(f"the body is larger than {largest} bytes")
        try:
            octets: bytes = self.headers["wsgi.input"].read(wanted) if wanted else b""
        except (ValueError, OSError) as error:
            raise Invalid("the body broke off") from error
        if len(octets) > largest:
            raise Invalid(f"the body is larger than {largest} bytes")
        return octets


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _value_or_text(octets: bytes) -> Any:
    try:
        return _parsed(octets)
    except Invalid:
        return octets.decode("utf-8", "replace")


def _parsed(octets: bytes) -> Any:
    try:
        return json.loads(octets, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Invalid("the body is not JSON that can be read") from error


def _json_object(octets: bytes) -> dict[str, Any]:
    found = _parsed(octets)
    if found is None:  # how some say that they send nothing
        return {}
    if not isinstance(found, dict):
        raise Invalid("the body must be a JSON object")
    return found


def build(dialect: Dialect, auth: Doorkeeper, largest_body: int = LARGEST_BODY) -> Wsgi:
    """The WSGI app of a dialect, its routes compiled once."""
    app = Bottle()
    for operation in dialect.operations:
        handle = _Handler(dialect, operation, auth, largest_body)
        for path in (operation.path, *operation.aliases):
            app.route(_rule(path, dialect.ids), operation.method, handle.answer)
    unknown = _failure(dialect, NoSuchPath())
    for status in range(400, 600):
        app.error_handler[status] = lambda error: _replaced(unknown)
    return _preflighted(overridden(app, dialect.formats) if dialect.overrides else app)


def built_late(make: Callable[[], Wsgi]) -> Wsgi:
    """An app that is made when it is first asked for: one that nobody speaks to costs nothing."""
    made: list[Wsgi] = []
    lock = threading.Lock()

    def late(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not made:
            with lock:
                if not made:
                    made.append(make())
        return made[0](environ, start_response)

    return late


def _replaced(by: HTTPResponse) -> bytes:
    """What Bottle would say of a path or a method that it does not know, said by the dialect."""
    answer.status = by.status
    answer.headers.clear()
    for name, value in by.headers.items():
        answer.set_header(name, value)
    body: bytes = by.body
    return body


def _preflighted(app: Wsgi) -> Wsgi:
    """Browsers ask first what they may, without credentials (CORS)."""

    def with_options(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "OPTIONS":
            return app(environ, start_response)
        start_response("200 OK", [*PREFLIGHT.items(), ("Content-Length", "0")])
        return []

    return with_options


def _rule(path: str, ids: Mapping[str, Kind]) -> str:
    """Bottle's form of a path: ids are numbers, where the dialect has no other ones; all else in braces is a word."""

    def rule(match: re.Match[str]) -> str:
        name = match[1]
        return f"<{name}:re:{'[0-9]{1,18}' if name.endswith('_id') and name not in ids else '[^/]+'}>"

    return re.sub(r"\{(\w+)\}", rule, path)


class _Handler:
    """Answers the requests of one operation."""

    def __init__(self, dialect: Dialect, operation: Operation, auth: Doorkeeper, largest_body: int) -> None:
        self._dialect = dialect
        self._operation = operation
        self._auth = auth
        self._largest_body = largest_body

    def answer(self, **named: str) -> HTTPResponse:
        """Bottle's callback: every error becomes the dialect's envelope."""
        try:
            return self._answer(named)
        except BoxError as error:
            return _failure(self._dialect, error)
        except Exception:
            log.exception("%s %s failed", self._operation.method, self._operation.path)
            return _failure(self._dialect, BoxError())

    def _named(self, name: str, value: str) -> Any:
        """What a word in the path stands for. Raises NotFound."""
        if name in self._dialect.ids:
            return self._dialect.ids[name].decode(name, value)
        return int(value) if name.endswith("_id") else value

    def _answer(self, named: Mapping[str, str]) -> HTTPResponse:
        operation, headers = self._operation, current.environ
        if operation.writes and (headers["REQUEST_METHOD"] == "HEAD" or is_followed(headers)):
            raise NoSuchPath()
        caller = self._caller(headers)
        caller.need(operation.needs)
        meant = [self._named(name, each) for name, each in named.items()]
        request = Request(headers, self._dialect.read(headers.get("QUERY_STRING", "")), self._dialect.read)
        arguments = self._arguments(request)
        return self._reply(request, operation.use_case(caller, *meant, **arguments), arguments.get("page"))

    def _caller(self, headers: Mapping[str, Any]) -> Caller:
        address = headers.get("REMOTE_ADDR", "")
        return Caller(0, "", address=address) if self._operation.public else self._auth.identify(headers, address)

    def _arguments(self, request: Request) -> dict[str, Any]:
        operation = self._operation
        if isinstance(operation.gives, Many):
            page = _page(request.query, self._dialect.paging, operation.gives.sorts)
            return {"where": self._conditions(operation.gives.filters, request.query), "page": page}
        if isinstance(operation.gives, One | File) and operation.gives.filters:
            body = self._decoded(operation.takes, request) if isinstance(operation.takes, Shape) else {}
            return {"where": self._conditions(operation.gives.filters, request.query), **body}
        arguments = dict(operation.preset)
        if isinstance(operation.takes, Octets):
            arguments["upload"] = operation.takes.read(request.headers)
        elif operation.takes:
            arguments |= self._decoded(operation.takes, request)
        if operation.keyed and request.headers.get("HTTP_IDEMPOTENCY_KEY"):
            arguments["request_key"] = request.headers["HTTP_IDEMPOTENCY_KEY"][:128]
        return arguments

    def _decoded(self, takes: Shape, request: Request) -> dict[str, Any]:
        body = request.body(self._largest_body, takes.whole)
        return takes.replace(body) if self._operation.replaces else takes.decode(body, self._operation.partial)

    def _conditions(self, filters: Iterable[Filter], query: Mapping[str, str]) -> tuple[Condition, ...]:
        given = {**query, **self._operation.preset}
        return tuple(condition for each in filters for condition in each.asked(given))

    def _reply(self, request: Request, result: Any, page: Page | None) -> HTTPResponse:
        if isinstance(result, Download):
            return HTTPResponse(result.content, self._operation.status, {**_HEADERS, **files.described(result)})
        headers = dict(_HEADERS)
        if isinstance(result, Found) and result.total is not None:
            headers["X-Total-Count"] = str(result.total)
        bare, plain = (
            self._dialect.bare(request.accept, request.query),
            self._dialect.plain(request.accept, request.query),
        )
        headers["Content-Type"] = "text/plain; charset=utf-8" if plain else "application/json"
        body = _WRITERS[type(self._operation.gives)](self._operation.gives, result, bare)
        if page is not None:
            body = self._dialect.listed(body, result, page)
        return HTTPResponse(_json(body), self._operation.status, headers)


def _page(query: Mapping[str, str], paging: Paging, sorts: Mapping[str, str]) -> Page:
    numbers = {name: query.get(name, "") for name in ("limit", "offset")}
    for name, value in numbers.items():
        if value and not (value.isascii() and value.isdecimal() and len(value) < 16):
            raise Invalid(f"{name} must be a whole number")
    most = paging.most or LONGEST_PAGE
    limit = min(int(numbers["limit"] or paging.usual or most), most)
    # who asks for all learns what is left out
    counted = paging.counted or query.get("count") in ("1", "true") or not numbers["limit"]
    return Page(limit, int(numbers["offset"] or 0), counted, _order(query.get("sort", ""), sorts) if sorts else ())


def _order(given: str, sorts: Mapping[str, str]) -> tuple[Order, ...]:
    """`name,-name`: by these, the second one downwards. Raises Invalid."""
    names = [each.strip() for each in given.split(",") if each.strip()]
    unknown = next((each for each in names if each.removeprefix("-") not in sorts), None)
    if unknown is not None:
        raise Invalid(f"sort: {unknown!r} is none of {', '.join(sorts)}")
    return tuple(Order(sorts[each.removeprefix("-")], each.startswith("-")) for each in names)


def _as_text(record: dict[str, Any]) -> dict[str, Any]:
    """Numbers as the original server gives them, for clients that were made for it."""
    return {name: _texts[type(value)](value) if type(value) in _texts else value for name, value in record.items()}


_texts: Mapping[type, Callable[[Any], Any]] = {int: str, dict: _as_text}


def _one(gives: One, result: Any, bare: bool) -> Any:
    record = gives.shape.encode(result)
    return _as_text(record) if bare else record


def _many(gives: Many, result: Found[Any], bare: bool) -> Any:
    records = [gives.shape.encode(each) for each in result.rows]
    return [_as_text(each) for each in records] if bare else records


def _value(gives: Value, result: Any, bare: bool) -> Any:
    value = gives.kind.encode(result)
    return value if bare else dict.fromkeys(gives.names, value)


_WRITERS: Mapping[type, Callable[[Any, Any, bool], Any]] = {
    One: _one,
    Many: _many,
    Value: _value,
    Truth: lambda gives, result, bare: True,
}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _failure(dialect: Dialect, error: BoxError) -> HTTPResponse:
    status = next((dialect.statuses[each] for each in type(error).__mro__ if each in dialect.statuses), 500)
    headers = {**_HEADERS, "Content-Type": "application/json"}
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = 'Basic realm="modembox", charset="UTF-8"'
    if isinstance(error, TooManyLogins):
        headers["Retry-After"] = str(error.retry_after)
    message = str(error) if status != HTTPStatus.INTERNAL_SERVER_ERROR else "The box failed; its log says how"
    return HTTPResponse(_json(dialect.envelope(status, message, error)), status, headers)
