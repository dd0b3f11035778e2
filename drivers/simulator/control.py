"""The control socket: one JSON object a line in, one a line out; its server and its client."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from drivers.simulator.loop import Loop

Reply: TypeAlias = dict[str, Any]
Answer: TypeAlias = Callable[[Reply], None]

LONGEST = 1 << 20


class ControlServer:
    """Serves `path`; `answer` gets each request and a function that takes its one answer, now or later."""

    def __init__(self, loop: Loop, path: Path, answer: Callable[[Reply, Answer], None]) -> None:
        self._loop = loop
        self._path = path
        self._answer = answer
        self._connections: set[_Connection] = set()
        _remove_stale(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(path))
        path.chmod(0o600)
        self._socket.listen()
        self._socket.setblocking(False)
        loop.watch(self._socket.fileno(), self._accept)

    def close(self) -> None:
        for connection in tuple(self._connections):
            connection.close()
        self._loop.unwatch(self._socket.fileno())
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        client = self._socket.accept()[0]
        self._connections.add(_Connection(self._loop, client, self._answer, self._connections.discard))


class _Connection:
    def __init__(
        self,
        loop: Loop,
        client: socket.socket,
        answer: Callable[[Reply, Answer], None],
        gone: Callable[[_Connection], None],
    ) -> None:
        self._loop = loop
        self._socket = client
        self._answer = answer
        self._gone = gone
        self._input = b""
        self._output = b""
        self._open = True
        client.setblocking(False)
        loop.watch(client.fileno(), self._readable)

    def close(self) -> None:
        if self._open:
            self._open = False
            self._loop.unwatch(self._socket.fileno())
            self._socket.close()
            self._gone(self)

    def _readable(self) -> None:
        try:
            data = self._socket.recv(65536)
        except ConnectionError:
            data = b""
        self._input += data
        if not data or len(self._input) > LONGEST:
            self.close()
            return
        *lines, self._input = self._input.split(b"\n")
        for line in lines:
            self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            request = json.loads(line)
        except ValueError as reason:
            self._reply({"error": f"not JSON: {reason}"})
            return
        if not isinstance(request, dict):
            self._reply({"error": "a request is a JSON object with a verb"})
            return
        self._answer(request, self._reply)

    def _reply(self, answer: dict[str, Any]) -> None:
        if self._open:
            self._output += json.dumps(answer).encode() + b"\n"
            self._drain()

    def _drain(self) -> None:
        try:
            sent = self._socket.send(self._output)
        except BlockingIOError:
            sent = 0
        except ConnectionError:
            self.close()
            return
        self._output = self._output[sent:]
        self._loop.watch_writable(self._socket.fileno(), self._drain if self._output else None)


class Control:
    """A client of the control socket at `path`; use as a context manager, or `close` it."""

    def __init__(self, path: Path | str, timeout: float | None = 60.0) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout)
        try:
            self._socket.connect(str(path))
        except OSError as reason:
            self._socket.close()
            raise ConnectionError(f"no simulator at {path}: {reason.strerror or reason}") from reason
        self._file = self._socket.makefile("rb")

    def ask(self, verb: str, **arguments: Any) -> dict[str, Any]:
        """The answer. Raises ValueError with its words where it refused, ConnectionError where it is gone."""
        self._socket.sendall(json.dumps({"verb": verb, **arguments}).encode() + b"\n")
        line = self._file.readline()
        if not line:
            raise ConnectionError("the simulator has gone")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def __enter__(self) -> Control:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _remove_stale(path: Path) -> None:
    """Take away a socket that nobody serves. Raises FileExistsError where somebody does, or it is no socket."""
    if not path.exists():
        return
    if not path.is_socket():
        raise FileExistsError(f"{path} is there and no socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        if probe.connect_ex(str(path)) == 0:
            raise FileExistsError(f"another simulator serves {path}")
    path.unlink()
