"""`modembox application`: the programs that speak SCG to the box, each for a user."""

from __future__ import annotations

import argparse

from appliance.commands import place
from appliance.commands.data import opened
from appliance.commands.table import add_json, moment, plain, show, show_json
from appliance.office.applications import Applications, Credentials

_COLUMNS = ("id", "name", "user", "consumer key", "active", "made")


def add_application(parser: argparse.ArgumentParser) -> None:
    """Options of `application` and its verbs."""
    parser.description = "Programs that speak SCG. Works on the box's data, whether it runs or not."
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="all applications")
    listing.set_defaults(act=_list)
    add = verbs.add_parser("add", help="let a program in; tells its key, secret and token once")
    add.add_argument("--user", required=True, help="for whom it speaks: whose lines, contacts and messages are its")
    add.set_defaults(act=_add)
    renew = verbs.add_parser("renew", help="a new secret and token; the old ones end")
    renew.set_defaults(act=_renew)
    enable = verbs.add_parser("enable", help="let it in again")
    enable.set_defaults(act=lambda applications, arguments: _set_active(applications, arguments, active=True))
    disable = verbs.add_parser("disable", help="keep it out")
    disable.set_defaults(act=lambda applications, arguments: _set_active(applications, arguments, active=False))
    remove = verbs.add_parser("remove", help="end it; what it made stays its user's")
    remove.set_defaults(act=_remove)
    for verb in (add, renew, enable, disable, remove):
        verb.add_argument("name", help="what it is called here")
    for verb in (listing, add, renew):
        add_json(verb)
    for verb in (listing, add, renew, enable, disable, remove):
        place.add_data(verb)
    parser.set_defaults(action=application)


def application(arguments: argparse.Namespace) -> int:
    """Do what `application` was asked."""
    with opened(place.data_of(arguments)) as data:
        arguments.act(data.office.applications, arguments)
    return 0


def _list(applications: Applications, arguments: argparse.Namespace) -> None:
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "user": one.username,
            "consumer key": one.consumer_key,
            "active": "yes" if one.active else "no",
            "made": moment(one.created_at),
        }
        for one in applications.all()
    ]
    show(rows, _COLUMNS, arguments.json, "no applications yet: modembox application add NAME --user USER")


def _add(applications: Applications, arguments: argparse.Namespace) -> None:
    _tell(applications.add(arguments.name, arguments.user), arguments)


def _renew(applications: Applications, arguments: argparse.Namespace) -> None:
    _tell(applications.renew(arguments.name), arguments)


def _tell(credentials: Credentials, arguments: argparse.Namespace) -> None:
    """In the words of the SDKs' auth files (spec/SCG.md 2)."""
    told = {"token": credentials.token, "key": credentials.key, "secret": credentials.secret}
    if arguments.json:
        show_json(told)
    else:
        print(f"application {plain(arguments.name)}; this is told once:")
        print("\n".join(f"  {name:<7}{value}" for name, value in told.items()))


def _set_active(applications: Applications, arguments: argparse.Namespace, active: bool) -> None:
    applications.set_active(arguments.name, active)
    print(f"{plain(arguments.name)} is {'let in' if active else 'kept out'}")


def _remove(applications: Applications, arguments: argparse.Namespace) -> None:
    applications.remove(arguments.name)
    print(f"{plain(arguments.name)} is no application any more")
