"""Files over HTTP: a body as it is, freed from what was put round it on the way, and a file as the reply."""

from __future__ import annotations

import binascii
import itertools
import re
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import Any
from urllib.parse import quote

from appliance.api import multipart
from appliance.domain import Download, Upload
from appliance.errors import Invalid

_PIECE = 64 * 1024
_LONGEST_NAME = 150
# What programs say that know no better: curl of any file, a client of any body.
_UNSAID = ("", "application/octet-stream", "binary/octet-stream", "application/x-www-form-urlencoded")
_DATA_URL = re.compile(rb"\s*data:([\w.+-]+/[\w.+-]+)?(?:;[\w.+-]+=[\w.+-]+)*;base64,", re.IGNORECASE)
_PART = re.compile(rb"(?:\r\n)?(--[^\r\n]{1,200})\r\n((?:[^\r\n]{1,1000}\r\n){1,20})\r\n")


def upload(headers: Mapping[str, Any]) -> Upload:
    """The file that is a request's body, be it raw, a `data:` URL or the first part of a form. Raises Invalid."""
    said = _said(headers.get("CONTENT_TYPE", ""), _text(headers.get("HTTP_CONTENT_DISPOSITION", "")))
    octets = _octets(headers)
    if said.get("Content-Type", "").strip().lower() == "base64":
        return _of_data_url(octets)
    head = next(octets, b"")
    whole = itertools.chain((head,), octets)
    part = _PART.match(head)
    if part and b"content-disposition:" in part[2].lower():
        return _of_part(part, whole)
    return Upload(_kind(said), said.get_filename() or "", whole)


def announced(headers: Mapping[str, Any]) -> Upload:
    """The file that is a request's body: the first one of a form where its Content-Type says so, else all of it.

    What only looks like a form is taken as it is. Raises Invalid.
    """
    octets = _octets(headers)
    boundary = multipart.boundary_of(headers.get("CONTENT_TYPE", ""))
    if boundary is None:
        said = _said(headers.get("CONTENT_TYPE", ""), _text(headers.get("HTTP_CONTENT_DISPOSITION", "")))
        return Upload(_kind(said), said.get_filename() or "", octets)
    head, content = multipart.file_of(boundary, octets)
    return Upload(_kind(head), head.get_filename() or "", content)


def described(download: Download) -> dict[str, str]:
    """The headers of a reply that is a file."""
    length = {} if download.length is None else {"Content-Length": str(download.length)}
    return {"Content-Type": download.kind, **length, "Content-Disposition": _attachment(download.name)}


def _text(header: str) -> str:
    """A header that a client wrote in UTF-8, as many do; WSGI takes all for Latin-1."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


def _said(content_type: str, disposition: str) -> Message:
    said = Message()
    said["Content-Type"] = content_type
    said["Content-Disposition"] = disposition
    return said


def _kind(said: Message) -> str:
    kind = said.get("Content-Type", "").partition(";")[0].strip().lower()
    return "" if kind in _UNSAID else kind


def _of_data_url(octets: Iterator[bytes]) -> Upload:
    head = next(octets, b"")
    url = _DATA_URL.match(head)
    if url is None:
        raise Invalid("a body of Content-Type base64 is data:TYPE;base64,...")
    rest = itertools.chain((head[url.end() :],), octets)
    return Upload((url[1] or b"").decode().lower(), "", _from_base64(rest))


def _from_base64(pieces: Iterator[bytes]) -> Iterator[bytes]:
    over = b""
    try:
        for piece in pieces:
            given = over + piece.translate(None, b" \t\r\n")
            whole = len(given) - len(given) % 4
            given, over = given[:whole], given[whole:]
            yield binascii.a2b_base64(given, strict_mode=True)
        yield binascii.a2b_base64(over + b"=" * (-len(over) % 4), strict_mode=True)
    except binascii.Error as error:
        raise Invalid("the body is not base64") from error


def _of_part(part: re.Match[bytes], octets: Iterator[bytes]) -> Upload:
    said = Message()
    for line in part[2].decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        said[name.strip() or "X"] = value.strip()
    first = next(octets)[part.end() :]
    content = _until(b"\r\n" + part[1], itertools.chain((b"\r\n", first), octets))
    return Upload(_kind(said), said.get_filename() or "", _without(2, content))


def _until(end: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in pieces:
        held += piece
        before, found, _ = held.partition(end)
        if found:
            yield before
            return
        sure = max(len(held) - len(end) + 1, 0)
        yield held[:sure]
        held = held[sure:]
    raise Invalid("the body broke off")


def _without(leading: int, pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece[leading:]
        leading = max(leading - len(piece), 0)


def _octets(headers: Mapping[str, Any]) -> Iterator[bytes]:
    """The body in pieces. Raises Invalid where it is shorter than was said."""
    length = headers.get("CONTENT_LENGTH") or ""
    left = int(length) if length.isdecimal() else 0
    source = headers["wsgi.input"]
    try:
        if headers.get("wsgi.input_terminated"):
            yield from iter(lambda: source.read(_PIECE), b"")
            return
        while left:
            piece = source.read(min(left, _PIECE))
            if not piece:
                raise Invalid("the body broke off")
            left -= len(piece)
            yield piece
    except (ValueError, OSError) as error:
        raise Invalid("the body broke off") from error


def _attachment(name: str) -> str:
    """RFC 6266: a name that any file system takes; where it is not ASCII, also as RFC 5987 has it."""
    safe = "".join(each for each in name if each.isprintable() and each not in '/\\"').lstrip(". ")[-_LONGEST_NAME:]
    plain = safe.encode("ascii", "replace").decode().replace("?", "_") or "file"
    extended = "" if plain == safe else f"; filename*=UTF-8''{quote(safe or plain, safe='')}"
    return f'attachment; filename="{plain}"{extended}'
