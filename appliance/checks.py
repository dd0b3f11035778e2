"""What a setting may be: each check gives the value as it is kept, or raises Invalid naming the setting."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from appliance import patterns
from appliance.errors import Invalid

Check = Callable[[str, Any], Any]


def matching(pattern: str, what: str, secret: bool = False) -> Callable[[str, Any], str]:
    """A text that is `pattern`; `what` that is, for people. A `secret` is not repeated to them."""
    compiled = re.compile(pattern, re.ASCII)

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise Invalid(f"{name} must be {what}" + ("" if secret else f", not {value!r}"))
        return value

    return check


def whole(low: int, high: int) -> Callable[[str, Any], int]:
    """A whole number from `low` to `high`."""

    def check(name: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise Invalid(f"{name} must be a whole number from {low} to {high}, not {value!r}")
        return value

    return check


def one_of(*choices: int) -> Callable[[str, Any], int]:
    """One of these numbers."""

    def check(name: str, value: Any) -> int:
        if isinstance(value, bool) or value not in choices:
            raise Invalid(f"{name} must be one of {', '.join(map(str, choices))}, not {value!r}")
        return int(value)

    return check


def amount(low: float, high: float) -> Callable[[str, Any], float]:
    """A number from `low` to `high`, whole or not."""

    def check(name: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise Invalid(f"{name} must be a number from {low:g} to {high:g}, not {value!r}")
        return float(value)

    return check


def pattern(groups: int) -> Callable[[str, Any], str]:
    """A pattern with so many groups, or none ("")."""

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str):
            raise Invalid(f"{name} must be a pattern, not {value!r}")
        if value and _groups(name, value) != groups:
            many = "one group in brackets" if groups == 1 else f"{groups} groups in brackets"
            raise Invalid(f"{name} must have {many}, (?:...) for others; {value!r} has not")
        return value

    return check


def _groups(name: str, value: str) -> int:
    try:
        return patterns.compiled(value).groups
    except patterns.PatternError as error:
        raise Invalid(f"{name}: {error}") from error


def truth(name: str, value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Invalid(f"{name} must be true or false, not {value!r}")
    return value


def each(check: Check) -> Callable[[str, Any], tuple[Any, ...]]:
    """A list of what `check` takes."""

    def check_all(name: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise Invalid(f"{name} must be a list, not {value!r}")
        return tuple(check(name, item) for item in value)

    return check_all


def checked(checks: Mapping[str, Check], document: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a document, each as its check gives it. Raises Invalid, for an unknown one too."""
    unknown = sorted(set(document) - set(checks))
    if unknown:
        raise Invalid(f"no setting is named {', '.join(unknown)}; there are: {', '.join(checks)}")
    return {name: checks[name](name, value) for name, value in document.items()}
