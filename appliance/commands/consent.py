"""`modembox consent`: who declined to be written to, and what the owner of the box says of that."""

from __future__ import annotations

import argparse

from appliance.commands import place
from appliance.commands.data import opened
from appliance.commands.table import add_json, moment, plain, show
from appliance.office.consent import Consents
from appliance.spool.consents import Status

_COLUMNS = ("address", "line", "status", "since")


def add_consent(parser: argparse.ArgumentParser) -> None:
    """Options of `consent` and its verbs."""
    parser.description = "Who declined to be written to, or agreed. Works on the box's data, whether it runs or not."
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="all of whom something is known")
    add_json(listing)
    listing.set_defaults(act=_list)
    say = verbs.add_parser("set", help="say what holds for a number at every line; NONE to forget a STOP")
    say.add_argument("number", help="in any spelling")
    say.add_argument("status", type=str.upper, choices=tuple(Status), help=", ".join(Status))
    say.set_defaults(act=_set)
    for verb in (listing, say):
        place.add_data(verb)
    parser.set_defaults(action=consent)


def consent(arguments: argparse.Namespace) -> int:
    """Do what `consent` was asked."""
    with opened(place.data_of(arguments)) as data:
        arguments.act(data.office.consents, arguments)
    return 0


def _list(consents: Consents, arguments: argparse.Namespace) -> None:
    rows = [
        {"address": one.address, "line": line or "all", "status": one.status, "since": moment(one.changed_at)}
        for one, line in consents.known()
    ]
    show(rows, _COLUMNS, arguments.json, "nobody has declined or agreed")


def _set(consents: Consents, arguments: argparse.Namespace) -> None:
    consents.say(arguments.number, arguments.status)
    print(f"{plain(arguments.number)} is {arguments.status}")
