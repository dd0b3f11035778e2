"""`modembox run` and `modembox demo`: the box itself, in the foreground until it is told to stop."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from appliance import memory, passwords
from appliance.box import ADMIN, Box
from appliance.commands import place
from appliance.errors import Invalid, NotReady
from appliance.lines import ports
from drivers.simulator import cli as simulator

LISTEN = "127.0.0.1:8080"
PASSWORD = "MODEMBOX_ADMIN_PASSWORD"  # noqa: S105  a variable's name
LONGEST_START = 30.0  # seconds for a demo's lines
LONGEST_END = 10.0  # seconds for its simulator

_ADDRESS = re.compile(r"(?:\[([0-9A-Za-z:.%_-]+)\]|([^\s:\[\]]+)):([0-9]{1,5})")


def add_run(parser: argparse.ArgumentParser) -> None:
    """Options of `run`."""
    parser.description = "Run the box on the modems it finds, or on just those named by --modem."
    parser.add_argument("--data", type=Path, metavar="DIR", help="where it keeps everything (MODEMBOX_DATA)")
    _add_listen(parser)
    parser.add_argument(
        "--modem",
        action="append",
        default=[],
        metavar="URL",
        help="a port to serve, and no others than those named; repeatable: /dev/ttyUSB0, socket://HOST:PORT,"
        " rfc2217://HOST:PORT",
    )
    parser.set_defaults(action=run)


def add_demo(parser: argparse.ArgumentParser) -> None:
    """Options of `demo`."""
    parser.description = "Run the same box with simulated modems plugged in. Without --data it starts afresh each time."
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep what it does there")
    _add_listen(parser)
    parser.add_argument("--gsm", type=int, default=2, metavar="N", help="how many GSM modems (default 2)")
    parser.add_argument("--fax", type=int, default=2, metavar="N", help="how many fax modems (default 2)")
    simulator.add_fax_class(parser)
    parser.set_defaults(action=demo)


def add_simulate(parser: argparse.ArgumentParser) -> None:
    """Options of `simulate`."""
    parser.description = (
        "Simulate GSM and fax modems, with an exchange and a service centre behind them, until told to end."
    )
    simulator.add_simulate_arguments(parser)
    parser.set_defaults(action=simulator.run_simulate)


def add_sim(parser: argparse.ArgumentParser) -> None:
    """Options of `sim`: to the demo's simulator where one runs and no other is named."""
    parser.description = "Talk to a simulator, or to that of a demo: what happens on the air, and what goes wrong."
    simulator.add_sim_arguments(parser)
    if "MODEMBOX_SIM" not in os.environ and place.demo_runs():
        parser.set_defaults(control=place.demo_data() / place.SIMULATOR)
    parser.set_defaults(action=simulator.run_sim)


def _add_listen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--listen",
        default=LISTEN,
        metavar="HOST:PORT",
        help=f"where the API is served (default {LISTEN}); port 0 picks a free one; TLS unless HOST is this machine"
        " itself",
    )


def address_of(listen: str) -> tuple[str, int]:
    """HOST:PORT taken apart; [::1]:8080 too. Raises Invalid."""
    found = _ADDRESS.fullmatch(listen)
    if found is None or int(found[3]) > 65535:
        raise Invalid(f"--listen takes HOST:PORT, not {listen!r}")
    return found[1] or found[2], int(found[3])


def first_password() -> str | None:
    """The first administrator's password, where the environment has one. Raises Invalid where it won't do."""
    password = os.environ.get(PASSWORD) or None
    if password is not None:
        try:
            passwords.check_strength(password)
        except Invalid as error:
            raise Invalid(f"{PASSWORD}: {error.detail}") from error
    return password


def run(arguments: argparse.Namespace) -> int:
    """The box, until SIGTERM or SIGINT."""
    address, password = address_of(arguments.listen), first_password()
    modems = tuple(dict.fromkeys(ports.checked(url) for url in arguments.modem))
    data = (arguments.data or place.default_data()).absolute()
    with _told_to_end() as end, place.claim_folder(data):
        _serve(Box(data, *address, modems=modems), password, end)
    return 0


def demo(arguments: argparse.Namespace) -> int:
    """The box on simulated modems, until SIGTERM or SIGINT."""
    address, password = address_of(arguments.listen), first_password()
    if not 0 <= arguments.gsm <= 64 or not 0 <= arguments.fax <= 8:
        raise Invalid("--gsm takes a number from 0 to 64, --fax one from 0 to 8")
    if not arguments.gsm + arguments.fax:
        raise Invalid("a demo has at least one modem: --gsm 1 or --fax 1")
    data = (arguments.data or place.demo_data()).absolute()
    claimed = place.claim_folder(data) if arguments.data else place.claim_demo_folder()
    with _told_to_end() as end, claimed:
        if arguments.data is None:
            empty(data)
        with simulated(data, arguments.gsm, arguments.fax, arguments.fax_class) as modems:
            _serve(Box(data, *address, modems=modems), password, end, LONGEST_START)
    return 0


def empty(folder: Path) -> None:
    """Take away all that is in it but the lock; what a link leads to stays."""
    for entry in folder.iterdir():
        if entry.name != place.LOCK:
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


@contextlib.contextmanager
def simulated(data: Path, gsm: int, fax: int = 0, fax_class: str | None = None) -> Iterator[tuple[str, ...]]:
    """A simulator in a process of its own, which ends with this one, however that ends; its ports. Raises NotReady."""
    links = data / "modems"
    command = [
        sys.executable,
        "-m",
        "appliance",
        "simulate",
        "--gsm",
        str(gsm),
        "--fax",
        str(fax),
        "--links",
        str(links),
    ]
    command += ["--faxes", str(data / "faxes"), *(("--fax-class", fax_class) if fax_class else ())]
    command += ["--control", str(data / place.SIMULATOR), "--journal", str(data / "simulator.journal"), "--until-eof"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, process_group=0)
    try:
        assert process.stdout is not None
        if not any(line.endswith(b"ready\n") for line in process.stdout):
            raise NotReady("the simulator did not start")
        yield tuple(
            str(links / f"{kind}{number}") for kind, count in (("gsm", gsm), ("fax", fax)) for number in range(count)
        )
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=LONGEST_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


@contextlib.contextmanager
def _told_to_end() -> Iterator[threading.Event]:
    """Set by SIGTERM and SIGINT, from before anything is begun that must be ended."""
    end = threading.Event()
    before = {number: signal.signal(number, lambda *_: end.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _serve(box: Box, password: str | None, end: threading.Event, patience: float = 0.0) -> None:
    memory.give_back_large_blocks()
    made = box.start(password)
    try:
        box.await_lines(patience)
        memory.keep_what_is_there()
        print(f"modembox: ready at {box.address}", flush=True)
        if made:
            print(f"modembox: first log-in as {ADMIN} with password {made}", flush=True)
        end.wait()
    finally:
        box.stop()
