"""A server that speaks LibreTranslate's contract, as slow or as broken as a test wants it."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

LANGUAGES = ("en", "de", "fr")


class LibreTranslate(ThreadingHTTPServer):
    """Translates by turning words round. `fault` is done in place of answering; `asked` is what came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, str]] = []
        self.fault = ""
        self.key = ""
        self.heard = threading.Event()
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address) -> None:
        """A client that hung up is what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: LibreTranslate

    def do_POST(self) -> None:
        asked = self.body(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, **asked})
        self.server.heard.set()
        if self.server.fault:
            FAULTS[self.server.fault](self)
            return
        self.say(*self.translated(asked))

    def body(self, octets: bytes) -> dict[str, str]:
        """JSON as the box sends it, or a form as its official client does."""
        if self.headers["Content-Type"] == "application/json":
            return json.loads(octets)
        return dict(parse_qsl(octets.decode()))

    def translated(self, asked: dict[str, str]) -> tuple[int, object]:
        """As LibreTranslate's own tests have it: 400 for what does not hold, 403 for a key that does not."""
        if self.path != "/translate":
            return 404, {"error": "not found"}
        if self.server.key and asked.get("api_key") != self.server.key:
            return 403, {"error": "Invalid API key"}
        for name in ("q", "source", "target"):
            if not asked.get(name):
                return 400, {"error": f"Invalid request: missing {name} parameter"}
        for name in ("source", "target"):
            if asked[name] not in LANGUAGES:
                return 400, {"error": f"{asked[name]} is not supported"}
        if asked.get("format", "text") not in ("text", "html"):
            return 400, {"error": f"{asked['format']} format is not supported"}
        return 200, {"translatedText": f"[{asked['target']}] {asked['q']}"}

    def say(self, status: int, told: object) -> None:
        octets = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def drip(self) -> None:
        """An octet now and then, for ever."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not self.server.over.wait(0.05):
            self.wfile.write(b" ")
            self.wfile.flush()

    def log_message(self, *words: object) -> None:
        pass


FAULTS = {
    "silent": lambda handler: handler.server.over.wait(30),
    "drip": Handler.drip,
    "hang up": lambda handler: handler.connection.close(),
    "500": lambda handler: handler.say(500, {"error": "out of memory"}),
    "429": lambda handler: handler.say(429, {"error": "Slowdown"}),
    "html": lambda handler: handler.say(502, b"<html>Bad Gateway</html>"),
    "redirect": lambda handler: handler.say(301, b""),
    "garbage": lambda handler: handler.say(200, b"\xff\x00garbage"),
    "deep": lambda handler: handler.say(200, b"[" * 100_000),
    "list": lambda handler: handler.say(200, ["x"]),
    "number": lambda handler: handler.say(200, {"translatedText": 5}),
    "nothing": lambda handler: handler.say(200, {"translatedText": " "}),
    "long": lambda handler: handler.say(200, {"translatedText": "x" * 40_001}),
    "huge": lambda handler: handler.say(200, b'{"translatedText": "' + b"x" * 5_000_000 + b'"}'),
}


@contextlib.contextmanager
def listening() -> Iterator[LibreTranslate]:
    """One that listens."""
    server = LibreTranslate()
    thread = threading.Thread(target=lambda: server.serve_forever(0.01))
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
