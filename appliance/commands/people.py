"""`modembox user`: who may use the box."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys

from appliance.commands import place
from appliance.commands.data import opened
from appliance.commands.table import add_json, plain, show
from appliance.errors import NotFound
from appliance.office.people import People
from appliance.spool.people import User


def add_user(parser: argparse.ArgumentParser) -> None:
    """Options of `user` and its verbs."""
    parser.description = "Who may use the box. Works on the box's data, whether it runs or not."
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="all users")
    add_json(listing)
    listing.set_defaults(act=_list)
    add = verbs.add_parser("add", help="make a user")
    add.add_argument("--admin", action="store_true", help="who sees and steers everything")
    add.set_defaults(act=_add)
    grant = verbs.add_parser("grant", help="give a user a role")
    grant.set_defaults(act=_grant)
    revoke = verbs.add_parser("revoke", help="take a role from a user")
    revoke.set_defaults(act=_revoke)
    password = verbs.add_parser("password", help="set a password; ends the user's sessions")
    password.set_defaults(act=_password)
    enable = verbs.add_parser("enable", help="let a user in again")
    enable.set_defaults(act=lambda people, arguments: _set_active(people, arguments, active=True))
    disable = verbs.add_parser("disable", help="keep a user out, sessions under way too")
    disable.set_defaults(act=lambda people, arguments: _set_active(people, arguments, active=False))
    for verb in (add, password, grant, revoke, enable, disable):
        verb.add_argument("username", help="the name to log in with")
    for verb in (grant, revoke):
        verb.add_argument("role", help="admin, user or one that was made over REST")
    for verb in (add, password):
        verb.add_argument("--password-stdin", action="store_true", help="read it from the first line of standard input")
    for verb in (listing, add, password, grant, revoke, enable, disable):
        place.add_data(verb)
    parser.set_defaults(action=user)


def user(arguments: argparse.Namespace) -> int:
    """Do what `user` was asked."""
    with opened(place.data_of(arguments)) as data:
        arguments.act(data.office.people, arguments)
    return 0


def _list(people: People, arguments: argparse.Namespace) -> None:
    rows = [
        {
            "id": one.id,
            "username": one.username,
            "roles": " ".join(people.roles_of(one.id)),
            "active": "yes" if one.active else "no",
        }
        for one in people.users()
    ]
    nobody = "no users yet: the box makes the first at its start"
    show(rows, ("id", "username", "roles", "active"), arguments.json, nobody)


def _add(people: People, arguments: argparse.Namespace) -> None:
    password, made = _asked_password(arguments)
    people.add_user(arguments.username, password, "admin" if arguments.admin else "user", must_change=made)
    print(f"made user {plain(arguments.username)}" + (f" with password {password}" if made else ""))


def _grant(people: People, arguments: argparse.Namespace) -> None:
    people.give_role(_named(people, arguments.username).id, arguments.role)
    print(f"{plain(arguments.username)} has the role {arguments.role}")


def _revoke(people: People, arguments: argparse.Namespace) -> None:
    people.take_role(_named(people, arguments.username).id, arguments.role)
    print(f"{plain(arguments.username)} has the role {arguments.role} no more")


def _password(people: People, arguments: argparse.Namespace) -> None:
    password, made = _asked_password(arguments)
    people.set_password(_named(people, arguments.username).id, password, must_change=made)
    print(f"set the password of {plain(arguments.username)}" + (f" to {password}" if made else ""))


def _set_active(people: People, arguments: argparse.Namespace, active: bool) -> None:
    people.set_active(_named(people, arguments.username).id, active)
    print(f"{plain(arguments.username)} is {'let in' if active else 'kept out'}")


def _named(people: People, username: str) -> User:
    found = people.user(username=username)
    if found is None:
        raise NotFound(f"user {username}")
    return found


def _asked_password(arguments: argparse.Namespace) -> tuple[str, bool]:
    """The password that was typed or piped in, or else a fresh one; and whether it is fresh."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    typed = getpass.getpass("password (empty for a fresh one): ") if sys.stdin.isatty() else ""
    return (typed, False) if typed else (secrets.token_urlsafe(12), True)
