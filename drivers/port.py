"""The one way to a modem: bytes out, bytes in, and a wake-up for the reader."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import functools
import io
import os
import select
import socket
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, Self

import serial

from drivers import lockfile
from drivers.errors import PortBusy, PortDenied, PortLost

_CHUNK = 4096

# How long a port may take no byte at all (flow control held) before it counts as lost, in seconds.
WRITE_STALL = 10.0
# The same while a modem may hold us, which at 2400 bit/s lets go after a few KB of its buffer have gone.
HELD_STALL = 60.0

# How often the pump of a port without a file descriptor looks whether its connection is still there, in seconds.
_PUMP_CHECK = 1.0

_TAKEN = (errno.EBUSY, errno.EAGAIN)
_DENIED = (errno.EACCES, errno.EPERM)
_OPEN_ERRORS = (OSError, termios.error)


class Port(Protocol):
    """A byte stream with one owner: only one thread reads and writes; `wake` alone may be called by any other."""

    def read(self, timeout: float | None) -> bytes:
        """What has arrived, waiting up to `timeout` seconds (None: for ever).

        b'' on time-out or wake. Raises PortLost.
        """

    def write(self, data: bytes) -> None:
        """All of `data`, or PortLost."""

    def wake(self) -> None:
        """Make the present or the next `read` return b'' at once; remembered when no read is under way."""

    def flow(self, *, on: bool) -> None:
        """Whether the modem may hold what we write: by CTS where that is wired, by DC3 and DC1, which aren't read then.

        Where a port has no such lines and no line discipline, DC3 and DC1 are read as ever.
        """

    def close(self) -> None: ...


class SerialPort:
    """A port by its pyserial URL: a tty, `socket://`, `rfc2217://`, `loop://`. Made by `SerialPort.open`."""

    def __init__(
        self,
        url: str,
        device: serial.SerialBase,
        fd: int,
        send: Callable[[bytes], int | None],
        lock: lockfile.LockFile | None = None,
    ) -> None:
        self.url = url
        self._lock = lock
        self._rtscts = bool(device.rtscts)
        self._may_hold = False
        self._device = device
        self._fd = fd
        self._send = send
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._bell_lock = threading.Lock()
        self._open = True
        self._readable = select.poll()
        self._readable.register(self._bell, select.POLLIN)
        self._readable.register(fd, select.POLLIN)
        self._writable = select.poll()
        self._writable.register(fd, select.POLLOUT)

    @classmethod
    def open(cls, url: str, baud: int = 115200, rtscts: bool = False) -> Self:
        """Open `url` at `baud` bit/s, 8N1, for us alone; `rtscts` turns on flow control by RTS and CTS.

        Raises PortBusy where another program has it, PortDenied where we may not, PortLost where it cannot be opened
        for another reason, ValueError for a URL of an unknown kind or a bad rate.
        """
        lock = lockfile.take(url)
        try:
            return cls._open_locked(url, baud, rtscts, lock)
        except (PortLost, ValueError):
            if lock is not None:
                lock.release()
            raise

    @classmethod
    def _open_locked(cls, url: str, baud: int, rtscts: bool, lock: lockfile.LockFile | None) -> Self:
        device = _opened(url, baud, rtscts)
        try:
            return cls(url, device, *_descriptor(device), lock)
        except _OPEN_ERRORS as error:
            device.close()
            raise PortLost(f"{url}: {error}") from error

    def read(self, timeout: float | None) -> bytes:
        """See Port."""
        ready = self._readable.poll(None if timeout is None else timeout * 1000.0)
        if not ready:
            return b""
        if ready[0][0] == self._bell or len(ready) > 1:
            os.eventfd_read(self._bell)
            return b""
        try:
            data = os.read(self._fd, _CHUNK)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise PortLost(f"{self.url}: {error.strerror}") from error
        if not data:
            raise PortLost(f"{self.url}: hung up")
        return data

    def write(self, data: bytes) -> None:
        """See Port."""
        while True:
            try:
                sent = self._send(data) or 0
            except BlockingIOError:
                sent = 0
            except OSError as error:
                raise PortLost(f"{self.url}: {error.strerror or error}") from error
            if sent == len(data):
                return
            data = data[sent:]
            if not self._writable.poll((HELD_STALL if self._may_hold else WRITE_STALL) * 1000.0):
                raise PortLost(f"{self.url}: it takes no more")

    def wake(self) -> None:
        """See Port."""
        with self._bell_lock:
            if self._open:
                os.eventfd_write(self._bell, 1)

    def flow(self, *, on: bool) -> None:
        """See Port. Raises PortLost."""
        self._may_hold = on
        if not os.isatty(self._fd):
            return
        try:
            settings = termios.tcgetattr(self._fd)
            settings[0] = settings[0] & ~termios.IXON | self._flow_bits(on)[0]
            settings[2] = settings[2] & ~termios.CRTSCTS | self._flow_bits(on)[1]
            termios.tcsetattr(self._fd, termios.TCSANOW, settings)
        except _OPEN_ERRORS as error:
            raise PortLost(f"{self.url}: {error}") from error

    def _flow_bits(self, on: bool) -> tuple[int, int]:
        """What of flow control is set in the input and control modes."""
        clear = self._rtscts or (on and _is_clear_to_send(self._fd))
        return termios.IXON if on else 0, termios.CRTSCTS if clear else 0

    def close(self) -> None:
        """Give the port back; what was not yet sent is dropped."""
        with self._bell_lock:
            if not self._open:
                return
            self._open = False
            os.close(self._bell)
        with contextlib.suppress(*_OPEN_ERRORS):
            termios.tcflush(self._fd, termios.TCOFLUSH)
            fcntl.ioctl(self._fd, termios.TIOCNXCL)
        if not _owns_descriptor(self._device):
            os.close(self._fd)
        connection = getattr(self._device, "_socket", None)
        with contextlib.suppress(*_OPEN_ERRORS):
            self._device.close()
        if isinstance(connection, socket.socket):
            connection.close()  # pyserial forgets one that the other side has reset
        if self._lock is not None:
            self._lock.release()


def _opened(url: str, baud: int, rtscts: bool) -> serial.SerialBase:
    device = serial.serial_for_url(url, do_not_open=True, baudrate=baud, rtscts=rtscts, timeout=_PUMP_CHECK)
    if isinstance(device, serial.Serial):
        device.exclusive = True
    try:
        device.open()
    except _OPEN_ERRORS as error:
        raise _refusal(url, error) from error
    return device


def _refusal(url: str, error: Exception) -> PortLost:
    """Why it can't be opened. pyserial tells the number of an error in its own, or has it behind it."""
    behind = error.__cause__ or error.__context__
    number = getattr(error, "errno", None) or getattr(behind, "errno", None)
    if number in _TAKEN:
        return PortBusy(f"{url}: in use by {', '.join(_holders(url)) or 'a program that we may not see'}")
    why = f"{url} can't be opened: {os.strerror(number) if number else error}"
    return PortDenied(why) if number in _DENIED else PortLost(why)


def _owns_descriptor(device: serial.SerialBase) -> bool:
    """Whether pyserial has a file descriptor for it; where not, ours is a pump's."""
    try:
        return device.fileno() >= 0
    except (io.UnsupportedOperation, AttributeError, OSError):
        return False


def _descriptor(device: serial.SerialBase) -> tuple[int, Callable[[bytes], int | None]]:
    """What to poll and read, not blocking, and how to write."""
    if not _owns_descriptor(device):
        return _pumped(device), device.write
    fd: int = device.fileno()
    os.set_blocking(fd, False)
    if os.isatty(fd):
        _claim(fd)
    else:
        _keep_alive(fd)
    return fd, functools.partial(os.write, fd)


def _claim(fd: int) -> None:
    """No input is no end of file (VMIN 1), and no other program may open the tty.

    A pty keeps TIOCEXCL when we die, and the next start of ours would be kept out: there pyserial's flock must do.
    """
    settings = termios.tcgetattr(fd)
    settings[6][termios.VMIN] = 1
    termios.tcsetattr(fd, termios.TCSANOW, settings)
    if not os.ttyname(fd).startswith("/dev/pts/"):
        fcntl.ioctl(fd, termios.TIOCEXCL)


def _is_clear_to_send(fd: int) -> bool:
    """Whether CTS is wired, and raised."""
    try:
        lines = fcntl.ioctl(fd, termios.TIOCMGET, bytes(4))
    except OSError:
        return False
    return bool(int.from_bytes(lines, sys.byteorder) & termios.TIOCM_CTS)


def _keep_alive(fd: int) -> None:
    """A command is sent at once, and a peer that vanished is noticed."""
    with socket.socket(fileno=os.dup(fd)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


def _pumped(device: serial.SerialBase) -> int:
    """A descriptor that gives what `device` reads, and its end where that ends."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    threading.Thread(target=_pump, args=(device, theirs), name=f"pump {device.port}", daemon=True).start()
    return ours.detach()


def _pump(device: serial.SerialBase, sink: socket.socket) -> None:
    with sink, contextlib.suppress(OSError):
        while device.is_open:
            sink.sendall(device.read(1))


def _holders(path: str) -> Iterator[str]:
    """Who has a device open, as far as we may look."""
    try:
        device = Path(path).resolve(strict=True)
    except OSError:
        return
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(link.readlink() == device for link in (process / "fd").iterdir()):
                yield f"{(process / 'comm').read_text().strip()} (pid {process.name})"
