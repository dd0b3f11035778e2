"""The first file of a multipart body (RFC 7578, RFC 2046 5.1), read by its boundary alone as it comes in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from math import inf

from appliance.errors import Invalid

_LONGEST_LINE = 2000
_MOST_LINES = 50
_LONGEST_BOUNDARY = 200  # octets; 70 would do by the book
_LONGEST_PADDING = 64  # blanks behind a delimiter
_PADDING = re.compile(rb"[ \t]*\r\n")


def boundary_of(content_type: str) -> bytes | None:
    """What divides the parts of a body of that type, None where it is no multipart. Raises Invalid where it lacks."""
    said = Message()
    said["Content-Type"] = content_type
    if said.get_content_maintype() != "multipart":
        return None
    boundary = said.get_boundary("")
    if not boundary or len(boundary) > _LONGEST_BOUNDARY:
        raise Invalid("a multipart body needs a boundary")
    return boundary.encode("latin-1", "replace")


def file_of(boundary: bytes, pieces: Iterator[bytes]) -> tuple[Message, Iterator[bytes]]:
    """The head and the content of the first part that is a file, or else says of what type it is.

    What its head says of a size is not believed. Raises Invalid where there is none, the content also where it breaks
    off.
    """
    parts = _Parts(boundary, pieces)
    while (head := parts.next_head()) is not None:
        if head.get_filename() is not None or "Content-Type" in head:
            return head, parts.content()
        for _ in parts.content():
            pass
    raise Invalid("there is no file in the form")


class _Parts:
    """The parts one after the other, never more of them in memory than a piece and a line."""

    def __init__(self, boundary: bytes, pieces: Iterator[bytes]) -> None:
        self._delimiter = b"\r\n--" + boundary
        self._pieces = pieces
        self._held = b"\r\n"  # the first delimiter may be the beginning of the body
        self._begun = False
        self._ended = False

    def next_head(self) -> Message | None:
        """The head of the next part, None behind the last one."""
        if not self._begun:
            self._begun = True
            for _ in self.content():  # the preamble
                pass
        return None if self._ended else self._head()

    def content(self) -> Iterator[bytes]:
        """The rest of the part, its delimiter read, too."""
        while True:
            yield from self._until(self._delimiter)
            self._hold(_LONGEST_PADDING)
            self._ended = self._held.startswith(b"--")
            padding = _PADDING.match(self._held)
            if self._ended or padding:
                self._held = self._held[padding.end() if padding else 0 :]
                return
            yield self._delimiter  # content that only looks like it

    def _head(self) -> Message:
        head = Message()
        for _ in range(_MOST_LINES):
            line = b"".join(self._until(b"\r\n", _LONGEST_LINE))
            if not line:
                return head
            name, _, value = line.decode("utf-8", "replace").partition(":")
            head[name.strip() or "X"] = value.strip().rstrip(";")
        raise Invalid("the head of a part is too long")

    def _until(self, end: bytes, longest: float = inf) -> Iterator[bytes]:
        """What comes before `end`, which is read, too."""
        while (at := self._held.find(end)) < 0:
            sure = max(len(self._held) - len(end) + 1, 0)
            longest -= sure
            if longest < 0:
                raise Invalid("the head of a part is too long")
            yield self._held[:sure]
            self._held = self._held[sure:]
            if not self._more():
                raise Invalid("the body broke off")
        yield self._held[:at]
        self._held = self._held[at + len(end) :]

    def _hold(self, octets: int) -> None:
        while len(self._held) < octets and self._more():
            pass

    def _more(self) -> bool:
        piece = next(self._pieces, b"")
        self._held += piece
        return bool(piece)
