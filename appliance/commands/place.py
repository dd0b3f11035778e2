"""Where a box keeps its data."""

from __future__ import annotations

import argparse
import fcntl
import os
import stat
import tempfile
from pathlib import Path
from typing import IO

from appliance import control
from appliance.box import CONTROL
from appliance.errors import Conflict, Forbidden

SIMULATOR = "simulator.sock"
LOCK = "box.lock"


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


def demo_runs() -> bool:
    """Whether a demo of this user runs; what another user put in its place, or a crash left there, is none."""
    return is_own(demo_data()) and control.answers(demo_data() / CONTROL)


def is_own(folder: Path) -> bool:
    """Whether it is a folder of this user's, itself and not by a symbolic link: the name may be anybody's to make."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()


def add_data(parser: argparse.ArgumentParser, default: object = None) -> None:
    """The option that every command about a box takes; a verb of a command SUPPRESSes its own default."""
    parser.add_argument(
        "--data",
        type=Path,
        default=default,
        metavar="DIR",
        help="the box's data folder (MODEMBOX_DATA; default: that of a running demo, else of this machine's box)",
    )


def data_of(arguments: argparse.Namespace) -> Path:
    """The folder that a command is about."""
    if arguments.data is not None:
        return Path(arguments.data)
    if "MODEMBOX_DATA" not in os.environ and demo_runs():
        return demo_data()
    return default_data()


def claim_demo_folder() -> IO[str]:
    """As `claim_folder` for the demo's. Raises Forbidden where it is not this user's own: it is about to be emptied."""
    demo_data().mkdir(parents=True, exist_ok=True, mode=0o700)
    if not is_own(demo_data()):
        raise Forbidden(f"{demo_data()} is another's or a link; name a folder with --data")
    demo_data().chmod(0o700)
    return claim_folder(demo_data())


def claim_folder(folder: Path) -> IO[str]:
    """Make the folder, for its owner alone, and hold it against a second box. Raises Conflict."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = (folder / LOCK).open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise Conflict(f"another box runs on {folder}") from error
    return lock
