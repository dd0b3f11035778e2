"""`modembox canary`: whether lines receive, found out now by texts from one to another."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from typing import Any

from appliance.box import CONTROL
from appliance.commands import place
from appliance.commands.data import spool_in
from appliance.commands.table import add_json, plain, show_json
from appliance.control import ask
from appliance.domain import Event
from appliance.spool import events
from appliance.spool.store import Spool

_LOOK_AGAIN = 0.2
_TEXTS: Mapping[str, str] = {
    events.CANARY_OK: "{line} receives: what {by} sent it came after {seconds:.1f} s",
    events.CANARY_FAILED: "{line} receives nothing: what {by} sent it did not come within {bound:.0f} s",
    events.TRANSMISSION_DONE: "of {line} nothing is known: {by} could not text it: {verdict} {cause} {text}",
}
_UNKNOWN = "of {line} nothing is known yet: {by} texts it"
_EMPTY = {"verdict": "", "cause": "", "text": ""}

Asked = Mapping[str, Any]


def add_canary(parser: argparse.ArgumentParser) -> None:
    """Options of `canary`."""
    parser.description = (
        "Have lines texted by another line of the box, to see whether they receive. It costs a text for each; the box"
        " does so by itself where canary_hours is set in box.json."
    )
    parser.epilog = "Status 0 where every line that was asked for receives; without --wait: where the texts are queued."
    parser.add_argument("lines", nargs="*", metavar="LINE", help="which lines; all that can be without one")
    parser.add_argument("--wait", type=float, metavar="SECONDS", default=0.0, help="wait so long until it is known")
    add_json(parser)
    place.add_data(parser)
    parser.set_defaults(action=canary)


def canary(arguments: argparse.Namespace) -> int:
    """Ask the box that runs, and look what comes of it."""
    folder = place.data_of(arguments)
    asked: list[Asked] = ask(folder / CONTROL, "canary", names=arguments.lines)
    with spool_in(folder) as spool:
        known = _awaited(spool, asked, arguments.wait)
    if arguments.json:
        show_json([_fact(each, known[each["transmission"]]) for each in asked])
    else:
        print("\n".join(_said(each, known[each["transmission"]]) for each in asked))
    came = all(event is not None and event.kind == events.CANARY_OK for event in known.values())
    return 0 if came or not arguments.wait else 1


def _awaited(spool: Spool, asked: Sequence[Asked], patience: float) -> dict[int, Event | None]:
    """What is known of each text, by its number, in the end."""
    deadline = time.monotonic() + patience
    while True:
        known = {each["transmission"]: _outcome(spool, each["transmission"]) for each in asked}
        if all(known.values()) or time.monotonic() >= deadline:
            return known
        time.sleep(_LOOK_AGAIN)


def _outcome(spool: Spool, transmission_id: int) -> Event | None:
    told = events.of_transmission(spool.read(), transmission_id)
    final = [event for event in told if event.kind in _TEXTS and event.data.get("verdict") != "sent"]
    return next((event for event in final if event.kind == events.CANARY_OK), final[-1] if final else None)


def _said(asked: Asked, outcome: Event | None) -> str:
    words = _UNKNOWN if outcome is None else _TEXTS[outcome.kind]
    return plain(words.format(**{**_EMPTY, **asked, **(outcome.data if outcome else {})}).strip())


def _fact(asked: Asked, outcome: Event | None) -> dict[str, Any]:
    receives = {events.CANARY_OK: True, events.CANARY_FAILED: False}.get(outcome.kind) if outcome else None
    return {**asked, "receiving": receives, **(outcome.data if outcome else {})}
