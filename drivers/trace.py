r"""The flight recorder, and the transcript format that the field and the tests share.

A transcript is lines of text:

    > AT+CREG?          we wrote this and CR
    < +CREG: 0,1        the modem said CR LF this CR LF
    < >                 the modem said the prompt: CR LF, `> `
    ! no answer         a note of the recorder; a ReplayPort knows `silence` and `port lost`
    # a comment

A `\` at the end takes the line ends away: `> +++\`, `< AT\r\`. A payload needs none: after `\x1a` or `\e` nothing is
added. Bytes that are not printable ASCII are written `\r`, `\n`, `\e`, `\\` and `\xNN`. In a line that we write, `*`
stands for any one byte: so what masking took away still plays.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from drivers.masking import Masking

Direction = Literal[">", "<", "!", "#"]
_Said = tuple[float, Direction, bytes]

# How long a pause must be before the transcript of a recording tells it, in seconds.
_PAUSE = 0.1

_LINES = re.compile(rb"\r\n> |\r\n[^\r\n]+\r\n|[^\r\n]+\r(?=\r\n)|[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_WRITES = re.compile(rb"[^\r\x1a\x1b]*[\r\x1a\x1b]|[^\r\x1a\x1b]+")
_UNPRINTABLE = re.compile(r"[^ -\[\]-~]")
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|.)")
_NAMED = {"\r": "\\r", "\n": "\\n", "\x1b": "\\e", "\\": "\\\\"}
_PLAIN = {escape[1]: plain for plain, escape in _NAMED.items()}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a transcript: bytes that went out (`>`) or came in (`<`), a note (`!`) or a comment (`#`)."""

    direction: Direction
    data: bytes

    def __str__(self) -> str:
        if self.direction in "!#":
            return f"{self.direction} {self.data.decode('latin-1')}"
        return f"{self.direction} {_shown(self.direction, self.data)}"


def _shown(direction: str, data: bytes) -> str:
    text = data.decode("latin-1")
    if direction == "<":
        if text == "\r\n> ":
            return ">"
        inner = text[2:-2]
        if text == f"\r\n{inner}\r\n" and inner not in ("", ">") and not inner.startswith(" ") and _ends_plain(inner):
            return _escaped(inner)
    elif text[-1:] in ("\x1a", "\x1b"):
        return _escaped(text)
    elif text.endswith("\r") and _ends_plain(text[:-1]):
        return _escaped(text[:-1])
    return _escaped(text) + "\\"


def _ends_plain(text: str) -> bool:
    return text == text.rstrip() and not text.endswith(("\x1a", "\x1b"))


def _escaped(text: str) -> str:
    return _UNPRINTABLE.sub(lambda found: _NAMED.get(found[0]) or f"\\x{ord(found[0]):02x}", text)


def _plain(text: str) -> bytes:
    def one(found: re.Match[str]) -> str:
        code = found[1]
        return chr(int(code[1:], 16)) if len(code) == 3 else _PLAIN.get(code, code)

    return _ESCAPE.sub(one, text).encode("latin-1")


def _raw(text: str) -> str | None:
    r"""The text before a `\` that ends it and escapes nothing; None where there is none."""
    slashes = len(text) - len(text.rstrip("\\"))
    return text[:-1] if slashes % 2 else None


def _entry(line: str) -> Entry:
    direction, text = line[:1], line[2:]
    match direction:
        case "!" | "#":
            return Entry(direction, text.encode("latin-1", "replace"))
        case ">":
            return Entry(direction, _written(text))
        case "<":
            return Entry(direction, _said(text))
    raise ValueError(f"not a line of a transcript: {line!r}")


def _written(text: str) -> bytes:
    raw = _raw(text)
    if raw is not None:
        return _plain(raw)
    data = _plain(text)
    return data if data.endswith((b"\x1a", b"\x1b")) else data + b"\r"


def _said(text: str) -> bytes:
    raw = _raw(text)
    if raw is not None:
        return _plain(raw)
    return b"\r\n> " if text == ">" else b"\r\n" + _plain(text) + b"\r\n"


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said on a port, in turn."""

    entries: tuple[Entry, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Transcript:
        """The transcript in `text`; white space before a line is ignored. Raises ValueError for a line that is none."""
        lines = (line.lstrip() for line in text.splitlines())
        return cls(tuple(_entry(line) for line in lines if line))

    def __str__(self) -> str:
        return "".join(f"{entry}\n" for entry in self.entries)

    def masked(self) -> Transcript:
        """Without secrets, numbers and what messages say, see drivers.masking: each of their characters is a `*`."""
        return Transcript(tuple(_masked(self.entries)))


def _masked(entries: Iterable[Entry]) -> Iterator[Entry]:
    masking = Masking()
    hide = {">": masking.written, "<": masking.heard}
    for entry in entries:
        yield Entry(entry.direction, hide[entry.direction](entry.data)) if entry.direction in hide else entry


class Trace:
    """The last `size` things that were said on a port; cheap enough to run always."""

    def __init__(self, size: int = 1000, clock: Callable[[], float] = time.monotonic) -> None:
        self._ring: deque[_Said] = deque(maxlen=size)
        self._clock = clock

    @property
    def silent(self) -> bool:
        """Whether nothing was said yet."""
        return not self._ring

    def wrote(self, data: bytes) -> None:
        self._ring.append((self._clock(), ">", data))

    def heard(self, data: bytes) -> None:
        self._ring.append((self._clock(), "<", data))

    def note(self, text: str) -> None:
        """What the bytes don't tell, such as that an answer was not waited for any longer."""
        self._ring.append((self._clock(), "!", " ".join(text.split()).encode("latin-1", "replace")))

    def transcript(self) -> Transcript:
        """What was said, masked, with its pauses as comments."""
        return self.unmasked().masked()

    def unmasked(self) -> Transcript:
        """What was said, with secrets and messages: for nobody but the owner of the SIM."""
        return Transcript(tuple(_merged(self._whole())))

    def _whole(self) -> list[_Said]:
        """Where the ring has let go of the oldest, without what may be the rest of a line: nobody could mask that."""
        kept = list(self._ring)
        if len(kept) == self._ring.maxlen:
            begins = (place for place, (_, direction, data) in enumerate(kept) if _begins(direction, data))
            kept = kept[next(begins, len(kept)) :]
        return kept


def _begins(direction: Direction, data: bytes) -> bool:
    return direction == ">" or data.startswith(b"\r\n")


def _merged(ring: list[_Said]) -> Iterator[Entry]:
    """Chunks that follow each other in one direction, cut again at line ends."""
    before = ring[0][0] if ring else 0.0
    held: tuple[Direction, bytes] = ("#", b"")
    for at, direction, data in ring:
        paused = at - before >= _PAUSE and held[1].endswith((b"\r", b"\n", b"> ", b"\x1a", b"\x1b"))
        if direction != held[0] or direction == "!" or paused:
            yield from _lines(*held)
            held = (direction, b"")
        if paused:
            yield Entry("#", f"{at - before:.3f} s".encode())
        held = (direction, held[1] + data)
        before = at
    yield from _lines(*held)


def _lines(direction: Direction, data: bytes) -> Iterator[Entry]:
    if direction in "!#":
        if data:
            yield Entry(direction, data)
    else:
        for line in (_LINES if direction == "<" else _WRITES).findall(data):
            yield Entry(direction, line)
