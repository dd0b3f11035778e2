"""How SCG's structures and list filters are written down (spec/SCG.md 3 and 4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance import identifiers
from appliance.api.dialect import OPTIONAL_NUMBER, Field, Filter, Kind, Shape, Value, text
from appliance.api.scg.dates import MILLIS
from appliance.errors import BoxError, Invalid, TooLong
from appliance.spool.listing import Condition, Match

LONGEST_INDEXED = 255
_MOST_OF_A_LIST = 1000
_MOST_IN_A_FILTER = 500


class Sparse(Shape):
    """A structure that leaves out what is not set; in a body null stands for not set, and so does "" where it is no
    text. All but an id may be missing in a reply."""

    def decode(self, body: Mapping[str, Any], partial: bool = False) -> dict[str, Any]:
        """As in a Shape."""
        blank = {each.name for each in self.fields if each.kind.empty is None and body.get(each.name) == ""}
        return super().decode({name: value for name, value in body.items() if name not in blank}, partial)

    def encode(self, record: Any) -> dict[str, Any]:
        """As in a Shape, less what is None."""
        return {name: value for name, value in super().encode(record).items() if value is not None}

    @property
    def promised(self) -> tuple[str, ...]:
        """The id, where it has one."""
        return tuple(each.name for each in self.fields if each.gives and each.name == "id")


def fresh(shape: Shape) -> Shape:
    """The same for a record that is only made: whatever version a body names is none yet."""
    kept = (each for each in shape.fields if each.source != EXPECTED)
    return Sparse(shape.name, *kept, nested=shape.nested, whole=shape.whole)


EXPECTED = "expected"
"""As what a use case takes the version that a change is based on."""


def identifier(kind: str) -> Kind:
    """The id of a record of that kind; in the core its number."""

    def decode(name: str, value: Any) -> int:
        if not isinstance(value, str):
            raise Invalid(f"{name} must be an id")
        return identifiers.decode(kind, value)

    def encode(number: int | None) -> str | None:
        return None if number is None else identifiers.encode(kind, number)

    return Kind({"type": "string", "minLength": 1, "maxLength": 64}, decode, encode)


def created(kind: str) -> Value:
    """The reply to what makes, changes or removes a record: its id."""
    return Value(("id",), identifier(kind))


def indexed(longest: int = LONGEST_INDEXED) -> Kind:
    """A short text; one that is too long is told by a code of its own (1023)."""
    plain = text(longest)

    def decode(name: str, value: Any) -> Any:
        if isinstance(value, str) and len(value) > longest:
            raise TooLong(f"{name} has more than {longest} characters")
        return plain.decode(name, value)

    return Kind(plain.schema, decode, lambda value: value or None, empty="")


def one_of(*words: str, **also: str) -> Kind:
    """One of these words, in any case; `also` are other spellings of them."""
    known = {each.lower(): each for each in words} | {each.lower(): word for each, word in also.items()}

    def decode(name: str, value: Any) -> str:
        if not isinstance(value, str) or value.strip().lower() not in known:
            raise Invalid(f"{name} must be one of {', '.join(words)}")
        return known[value.strip().lower()]

    return Kind({"type": "string", "enum": list(words)}, decode, lambda value: value or None)


def _strings(name: str, value: Any) -> list[str]:
    """Of an array, of one as JSON text, or of a list between commas."""
    if isinstance(value, str):
        value = _read_array(name, value) if value.lstrip().startswith("[") else value.split(",")
    if not isinstance(value, list) or len(value) > _MOST_OF_A_LIST:
        raise Invalid(f"{name} must be a list of at most {_MOST_OF_A_LIST}")
    found = [each for each in value if each is not None]
    if not all(isinstance(each, str) and each.isprintable() for each in found):
        raise Invalid(f"{name} must be a list of texts")
    return [each.strip() for each in found if each.strip()]


def _read_array(name: str, value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{name} is no JSON that can be read") from error


STRINGS = Kind({"type": "array", "items": {"type": "string"}}, _strings, list)
"""Texts: a list in the core; in a body an array, its JSON as a text, or a list between commas."""


def read_only(name: str, source: str, kind: Kind) -> Field:
    """A field that is only given."""
    return Field(name, source, kind, takes=False)


def write_only(name: str, source: str, kind: Kind, required: bool = False) -> Field:
    """A field that is only taken."""
    return Field(name, source, kind, required=required, gives=False)


def record(kind: str) -> tuple[Field, ...]:
    """What every record says of itself. A version in a body is the one that a change is based on: `expected`."""
    return (
        read_only("id", "id", identifier(kind)),
        read_only("application_id", "application_id", OPTIONAL_NUMBER),
        read_only("created_date", "created_at", MILLIS),
        read_only("last_updated_date", "", _UPDATED),
        read_only("last_update_date", "", _UPDATED),
        read_only("version_number", "version", OPTIONAL_NUMBER),
        write_only("version_number", EXPECTED, OPTIONAL_NUMBER),
    )


_UPDATED = Kind(MILLIS.schema, MILLIS.decode, lambda it: MILLIS.encode(it.updated_at or it.created_at))


@dataclass(frozen=True, slots=True)
class Sought(Filter):
    """A filter that takes one value, several between commas, or a range in brackets (spec/SCG.md 4)."""

    def conditions(self, given: str) -> tuple[Condition, ...]:
        """All that `given` asks for. Raises Invalid."""
        if given[:1] in _OPENS and given[-1:] in _CLOSES and "," in given:
            return self._range(given)
        values = [each.strip() for each in given.split(",")]
        if len(values) == 1:
            return self._just(values[0])
        if len(values) > _MOST_IN_A_FILTER:
            raise Invalid(f"{self.name} has more than {_MOST_IN_A_FILTER} values")
        return (Condition(self.column, Match.AMONG, json.dumps([self._value(each) for each in values])),)

    def _just(self, said: str) -> tuple[Condition, ...]:
        return (Condition(self.column, self.match, self._value(said)),)

    def _range(self, given: str) -> tuple[Condition, ...]:
        low, _, high = given[1:-1].partition(",")
        ends = ((low.strip(), _OPENS[given[0]]), (high.strip(), _CLOSES[given[-1]]))
        return tuple(self._beside(end, match) for end, match in ends if end)

    def _beside(self, end: str, match: Match) -> Condition:
        return Condition(self.column, match, self._value(end))

    def _value(self, said: str) -> Any:
        return self.kind.decode(self.name, said)


_OPENS = {"[": Match.FROM, "(": Match.AFTER}
_CLOSES = {"]": Match.UNTIL, ")": Match.BEFORE}


_HALF = 0.0005
_ENDS = {
    Match.FROM: (Match.FROM, -_HALF),
    Match.AFTER: (Match.FROM, _HALF),
    Match.UNTIL: (Match.BEFORE, _HALF),
    Match.BEFORE: (Match.BEFORE, -_HALF),
}


@dataclass(frozen=True, slots=True)
class SoughtTime(Sought):
    """A filter of times, which the core keeps finer than the milliseconds that are told: one that was told finds what
    it was told of."""

    def _just(self, said: str) -> tuple[Condition, ...]:
        return (self._beside(said, Match.FROM), self._beside(said, Match.UNTIL))

    def _beside(self, end: str, match: Match) -> Condition:
        met, shift = _ENDS[match]
        return Condition(self.column, met, self._value(end) + shift)


def times(**columns: str) -> tuple[Filter, ...]:
    """Filters of times, each with its column."""
    return tuple(SoughtTime(name, column, Match.EXACT, MILLIS) for name, column in columns.items())


def sought(kind: Kind, match: Match = Match.EXACT, /, **columns: str) -> tuple[Filter, ...]:
    """Filters of one kind, each with its column."""
    return tuple(Sought(name, column, match, kind) for name, column in columns.items())


def of_record(kind: str) -> tuple[Filter, ...]:
    """Filters by what every record says of itself; columns id, application_id, created_at, updated_at."""
    return (
        *sought(quiet(identifier(kind)), id="id"),
        *sought(OPTIONAL_NUMBER, application_id="application_id"),
        *times(created_date="created_at", last_updated_date="updated_at", last_update_date="updated_at"),
    )


def quiet(kind: Kind) -> Kind:
    """Ids of that kind in a filter: one that is none finds nothing, which is no error."""

    def decode(name: str, value: Any) -> int:
        try:
            return int(kind.decode(name, value))
        except BoxError:
            return -1

    return Kind({"type": "string"}, decode)


def sorts(*filters: Filter) -> Mapping[str, str]:
    """Lists may be sorted by what they are filtered by."""
    return {each.name: each.column for each in filters}
