"""A connection to a target: to an address that was looked at, all of it within a deadline."""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from functools import cache
from ipaddress import ip_address

from appliance.targets import Target, is_public

CONNECT = 5.0  # seconds for one address

Resolve = Callable[[str, int], Iterable[str]]
"""The addresses of a name and a port. Raises OSError."""


class Refused(OSError):
    """The target lies in a private network; `modembox settings set private_targets=yes` allows that."""

    def __str__(self) -> str:
        return str(self.__doc__)


class Deadline:
    """`seconds` from now on."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def shorten(self, seconds: float) -> None:
        """No later than in so many seconds."""
        self._end = min(self._end, self._clock() + seconds)

    def left(self, most: float = float("inf")) -> float:
        """Seconds, at most so many. Raises TimeoutError where none are left."""
        left = self._end - self._clock()
        if left <= 0:
            raise TimeoutError("it took too long")
        return min(left, most)


def resolved(host: str, port: int) -> list[str]:
    """By the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def dial(target: Target, private: bool, deadline: Deadline, resolve: Resolve = resolved) -> socket.socket:
    """A connection, over TLS where the target wants it, its certificate verified. Raises OSError, Refused.

    What is looked at is the very address that is connected to: a name that answers otherwise the next time gains
    nothing. `private` allows all of them.
    """
    addresses = [each for each in resolve(target.host, target.port) if private or is_public(ip_address(each))]
    if not addresses:
        raise Refused()
    plain = _first(addresses, target.port, deadline)
    if target.scheme == "http":
        return plain
    try:
        plain.settimeout(deadline.left())
        return _trust().wrap_socket(plain, server_hostname=target.host.rstrip("."))
    except BaseException:
        plain.close()
        raise


def _first(addresses: list[str], port: int, deadline: Deadline) -> socket.socket:
    """The first that takes the connection."""
    for address in addresses[:-1]:
        try:
            return socket.create_connection((address, port), deadline.left(CONNECT))
        except OSError:
            continue
    return socket.create_connection((addresses[-1], port), deadline.left(CONNECT))


@cache
def _trust() -> ssl.SSLContext:
    """The system's authorities: read once, for who has targets with TLS."""
    return ssl.create_default_context()


class Stream(io.RawIOBase):
    """What a connection says, until the deadline and at most `most` octets. Beyond those it ends."""

    def __init__(self, connection: socket.socket, deadline: Deadline, most: int) -> None:
        self._connection = connection
        self._deadline = deadline
        self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._left:
            return 0
        self._connection.settimeout(self._deadline.left())
        read = self._connection.recv_into(memoryview(buffer)[: self._left])
        self._left -= read
        return read
