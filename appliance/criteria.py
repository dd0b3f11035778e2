"""What a contact must meet to be in a DYNAMIC group, or to be sent to (spec/SCG.md 7): JSON text, as a tree.

    {"primary_addr_city": "Berlin"}                                       equal; several in one object all hold
    {"fast_access.points": {"$gte": 100, "$lt": 200}}                     operators
    {"$or": [{"last_name": {"$regex": "^Mc"}}, {"$not": {"first_name": {"$exists": true}}}]}

Both its size and its depth are bounded, patterns are RE2's: no text costs more than the look at each contact.
"""

from __future__ import annotations

import enum
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from appliance import patterns
from appliance.errors import BadCriteria

LONGEST = 16_000  # characters
DEEPEST = 8  # conditions within conditions
MOST = 100  # conditions
MOST_VALUES = 1000  # of an $in
LONGEST_NAME = 200

_LARGEST = 2**63 - 1

Value = str | int | float | None
"""What an attribute is compared with; None stands for one that is not set."""


class Operator(enum.Enum):
    """How an attribute is compared."""

    EQUAL = "$eq"
    UNEQUAL = "$ne"
    ABOVE = "$gt"
    FROM = "$gte"
    BELOW = "$lt"
    UNTIL = "$lte"
    AMONG = "$in"
    PATTERN = "$regex"
    SET = "$exists"


@dataclass(frozen=True, slots=True)
class Test:
    """An attribute meets an operator: `value` is a tuple for AMONG, true or false for SET."""

    attribute: str
    operator: Operator
    value: Value | tuple[Value, ...]

    __test__ = False  # it is none of pytest's


@dataclass(frozen=True, slots=True)
class Every:
    """Each of the parts holds; so does none."""

    parts: tuple[Criteria, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of the parts holds, at the least."""

    parts: tuple[Criteria, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Criteria


Criteria = Test | Every | Either | Not


def parsed(text: str) -> Criteria:
    """The tree of a text. Raises BadCriteria, saying where it does not hold."""
    if len(text) > LONGEST:
        raise BadCriteria(f"they have more than {LONGEST} characters")
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
        text.encode()
    except (ValueError, RecursionError) as error:
        raise BadCriteria(f"they are no JSON: {error}") from error
    tree = _object(document, 1)
    if _size(tree) > MOST:
        raise BadCriteria(f"they have more than {MOST} conditions")
    return tree


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _size(tree: Criteria) -> int:
    if isinstance(tree, Test):
        return 1
    return 1 + sum(_size(each) for each in ((tree.part,) if isinstance(tree, Not) else tree.parts))


def _object(document: Any, depth: int) -> Criteria:
    """The tree of an object, all of whose members hold."""
    if not isinstance(document, dict):
        raise BadCriteria(f"an object is wanted, not {_shown(document)}")
    if depth > DEEPEST:
        raise BadCriteria(f"conditions are nested more than {DEEPEST} deep")
    return _every([_member(name, value, depth) for name, value in document.items()])


def _every(parts: list[Criteria]) -> Criteria:
    return parts[0] if len(parts) == 1 else Every(tuple(parts))


def _member(name: str, value: Any, depth: int) -> Criteria:
    if name in _JOINS:
        return _JOINS[name](name, value, depth)
    if name.startswith("$"):
        raise BadCriteria(f"{_shown(name)} is no operator; there are {', '.join(_JOINS)}")
    if not name or len(name) > LONGEST_NAME:
        raise BadCriteria(f"an attribute's name has 1 to {LONGEST_NAME} characters")
    return _attribute(name, value, depth)


def _attribute(name: str, value: Any, depth: int) -> Criteria:
    if not isinstance(value, dict):
        return Test(name, Operator.EQUAL, _plain(name, value))
    if not value:
        raise BadCriteria(f"{_shown(name)} is compared with nothing")
    return _every([_compared(name, operator, given, depth) for operator, given in value.items()])


def _compared(name: str, operator: str, value: Any, depth: int) -> Criteria:
    if operator == "$not":
        if depth >= DEEPEST:
            raise BadCriteria(f"conditions are nested more than {DEEPEST} deep")
        return Not(_attribute(name, value, depth + 1))
    if operator not in _VALUES:
        raise BadCriteria(f"{_shown(operator)} is no operator; there are {', '.join(_VALUES)}, $not")
    return Test(name, Operator(operator), _VALUES[operator](operator, value))


def _list(name: str, value: Any, depth: int) -> tuple[Criteria, ...]:
    if not isinstance(value, list) or not value:
        raise BadCriteria(f"{name} takes an array of objects")
    return tuple(_object(each, depth + 1) for each in value)


def _plain(name: str, value: Any) -> Value:
    if isinstance(value, str) or value is None:
        return _text(name, value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int) and abs(value) <= _LARGEST:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise BadCriteria(f"{name} is compared with a text, a number, true, false or null, not {_shown(value)}")


def _text(name: str, value: str | None) -> str | None:
    """Raises BadCriteria for half of a character, which JSON can say and nothing can keep."""
    if value and any(0xD800 <= ord(each) <= 0xDFFF for each in value):
        raise BadCriteria(f"{name} is compared with characters that are none")
    return value


def _ordered(name: str, value: Any) -> Value:
    if value is None:
        raise BadCriteria(f"{name} takes a text or a number")
    return _plain(name, value)


def _several(name: str, value: Any) -> tuple[Value, ...]:
    if not isinstance(value, list) or len(value) > MOST_VALUES:
        raise BadCriteria(f"{name} takes an array of at most {MOST_VALUES} values")
    return tuple(_plain(name, each) for each in value)


def _pattern(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadCriteria(f"{name} takes a pattern")
    try:
        patterns.compiled(value)
    except patterns.PatternError as error:
        raise BadCriteria(f"{name}: {error}") from error
    return value


def _truth(name: str, value: Any) -> int:
    if not isinstance(value, bool):
        raise BadCriteria(f"{name} takes true or false")
    return int(value)


def _shown(value: Any) -> str:
    return json.dumps(value)[:60]


_JOINS: Mapping[str, Callable[[str, Any, int], Criteria]] = {
    "$and": lambda name, value, depth: Every(_list(name, value, depth)),
    "$or": lambda name, value, depth: Either(_list(name, value, depth)),
    "$not": lambda name, value, depth: Not(_object(value, depth + 1)),
}
_VALUES: Mapping[str, Callable[[str, Any], Value | tuple[Value, ...]]] = {
    "$eq": _plain,
    "$ne": _plain,
    "$gt": _ordered,
    "$gte": _ordered,
    "$lt": _ordered,
    "$lte": _ordered,
    "$in": _several,
    "$regex": _pattern,
    "$exists": _truth,
}
