"""Tracked links: whoever has one is sent on to where it leads, and that is counted (spec/SCG.md 9).

Programs that look at a link before its reader does are sent on, too, but convert nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from appliance.api.server import Wsgi
from appliance.errors import NotFound

_TOKEN = re.compile(r"/([A-Za-z0-9]{1,64})")
_FETCHED_AHEAD = ("HTTP_PURPOSE", "HTTP_SEC_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_AHEAD = re.compile("prefetch|preview|prerender", re.IGNORECASE)
_PREVIEW = re.compile(
    r"(?<!cu)bot\b|crawl|spider|preview|facebookexternalhit|facebookcatalog|whatsapp|viber|snapchat|skypeuripreview|"
    r"safelinks|embedly|slurp|curl/|wget/|python-|go-http-client|okhttp|libwww|headlesschrome",
    re.IGNORECASE,
)
_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
)


class Links(Protocol):
    """Where tracked links lead."""

    def target(self, made: str) -> str:
        """Nobody having followed it. Raises NotFound."""

    def click(self, made: str) -> str:
        """Now that somebody follows it. Raises NotFound."""


def app(links: Links) -> Wsgi:
    """Serves /l/TOKEN. Nobody need log in."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _said("405 Method Not Allowed", (("Allow", "GET, HEAD"),), environ, start_response)
        token = _TOKEN.fullmatch(environ["PATH_INFO"])
        try:
            if token is None:
                raise NotFound
            target = (links.click if _is_a_reader(environ) else links.target)(token[1])
        except NotFound:
            return _said("404 Not Found", (), environ, start_response)
        return _said("302 Found", (("Location", target),), environ, start_response)

    return serve


def _is_a_reader(environ: dict[str, Any]) -> bool:
    """No program that only looks."""
    if environ["REQUEST_METHOD"] == "HEAD" or any(_AHEAD.search(environ.get(each, "")) for each in _FETCHED_AHEAD):
        return False
    return not _PREVIEW.search(environ.get("HTTP_USER_AGENT", ""))


def _said(
    status: str, headers: tuple[tuple[str, str], ...], environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    octets = f"{status[4:]}\n".encode()
    start_response(status, [*_HEADERS, *headers, ("Content-Length", str(len(octets)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [octets]
