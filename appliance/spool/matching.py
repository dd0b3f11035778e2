"""Criteria as SQL over the table of contacts: attributes by their known expressions, values as parameters only.

An attribute that is not set is NULL or "". A text is compared with attributes as texts, a number with those that are
numbers or texts that say one; what is not set meets `$ne`, `$not` and `$exists` false alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import cast

from appliance import identifiers
from appliance.criteria import Criteria, Every, Not, Operator, Test, Value
from appliance.dates import moment
from appliance.errors import BadCriteria, Invalid, NotFound
from appliance.spool.attributes import MOMENTS, TEXTS, column, resolved
from appliance.spool.listing import Clause

_TEXT = "CAST({x} AS TEXT) {op} ?"
_NUMBER = "({x} {op} CAST(? AS NUMERIC) AND {x} <= CAST(9e999 AS REAL))"  # no text that is none: those are larger
_UNSET = "{x} IS NULL"
_NO_SLOTS: Mapping[str, int] = {}
_SIGNS = {
    Operator.EQUAL: "=",
    Operator.ABOVE: ">",
    Operator.FROM: ">=",
    Operator.BELOW: "<",
    Operator.UNTIL: "<=",
}


def clause(criteria: Criteria, slots: Mapping[str, int] = _NO_SLOTS) -> Clause:
    """What selects the contacts that meet the criteria. Raises BadCriteria for an attribute that there is not.

    `slots` are those of the owner's fast access attributes that have a name: with them an index finds these.
    """
    if isinstance(criteria, Test):
        return _test(replace(criteria, attribute=resolved(criteria.attribute, slots)))
    if isinstance(criteria, Not):
        return _inverse(clause(criteria.part, slots))
    parts = (clause(each, slots) for each in criteria.parts)
    return _joined(parts, " AND " if isinstance(criteria, Every) else " OR ")


def _joined(parts: Iterable[Clause], word: str) -> Clause:
    """In brackets; with no parts it is true."""
    known = tuple(parts)
    values = tuple(value for each in known for value in each.values)
    return Clause(f"({word.join(each.sql for each in known) or '1'})", values)


def _inverse(part: Clause) -> Clause:
    return Clause(f"({part.sql} IS NOT TRUE)", part.values)


def _test(test: Test) -> Clause:
    known = column(test.attribute)
    if known is None:
        raise BadCriteria(f"a contact has no attribute {test.attribute[:60]!r}")
    if test.operator is Operator.EQUAL and test.attribute in TEXTS and isinstance(test.value, str) and test.value:
        return Clause(f"({known} = ?)", (test.value,))
    if test.attribute in MOMENTS:
        known = f"round({known} * 1000)"  # as they are told
    return _TESTS[test.operator](f"nullif({known}, '')", _as_kept(test))


def _as_kept(test: Test) -> Test:
    """With values as columns have them. Raises BadCriteria."""
    kept = _KEPT.get(test.attribute)
    if kept is None or test.operator in (Operator.PATTERN, Operator.SET):
        return test
    if isinstance(test.value, tuple):
        return replace(test, value=tuple(kept(each) for each in test.value))
    return replace(test, value=kept(test.value))


def _milliseconds(value: Value) -> Value:
    try:
        return value if value is None or value == "" else round(moment("a time", value) * 1000)
    except Invalid as error:
        raise BadCriteria(error.detail) from error


def _number(value: Value) -> Value:
    """Of a contact's id; one that nobody has of what is none."""
    try:
        return identifiers.decode("contact", str(value))
    except NotFound:
        return -1


def _compared(x: str, test: Test) -> Clause:
    return _one(x, _SIGNS[test.operator], cast(Value, test.value))


def _one(x: str, sign: str, value: Value) -> Clause:
    if value is None or value == "":
        return Clause(_UNSET.format(x=x), ())
    return Clause((_TEXT if isinstance(value, str) else _NUMBER).format(x=x, op=sign), (value,))


def _unequal(x: str, test: Test) -> Clause:
    return _inverse(_one(x, "=", cast(Value, test.value)))


def _among(x: str, test: Test) -> Clause:
    values = cast(tuple[Value, ...], test.value)
    numbers = [each for each in values if isinstance(each, int | float)]
    texts = [each for each in values if isinstance(each, str) and each]
    unset = [] if len(numbers) + len(texts) == len(values) else [Clause(_UNSET.format(x=x), ())]
    listed = [_listed(x, kind, some) for kind, some in (("TEXT", texts), ("NUMERIC", numbers)) if some]
    return _joined([*listed, *unset] or [Clause("0", ())], " OR ")


def _listed(x: str, kind: str, values: list[str] | list[int | float]) -> Clause:
    x = f"CAST({x} AS TEXT)" if kind == "TEXT" else x
    listed = f"{x} IN (SELECT CAST(value AS {kind}) FROM json_each(?))"  # noqa: S608
    return Clause(listed, (json.dumps(values),))


def _pattern(x: str, test: Test) -> Clause:
    return Clause(f"CAST({x} AS TEXT) REGEXP ?", (test.value,))


def _is_set(x: str, test: Test) -> Clause:
    return Clause(f"({x} IS NOT NULL) = ?", (test.value,))


_KEPT: Mapping[str, Callable[[Value], Value]] = {**dict.fromkeys(MOMENTS, _milliseconds), "id": _number}
_TESTS: Mapping[Operator, Callable[[str, Test], Clause]] = {
    **dict.fromkeys(_SIGNS, _compared),
    Operator.UNEQUAL: _unequal,
    Operator.AMONG: _among,
    Operator.PATTERN: _pattern,
    Operator.SET: _is_set,
}
