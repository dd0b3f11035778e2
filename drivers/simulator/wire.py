"""A port of the simulator: the master side of a pty, as fast as it goes or paced like a UART."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import termios
import tty
from collections import deque
from collections.abc import Callable
from pathlib import Path

from drivers.simulator.loop import Loop

SLICE = 16  # bytes that a paced wire moves at once: a UART hands over its FIFO in such pieces
BACKLOG = 1 << 20  # bytes kept for a DTE that doesn't read; what comes then is lost, as on a real line
STALE_SECONDS = 10.0  # after which what nobody reads is lost too


class PtyWire:
    """`name` is the DTE's end of the pty, `link` a symlink to it."""

    def __init__(self, loop: Loop, link: Path | None = None) -> None:
        self._loop = loop
        self._link = link
        self._backlog: deque[bytes] = deque()
        self._pending = 0
        self._moved = 0.0
        # The slave stays open here, so the master gets no EIO and the settings stay when a DTE comes and goes.
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave, termios.TCSANOW)
        os.set_blocking(self._master, False)
        self.name = os.ttyname(self._slave)
        if link is not None:
            _point(link, self.name)

    def listen(self, receive: Callable[[bytes], None]) -> None:
        """Have `receive` called with what the DTE writes."""
        self._loop.watch(self._master, lambda: receive(self._read()))

    def hold(self, held: bool) -> None:
        """While `held`, what the DTE writes stays in the pty, which takes 4 KB and then no more."""
        self._loop.hold(self._master, held)

    def send(self, data: bytes) -> None:
        """Bytes for the DTE."""
        if self._backlog:
            self._keep(data)
            return
        sent = self._write(data)
        if sent < len(data):
            self._keep(data[sent:])

    def lock(self) -> None:
        """Nobody else may have the port: what asks for it alone is refused (EAGAIN)."""
        fcntl.flock(self._slave, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def unlock(self) -> None:
        """Others may have it again."""
        fcntl.flock(self._slave, fcntl.LOCK_UN)

    def close(self) -> None:
        self._loop.unwatch(self._master)
        os.close(self._master)
        os.close(self._slave)
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def _read(self) -> bytes:
        try:
            return os.read(self._master, 4096)
        except BlockingIOError:  # the loop may have meant a port that had this descriptor before
            return b""

    def _write(self, data: bytes) -> int:
        try:
            return os.write(self._master, data)
        except BlockingIOError:
            return 0

    def _keep(self, data: bytes) -> None:
        now = self._loop.now()
        if self._backlog and now - self._moved > STALE_SECONDS:
            self._backlog.clear()
            self._pending = 0
        if self._pending + len(data) > BACKLOG:
            return
        if not self._backlog:
            self._loop.watch_writable(self._master, self._drain)
            self._moved = now
        self._backlog.append(data)
        self._pending += len(data)

    def _drain(self) -> None:
        while self._backlog:
            data = self._backlog[0]
            sent = self._write(data)
            self._pending -= sent
            self._moved = self._loop.now()
            if sent < len(data):
                self._backlog[0] = data[sent:]
                return
            self._backlog.popleft()
        self._loop.watch_writable(self._master, None)


class Pacer:
    """Passes bytes on at `baud`, ten bits a byte (start, eight data, stop)."""

    def __init__(self, loop: Loop, baud: int, passed: Callable[[bytes], None]) -> None:
        self._loop = loop
        self._byte = 10 / baud
        self._passed = passed
        self._free = 0.0

    def put(self, data: bytes) -> None:
        at = max(self._loop.moment(), self._free)
        for start in range(0, len(data), SLICE):
            piece = data[start : start + SLICE]
            at += len(piece) * self._byte
            self._loop.at(at, lambda piece=piece: self._passed(piece))  # type: ignore[misc]
        self._free = at


def _point(link: Path, target: str) -> None:
    """Make `link` a symlink to `target`; replaces a symlink, never a file."""
    if link.is_symlink():
        link.unlink()
    elif link.exists():
        raise FileExistsError(errno.EEXIST, "is there and no symlink", str(link))
    link.symlink_to(target)
