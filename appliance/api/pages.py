"""The page: the files of `webui`, as they are. Nobody need log in to read them; what they show they ask of /box/v1."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from appliance.api.server import Wsgi

FIRST = "index.html"

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    "Cache-Control": "no-cache",  # ask each time: where nothing has changed the answer is 304, and no page is half new
    "Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_HTML = re.compile(r"(?:^|,)\s*(?:text/html|text/\*|\*/\*)\s*(?:;|,|$)")


@dataclass(frozen=True, slots=True)
class _File:
    octets: bytes
    headers: tuple[tuple[str, str], ...]
    tag: str


def files() -> Mapping[str, _File]:
    """The page's files by name, ready to be served."""
    found = (each for each in resources.files("webui").iterdir() if each.name.endswith(tuple(_TYPES)))
    return {each.name: _file(each.name, each.read_bytes()) for each in found}


def _file(name: str, octets: bytes) -> _File:
    tag = f'"{hashlib.sha256(octets).hexdigest()[:32]}"'
    kind = _TYPES[name[name.rindex(".") :]]
    return _File(octets, (*_HEADERS.items(), ("Content-Type", kind), ("ETag", tag)), tag)


def app() -> Wsgi:
    """Serves /ui/NAME."""
    kept = files()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return _answer(kept.get(environ["PATH_INFO"].removeprefix("/")), environ, start_response)

    return serve


def at_root(programs: Wsgi) -> Wsgi:
    """Serves the page at / to whoever takes HTML, all else is for `programs`."""
    first = files()[FIRST]

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = environ["REQUEST_METHOD"] in ("GET", "HEAD") and environ["PATH_INFO"] == "/"
        if asked and _HTML.search(environ.get("HTTP_ACCEPT", "")):
            return _answer(first, environ, start_response, (("Vary", "Accept"),))
        return programs(environ, start_response)

    return serve


def _answer(
    found: _File | None,
    environ: Mapping[str, Any],
    start_response: Callable[..., Any],
    more: tuple[tuple[str, str], ...] = (),
) -> Iterable[bytes]:
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return _bare("405 Method Not Allowed", (("Allow", "GET, HEAD"),), start_response)
    if found is None:
        return _bare("404 Not Found", (), start_response)
    headers = [*found.headers, *more]
    if found.tag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", headers)
        return []
    start_response("200 OK", [*headers, ("Content-Length", str(len(found.octets)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [found.octets]


def _bare(status: str, headers: tuple[tuple[str, str], ...], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response(status, [*headers, ("Content-Length", "0")])
    return []
