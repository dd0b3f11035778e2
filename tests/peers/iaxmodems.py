"""Two iaxmodems that call each other, each at a port: class 1, in real time, on a libspandsp of their own."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / ".venv/peers/iaxmodem/usr/bin/iaxmodem"
PATIENCE = 10.0

_CONFIG = """device {device}
owner uucp:uucp
mode 660
port {port}
refresh 0
server 127.0.0.1:{server}
peername {name}
secret none
cidname {name}
cidnumber 15550003001
codec slinear
"""

# Its configuration and logs lie in places that only a system has: it sees them in a mount namespace of its own.
_START = """set -eu
mount -t tmpfs none /etc; mkdir /etc/iaxmodem; cp "$1" /etc/iaxmodem/modem
echo uucp:x:0:0::: >/etc/passwd; echo uucp:x:0: >/etc/group
mount -t tmpfs none /var/log; mkdir /var/log/iaxmodem
mount -t tmpfs none /run
exec "$2" modem
"""


@contextmanager
def iaxmodems() -> Iterator[tuple[str, str]]:
    """Their ports; what is dialled at one rings at the other."""
    if not PROGRAM.exists():
        raise FileNotFoundError(".ci/unpack iaxmodem")
    here, there = _free_ports()
    with tempfile.TemporaryDirectory(dir="/tmp") as home, ExitStack() as running:  # it has room for a short path only
        yield (
            running.enter_context(_iaxmodem(Path(home, "0"), here, there)),
            running.enter_context(_iaxmodem(Path(home, "1"), there, here)),
        )


@contextmanager
def _iaxmodem(device: Path, port: int, server: int) -> Iterator[str]:
    config = device.with_suffix(".conf")
    config.write_text(_CONFIG.format(device=device, port=port, server=server, name=device.name))
    command = ("unshare", "--map-root-user", "--mount", "sh", "-c", _START, "sh", str(config), str(PROGRAM))
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(device, process)
        yield str(device)
    finally:
        process.terminate()
        process.wait()


def _await(device: Path, process: subprocess.Popen[bytes]) -> None:
    """Its port; it says nothing when it is there."""
    deadline = time.monotonic() + PATIENCE
    while not device.exists():
        assert process.poll() is None, "iaxmodem has ended"
        assert time.monotonic() < deadline, "iaxmodem has no port"
        time.sleep(0.02)


def _free_ports() -> tuple[int, int]:
    """Of UDP."""
    with socket.socket(type=socket.SOCK_DGRAM) as one, socket.socket(type=socket.SOCK_DGRAM) as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
