"""JSON within contacts: lists of objects, and extended attributes (spec/SCG.md 9). In the core both are JSON texts."""

from __future__ import annotations

import json
from typing import Any

from appliance.api.dialect import Kind
from appliance.errors import Invalid, TooLong

LONGEST = 65_536  # characters, as JSON
MOST_VALUES = 5000
DEEPEST = 32
LONGEST_NAME = 255


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _read(name: str, said: str) -> Any:
    if len(said) > LONGEST:
        raise TooLong(f"{name} has more than {LONGEST} characters")
    try:
        return json.loads(said, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{name} is no JSON that can be read") from error


def _written(name: str, value: Any) -> str:
    """Raises Invalid, TooLong."""
    _check(name, value)
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        text.encode()
    except ValueError as error:
        raise Invalid(f"{name} holds characters or numbers that are none") from error
    if len(text) > LONGEST:
        raise TooLong(f"{name} has more than {LONGEST} characters")
    return text


def _check(name: str, value: Any) -> None:
    """Raises Invalid where it is too much, without recursion."""
    level, values, depth = [value], 0, 0
    while level:
        values, depth = values + len(level), depth + 1
        if values > MOST_VALUES or depth > DEEPEST:
            raise Invalid(f"{name} holds more than {MOST_VALUES} values, or more than {DEEPEST} within each other")
        if any(len(key) > LONGEST_NAME for each in level if isinstance(each, dict) for key in each):
            raise TooLong(f"{name} has a name of more than {LONGEST_NAME} characters")
        level = [child for each in level for child in _children(each)]


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _objects(name: str, value: Any) -> str | None:
    """Of an array, or one as JSON text; nulls in the objects stand for what is not set."""
    value = _read(name, value) if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise Invalid(f"{name} must be a list of objects")
    found = [{key: each for key, each in item.items() if each is not None} for item in value]
    return _written(name, found) if found else None


def _any(name: str, value: Any) -> str:
    """Of a JSON text, which stays as it is, or of what one would say."""
    if not isinstance(value, str):
        return _written(name, value)
    _written(name, _read(name, value))
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Invalid(f"{name} holds characters that are none") from error
    return value


def _texts(name: str, value: Any) -> dict[str, str]:
    """Of an object, or one as JSON text: its texts, and numbers as such."""
    value = _read(name, value) if isinstance(value, str) else value
    if not isinstance(value, dict):
        raise Invalid(f"{name} must be an object")
    return {key: attribute(f"{name}.{key}"[:80], each) for key, each in value.items() if each is not None}


def attribute(name: str, value: Any) -> str:
    """A fast access attribute that a client writes. Raises Invalid, TooLong."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if len(text) > LONGEST_NAME:
        raise TooLong(f"{name} has more than {LONGEST_NAME} characters")
    if not text.isprintable():
        raise Invalid(f"{name} holds control characters")
    return text


def _parsed(text: str | None) -> Any:
    return json.loads(text) if text else None


def _set(text: str) -> dict[str, Any] | None:
    found = {name: each for name, each in json.loads(text).items() if each is not None}
    return found or None


OBJECTS = Kind({"type": "array", "items": {"type": "object"}}, _objects, _parsed)
JSON_TEXT = Kind({"type": "string", "description": "JSON"}, _any)
ATTRIBUTES = Kind({"type": "object", "additionalProperties": {"type": "string"}}, _texts, _set)


def attribute_of(name: str) -> Kind:
    """One of the attributes of an object, where it is called just that."""
    quoted = f'"{name}"'

    def encode(text: str) -> Any:
        return json.loads(text).get(name) if quoted in text else None

    return Kind({"type": "string", "maxLength": LONGEST_NAME}, attribute, encode)
