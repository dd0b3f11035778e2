"""OpenAPI 3.1 of a dialect, made from its table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from appliance.api.dialect import Dialect, Field, File, Many, Octets, One, Operation, Shape, Truth, Value

_PAGING = (
    ("limit", {"type": "integer", "minimum": 0, "maximum": 5000}),
    ("offset", {"type": "integer", "minimum": 0}),
    ("count", {"type": "integer", "enum": [0, 1], "description": "1 asks for X-Total-Count"}),
)

_TYPES = {True: "integer", False: "string"}


def describe(dialect: Dialect) -> dict[str, Any]:
    """The document, ready for JSON."""
    paths: dict[str, Any] = {}
    for operation in dialect.operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": dialect.title, "version": dialect.version},
        "servers": [{"url": url} for url in dialect.servers],
        "paths": paths,
        "security": [{"bearer": []}, {"basic": []}, {"authentication": []}],
        "components": {
            "schemas": {**_schemas(dialect.operations), "Error": dialect.error_schema},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "basic": {"type": "http", "scheme": "basic"},
                "authentication": {"type": "apiKey", "in": "header", "name": "Authentication"},
            },
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    error = {"$ref": "#/components/schemas/Error"}
    found: dict[str, Any] = {
        "summary": operation.title,
        "operationId": _identifier(operation),
        "parameters": _parameters(operation),
        "responses": {
            str(operation.status): {"description": "Done", "content": _reply_content(operation)},
            "default": {"description": "Refused", "content": _json(error)},
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


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": _TYPES[name.endswith("_id")]}}
        for name in re.findall(r"\{(\w+)\}", operation.path)
    ]
    if isinstance(operation.gives, Many | One | File):
        queries = [(each.name, dict(each.kind.schema)) for each in operation.gives.filters]
        queries += _PAGING if isinstance(operation.gives, Many) else ()
        found += [{"name": name, "in": "query", "schema": schema} for name, schema in queries]
    if operation.keyed:
        found.append({"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 128}})
    return found


def _reply_content(operation: Operation) -> dict[str, Any]:
    match operation.gives:
        case One(shape):
            return _json(_reference(shape))
        case Many(shape, _):
            return _json({"type": "array", "items": _reference(shape)})
        case Value(names, kind):
            return _json({"type": "object", "properties": {name: dict(kind.schema) for name in names}})
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
    found[shape.name] = _object_schema(each for each in shape.fields if each.gives)
    for each in shape.fields:
        if each.kind.shape is not None:
            _add(each.kind.shape, found)


def _body_schema(shape: Shape, partial: bool) -> dict[str, Any]:
    schema = _object_schema(each for each in shape.fields if each.takes)
    required = [each.name for each in shape.fields if each.takes and each.required]
    return schema if partial or not required else {**schema, "required": required}


def _object_schema(fields: Iterable[Field]) -> dict[str, Any]:
    return {"type": "object", "properties": {each.name: dict(each.kind.schema) for each in fields}}
