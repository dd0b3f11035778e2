"""`modembox lines`: what is seen of each line, and its settings."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import time
from collections.abc import Mapping
from typing import Any

from appliance.box import CONTROL
from appliance.commands import place
from appliance.commands.data import opened
from appliance.commands.table import add_json, plain, show, show_json
from appliance.control import ask
from appliance.domain import LIMITS, Line
from appliance.errors import Invalid, NotReady
from appliance.lines import ports
from appliance.office.lines import COUNTS, LineView, known, view_of
from appliance.settings import Settings, line_of
from appliance.spool.balances import Balance

_SENT: Mapping[str, tuple[str, str]] = {
    "hour": ("sent_this_hour", "per_hour"),
    "day": ("sent_today", "per_day"),
    "month": ("sent_this_month", "per_month"),
    "to": ("recipients_this_month", "recipients_per_month"),
}
_COLUMNS = ("line", "state", "number", "operator", "signal", *_SENT, "balance", "model", "port", "detail")
_LISTS = ("prefixes", "power_command")
_NUMBERS = (*LIMITS, "balance_every_hours", "balance_every_parts", "weight", "baud", "services", "rings")
_AMOUNTS = ("balance_below",)


def add_lines(parser: argparse.ArgumentParser) -> None:
    """Options of `lines` and its verbs."""
    fields = ", ".join(field.name for field in dataclasses.fields(Line) if field.name != "name")
    parser.description = "The lines. A modem that is found gets one by itself."
    parser.epilog = f"Settings: {fields}."
    verbs = parser.add_subparsers(metavar="VERB")
    add_json(parser)
    place.add_data(parser)
    parser.set_defaults(action=_list)
    for name, summary, action in _VERBS:
        verb = verbs.add_parser(name, help=summary)
        verb.add_argument("name", help="the line")
        if name in ("add", "set"):
            verb.add_argument(
                "settings", nargs="+", metavar="SETTING=VALUE", help="such as per_day=200; see `lines -h`"
            )
        if name == "ussd":
            verb.add_argument("code", help="such as *100#, or an answer in an open session")
        place.add_data(verb, argparse.SUPPRESS)
        verb.set_defaults(action=action)


def _list(arguments: argparse.Namespace) -> int:
    with opened(place.data_of(arguments)) as data:
        db, now = data.spool.read(), time.time()
        views = [view_of(db, line, seen, now) for line, seen in known(db, data.settings.lines())]
    rows = [(_whole if arguments.json else _compact)(view) for view in views]
    show(rows, _COLUMNS, arguments.json, "no lines yet: plug a modem in, or run `modembox demo`")
    return 0


def _whole(view: LineView) -> dict[str, Any]:
    """For programs."""
    return {
        **dataclasses.asdict(view.seen),
        "signal": _signal(view),
        **{name: getattr(view, name) for name in COUNTS},
        **{name: getattr(view.line, name) for name in LIMITS},
        "balance": view.balance.amount,
        "balance_at": view.balance.read_at,
        "balance_low": view.balance.low,
        "balance_trouble": view.balance.trouble,
    }


def _compact(view: LineView) -> dict[str, Any]:
    """For people: what was sent, of how much where that is limited."""
    return {
        **dataclasses.asdict(view.seen),
        "detail": "; ".join(filter(None, ("it sends and receives nothing" * view.seen.deaf, view.seen.detail))),
        "signal": _signal(view),
        **{name: _of(getattr(view, count), getattr(view.line, limit)) for name, (count, limit) in _SENT.items()},
        "balance": _balance(view.balance),
    }


def _signal(view: LineView) -> str:
    return "" if view.seen.signal_dbm is None else f"{view.seen.signal_dbm} dBm"


def _of(count: int | None, limit: int) -> str:
    if count is None:
        return ""
    return f"{count}/{limit}" if limit else str(count)


def _balance(balance: Balance) -> str:
    amount = "" if balance.amount is None else f"{balance.amount:.2f}{' low' if balance.low else ''}"
    return f"{amount} (not told)".strip() if balance.trouble else amount


def _settings(arguments: argparse.Namespace) -> Settings:
    with opened(place.data_of(arguments)) as data:
        return data.settings


def _changed(arguments: argparse.Namespace) -> int:
    with contextlib.suppress(NotReady):
        ask(place.data_of(arguments) / CONTROL, "reload")
    return 0


def _typed(settings: list[str]) -> dict[str, Any]:
    """SETTING=VALUE as the settings file has them. Raises Invalid."""
    found: dict[str, Any] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise Invalid(f"{setting!r} is no SETTING=VALUE")
        found[name] = _value(name, value)
    if found.get("port"):
        ports.checked(found["port"])
    return found


def _value(name: str, value: str) -> Any:
    if name in _LISTS:
        return [each for each in value.split(",") if each]
    if name in _NUMBERS and value.isdecimal():
        return int(value)
    if name in _AMOUNTS:
        return _amount(name, value)
    if name == "active" and value in ("yes", "no", "true", "false"):
        return value in ("yes", "true")
    return value


def _amount(name: str, value: str) -> float:
    try:
        return float(value.replace(",", "."))
    except ValueError as error:
        raise Invalid(f"{name} must be a number, not {value!r}") from error


def _show(arguments: argparse.Namespace) -> int:
    line = _settings(arguments).line(arguments.name)
    show_json({**dataclasses.asdict(line), "pin": "****" if line.pin else ""})
    return 0


def _add(arguments: argparse.Namespace) -> int:
    line = line_of({**_typed(arguments.settings), "name": arguments.name})
    if not (line.imei or line.port):
        raise Invalid("a line needs imei=... or port=..., to know its modem by")
    _settings(arguments).add_line(line)
    return _changed(arguments)


def _set(arguments: argparse.Namespace) -> int:
    _settings(arguments).change_line(arguments.name, **_typed(arguments.settings))
    return _changed(arguments)


def _remove(arguments: argparse.Namespace) -> int:
    _settings(arguments).remove_line(arguments.name)
    return _changed(arguments)


def _resume(arguments: argparse.Namespace) -> int:
    with opened(place.data_of(arguments)) as data:
        data.office.lines.resume(data.operator, arguments.name)
    return 0


def _ask_balance(arguments: argparse.Namespace) -> int:
    print(f"{ask(place.data_of(arguments) / CONTROL, 'balance', line=arguments.name):.2f}")
    return 0


def _ussd(arguments: argparse.Namespace) -> int:
    answer = ask(place.data_of(arguments) / CONTROL, "ussd", line=arguments.name, code=arguments.code)
    print("\n".join(plain(line) for line in str(answer).splitlines()))
    return 0


_VERBS = (
    ("show", "a line's settings", _show),
    ("add", "make a line, say one with a PIN before its modem is there", _add),
    ("set", "change a line's settings", _set),
    ("remove", "forget a line", _remove),
    ("resume", "let a SIM that is paused or at its limit send on", _resume),
    ("balance", "ask the network what the SIM has to pay with", _ask_balance),
    ("ussd", "ask the network over a line, such as *100#", _ussd),
)
