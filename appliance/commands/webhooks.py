"""`modembox webhooks`: who is told of events over HTTP, and what could not be told."""

from __future__ import annotations

import argparse
from dataclasses import replace

from appliance.commands import place
from appliance.commands.data import Data, opened
from appliance.commands.table import add_json, moment, plain, show
from appliance.office.desk import Actor
from appliance.office.subscribing import KIND
from appliance.spool import deliveries
from appliance.spool.listing import Page
from appliance.spool.webhooks import Configuration

_TARGETS = ("id", "name", "address", "stands", "waiting", "dead")
_DEAD = ("id", "target", "event", "happened", "attempts", "trouble")


def add_webhooks(parser: argparse.ArgumentParser) -> None:
    """Options of `webhooks` and its verbs."""
    parser.description = "Targets that events are posted to, as programs named them at /ess/v1, and the dead letters."
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="every target, and how it stands")
    listing.set_defaults(act=_list)
    dead = verbs.add_parser("dead", help="what could not be posted within two days")
    dead.set_defaults(act=_dead)
    replay = verbs.add_parser("replay", help="have dead letters posted again")
    replay.set_defaults(act=_replay)
    discard = verbs.add_parser("discard", help="forget dead letters")
    discard.set_defaults(act=_discard)
    for verb in (replay, discard):
        verb.add_argument("id", nargs="*", type=int, help="which ones; all where none is named")
    for verb in (listing, dead):
        add_json(verb)
    for verb in (listing, dead, replay, discard):
        place.add_data(verb)
    parser.set_defaults(action=webhooks)


def webhooks(arguments: argparse.Namespace) -> int:
    """Do what `webhooks` was asked."""
    with opened(place.data_of(arguments)) as data:
        arguments.act(data, arguments)
    return 0


def _everybodys(data: Data) -> Actor:
    """Whoever may read the folder may see what programs keep apart."""
    return replace(data.operator, grants=data.operator.grants | {f"{KIND}_admin"})


def _list(data: Data, arguments: argparse.Namespace) -> None:
    counts = deliveries.counted(data.spool.read())
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "address": each.address,
            "stands": _standing(each),
            "waiting": counts.get(each.id, (0, 0))[0],
            "dead": counts.get(each.id, (0, 0))[1],
        }
        for each in data.office.telling.configurations.find(_everybodys(data), (), Page()).rows
    ]
    show(rows, _TARGETS, arguments.json, "no program is told of events: see docs/scg.md")


def _standing(target: Configuration) -> str:
    if not target.active:
        return "off"
    if target.failing_since is None:
        return "well"
    return f"fails since {moment(target.failing_since)}: {target.trouble}"


def _dead(data: Data, arguments: argparse.Namespace) -> None:
    rows = [
        {
            "id": each.id,
            "target": each.configuration_name,
            "event": each.type,
            "happened": moment(each.at),
            "attempts": each.attempts,
            "trouble": each.trouble,
        }
        for each in data.office.telling.deliveries.dead(_everybodys(data), (), Page()).rows
    ]
    show(rows, _DEAD, arguments.json, "there are no dead letters")


def _replay(data: Data, arguments: argparse.Namespace) -> None:
    use, actor = data.office.telling.deliveries, _everybodys(data)
    done = len([use.replay(actor, each) for each in arguments.id]) if arguments.id else use.replay_all(actor)
    print(plain(f"{done} to be posted again"))


def _discard(data: Data, arguments: argparse.Namespace) -> None:
    use, actor = data.office.telling.deliveries, _everybodys(data)
    done = len([use.discard(actor, each) for each in arguments.id]) if arguments.id else use.discard_all(actor)
    print(plain(f"{done} forgotten"))
