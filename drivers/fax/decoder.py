"""What came over the line to rows, each checked; damaged ones are counted and filled in (T.4, T.6).

A decoder is fed octets in whatever pieces they come; that makes no difference to the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from drivers.fax.codelines import BadLine, read_one_dimensional, read_two_dimensional
from drivers.fax.codewords import EOL, LONGEST_CODE
from drivers.fax.line import bits_of
from drivers.fax.page import Coding
from drivers.fax.rows import Changes, changes_of, row_of

_PADDING = "0" * LONGEST_CODE  # the zeros of a line's last code word may have been taken for those of the EOL
_EMPTY_LINES_OF_RTC = 2  # of five; a damaged line may leave one
_ONE_DIMENSIONAL = "1"  # the tag bit of MR
_LONGEST_UNIT = 64  # bits that surely hold a mode and two runs


@dataclass(frozen=True, slots=True)
class ReceivedRows:
    """The rows of a page: how many were `bad` and are a copy of the one before, and how many of these in a row at most.
    `complete` is false where the page broke off."""

    rows: tuple[bytes, ...]
    bad: int = 0
    longest_bad: int = 0
    complete: bool = True

    def is_copy_of(self, other: ReceivedRows) -> bool:
        """Whether both came of one page, damaged differently: a line that is not bad is as it was sent."""
        strange = set(self.rows) ^ set(other.rows)
        return len(strange) <= 2 * (self.bad + other.bad)


class Decoder(Protocol):
    """Takes the octets of one page."""

    @property
    def complete(self) -> bool:
        """Whether the end of the page was there: RTC or EOFB. What comes after it is no part of it."""

    def feed(self, octets: bytes) -> None: ...

    def finish(self) -> ReceivedRows: ...


class _Rows:
    """Gathers rows."""

    def __init__(self, pels: int) -> None:
        self.pels = pels
        self.rows: list[bytes] = []
        self.reference: Changes = ()
        self.bad = self.longest_bad = self._bad_now = 0

    def add(self, changes: Changes) -> None:
        row = row_of(changes, self.pels)
        self.reference = changes if len(set(changes)) == len(changes) else changes_of(row)
        self.rows.append(row)
        self._bad_now = 0

    def add_bad(self, lines: int = 1) -> None:
        self.rows += [self.rows[-1] if self.rows else bytes(self.pels // 8)] * lines
        self.bad += lines
        self._bad_now += lines
        self.longest_bad = max(self.longest_bad, self._bad_now)

    def received(self, complete: bool) -> ReceivedRows:
        return ReceivedRows(tuple(self.rows), self.bad, self.longest_bad, complete)


class _LinesBetweenEols:
    """MH and MR: a line is what lies between two EOLs, so damage costs the lines that it is in."""

    def __init__(self, pels: int) -> None:
        self.complete = False
        self._rows = _Rows(pels)
        self._bits = ""
        self._begun = False
        self._empty = 0
        self._longest_line = pels

    def feed(self, octets: bytes) -> None:
        if self.complete:
            return
        *lines, self._bits = (self._bits + bits_of(octets)).split(EOL)
        for line in lines:
            self._take(line)

    def _take(self, line: str) -> None:
        if not self._begun:  # what lies before the first EOL is no line
            self._begun = True
        elif self.complete:
            return
        elif self._is_empty(line):
            self._empty += 1
            self.complete = self._empty == _EMPTY_LINES_OF_RTC
        else:
            self._empty = 0
            self._add(line)

    def _is_empty(self, line: str) -> bool:
        return "1" not in line

    def _add(self, line: str) -> None:
        try:
            self._rows.add(self._read(line + _PADDING))
            self._longest_line = max(self._longest_line, len(line))
        except BadLine:
            self._rows.add_bad(self._lines_in(line))

    def _read(self, padded: str) -> Changes:
        return self._whole(padded, read_one_dimensional(padded, 0, self._rows.pels))

    def _lines_in(self, line: str) -> int:
        """How many lines it may have been before EOLs were damaged, at least."""
        return 1 + len(line.rstrip("0")) // self._longest_line

    @staticmethod
    def _whole(line: str, read: tuple[Changes, int]) -> Changes:
        """The changes, where nothing but fill is left of the line."""
        changes, at = read
        if "1" in line[at:]:
            raise BadLine(at)
        return changes

    def finish(self) -> ReceivedRows:
        """A last line without its EOL is not counted: its end is not known."""
        return self._rows.received(self.complete)


class _TaggedLines(_LinesBetweenEols):
    """MR: a tag behind each EOL says how the next line is coded. After damage, only a one-dimensional line is sure."""

    def __init__(self, pels: int) -> None:
        super().__init__(pels)
        self._synchronised = False

    def _is_empty(self, line: str) -> bool:
        return "1" not in line[1:]

    def _add(self, line: str) -> None:
        before = self._rows.bad
        super()._add(line)
        self._synchronised = self._rows.bad == before

    def _read(self, padded: str) -> Changes:
        pels, coded = self._rows.pels, padded[1:]
        if padded[0] == _ONE_DIMENSIONAL:
            return self._whole(coded, read_one_dimensional(coded, 0, pels))
        if self._synchronised:
            return self._whole(coded, read_two_dimensional(coded, 0, pels, self._rows.reference))
        raise BadLine(0)


class _LinesWithoutEols:
    """MMR: lines follow each other and each needs the one before, so damage ends the page."""

    def __init__(self, pels: int) -> None:
        self.complete = False
        self._broken = False
        self._rows = _Rows(pels)
        self._bits = ""

    def feed(self, octets: bytes) -> None:
        self._bits += bits_of(octets)
        self._read(spare=_LONGEST_UNIT)

    def finish(self) -> ReceivedRows:
        self._bits += _PADDING
        self._read(spare=0)
        return self._rows.received(self.complete)

    def _read(self, spare: int) -> None:
        """Read lines until bits run out: what fails within the last `spare` bits may be whole with more of them."""
        at = 0
        while not (self.complete or self._broken):
            try:
                changes, at = read_two_dimensional(self._bits, at, self._rows.pels, self._rows.reference)
            except BadLine as bad:
                self.complete = self._bits.startswith(EOL, at)
                self._broken = not self.complete and bad.at < len(self._bits) - spare
                break
            self._rows.add(changes)
        self._bits = self._bits[at:]


_DECODERS: Mapping[Coding, Callable[[int], Decoder]] = {
    Coding.MH: _LinesBetweenEols,
    Coding.MR: _TaggedLines,
    Coding.MMR: _LinesWithoutEols,
}


def decoder(coding: Coding, pels: int) -> Decoder:
    """A new one, for lines of `pels`."""
    return _DECODERS[coding](pels)
