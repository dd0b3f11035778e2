"""What an address says beside the place: parameters, and ICTCore's other ways to name a method and a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from appliance.api.server import Wsgi
from appliance.errors import Invalid

_MOST_PARAMETERS = 200
_OVERRIDES = ("PUT", "DELETE", "PATCH")
_DELETE = "/delete"
_FOLLOWING = ("navigate", "no-cors")


def parameters(encoded: str) -> dict[str, str]:
    """Those of a query or a form. Raises Invalid."""
    try:
        return dict(parse_qsl(encoded, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS))
    except ValueError as error:
        raise Invalid("too many parameters") from error


def parameters_joined(encoded: str) -> dict[str, str]:
    """The same, with commas between the values of one that is there several times. Raises Invalid."""
    try:
        pairs = parse_qsl(encoded, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:
        raise Invalid("too many parameters") from error
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: ",".join(values) for name, values in found.items()}


def is_followed(environ: Mapping[str, Any]) -> bool:
    """Whether a browser follows a link, loads a picture or fetches ahead, so that nobody asks for a change.

    Fetch Metadata Request Headers 2.2; programs and scripts of a page say something else or nothing.
    """
    return environ.get("HTTP_SEC_FETCH_MODE", "") in _FOLLOWING


def overridden(app: Wsgi, formats: tuple[str, ...]) -> Wsgi:
    """An app that takes the ways of ICTCore's REST library (spec/ICTCORE.md 1 and 6), too.

    A POST stands for the method that X-HTTP-Method-Override or ?method= names, a GET of a record's address with
    /delete behind it for a DELETE. One of `formats` behind a dot is what ?format= would be.
    """

    def with_overrides(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["PATH_INFO"], environ["QUERY_STRING"] = _without_suffix(environ, formats)
        environ["REQUEST_METHOD"], environ["PATH_INFO"] = _meant(environ)
        return app(environ, start_response)

    return with_overrides


def _without_suffix(environ: Mapping[str, Any], formats: tuple[str, ...]) -> tuple[str, str]:
    """The path and the query; the latter has the last word."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    stem, _, suffix = path.rpartition(".")
    if suffix not in formats:
        return path, query
    return stem, "&".join(each for each in (f"format={suffix}", query) if each)


def _meant(environ: Mapping[str, Any]) -> tuple[str, str]:
    """The method and the path."""
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    if method == "POST":
        asked = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE") or _asked_for(environ["QUERY_STRING"])
        return (asked.upper() if asked.upper() in _OVERRIDES else method), path
    if method == "GET" and path.endswith(_DELETE) and not is_followed(environ):
        return "DELETE", path.removesuffix(_DELETE)
    return method, path


def _asked_for(query: str) -> str:
    try:
        return parameters(query).get("method", "") if "method=" in query else ""
    except Invalid:  # said once more where it can be answered
        return ""
