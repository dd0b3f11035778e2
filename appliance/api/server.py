"""The web server: dialects by prefix, plain on loopback, TLS elsewhere."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cheroot.server import ChunkedRFile, HTTPConnection, HTTPRequest
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Gateway_10, Server

log = logging.getLogger(__name__)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

THREADS = 10
_TIMEOUT = 20
_TOUCHED_EVERY = 0.05  # seconds, while it ends
_MOST_DRAINED = 64 * 1024 * 1024
_PIECE = 64 * 1024
_LONGEST_CHUNK_HEAD = 256
_SLASHES = re.compile(rb"/{2,}")


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files: the certificate (with its chain) and its key."""

    certificate: Path
    key: Path


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`, so that plain HTTP tells nobody anything."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def by_prefix(apps: Mapping[str, Wsgi]) -> Wsgi:
    """One app of several: the longest prefix ("/api", "/" for the rest) that a path lies under takes it."""
    longest_first = sorted(((prefix.rstrip("/"), app) for prefix, app in apps.items()), key=lambda each: -len(each[0]))

    def dispatch(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "").rstrip("/") or "/"
        for prefix, app in longest_first:
            if path == prefix or path.startswith(prefix + "/"):
                environ["SCRIPT_NAME"] = prefix
                environ["PATH_INFO"] = path[len(prefix) :] or "/"
                return app(environ, _noted(environ, path, start_response))
        start_response("404 Not Found", [("Content-Length", "0")])
        return []

    return dispatch


def _noted(environ: dict[str, Any], path: str, start_response: Callable[..., Any]) -> Callable[..., Any]:
    """The access log: never a query, a header or a body, which may hold secrets."""
    if not log.isEnabledFor(logging.DEBUG):
        return start_response

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        log.debug("%s %s %r %s", environ["REMOTE_ADDR"], environ["REQUEST_METHOD"], path, status)
        return start_response(status, headers, exc_info)

    return start


class _Chunked(ChunkedRFile):
    """A body in chunks, of which no more than a piece is held, however large its sender makes them."""

    _left = 0  # octets of the chunk under way

    def _fetch(self) -> None:
        if not self._left and not self.closed:
            self._left = self._begun()
        if not self.closed:
            piece = self.rfile.read(min(self._left, _PIECE))
            self._left -= len(piece)
            self.buffer += piece
            if not piece or (not self._left and self.rfile.read(2) != b"\r\n"):
                raise ValueError("the chunk broke off")

    def _begun(self) -> int:
        size = self.rfile.readline(_LONGEST_CHUNK_HEAD).partition(b";")[0].strip()
        length = int(size, 16)
        self.closed = length <= 0
        return length


class _Gateway(Gateway_10):
    """Reads in pieces what a client sends and nobody asked for; gives up the connection where that is too much."""

    def __init__(self, req: Any) -> None:
        if req.chunked_read:
            req.rfile = _Chunked(req.conn.rfile, None)
        super().__init__(req)

    def start_response(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        if not self._drained():
            self.req.close_connection = True
        return super().start_response(status, headers, exc_info)

    def _drained(self) -> bool:
        if getattr(self.req.rfile, "remaining", 0) > _MOST_DRAINED:
            return False
        try:
            return any(not self.req.rfile.read(_PIECE) for _ in range(_MOST_DRAINED // _PIECE))
        except (ValueError, OSError):
            return False


class _TlsAdapter(BuiltinSSLAdapter):
    """Leaves the handshake to the thread that serves the connection: a silent client must not hold up the others."""

    def wrap(self, sock: Any) -> tuple[Any, dict[str, str]]:
        wrapped = self.context.wrap_socket(sock, do_handshake_on_connect=False, server_side=True)
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}


class _OneSlash:
    """What a client sends, its first line with one slash wherever there are more in the path."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def readline(self) -> bytes:
        line: bytes = self._source.readline()
        path, mark, query = line.partition(b"?")
        return _SLASHES.sub(b"/", path) + mark + query


class _Request(HTTPRequest):
    """Programs that put addresses together write // for /, also where it would begin a host's name (RFC 3986 4.2)."""

    def read_request_line(self) -> bool:
        source, self.rfile = self.rfile, _OneSlash(self.rfile)
        try:
            return bool(super().read_request_line())  # type: ignore[no-untyped-call]
        finally:
            self.rfile = source


class _Connection(HTTPConnection):
    """Hangs up on who fails the TLS handshake: to OpenSSL 3.5 an answer would be another try, until its time-out."""

    RequestHandlerClass = _Request

    def communicate(self) -> bool:
        return self._secured() and bool(super().communicate())  # type: ignore[no-untyped-call]

    def _secured(self) -> bool:
        if not isinstance(self.socket, ssl.SSLSocket) or self.socket.version():
            return True
        try:
            self.socket.do_handshake()
        except OSError as error:
            log.debug("%s: no TLS handshake: %s", self.remote_addr, error)
            return False
        return True

    def close(self) -> None:
        super().close()
        self.wfile.raw.close()  # else what a client left unread is tried again, and complained of, at its collection


class _Server(Server):
    """cheroot's server, its complaints in our log, with no socket left open where it can't listen."""

    ConnectionClass = _Connection
    expiration_interval = 5.0  # seconds; it wakes up so often though nothing comes

    @staticmethod
    def bind_socket(socket_: socket.socket, bind_addr: Any) -> socket.socket:
        try:
            socket_.bind(bind_addr)
        except OSError:
            socket_.close()
            raise
        return socket_

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        log.log(level, "%s", msg, exc_info=traceback)


class WebServer:
    """Serves `app` from its own threads between `start` and `stop`."""

    def __init__(self, app: Wsgi, host: str, port: int, tls: TlsFiles | None, threads: int = THREADS) -> None:
        self._server = _Server((host, port), app, numthreads=threads, server_name="modembox", timeout=_TIMEOUT)
        self._server.gateway = _Gateway
        if tls:
            self._server.ssl_adapter = _TlsAdapter(str(tls.certificate), str(tls.key))
        self._scheme = "https" if tls else "http"
        self._thread = threading.Thread(target=self._server.serve, name="web", daemon=True)

    def start(self) -> None:
        """Listen, then serve in the background. Raises OSError where the address is taken."""
        self._server.prepare()
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it listens, as a URL, with the port that was picked for port 0."""
        host, port = self._server.bind_addr[:2]
        return f"{self._scheme}://{f'[{host}]' if ':' in host else host}:{port}"

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self._server.bind_addr[1])

    def stop(self) -> None:
        """Finish the requests under way, then close."""
        ending = threading.Thread(target=self._server.stop, name="web's end")
        ending.start()
        while ending.is_alive():
            self._touch()
            ending.join(_TOUCHED_EVERY)
        self._thread.join()

    def _touch(self) -> None:
        """Wake it up: it looks whether it is to end when something comes."""
        with contextlib.suppress(OSError), socket.create_connection(self._server.bind_addr[:2], _TOUCHED_EVERY):
            pass


def serve(
    apps: Mapping[str, Wsgi], host: str, port: int, tls: TlsFiles | None = None, threads: int = THREADS
) -> WebServer:
    """Start serving `apps` by prefix; port 0 picks a free one. Without `tls` it is plain HTTP. Raises OSError."""
    server = WebServer(by_prefix(apps), host, port, tls, threads)
    server.start()
    return server
