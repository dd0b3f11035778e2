"""Values that a JSONPath (RFC 9535) finds in a document, with a bound on what that may cost.

Scripts and documents come from clients. Every look into the document is counted, and each counts as much as its script
is long, for a filter evaluates all of itself at each look; patterns are refused, as they would be matched uncounted.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LONGEST_SCRIPT = 500  # characters
LONGEST_VALUE = 255  # characters; what is longer is no value
WORK = 1_000_000  # characters of scripts times looks, for all scripts of one document: well under a second
_FUNCTIONS = frozenset({"count", "length", "value"})  # RFC 9535's, but match and search


class ScriptError(ValueError):
    """It is no JSONPath that is run here."""


class TooCostly(Exception):
    """The scripts of one document cost more than they may."""


class Work:
    """How much of the work that may be done is `spent`; each look costs `weight`."""

    def __init__(self, most: int = WORK) -> None:
        self._most = most
        self.spent = 0
        self.weight = 1

    def look(self) -> None:
        """Take one look. Raises TooCostly."""
        self.spent += self.weight
        if self.spent > self._most:
            raise TooCostly


class _Object(Mapping[str, Any]):
    """A JSON object whose members are counted as they are looked at."""

    __slots__ = ("_plain", "_work")

    def __init__(self, plain: dict[str, Any], work: Work) -> None:
        self._plain = plain
        self._work = work

    def __getitem__(self, name: str) -> Any:
        self._work.look()
        return _counted(self._plain[name], self._work)

    def __iter__(self) -> Iterator[str]:
        for name in self._plain:
            self._work.look()
            yield name

    def __len__(self) -> int:
        return len(self._plain)


class _Array(Sequence[Any]):
    """The same of an array."""

    __slots__ = ("_plain", "_work")

    def __init__(self, plain: list[Any], work: Work) -> None:
        self._plain = plain
        self._work = work

    def __getitem__(self, index: Any) -> Any:
        self._work.look()
        found = self._plain[index]
        return _Array(found, self._work) if isinstance(index, slice) else _counted(found, self._work)

    def __len__(self) -> int:
        return len(self._plain)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and not isinstance(other, str) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def _counted(plain: Any, work: Work) -> Any:
    if isinstance(plain, dict):
        return _Object(plain, work)
    return _Array(plain, work) if isinstance(plain, list) else plain


def _plain(value: Any) -> Any:
    """What can be written as JSON."""
    if isinstance(value, _Object):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, _Array) else value


@functools.lru_cache(1)
def _environment() -> Any:
    from jsonpath import JSONPathEnvironment  # noqa: PLC0415  for who has such scripts alone

    environment = JSONPathEnvironment(strict=True)
    for name in set(environment.function_extensions) - _FUNCTIONS:
        del environment.function_extensions[name]
    return environment


@functools.lru_cache(64)
def _compiled(script: str) -> Any:
    from jsonpath import JSONPathError  # noqa: PLC0415

    try:
        return _environment().compile(script)
    except (JSONPathError, RecursionError, ArithmeticError, ValueError) as error:
        said = str(error.args[0])[:200] if error.args else "nested too deep"  # str() of such an error may fail
        raise ScriptError(f"{script[:100]!r} is no JSONPath that is run here: {said}") from error


def check(script: str) -> None:
    """Raises ScriptError where it is no JSONPath, too long, or one with patterns."""
    if len(script) > LONGEST_SCRIPT:
        raise ScriptError(f"a JSONPath has at most {LONGEST_SCRIPT} characters")
    _compiled(script)


def value(script: str, document: Mapping[str, Any], work: Work) -> str | None:
    """The first value that a checked script finds: a text as it is, all else as JSON; None for null and nothing.

    None, too, where it is longer than LONGEST_VALUE. Raises TooCostly where `work` is used up.
    """
    from jsonpath import JSONPathError  # noqa: PLC0415

    work.weight = len(script)
    try:
        found = next(iter(_compiled(script).finditer(_Object(dict(document), work))), None)
        plain = None if found is None else _plain(found.obj)
    except (JSONPathError, RecursionError, ArithmeticError, LookupError, TypeError, ValueError):
        return None
    return _written(plain)


def _written(plain: Any) -> str | None:
    if plain is None:
        return None
    text = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= LONGEST_VALUE and _can_be_kept(text) else None


def _can_be_kept(text: str) -> bool:
    return not any(0xD800 <= ord(each) <= 0xDFFF for each in text)  # halves of surrogate pairs
