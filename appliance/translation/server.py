"""One server that translates: LibreTranslate's POST /translate."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from appliance.composition.program import LONGEST
from appliance.outside import TranslationSettings

LONGEST_REPLY = 256 * 1024  # octets; of a message's 40,000 characters each may take six, written as \\uXXXX
_OK = 200
_PASSING = frozenset((429, *range(500, 600)))


@dataclass(frozen=True, slots=True)
class Translated:
    """What the server made of a text."""

    text: str


@dataclass(frozen=True, slots=True)
class Untranslated:
    """Why it did not, for people. `passing`: it may, another time."""

    why: str
    passing: bool = False


class Server:
    """Asks for one text at a time, each within the settings' `seconds`. `hang_up` may be called by others."""

    def __init__(self, settings: TranslationSettings) -> None:
        self._settings = settings
        self._place = urlsplit(settings.url)
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._late = False

    def translate(self, text: str, source: str, target: str) -> Translated | Untranslated:
        """Ask for it; the languages are tags such as `en`."""
        asked = {"q": text, "source": source, "target": target, "format": "text"}
        if self._settings.api_key:
            asked["api_key"] = self._settings.api_key
        self._late = False
        answer = self._asked(json.dumps(asked).encode())
        if self._late:
            return Untranslated(f"{self._place.netloc} takes more than {self._settings.seconds} s", passing=True)
        return answer

    def hang_up(self) -> None:
        """End what is under way."""
        with self._lock:
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _hang_up_late(self) -> None:
        self._late = True
        self.hang_up()

    def _asked(self, body: bytes) -> Translated | Untranslated:
        try:
            with self._connected() as connection:
                return self._answer(connection, body)
        except (OSError, http.client.HTTPException) as error:
            return Untranslated(f"{self._place.netloc} does not answer: {_said(error)}", passing=True)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[http.client.HTTPConnection]:
        """A connection that ends when its time is over, whatever the far end does: it may send an octet a second."""
        connection = _connection(self._place, self._settings.seconds)
        timer = threading.Timer(self._settings.seconds, self._hang_up_late)
        with contextlib.closing(connection):
            connection.connect()
            connection.sock.settimeout(2 * self._settings.seconds)  # the timer is to be the first
            with self._lock:
                self._socket = connection.sock
            timer.start()
            try:
                yield connection
            finally:
                timer.cancel()
                with self._lock:
                    self._socket = None
                timer.join()

    def _answer(self, connection: http.client.HTTPConnection, body: bytes) -> Translated | Untranslated:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        connection.request("POST", _path(self._place), body, headers)
        answer = connection.getresponse()
        octets = answer.read(LONGEST_REPLY + 1)
        if len(octets) > LONGEST_REPLY:
            return Untranslated(f"{self._place.netloc} answers more than {LONGEST_REPLY} octets")
        told = _object(octets)
        if answer.status != _OK:
            why = str(told.get("error", answer.reason))[:200]
            return Untranslated(f"{self._place.netloc}: {answer.status} {why}", answer.status in _PASSING)
        text = told.get("translatedText")
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
            return Untranslated(f"what {self._place.netloc} answers is no translation")
        return Translated(text)


def _connection(place: SplitResult, seconds: int) -> http.client.HTTPConnection:
    if place.scheme == "https":
        trust = ssl.create_default_context()
        return http.client.HTTPSConnection(place.netloc, timeout=seconds, context=trust)
    return http.client.HTTPConnection(place.netloc, timeout=seconds)


def _path(place: SplitResult) -> str:
    path = place.path.rstrip("/")
    return path if path.endswith("/translate") else f"{path}/translate"


def _object(octets: bytes) -> dict[str, Any]:
    """The JSON object that they are, empty where they are none."""
    try:
        found = json.loads(octets)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]
