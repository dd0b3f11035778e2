"""`modembox run` and `modembox demo`: the box itself, in the foreground until it is told to stop."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from appliance.box import ADMIN, Box
from appliance.commands import place
from appliance.errors import Invalid, NotReady
from drivers.simulator import cli as simulator

LISTEN = "127.0.0.1:8080"
LONGEST_START = 30.0


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
        help="a port to serve, and no others than those named: /dev/ttyUSB0, socket://host:port, rfc2217://host:port; repeatable",
    )
    parser.set_defaults(action=run)


def add_demo(parser: argparse.ArgumentParser) -> None:
    """Options of `demo`."""
    parser.description = "Run the same box with simulated modems plugged in. Without --data it starts afresh each time."
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep what it does there")
    _add_listen(parser)
    parser.add_argument("--gsm", type=int, default=2, metavar="N", help="how many GSM modems (default 2)")
    parser.set_defaults(action=demo)


def add_simulate(parser: argparse.ArgumentParser) -> None:
    """Options of `simulate`."""
    simulator.add_simulate_arguments(parser)
    parser.set_defaults(action=simulator.run_simulate)


def add_sim(parser: argparse.ArgumentParser) -> None:
    """Options of `sim`: to the demo's simulator where one runs and no other is named."""
    simulator.add_sim_arguments(parser)
    demo_control = place.demo_data() / place.SIMULATOR
    if demo_control.exists() and "MODEMBOX_SIM" not in os.environ:
        parser.set_defaults(control=demo_control)
    parser.set_defaults(action=simulator.run_sim)


def _add_listen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--listen",
        default=LISTEN,
        metavar="HOST:PORT",
        help=f"where the API is served (default {LISTEN}); port 0 picks a free one; TLS unless HOST is this machine itself",
    )


def address_of(listen: str) -> tuple[str, int]:
    """HOST:PORT taken apart; [::1]:8080 too. Raises Invalid."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise Invalid(f"--listen takes HOST:PORT, not {listen!r}")
    return host.strip("[]"), int(port)


def run(arguments: argparse.Namespace) -> int:
    """The box, until SIGTERM or SIGINT."""
    data = arguments.data or place.default_data()
    with place.claim_folder(data):
        _serve(Box(data, *address_of(arguments.listen), modems=tuple(arguments.modem)))
    return 0


def demo(arguments: argparse.Namespace) -> int:
    """The box on simulated modems, until SIGTERM or SIGINT."""
    if not 1 <= arguments.gsm <= 64:
        raise Invalid("--gsm takes a number from 1 to 64")
    data = arguments.data or place.demo_data()
    with place.claim_folder(data):
        if arguments.data is None:
            _empty(data)
        with simulated(data, arguments.gsm) as ports:
            _serve(Box(data, *address_of(arguments.listen), modems=ports), LONGEST_START)
    return 0


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.name != "box.lock":
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


@contextlib.contextmanager
def simulated(data: Path, gsm: int) -> Iterator[tuple[str, ...]]:
    """A simulator in a process of its own; gives its ports."""
    links = data / "modems"
    command = [sys.executable, "-m", "appliance", "simulate", "--gsm", str(gsm), "--links", str(links)]
    command += ["--control", str(data / place.SIMULATOR), "--journal", str(data / "simulator.journal")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, process_group=0)
    try:
        assert process.stdout is not None
        if not any(line.endswith(b"ready\n") for line in process.stdout):
            raise NotReady("the simulator did not start")
        yield tuple(str(links / f"gsm{number}") for number in range(gsm))
    finally:
        process.terminate()
        process.wait()


def _serve(box: Box, patience: float = 0.0) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    password = os.environ.get("MODEMBOX_ADMIN_PASSWORD")
    try:
        made = box.start(password)
        box.await_lines(patience)
        print(f"modembox: ready at {box.address}", flush=True)
        if made:
            print(f"modembox: first log-in as {ADMIN} with password {made}", flush=True)
        stop.wait()
    finally:
        box.stop()
