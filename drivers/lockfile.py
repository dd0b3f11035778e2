"""Lock files of serial ports, as UUCP began them and mgetty, HylaFAX and minicom keep them (FHS 3.0, 5.9)."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from drivers.errors import PortBusy

FOLDER = Path("/run/lock")  # /var/lock leads there

_DEVICES, _PTYS = "/dev/", "/dev/pts/"
_LONGEST = 64
_BINARY = 4  # octets of a process id as some old programs write it


@dataclass(frozen=True, slots=True)
class LockFile:
    """That a port is ours, for other programs to see."""

    path: Path

    def release(self) -> None:
        """Let go of the port, where the lock is still ours."""
        with contextlib.suppress(OSError):
            if _pid_in(self.path) == os.getpid():
                self.path.unlink()


def take(url: str, folder: Path = FOLDER) -> LockFile | None:
    """The lock of a device; None where there is none to take: for a network, a pty, in a folder that isn't ours.

    One that a dead process has left is taken over. Raises PortBusy where a process that lives has it.
    """
    device = os.path.realpath(url)
    if "://" in url or not device.startswith(_DEVICES) or device.startswith(_PTYS):
        return None
    path = folder / f"LCK..{Path(device).name}"
    _give_way(url, path)
    try:
        _write(path)
    except FileExistsError:
        _give_way(url, path)
        return None
    except OSError:
        return None
    return LockFile(path)


def _give_way(url: str, path: Path) -> None:
    """To a process that lives; what another has left goes away."""
    try:
        pid = _pid_in(path)
    except OSError:
        return
    if pid is not None and pid != os.getpid() and _lives(pid):
        raise PortBusy(f"{url}: in use by {_name_of(pid)} (pid {pid}), as {path} says")
    with contextlib.suppress(OSError):
        path.unlink()


def _pid_in(path: Path) -> int | None:
    """Raises OSError."""
    with path.open("rb") as lock:
        held = lock.read(_LONGEST)
    if len(held) == _BINARY and not held.strip().isdigit():
        return int.from_bytes(held, "little")
    digits = held.split()[:1]
    return int(digits[0]) if digits and digits[0].isdigit() else None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return pid > 0


def _name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return "a program"


def _write(path: Path) -> None:
    """Whole, or not at all: nobody sees it without its number. Raises OSError."""
    pid = os.getpid()
    whole = path.with_name(f"LTMP.{pid}.{path.name}")
    try:
        whole.write_text(f"{pid:10d}\n")
        whole.chmod(0o644)
        os.link(whole, path)
    finally:
        with contextlib.suppress(OSError):
            whole.unlink()
