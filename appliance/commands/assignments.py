"""SETTING=VALUE on the command line, and the box that is told of a change."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Iterable
from typing import Any

from appliance.box import CONTROL
from appliance.commands import place
from appliance.control import ask
from appliance.errors import Invalid, NotReady

_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}


def assigned(kind: type[Any], settings: Iterable[str]) -> dict[str, Any]:
    """Each SETTING=VALUE as the settings file has it, for a dataclass of settings. Raises Invalid."""
    return dict(_typed(kind, each) for each in settings)


def _typed(kind: type[Any], setting: str) -> tuple[str, Any]:
    name, equals, value = setting.partition("=")
    if not equals:
        raise Invalid(f"{setting!r} is no SETTING=VALUE")
    types = {field.name: field.type for field in dataclasses.fields(kind)}
    return name, _READ.get(types.get(name, ""), str)(value)


def _whole(value: str) -> int | str:
    return int(value) if value.isdecimal() else value


def _wholes(value: str) -> list[int | str]:
    return [_whole(each.strip()) for each in value.split(",") if each.strip()]


def _amount(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value


def _words(value: str) -> list[str]:
    return [each.strip() for each in value.split(",") if each.strip()]


def _json(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError as error:
        raise Invalid(f"{value[:40]!r} is no JSON: {error}") from error


_READ: dict[Any, Any] = {
    "int": _whole,
    "float": _amount,
    "bool": lambda value: _TRUTHS.get(value, value),
    "tuple[int, ...]": _wholes,
    "tuple[str, ...]": _words,
    "Windows": _json,
    "Mapping[str, tuple[str, ...]]": _json,
}


def tell_box(arguments: argparse.Namespace) -> bool:
    """Have a running box follow the change; whether one runs."""
    try:
        ask(place.data_of(arguments) / CONTROL, "reload")
    except NotReady:
        return False
    return True
