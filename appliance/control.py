"""The box's own socket in its data folder: lets a command on the same machine wake the box or use a line's modem."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from appliance.errors import BoxError, Invalid, NotReady

log = logging.getLogger(__name__)

Verb = Callable[..., Any]
_LONGEST_LINE = 65_536


class ControlServer:
    """Serves `verbs` at `path` (mode 0600): a JSON object {"verb": .., ..} a line in, {"result"} or {"error"} out."""

    def __init__(self, path: Path, verbs: Mapping[str, Verb]) -> None:
        self._path = path
        self._verbs = verbs
        self._listener = socket.socket(socket.AF_UNIX)

    def start(self) -> None:
        """Listen; an old socket left by a crash is replaced."""
        self._path.unlink(missing_ok=True)
        self._listener.bind(str(self._path))
        self._path.chmod(0o600)
        self._listener.listen()
        threading.Thread(target=self._accept, name="control", daemon=True).start()

    def stop(self) -> None:
        """Stop listening and remove the socket."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
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


def ask(path: Path, verb: str, **arguments: Any) -> Any:
    """Ask the box whose socket is at `path`. Raises NotReady where none runs, Invalid where it refuses."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            connection.sendall(json.dumps({"verb": verb, **arguments}).encode() + b"\n")
            with connection.makefile("rb") as answers:
                answer = json.loads(answers.readline())
    except (OSError, ValueError) as error:
        raise NotReady(f"no box runs on {path.parent}") from error
    if "error" in answer:
        raise Invalid(answer["error"])
    return answer["result"]
