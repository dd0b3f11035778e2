"""The box's own socket in its data folder: lets a command on the same machine wake the box or use a line's modem."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from appliance.errors import BoxError, Invalid, NotReady

log = logging.getLogger(__name__)

Verb = Callable[..., Any]
_LONGEST_LINE = 65_536
_LONGEST_ADDRESS = 100  # octets that a socket's address surely takes (unix(7))
_REST = 1.0  # seconds before a connection is accepted again after that failed, say for want of descriptors


class ControlServer:
    """Serves `verbs` at `path` (mode 0600): a JSON object {"verb": .., ..} a line in, {"result"} or {"error"} out."""

    def __init__(self, path: Path, verbs: Mapping[str, Verb]) -> None:
        self._path = path
        self._verbs = verbs
        self._listener: socket.socket | None = None
        self._thread = threading.Thread(target=self._accept, name="control", daemon=True)
        self._stopping = threading.Event()

    def start(self) -> None:
        """Listen; an old socket left by a crash is replaced. Raises OSError."""
        self._path.unlink(missing_ok=True)
        self._listener = listener = socket.socket(socket.AF_UNIX)
        os.fchmod(listener.fileno(), 0o600)  # before it has a name, so that it is nobody else's for no moment
        with _address(self._path) as address:
            listener.bind(address)
        listener.listen()
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and remove the socket."""
        self._stopping.set()
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            if self._thread.is_alive():
                self._thread.join()
            self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        listener = self._listener
        assert listener is not None
        while not self._stopping.is_set():
            try:
                connection, _ = listener.accept()
            except OSError as error:
                if not self._stopping.is_set():
                    log.warning("a command could not be heard: %s", error)
                    self._stopping.wait(_REST)
                continue
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError), connection.makefile("rwb") as stream:
            line = stream.readline(_LONGEST_LINE)
            stream.write(json.dumps(self._answer(line)).encode() + b"\n")

    def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
            verb = self._verbs[request.pop("verb")]
            return {"result": verb(**request)}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return {"error": f"not understood: {error}"}
        except BoxError as error:
            return {"error": str(error)}
        except Exception as error:  # who asked must hear of it
            log.exception("a command failed")
            return {"error": f"it failed: {error}"}


def ask(path: Path, verb: str, **arguments: Any) -> Any:
    """Ask the box whose socket is at `path`. Raises NotReady where none runs, Invalid where it refuses."""
    try:
        with _connected(path) as connection:
            connection.sendall(json.dumps({"verb": verb, **arguments}).encode() + b"\n")
            with connection.makefile("rb") as answers:
                answer = json.loads(answers.readline())
    except (OSError, ValueError) as error:
        raise NotReady(f"no box runs on {path.parent}") from error
    if "error" in answer:
        raise Invalid(answer["error"])
    return answer["result"]


def answers(path: Path) -> bool:
    """Whether a box listens at `path`; a socket that a crash left behind is no box."""
    try:
        with _connected(path):
            return True
    except OSError:
        return False


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as connection, _address(path) as address:
        connection.connect(address)
        yield connection


@contextlib.contextmanager
def _address(path: Path) -> Iterator[str]:
    """`path` as a socket's address, which holds few octets: by way of its open folder where it is long."""
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
