"""A dialect is a table: fields, shapes and operations that map one vendor's words onto the office's use cases.

Nothing here knows a vendor. `serving.py` runs a table, `openapi.py` describes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from appliance.api import files
from appliance.api.address import parameters
from appliance.api.lists import ALL, Paging, array, bare_list
from appliance.domain import Upload
from appliance.errors import BoxError, Invalid
from appliance.spool.listing import Condition, Found, Match, Page

Decode = Callable[[str, Any], Any]
Encode = Callable[[Any], Any]

_LARGEST = 2**63 - 1
_RANGE = {"minimum": -_LARGEST, "maximum": _LARGEST}
_NO_CONTROLS = r"^[^\u0000-\u001F\u007F-\u009F]*$"
_DIGITS = re.compile(r"\s*-?[0-9]{1,18}\s*")


@dataclass(frozen=True, slots=True)
class Kind:
    """A type on the wire. `decode(name, value)` raises Invalid naming the field; `schema` is its JSON schema.

    `shape` is the structure that a value of this type is, where it is one; `empty` what stands for none in the core.
    """

    schema: Mapping[str, Any]
    decode: Decode
    encode: Encode = lambda value: value
    shape: Shape | None = None
    empty: Any = None


def text(longest: int, *, lines: bool = False) -> Kind:
    """A string of at most `longest` characters, without control characters unless it may have `lines`. Numbers do."""

    def decode(name: str, value: Any) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise Invalid(f"{name} must be a string")
        if len(value) > longest:
            raise Invalid(f"{name} has more than {longest} characters")
        if not value.isprintable():
            _refuse_unprintable(name, value, lines)
        return value

    schema = {"type": "string", "maxLength": longest} | ({} if lines else {"pattern": _NO_CONTROLS})
    return Kind(schema, decode, lambda value: value or "", empty="")


def _refuse_unprintable(name: str, value: str, lines: bool) -> None:
    if "\0" in value or any(0xD800 <= ord(each) <= 0xDFFF for each in value):
        raise Invalid(f"{name} holds characters that are none")
    if not lines and any(ord(each) < 0x20 or 0x7F <= ord(each) < 0xA0 for each in value):
        raise Invalid(f"{name} holds control characters")


def _whole(name: str, value: Any) -> int:
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST:
        raise Invalid(f"{name} must be a whole number")
    return value


def _phone(name: str, value: Any) -> str:
    decoded: str = _PHONE_TEXT.decode(name, _whole(name, value) if isinstance(value, float) else value)
    if not decoded.strip():
        raise Invalid(f"{name} is empty")
    return decoded


def _flag(name: str, value: Any) -> bool:
    flags = {"1": True, "true": True, "0": False, "false": False}
    if str(value).lower() not in flags:
        raise Invalid(f"{name} must be true or false")
    return flags[str(value).lower()]


def _object(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Invalid(f"{name} must be an object")
    return value


def word(words: Mapping[str, Any], spoken: Mapping[Any, str] | None = None) -> Kind:
    """One of the vendor's `words`, each with what the core calls it; `spoken` where the way back is not its inverse."""
    back = spoken if spoken is not None else {core: said for said, core in words.items()}

    def decode(name: str, value: Any) -> Any:
        if not isinstance(value, str) or value.lower() not in words:
            raise Invalid(f"{name} must be one of {', '.join(each for each in words if each)}")
        return words[value.lower()]

    return Kind({"type": "string", "enum": sorted(set(back.values()))}, decode, lambda core: back[core])


def _unix(moment: float | None) -> int | None:
    return None if moment is None else int(moment)


def constant(value: Any) -> Kind:
    """Always that value; it is only ever given."""
    schema = {"type": "integer" if isinstance(value, int) else "string", "const": value}
    return Kind(schema, _object, lambda record: value)


_PHONE_TEXT = text(64)
WORDS = Kind({"type": "array", "items": {"type": "string"}}, _object, list)
PHONE = Kind(_PHONE_TEXT.schema, _phone, lambda value: value or "")
NUMBER = Kind({"type": "integer", **_RANGE}, _whole)
OPTIONAL_NUMBER = Kind({"type": ["integer", "null"], **_RANGE}, _whole)
OPTIONAL_AMOUNT = Kind({"type": ["number", "null"]}, _whole)
TIME = Kind({"type": ["integer", "null"], "description": "Unix time", **_RANGE}, _whole, _unix)
FLAG = Kind({"type": "boolean"}, _flag, bool)
OPTIONAL_FLAG = Kind({"type": ["boolean", "null"]}, _flag, lambda value: None if value is None else bool(value))
BIT = Kind({"type": "integer", "enum": [0, 1]}, _flag, int)
OBJECT = Kind({"type": "object"}, _object)
JSON_OBJECT = Kind({"type": "object"}, _object, json.loads)


@dataclass(frozen=True, slots=True)
class Field:
    """`name` on the wire, `source` in the core: an argument of the use case, an attribute of what it gives.

    `takes` and `gives` say whether it is in a body and in a reply; the source "" is the whole record.
    """

    name: str
    source: str
    kind: Kind
    required: bool = False
    takes: bool = True
    gives: bool = True


class Shape:
    """A vendor's structure. Unknown keys and nulls of a body are ignored.

    A body that is no object, where there may be one, is the field `whole`.
    """

    def __init__(self, name: str, *fields: Field, nested: tuple[str, ...] = (), whole: str = "") -> None:
        self.name = name
        self.fields = fields
        self.nested = nested
        self.whole = whole
        self._taken = tuple(each for each in fields if each.takes)
        self._given = tuple((each.name, _getter(each.source), each.kind.encode) for each in fields if each.gives)

    def decode(self, body: Mapping[str, Any], partial: bool = False) -> dict[str, Any]:
        """The use case's arguments of a body; with `partial` required fields may be missing. Raises Invalid."""
        for key in self.nested:
            body = {**body, **_object(key, body.get(key) or {})}
        found: dict[str, Any] = {}
        for each in self._taken:
            value = body.get(each.name)
            if value is not None:
                found.setdefault(each.source, each.kind.decode(each.name, value))
            elif each.required and (not partial or each.name in body):
                raise Invalid(f"{each.name} is missing")
        return found

    def replace(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The same of a body that is the whole record: what it leaves out is empty then. Raises Invalid."""
        return {**{each.source: each.kind.empty for each in self._taken}, **self.decode(body)}

    def encode(self, record: Any) -> dict[str, Any]:
        """The vendor's form of a record."""
        return {name: encode(get(record)) for name, get, encode in self._given}

    @property
    def promised(self) -> tuple[str, ...]:
        """The names of the fields that are in each reply."""
        return tuple(each.name for each in self.fields if each.gives)


def _getter(source: str) -> Callable[[Any], Any]:
    return attrgetter(source) if source else lambda record: record


def inner(shape: Shape) -> Kind:
    """A structure within a structure; it is only ever given."""
    return Kind({"$ref": f"#/components/schemas/{shape.name}"}, _object, shape.encode, shape)


@dataclass(frozen=True, slots=True)
class Filter:
    """A query parameter of a list. `decode` makes the parameter's value of the column, raising Invalid."""

    name: str
    column: str
    match: Match
    kind: Kind

    def condition(self, given: str) -> Condition:
        """The condition that `given` asks for. Raises Invalid."""
        return Condition(self.column, self.match, self.kind.decode(self.name, given))

    def conditions(self, given: str) -> tuple[Condition, ...]:
        """All that `given` asks for. Raises Invalid."""
        return (self.condition(given),)

    def asked(self, query: Mapping[str, str]) -> tuple[Condition, ...]:
        """All that a query asks of it. Raises Invalid."""
        return self.conditions(query[self.name]) if query.get(self.name) else ()


@dataclass(frozen=True, slots=True)
class One:
    """Gives one record; with `filters`, of those that meet the ones named in the query."""

    shape: Shape
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Many:
    """Gives a list of records, those that meet the `filters` named in the query.

    `sorts` are the names by which it may be sorted, each with its column.
    """

    shape: Shape
    filters: tuple[Filter, ...] = ()
    sorts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Value:
    """Gives one value, under each of `names` in an object, or bare."""

    names: tuple[str, ...]
    kind: Kind = NUMBER


@dataclass(frozen=True, slots=True)
class Truth:
    """Gives `true`."""


@dataclass(frozen=True, slots=True)
class File:
    """Gives a file, a `Download`, most often of one of the media types `kinds`.

    With `filters` its use case takes `where`: the conditions that the query asks for.
    """

    kinds: tuple[str, ...]
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Octets:
    """Takes the body as it is, of one of the media types `kinds`, as the argument `upload`; `read` finds it."""

    kinds: tuple[str, ...]
    read: Callable[[Mapping[str, Any]], Upload] = files.upload


Reply = One | Many | Value | Truth | File


@dataclass(frozen=True, slots=True)
class Operation:
    """One request of a vendor's API.

    `use_case(actor, *those in the path, **arguments)`; in a path {x_id} is a number, {x} a word or what the dialect's
    `ids` make of it. A list's use case takes `where` and `page`, that of one with filters `where`. `partial`: absent
    fields stay as they are; `replaces`: they become empty. `preset` fixes arguments, or a list's query. `aliases`:
    further paths, not described. `public` needs no credentials. `writes` marks a GET that must not be answered for a
    HEAD. `keyed`: an Idempotency-Key header becomes `request_key`. `needs`: the permissions that the caller must have,
    all of them (spec/ICTCORE.md 13).
    """

    method: str
    path: str
    title: str
    use_case: Callable[..., Any]
    gives: Reply
    takes: Shape | Octets | None = None
    partial: bool = False
    replaces: bool = False
    preset: Mapping[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    public: bool = False
    writes: bool = False
    keyed: bool = False
    status: int = 200
    needs: tuple[str, ...] = ()


BEARER = {"bearer": {"type": "http", "scheme": "bearer"}}
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "basic": {"type": "http", "scheme": "basic"},
    "authentication": {"type": "apiKey", "in": "header", "name": "Authentication"},
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """`statuses` turns the core's errors into HTTP; `envelope(status, message, error)` is the body of one.

    `bare(accept, query)` says whether a reply comes bare, `plain` whether it is labelled text/plain; `formats` are what
    ?format= may ask for. With `overrides` a POST may name another method in X-HTTP-Method-Override or ?method=. `about`
    tells a reader of its document what holds for every operation.

    `ids`: of the words in paths those that stand for a record, each with its kind. `listed(records, found, page)` is
    the body of a list, `list_schema(items)` its schema. `read` takes a query or a form apart. `schemes` are the ways to
    say who asks.
    """

    name: str
    title: str
    version: str
    servers: tuple[str, ...]
    operations: tuple[Operation, ...]
    statuses: Mapping[type[Exception], int]
    envelope: Callable[[int, str, BoxError], Any]
    error_schema: Mapping[str, Any]
    bare: Callable[[str | None, Mapping[str, str]], bool] = lambda accept, query: False
    plain: Callable[[str | None, Mapping[str, str]], bool] = lambda accept, query: False
    formats: tuple[str, ...] = ()
    overrides: bool = False
    about: str = ""
    ids: Mapping[str, Kind] = field(default_factory=dict)
    paging: Paging = ALL
    listed: Callable[[Sequence[Any], Found[Any], Page], Any] = bare_list
    list_schema: Callable[[Mapping[str, Any]], dict[str, Any]] = array
    read: Callable[[str], dict[str, str]] = parameters
    schemes: Mapping[str, Any] = field(default_factory=lambda: SCHEMES)
