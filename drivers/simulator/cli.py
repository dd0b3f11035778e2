"""`modembox simulate` and `modembox sim`: arguments and what they do; the caller owns the parser."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drivers.simulator.arguments import VERBS
from drivers.simulator.control import Control
from drivers.simulator.dialects import DIALECTS

if TYPE_CHECKING:
    from drivers.simulator.simulation import Simulation


def default_control() -> Path:
    """Where the control socket is when nobody says."""
    named = os.environ.get("MODEMBOX_SIM")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"modembox-sim-{os.getuid()}"


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isdecimal() and int(port) < 65536):
        raise argparse.ArgumentTypeError(f"not HOST:PORT: {text!r}")
    return host.strip("[]"), int(port)


def add_simulate_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `modembox simulate`."""
    parser.add_argument("--gsm", type=int, default=2, metavar="N", help="number of GSM modems (default 2)")
    parser.add_argument("--fax", type=int, default=0, metavar="N", help="number of fax modems (default 0)")
    add_fax_class(parser)
    parser.add_argument(
        "--faxes", type=Path, metavar="DIR", help="folder for what fax machines outside are sent, as TIFF"
    )
    parser.add_argument(
        "--family",
        action="append",
        choices=tuple(DIALECTS),
        default=[],
        help="what the modems are; given several times they take turns (default generic)",
    )
    parser.add_argument(
        "--listen",
        type=_address,
        metavar="HOST:PORT",
        help="serve each modem over TCP too, the first at PORT, the next at PORT + 1 ..; 0 for any that are free",
    )
    parser.add_argument("--links", type=Path, metavar="DIR", help="directory for symlinks gsm0, fax0 .. to the ports")
    parser.add_argument(
        "--control", type=Path, metavar="PATH", default=default_control(), help="control socket (default %(default)s)"
    )
    parser.add_argument("--journal", type=Path, metavar="PATH", help="file to add a JSON line to for all that is sent")
    parser.add_argument("--until-eof", action="store_true", help="end with standard input, a pipe from who started it")
    parser.add_argument("--baud", type=int, metavar="N", help="pace the ports like a UART of this rate")


def add_fax_class(parser: argparse.ArgumentParser) -> None:
    """The service class of the fax modems, for who simulates some."""
    parser.add_argument(
        "--fax-class",
        choices=("1", "2", "1,2"),
        help="their service class: 1, by libspandsp2; 2 (and 2.0), without it; 1,2 by turns (default 1 where that is)",
    )


def run_simulate(args: argparse.Namespace) -> int:
    """Simulate until SIGINT, SIGTERM or the end that was asked for; 1 where a port, link or socket can't be made."""
    from drivers.simulator.simulation import Simulation  # noqa: PLC0415  2 MB, for who simulates alone

    try:
        simulation = Simulation(
            args.gsm,
            families=args.family,
            listen=args.listen,
            links=args.links,
            control=args.control,
            journal=args.journal,
            baud=args.baud,
            fax=args.fax,
            faxes=args.faxes,
            fax_class=args.fax_class,
        )
    except OSError as reason:
        sys.stderr.write(f"modembox simulate: {reason}\n")
        return 1
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: simulation.end())
    if args.until_eof:
        simulation.end_after(sys.stdin.fileno())
    for name, modem in simulation.modems.items():
        _show_port(simulation, name, modem.slot.require_card().number, f"IMEI {modem.equipment.plate.imei}")
    for name, line in simulation.fax.lines.items():
        _show_port(simulation, name, line.number, f"fax, class {simulation.fax.service_class}")
    _write(f"control  {args.control}")
    _write("modembox: simulator ready")
    simulation.run()
    return 0


def _show_port(simulation: Simulation, name: str, number: str, what: str) -> None:
    url = simulation.url_of(name)
    _write(f"{name}  {simulation.port_of(name)}  {number}  {what}{url and f'  {url}'}")


def add_sim_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `modembox sim`."""
    parser.add_argument(
        "--control", type=Path, metavar="PATH", default=default_control(), help="control socket (default %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, (text, arguments) in VERBS.items():
        one = verbs.add_parser(verb, help=text, description=text, argument_default=argparse.SUPPRESS)
        for argument in arguments:
            one.add_argument(argument.name, help=argument.help, **argument.options)


def run_sim(args: argparse.Namespace) -> int:
    """Ask the simulator; 1 where it refused or isn't there."""
    names = {argument.options.get("dest", argument.name.lstrip("-")) for argument in VERBS[args.verb][1]}
    request = {name: value for name, value in vars(args).items() if name in names and value is not None}
    if args.verb == "fault":
        request["options"] = dict(request.get("options") or [])
    try:
        with Control(args.control, timeout=None) as control:
            answer = control.ask(args.verb, **request)
    except (ValueError, ConnectionError) as reason:
        sys.stderr.write(f"modembox sim: {reason}\n")
        return 1
    if args.json:
        _write(json.dumps(answer))
    else:
        _SHOW.get(args.verb, _show_plain)(answer)
    return 0


def _show_state(answer: dict[str, Any]) -> None:
    for modem in answer["modems"]:
        sim = modem["sim"]
        card = f"{sim['number']} {sim['pin']}" if sim else "no SIM"
        stores = " ".join(f"{name} {store['used']}/{store['capacity']}" for name, store in modem["storage"].items())
        registered = " ".join(f"{domain} {state}" for domain, state in modem["registration"].items())
        _write(f"{modem['name']}  {modem['port']}  {card}  {registered}  rssi {modem['signal']['rssi']}  {stores}")
        if modem["queued"]:
            _write(f"    waiting for it: {modem['queued']}")
        for name, options in modem["faults"].items():
            _write(f"    fault {name} {_pairs(options)}")
    for line in answer.get("fax", ()):
        busy = "busy" if line["busy"] else "idle"
        _write(f"{line['name']}  {line['port']}  {line['number']}, {line['second']}  {busy}")
        for name, options in line["faults"].items():
            _write(f"    fault {name} {_pairs(options)}")
    if answer["counts"]:
        _write(_pairs(answer["counts"]))


def _show_faults(answer: dict[str, Any]) -> None:
    for fault in answer["faults"]:
        _write(f"{fault['name']:14}{fault['does']}")
        if fault["options"]:
            _write(f"{'':14}{_pairs(fault['options'])}")


def _show_records(answer: dict[str, Any]) -> None:
    for record in answer["records"]:
        _write(_pairs({key: value for key, value in record.items() if key not in ("imsi", "tpdu")}))


def _show_plain(answer: dict[str, Any]) -> None:
    shown = {key: value for key, value in answer.items() if key != "ok"}
    _write(_pairs(shown) if shown else "ok")


_SHOW: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "state": _show_state,
    "faults": _show_faults,
    "journal": _show_records,
    "wait": _show_records,
}


def _pairs(values: Mapping[str, Any]) -> str:
    return " ".join(f"{key}={value}" for key, value in values.items())


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
