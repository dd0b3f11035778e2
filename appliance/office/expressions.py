"""The matching criteria of a subscription: an expression over the fields of an event (spec/SCG.md 8).

    number = '+447860438585'
    new_state IN ('FAILED', 'EXPIRED') AND NOT (to_address LIKE '+49%' OR fragments_count > 3)

A field that an event lacks is NULL: `IS NULL` and `IS NOT NULL` ask for that, every comparison with it is false.
Numbers are compared as such where both sides are, all else as text. % in a LIKE is any text, _ any character. `!=` is
`<>`.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from appliance.errors import BadCriteria

LONGEST = 500
DEEPEST = 20
KEPT = 256  # expressions that are read but once

Holds = Callable[[Mapping[str, Any]], bool]
"""Whether an event with those fields matches."""

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])|(?P<word>[A-Za-z_][\w.-]*)"
    r"|(?P<sign><=|>=|<>|!=|=|<|>|\(|\)|,))"
)
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_RESERVED = frozenset(("AND", "OR", "NOT", "IN", "LIKE", "IS", "NULL"))


@lru_cache(KEPT)
def parsed(expression: str) -> Holds:
    """What an expression asks; an empty one holds for every event. Raises BadCriteria."""
    if not expression.strip():
        return lambda fields: True
    if len(expression) > LONGEST:
        raise BadCriteria(f"it has more than {LONGEST} characters")
    parser = _Parser(_tokens(expression))
    holds = parser.either(0)
    parser.end()
    return holds


def _tokens(expression: str) -> list[tuple[str, str]]:
    found, at, text = [], 0, expression.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise BadCriteria(f"{text[at : at + 20]!r} can't be read")
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Parser:
    """Recursive descent; a level for each strength of binding."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def end(self) -> None:
        """Raises BadCriteria where something is left."""
        if self._at < len(self._tokens):
            raise BadCriteria(f"{self._tokens[self._at][1]!r} is too much")

    def either(self, depth: int) -> Holds:
        """One of those that OR joins."""
        if depth > DEEPEST:
            raise BadCriteria("it is nested too deeply")
        terms = [self._both(depth)]
        while self._takes("OR"):
            terms.append(self._both(depth))
        return terms[0] if len(terms) == 1 else lambda fields: any(each(fields) for each in terms)

    def _both(self, depth: int) -> Holds:
        terms = [self._inverse(depth)]
        while self._takes("AND"):
            terms.append(self._inverse(depth))
        return terms[0] if len(terms) == 1 else lambda fields: all(each(fields) for each in terms)

    def _inverse(self, depth: int) -> Holds:
        inverted = False
        while self._takes("NOT"):
            inverted = not inverted
        inner = self._single(depth)
        return (lambda fields: not inner(fields)) if inverted else inner

    def _single(self, depth: int) -> Holds:
        if self._takes("("):
            inner = self.either(depth + 1)
            self._needs(")")
            return inner
        return self._condition(self._field())

    def _condition(self, name: str) -> Holds:
        if self._takes("IS"):
            wanted = not self._takes("NOT")
            self._needs("NULL")
            return lambda fields: (fields.get(name) is None) is wanted
        inverted = self._takes("NOT")
        holds = self._among(name) or self._like(name)
        if holds is None and not inverted:
            holds = self._compared(name)
        if holds is None:
            raise BadCriteria("IN or LIKE must follow NOT")
        return _known(name, lambda fields: holds(fields) is not inverted)

    def _among(self, name: str) -> Holds | None:
        if not self._takes("IN"):
            return None
        self._needs("(")
        values = [self._value()]
        while self._takes(","):
            values.append(self._value())
        self._needs(")")
        return lambda fields: any(_compare(operator.eq, fields[name], each) for each in values)

    def _like(self, name: str) -> Holds | None:
        if not self._takes("LIKE"):
            return None
        pattern = self._value()
        if not isinstance(pattern, str):
            raise BadCriteria("LIKE wants a text")
        first, *middle = pattern.split("%")
        if not middle:
            whole = _piece(first)
            return lambda fields: bool(whole.fullmatch(_text(fields[name])))
        begins, ends = _piece(first), _piece(middle.pop(), r"\Z")
        between = [_piece(each) for each in middle]
        return lambda fields: _alike(_text(fields[name]), begins, between, ends)

    def _compared(self, name: str) -> Holds:
        sign = self._next()[1]
        if sign not in _COMPARISONS:
            raise BadCriteria(f"{sign!r} after {name!r} is no comparison")
        value = self._value()
        return lambda fields: _compare(_COMPARISONS[sign], fields[name], value)

    def _field(self) -> str:
        kind, text = self._next()
        if kind != "word" or text.upper() in _RESERVED:
            raise BadCriteria(f"{text!r} stands where a field should be named")
        return text

    def _value(self) -> str | float:
        kind, text = self._next()
        if kind == "text":
            return text[1:-1].replace("''", "'")
        if kind == "number":
            return float(text)
        if text.lower() in ("true", "false"):
            return text.lower()
        raise BadCriteria(f"{text!r} is no value: texts stand in '...'")

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise BadCriteria("it ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _takes(self, wanted: str) -> bool:
        there = self._at < len(self._tokens) and self._tokens[self._at][1].upper() == wanted
        self._at += there
        return there

    def _needs(self, wanted: str) -> None:
        if not self._takes(wanted):
            raise BadCriteria(f"{wanted} is missing")


def _known(name: str, holds: Holds) -> Holds:
    return lambda fields: fields.get(name) is not None and holds(fields)


def _compare(compare: Callable[[Any, Any], bool], found: Any, wanted: str | float) -> bool:
    mine, theirs = _number(found), _number(wanted)
    if mine is not None and theirs is not None:
        return compare(mine, theirs)
    return compare(_text(found), _text(wanted))


def _number(value: Any) -> float | None:
    """A number of the event, or one written without quotes; a text stays one, as '+49' and '0049' are not equal."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False)


def _alike(text: str, first: re.Pattern[str], middle: list[re.Pattern[str]], last: re.Pattern[str]) -> bool:
    """Whether the pieces follow each other in the text, the first at its beginning and the last at its end."""
    found = first.match(text)
    for piece in middle:
        found = found and piece.search(text, found.end())
    return bool(found and last.search(text, found.end()))


def _piece(wanted: str, after: str = "") -> re.Pattern[str]:
    """A pattern as long as what it finds, so that what it costs is bounded by both lengths."""
    return re.compile("".join("." if each == "_" else re.escape(each) for each in wanted) + after, re.DOTALL)
