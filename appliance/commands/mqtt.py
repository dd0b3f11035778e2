"""`modembox mqtt`: the MQTT broker that the box is on."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import sys
from typing import Any

from appliance.box import CONTROL
from appliance.commands import place
from appliance.commands.data import opened
from appliance.commands.table import add_json, plain, show_json
from appliance.control import ask
from appliance.errors import Invalid, NotReady
from appliance.outside import MqttSettings
from appliance.settings import Settings

_NUMBERS = ("port", "version")
_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}


def add_mqtt(parser: argparse.ArgumentParser) -> None:
    """The verbs of `mqtt`."""
    fields = ", ".join(field.name for field in dataclasses.fields(MqttSettings))
    parser.description = "The MQTT broker that the box is on; none until `modembox mqtt set host=...`."
    parser.epilog = f"Settings: {fields}."
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    showing = verbs.add_parser("show", help="the settings, and whether it is connected")
    add_json(showing)
    showing.set_defaults(action=_show)
    setting = verbs.add_parser("set", help="change settings; a running box follows at once")
    setting.add_argument("settings", nargs="*", metavar="SETTING=VALUE", help="such as host=10.0.0.2; see `mqtt -h`")
    setting.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    setting.set_defaults(action=_set)
    off = verbs.add_parser("off", help="leave the broker; what happens from then on is not told there later")
    off.set_defaults(action=_off)
    for verb in (showing, setting, off):
        place.add_data(verb)


def _settings(arguments: argparse.Namespace) -> Settings:
    with opened(place.data_of(arguments)) as data:
        return data.settings


def _condition(arguments: argparse.Namespace) -> str:
    try:
        return str(ask(place.data_of(arguments) / CONTROL, "mqtt"))
    except NotReady:
        return "the box is not running"


def _show(arguments: argparse.Namespace) -> int:
    found = dataclasses.asdict(_settings(arguments).mqtt())
    shown = {**found, "password": "****" if found["password"] else "", "condition": _condition(arguments)}
    if arguments.json:
        show_json(shown)
        return 0
    for name, value in shown.items():
        print(f"{name:>16}: {plain(value)}")
    return 0


def _set(arguments: argparse.Namespace) -> int:
    changes = dict(map(_typed, arguments.settings))
    if arguments.password_stdin:
        changes["password"] = sys.stdin.readline().rstrip("\r\n")
    if not changes:
        raise Invalid("there is nothing to set: name a SETTING=VALUE")
    _settings(arguments).change_mqtt(**changes)
    return _changed(arguments)


def _off(arguments: argparse.Namespace) -> int:
    _settings(arguments).change_mqtt(host="")
    return _changed(arguments)


def _changed(arguments: argparse.Namespace) -> int:
    with contextlib.suppress(NotReady):
        ask(place.data_of(arguments) / CONTROL, "reload")
    return 0


def _typed(setting: str) -> tuple[str, Any]:
    """SETTING=VALUE as the settings file has it. Raises Invalid."""
    name, equals, value = setting.partition("=")
    if not equals:
        raise Invalid(f"{setting!r} is no SETTING=VALUE")
    if name in _NUMBERS and value.isdecimal():
        return name, int(value)
    truths = {field.name for field in dataclasses.fields(MqttSettings) if field.type == "bool"}
    return name, _TRUTHS.get(value, value) if name in truths else value
