"""Runs a converter on a file that nobody vouches for: apart from the network, within limits, and ended whole."""

from __future__ import annotations

import contextlib
import functools
import os
import select
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import Invalid, NotReady

_PACKAGES: Mapping[str, str] = {"gs": "ghostscript", "sox": "sox libsox-fmt-mp3"}
_LIMITS = "prlimit"  # of util-linux, which is in every Debian
_APART = ("unshare", "--user", "--map-root-user", "--net", "--")
_SAID = "said.txt"
_MOST_HEARD = 4096
_OUT_OF_BOUNDS = (-signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one conversion may use: `seconds` of time and of processor, octets of `memory` and of each `file`."""

    seconds: float = 120
    memory: int = 1024 * 1024 * 1024
    file: int = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ended:
    """How a converter ended: its exit `status`, and the last that it `said`."""

    status: int
    said: str


def run(command: Sequence[str], folder: Path, bounds: Bounds) -> Ended:
    """Run `command` in `folder`, with no input; its files are there when it has ended.

    Raises NotReady where the program is missing, naming the Debian package, and Invalid where it goes out of bounds.
    """
    argv = [*_confinement(bounds), _found(command[0]), *command[1:]]
    said = folder / _SAID
    with said.open("wb") as heard:
        process = subprocess.Popen(
            argv,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(folder), "TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=heard,
            stderr=heard,
            start_new_session=True,
        )
    status = _awaited(process, bounds.seconds)
    if status in _OUT_OF_BOUNDS:
        raise Invalid("the file takes too much to convert: make it smaller")
    return Ended(status, _tail(said))


def _awaited(process: subprocess.Popen[bytes], seconds: float) -> int:
    """Its exit status, with its whole session ended. It is reaped last: until then its number is nobody else's."""
    ended = os.pidfd_open(process.pid)
    try:
        waiting = select.poll()
        waiting.register(ended, select.POLLIN)
        in_time = waiting.poll(seconds * 1000)
    finally:
        os.close(ended)
        os.killpg(process.pid, signal.SIGKILL)
        status = process.wait()
    if not in_time:
        raise Invalid(f"the file takes longer than {seconds:g} seconds to convert: make it smaller")
    return status


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise NotReady(f"this needs {program}: apt-get install {_PACKAGES.get(program, program)}")
    return path


def _confinement(bounds: Bounds) -> list[str]:
    processor = max(int(bounds.seconds), 1)
    limits = [f"--cpu={processor}", f"--as={bounds.memory}", f"--fsize={bounds.file}", "--nofile=64", "--core=0"]
    return ["nice", "-n", "10", *_apart(), _LIMITS, *limits, "--"]


@functools.cache
def _apart() -> tuple[str, ...]:
    """What takes a command off the network, nothing where the kernel does not let us."""
    with contextlib.suppress(OSError):
        if subprocess.run([*_APART, "true"], capture_output=True, check=False).returncode == 0:
            return _APART
    return ()


def _tail(said: Path) -> str:
    with said.open("rb") as heard:
        heard.seek(max(said.stat().st_size - _MOST_HEARD, 0))
        return heard.read().decode("utf-8", "replace")
