"""`modembox classes`: what senders are for, when their messages may come and how fast they go."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import Any

from appliance.classes import SenderClass
from appliance.commands import place
from appliance.commands.assignments import assigned, tell_box
from appliance.commands.data import opened
from appliance.commands.table import add_json, show

_COLUMNS = tuple(field.name for field in dataclasses.fields(SenderClass) if field.name != "description")
_EXAMPLE = """windows='{"DEFAULT": {"OTH": "08:00-20:00", "SUN": []}}'"""


def add_classes(parser: argparse.ArgumentParser) -> None:
    """Options of `classes` and its verb."""
    parser.description = "The sender classes of the SCG API. Windows are in the recipient's local time."
    parser.epilog = f"Settings: {', '.join(_COLUMNS[1:])}, description; 0 is no limit. Such as {_EXAMPLE}."
    verbs = parser.add_subparsers(metavar="VERB")
    add_json(parser)
    place.add_data(parser)
    parser.set_defaults(action=_list)
    setting = verbs.add_parser("set", help="change a class, or make one; a running box follows")
    setting.add_argument("name", help="the class, such as COMMERCIAL")
    setting.add_argument("settings", nargs="+", metavar="SETTING=VALUE", help="such as per_second=2; see `classes -h`")
    place.add_data(setting, argparse.SUPPRESS)
    setting.set_defaults(action=_set)


def _list(arguments: argparse.Namespace) -> int:
    with opened(place.data_of(arguments)) as data:
        found = data.settings.sender_classes()
    show([(_whole if arguments.json else _compact)(each) for each in found], _COLUMNS, arguments.json, "no classes")
    return 0


def _whole(each: SenderClass) -> dict[str, Any]:
    return dataclasses.asdict(each)


def _compact(each: SenderClass) -> dict[str, Any]:
    return {name: _words(value) for name, value in dataclasses.asdict(each).items()}


def _words(value: Any) -> Any:
    if isinstance(value, tuple):
        return ",".join(value)
    return json.dumps(value) if isinstance(value, dict) and value else value or ""


def _set(arguments: argparse.Namespace) -> int:
    changes = assigned(SenderClass, arguments.settings)
    with opened(place.data_of(arguments)) as data:
        data.settings.change_sender_class(arguments.name, **changes)
    tell_box(arguments)
    return 0
