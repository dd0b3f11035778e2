"""Where a box keeps its data."""

from __future__ import annotations

import argparse
import fcntl
import os
import tempfile
from pathlib import Path
from typing import IO

from appliance.box import CONTROL
from appliance.errors import Conflict

SIMULATOR = "simulator.sock"


def default_data() -> Path:
    """MODEMBOX_DATA, else /var/lib/modembox for root, else the user's own data folder."""
    if "MODEMBOX_DATA" in os.environ:
        return Path(os.environ["MODEMBOX_DATA"])
    if os.geteuid() == 0:
        return Path("/var/lib/modembox")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "modembox"


def demo_data() -> Path:
    """The demo's folder, the same for every command of this user."""
    return Path(tempfile.gettempdir()) / f"modembox-demo-{os.geteuid()}"


def add_data(parser: argparse.ArgumentParser) -> None:
    """The option that every command about a box takes."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="the box's data folder (MODEMBOX_DATA; default: that of a running demo, else of this machine's box)",
    )


def data_of(arguments: argparse.Namespace) -> Path:
    """The folder that a command is about."""
    if arguments.data is not None:
        return Path(arguments.data)
    if "MODEMBOX_DATA" not in os.environ and (demo_data() / CONTROL).exists():
        return demo_data()
    return default_data()


def claim_folder(folder: Path) -> IO[str]:
    """Make the folder, for its owner alone, and hold it against a second box. Raises Conflict."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = (folder / "box.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise Conflict(f"another box runs on {folder}") from error
    return lock
