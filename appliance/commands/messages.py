"""`modembox send`, `spool` and `inbox`: messages, beside a running box or on its data."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from appliance.commands import place
from appliance.commands.data import Data, opened
from appliance.commands.table import add_json, moment, plain, show, show_json
from appliance.domain import Direction, Doubt
from appliance.errors import Conflict, Invalid, NotReady
from appliance.spool.history import EventView
from appliance.spool.listing import Condition, Match, Page, exactly
from appliance.spool.messages import MessageView
from appliance.spool.transmissions import Standing

_LOOK_AGAIN = 0.2
_UNDER_WAY = (Standing.ACTIVE, Standing.WAITING)
_COLUMNS = ("id", "direction", "number", "standing", "parts", "at", "text", "cause")


def add_send(parser: argparse.ArgumentParser) -> None:
    """Options of `send`."""
    parser.description = (
        "Text somebody. Returns when the message is on disk; with --wait, when it is known what came of it."
    )
    parser.add_argument("number", help="the phone number, + in front of an international one")
    parser.add_argument("text", help="what to say; - reads it from standard input")
    parser.add_argument("--flash", action="store_true", help="show it at once, don't store it (message class 0)")
    add_wishes(parser)
    parser.set_defaults(action=send)


def add_wishes(parser: argparse.ArgumentParser) -> None:
    """Options that say how it is to be carried, and whose data they are."""
    parser.add_argument("--priority", type=int, metavar="0..9", help="higher goes first (default 0)")
    parser.add_argument("--expires", type=float, metavar="SECONDS", help="don't send it later than this from now")
    parser.add_argument("--resend", action="store_true", help="where nobody knows whether it went, send it again")
    parser.add_argument(
        "--wait",
        type=float,
        metavar="SECONDS",
        help="wait so long until it is known what came of it; status 1 unless it was sent",
    )
    place.add_data(parser)


def add_spool(parser: argparse.ArgumentParser) -> None:
    """Options of `spool` and its verbs."""
    parser.description = "What is on its way, and what came of it: the newest first."
    verbs = parser.add_subparsers(metavar="VERB")
    _add_listing(parser)
    parser.add_argument("--standing", choices=[each.value for each in Standing], help="only those that stand so")
    parser.set_defaults(action=_with_data(spool))
    for name, summary, act in _SPOOL_VERBS:
        verb = verbs.add_parser(name, help=summary)
        verb.add_argument("id", type=int, help="its number in `modembox spool` or `modembox inbox`")
        if name == "settle":
            verb.add_argument("outcome", choices=("sent", "unsent"), help="what you know of it")
        if name == "show":
            add_json(verb, argparse.SUPPRESS)
        place.add_data(verb, argparse.SUPPRESS)
        verb.set_defaults(action=_with_data(act))


def add_inbox(parser: argparse.ArgumentParser) -> None:
    """Options of `inbox`."""
    parser.description = "What came in: the newest first."
    _add_listing(parser)
    parser.set_defaults(action=_with_data(inbox))


def _add_listing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="how many (default 20)")
    add_json(parser)
    place.add_data(parser)


def _with_data(act: Callable[[Data, argparse.Namespace], None]) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        with opened(place.data_of(arguments)) as data:
            act(data, arguments)
        return 0

    return run


def send(arguments: argparse.Namespace) -> int:
    """Queue one message."""
    text = _text(arguments.text)
    fields: dict[str, Any] = {"name": "sendsms", "phone": arguments.number, "message": text, **wishes(arguments)}
    if arguments.flash:
        fields["message_class"] = 0
    with opened(place.data_of(arguments)) as data:
        made = data.office.transmissions.create_and_send(data.operator, "sendsms", **fields)
        view = data.office.transmissions.read(data.operator, made)
        encoding = data.office.desk.carrier.measure(text, json.loads(view.options)).encoding
        if view.standing == Standing.REJECTED:
            raise Conflict(f"{view.cause_text}; it is {made} in `modembox spool`")
        print(f"queued as {made}: {view.parts} part{'s' if view.parts > 1 else ''}, {encoding}")
        return wait(data, made, arguments.wait)


def wishes(arguments: argparse.Namespace) -> dict[str, Any]:
    """What `add_wishes` took, as the office has it."""
    expires_at = None if arguments.expires is None else time.time() + arguments.expires
    doubt = Doubt.RESEND if arguments.resend else Doubt.HOLD
    return {"priority": arguments.priority, "expires_at": expires_at, "doubt": doubt}


def _text(given: str) -> str:
    """What to send. Raises Invalid for nothing, and for what came in another encoding than the terminal's."""
    try:
        text = sys.stdin.read().removesuffix("\n") if given == "-" else given
        text.encode()
    except UnicodeError as error:
        raise Invalid("the text is not in this terminal's encoding") from error
    if not text:
        raise Invalid("there is no text to send")
    return text


def wait(data: Data, transmission_id: int, patience: float | None) -> int:
    """Print what came of it once that is known; the exit status, 0 at once where nobody waits (None).

    Raises NotReady where it is not known within `patience` seconds.
    """
    if patience is None:
        return 0
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        view = data.office.transmissions.read(data.operator, transmission_id)
        if view.standing not in _UNDER_WAY:
            print(plain(" ".join(filter(None, (view.standing, view.cause, view.cause_text)))))
            return 0 if view.standing == Standing.SENT else 1
        time.sleep(_LOOK_AGAIN)
    raise NotReady(f"nothing is known of {transmission_id} yet; it stays queued")


def spool(data: Data, arguments: argparse.Namespace) -> None:
    """List what goes out."""
    where = exactly(direction="outbound", **({"standing": arguments.standing} if arguments.standing else {}))
    _list(data, arguments, where, "nothing is on its way, and nothing went out yet")


def inbox(data: Data, arguments: argparse.Namespace) -> None:
    """List what came in."""
    _list(data, arguments, exactly(direction="inbound"), "nothing came in yet")


def _list(data: Data, arguments: argparse.Namespace, where: tuple[Condition, ...], nothing: str) -> None:
    if arguments.limit < 1:
        raise Invalid("--limit takes a number from 1")
    found = data.office.messages.find(data.operator, where, Page(limit=arguments.limit))
    row = _whole if arguments.json else _row
    show([row(view) for view in found.rows], _COLUMNS, arguments.json, nothing)


def _whole(view: MessageView) -> dict[str, Any]:
    """For programs: the whole text, and times as Unix time."""
    times = {"at": view.last_run or view.created_at, "next_at": view.next_at}
    return {**_row(view), "text": view.body, "cause": _cause(view), **times}


def _row(view: MessageView) -> dict[str, Any]:
    return {
        "id": view.id,
        "direction": view.direction,
        "number": view.party,
        "standing": "received"
        if view.direction == Direction.INBOUND and view.standing == Standing.SENT
        else view.standing,
        "parts": view.parts,
        "at": moment(view.last_run or view.created_at),
        "text": view.body if len(view.body) <= 40 else view.body[:39] + "…",
        "cause": ", ".join(filter(None, (_cause(view), _next_try(view)))),
    }


def _cause(view: MessageView) -> str:
    return " ".join(filter(None, (view.cause, view.cause_text)))


def _next_try(view: MessageView) -> str:
    return "" if view.next_at is None else f"next try at {moment(view.next_at)}"


def _show(data: Data, arguments: argparse.Namespace) -> None:
    view = data.office.messages.read(data.operator, arguments.id)
    events = data.office.reports.events(data.operator, (Condition("transmission_id", Match.EXACT, view.id),), Page())
    if arguments.json:
        show_json({**_whole(view), "events": [_fact(event) for event in events.rows]})
        return
    for name, value in {**_row(view), "text": view.body}.items():
        print(f"{name:>10}: {plain(value)}")
    print()
    history = [{**_fact(event), "at": moment(event.at), "more": event.data[1:-1]} for event in events.rows]
    show(history, ("at", "what", "line", "more"), False, "nothing happened to it yet")


def _fact(event: EventView) -> dict[str, Any]:
    return {"at": event.at, "what": event.kind, "line": event.line, "more": event.facts}


def _retry(data: Data, arguments: argparse.Namespace) -> None:
    data.office.transmissions.send(data.operator, arguments.id)
    print(f"{arguments.id} is queued again")


def _cancel(data: Data, arguments: argparse.Namespace) -> None:
    use = data.office.transmissions
    use.cancel(data.operator, arguments.id)
    ends = use.standing(data.operator, arguments.id) == Standing.ACTIVE
    print(f"{arguments.id}: its call is being ended" if ends else f"{arguments.id} is cancelled")


def _settle(data: Data, arguments: argparse.Namespace) -> None:
    data.office.transmissions.settle(data.operator, arguments.id, arguments.outcome == "sent")
    print(f"{arguments.id} is settled as {arguments.outcome}")


_SPOOL_VERBS: tuple[tuple[str, str, Callable[[Data, argparse.Namespace], None]], ...] = (
    ("show", "one message with all that happened to it", _show),
    ("retry", "send again what failed; of one in doubt this may make two", _retry),
    ("cancel", "stop one that waits, or a fax in its call", _cancel),
    ("settle", "say what became of one in doubt", _settle),
)
