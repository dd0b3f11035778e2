"""OpenAPI 3.1 of a dialect, made from its table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from appliance.api.dialect import Dialect, Field, File, Many, Octets, One, Operation, Shape, Truth, Value
from appliance.api.limiter import TooManyLogins
from appliance.errors import Conflict, Forbidden, NotFound, NotReady, NotSetUp, Unauthenticated
from appliance.spool.listing import LONGEST_PAGE

_OFFSET = ("offset", {"type": "integer", "minimum": 0})
_COUNT = ("count", {"type": "integer", "enum": [0, 1], "description": "1 asks for X-Total-Count"})

_IN_PATHS = {True: {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}, False: {"type": "string", "minLength": 1}}

_HEADERS = {Unauthenticated: "WWW-Authenticate", TooManyLogins: "Retry-After"}
_OF_CHANGES = frozenset((Conflict, NotReady, NotSetUp))
"""Refusals that only what changes something meets."""


def describe(dialect: Dialect) -> dict[str, Any]:
    """The document, ready for JSON."""
    paths: dict[str, Any] = {}
    for operation in dialect.operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, dialect)
    return {
        "openapi": "3.1.0",
        "info": {"title": dialect.title, "version": dialect.version, "description": dialect.about},
        "servers": [{"url": url} for url in dialect.servers],
        "paths": paths,
        "security": [{each: []} for each in dialect.schemes],
        "components": {
            "schemas": {**_schemas(dialect.operations), "Error": dialect.error_schema},
            "responses": _errors(dialect.statuses),
            "securitySchemes": dict(dialect.schemes),
        },
    }


def _errors(statuses: Mapping[type[Exception], int]) -> dict[str, Any]:
    """What is answered with each status that is no success: the core's errors by the dialect's word for them."""
    told: dict[int, list[type[Exception]]] = {}
    for error, status in statuses.items():
        told.setdefault(status, []).append(error)
    return {str(status): _error(errors) for status, errors in told.items()}


def _error(errors: Iterable[type[Exception]]) -> dict[str, Any]:
    headers = {_HEADERS[each]: {"schema": {"type": "string"}} for each in errors if each in _HEADERS}
    return {
        "description": " ".join((each.__doc__ or "").strip() for each in errors),
        "content": _json({"$ref": "#/components/schemas/Error"}),
        **({"headers": headers} if headers else {}),
    }


def _refusals(operation: Operation, statuses: Mapping[type[Exception], int]) -> dict[str, Any]:
    """What may be answered instead, by status."""
    names_another = "{" in operation.path or operation.takes is not None
    never = {
        *((Forbidden,) if operation.public else ()),
        *((NotFound,) if not names_another else ()),
        *(_OF_CHANGES if operation.method == "GET" and not operation.writes else ()),
    }
    told = {str(status) for error, status in statuses.items() if error not in never}
    return {each: {"$ref": f"#/components/responses/{each}"} for each in sorted(told)}


def _operation(operation: Operation, dialect: Dialect) -> dict[str, Any]:
    found: dict[str, Any] = {
        "summary": operation.title,
        "operationId": _identifier(operation),
        "parameters": _parameters(operation, dialect),
        "responses": {
            str(operation.status): _reply(operation, dialect),
            **_refusals(operation, dialect.statuses),
        },
    }
    if operation.takes:
        found["requestBody"] = _request_body(operation.takes, operation.partial)
    if operation.public:
        found["security"] = []
    if operation.needs:
        found["description"] = f"Needs the permission {' and '.join(operation.needs)}."
    return found


def _request_body(takes: Shape | Octets, partial: bool) -> dict[str, Any]:
    if isinstance(takes, Octets):
        return {"required": True, "content": _files(takes.kinds)}
    schema = _body_schema(takes, partial)
    return {"required": bool(schema.get("required")), "content": _json(schema)}


def _identifier(operation: Operation) -> str:
    words = re.findall(r"[A-Za-z]+", operation.path.replace("_id", ""))
    return operation.method.lower() + "".join(word.capitalize() for word in words)


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _files(kinds: Iterable[str]) -> dict[str, Any]:
    return {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}


def _parameters(operation: Operation, dialect: Dialect) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": _in_path(name, dialect)}
        for name in re.findall(r"\{(\w+)\}", operation.path)
    ]
    if isinstance(operation.gives, Many | One | File):
        queries = [(each.name, dict(each.kind.schema)) for each in operation.gives.filters]
        queries += _paging(operation.gives, dialect) if isinstance(operation.gives, Many) else ()
        found += [{"name": name, "in": "query", "schema": schema} for name, schema in queries]
    if operation.keyed:
        found.append({"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 128}})
    if dialect.formats and not isinstance(operation.gives, File):
        found.append({"name": "format", "in": "query", "schema": {"type": "string", "enum": list(dialect.formats)}})
    return found


def _in_path(name: str, dialect: Dialect) -> dict[str, Any]:
    return dict(dialect.ids[name].schema) if name in dialect.ids else _IN_PATHS[name.endswith("_id")]


def _paging(gives: Many, dialect: Dialect) -> list[tuple[str, dict[str, Any]]]:
    limit = {"type": "integer", "minimum": 0, "maximum": dialect.paging.most or LONGEST_PAGE}
    sort = {"type": "string", "description": f"-name is downwards; of {', '.join(gives.sorts)}"}
    counted = () if dialect.paging.counted else (_COUNT,)
    return [("limit", limit), _OFFSET, *counted, *((("sort", sort),) if gives.sorts else ())]


def _reply(operation: Operation, dialect: Dialect) -> dict[str, Any]:
    plain = (
        {"text/plain": {"schema": {"type": "string"}}}
        if dialect.formats and not isinstance(operation.gives, File)
        else {}
    )
    counted = {"headers": {"X-Total-Count": {"schema": {"type": "integer"}}}}
    return {
        "description": "Done",
        "content": {**_reply_content(operation, dialect), **plain},
        **(counted if isinstance(operation.gives, Many) else {}),
    }


def _reply_content(operation: Operation, dialect: Dialect) -> dict[str, Any]:
    match operation.gives:
        case One(shape):
            return _json(_reference(shape))
        case Many(shape):
            return _json(dialect.list_schema(_reference(shape)))
        case Value(names, kind):
            properties = {name: dict(kind.schema) for name in names}
            return _json({"type": "object", "properties": properties, "required": list(names)})
        case Truth():
            return _json({"type": "boolean", "const": True})
        case File(kinds, _):
            return _files(kinds)


def _reference(shape: Shape) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{shape.name}"}


def _schemas(operations: Iterable[Operation]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for operation in operations:
        if isinstance(operation.gives, One | Many):
            _add(operation.gives.shape, found)
    return dict(sorted(found.items()))


def _add(shape: Shape, found: dict[str, Any]) -> None:
    given = [each for each in shape.fields if each.gives]
    found[shape.name] = {**_object_schema(given), **({"required": list(shape.promised)} if shape.promised else {})}
    for each in shape.fields:
        if each.kind.shape is not None:
            _add(each.kind.shape, found)


def _body_schema(shape: Shape, partial: bool) -> dict[str, Any]:
    schema = _object_schema(each for each in shape.fields if each.takes)
    required = [each.name for each in shape.fields if each.takes and each.required]
    return schema if partial or not required else {**schema, "required": required}


def _object_schema(fields: Iterable[Field]) -> dict[str, Any]:
    return {"type": "object", "properties": {each.name: dict(each.kind.schema) for each in fields}}
