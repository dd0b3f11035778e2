"""A port of the simulator on the network: one TCP connection at a time, bytes as they are (pyserial's `socket://`)."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

from drivers.simulator.loop import Loop
from drivers.simulator.wire import BACKLOG

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER of 0 seconds: closing sends a reset


class SocketWire:
    """Listens at `host` and `port`, 0 for any that is free; `url` is where a DTE finds it."""

    def __init__(self, loop: Loop, host: str, port: int) -> None:
        self._loop = loop
        self._receive: Callable[[bytes], None] = lambda data: None
        self._caller: socket.socket | None = None
        self._unsent = b""
        self._server = socket.create_server((host, port), backlog=1)
        self._server.setblocking(False)
        self.host, self.port = self._server.getsockname()[:2]
        loop.watch(self._server.fileno(), self._accept)

    @property
    def url(self) -> str:
        return f"socket://{self.host}:{self.port}"

    def listen(self, receive: Callable[[bytes], None]) -> None:
        """Have `receive` called with what the DTE writes."""
        self._receive = receive

    def hold(self, held: bool) -> None:
        """While `held`, what the DTE writes stays on its way."""
        if self._caller is not None:
            self._loop.hold(self._caller.fileno(), held)

    def send(self, data: bytes) -> None:
        """Bytes for the DTE; lost where none is connected, or where it doesn't read."""
        if self._caller is not None and len(self._unsent) + len(data) <= BACKLOG:
            self._unsent += data
            self._drain()

    def close(self) -> None:
        """A DTE that is connected gets a reset."""
        self._loop.unwatch(self._server.fileno())
        self._server.close()
        if self._caller is not None:
            self._caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._let_go()

    def _accept(self) -> None:
        caller = self._server.accept()[0]
        if self._caller is not None:  # as a serial port has one owner
            caller.close()
            return
        caller.setblocking(False)
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._caller, self._unsent = caller, b""
        self._loop.watch(caller.fileno(), self._readable)

    def _readable(self) -> None:
        assert self._caller is not None
        try:
            data = self._caller.recv(4096)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if data:
            self._receive(data)
        else:
            self._let_go()

    def _drain(self) -> None:
        assert self._caller is not None
        try:
            sent = self._caller.send(self._unsent)
        except BlockingIOError:
            sent = 0
        except ConnectionError:
            self._let_go()
            return
        self._unsent = self._unsent[sent:]
        self._loop.watch_writable(self._caller.fileno(), self._drain if self._unsent else None)

    def _let_go(self) -> None:
        caller, self._caller = self._caller, None
        if caller is not None:
            self._loop.unwatch(caller.fileno())
            caller.close()
