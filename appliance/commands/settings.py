"""`modembox settings`: what the whole box is told once."""

from __future__ import annotations

import argparse
import dataclasses

from appliance.commands import place
from appliance.commands.assignments import assigned, tell_box
from appliance.commands.data import opened
from appliance.commands.table import add_json, plain, show_json
from appliance.settings import READ_AT_START, BoxSettings


def add_settings(parser: argparse.ArgumentParser) -> None:
    """The verbs of `settings`."""
    parser.description = "The settings of the whole box; those of a line are set by `modembox lines set`."
    parser.epilog = f"Settings: {', '.join(field.name for field in dataclasses.fields(BoxSettings))}."
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    showing = verbs.add_parser("show", help="every setting, with what it is set to")
    add_json(showing)
    showing.set_defaults(action=_show)
    setting = verbs.add_parser("set", help="change settings; a running box follows, or says from when on")
    setting.add_argument("settings", nargs="+", metavar="SETTING=VALUE", help="such as canary_hours=24")
    setting.set_defaults(action=_set)
    for verb in (showing, setting):
        place.add_data(verb)


def _show(arguments: argparse.Namespace) -> int:
    with opened(place.data_of(arguments)) as data:
        found = dataclasses.asdict(data.settings.box())
    if arguments.json:
        show_json(found)
        return 0
    for name, value in found.items():
        print(f"{name:>20}: {plain(_words(value))}")
    return 0


def _words(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(map(str, value)) if isinstance(value, tuple) else value


def _set(arguments: argparse.Namespace) -> int:
    changes = assigned(BoxSettings, arguments.settings)
    with opened(place.data_of(arguments)) as data:
        data.settings.change_box(**changes)
    later = sorted(READ_AT_START & set(changes))
    if tell_box(arguments) and later:
        print(f"from the next start of the box on: {', '.join(later)}")
    return 0
