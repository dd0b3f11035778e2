"""Tables as CSV: read as other programs write it, written so that it reads back the same (RFC 4180).

No spreadsheet takes what is written for a formula: a cell that one would calculate gets an apostrophe in front, which
reading takes off. A telephone number keeps its +.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

_DELIMITERS = ",;\t"
_CALCULATED = re.compile(r"'*[=+\-@\t\r\n]")
_NUMBER = re.compile(r"\+?[0-9*#]*")
_LONGEST_LINE = 1024 * 1024  # characters; what is longer is cut there, wherever that is
_PIECE = 64 * 1024
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

Record = Sequence[str] | str
"""The cells of a row, or why it can't be read."""


def records(file: IO[bytes], lines: int = 1) -> Iterator[tuple[int, Record]]:
    """Each row with its number, counted from 1 as spreadsheets do; cells as they are, see `restored`.

    One that spreads over more than so many `lines` can't be read. UTF-8, UTF-16 with its mark, else Windows-1252;
    separated by commas, semicolons or tabs.
    """
    text = io.TextIOWrapper(file, _encoding(file), errors="replace", newline="")
    rest = iter(lambda: text.readline(_LONGEST_LINE), "")
    first = next(rest, "")
    reader = csv.reader(_with(first, rest), delimiter=_delimiter(first))
    number = 0
    while True:
        number += 1
        begun = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            yield number, "a value has no end: is a quote not closed?"
            continue
        spread = reader.line_num - begun > lines
        yield number, f"lines {begun + 1} to {reader.line_num} are one row: is a quote not closed?" if spread else cells
    text.detach()


def named(cells: Iterable[str]) -> list[str]:
    """What a header calls its columns, in small letters without blanks; none of those at its end that it calls
    nothing."""
    found = [each.strip().lower().replace(" ", "_") for each in cells]
    while found and not found[-1]:
        found.pop()
    return found


def written(table: Iterable[Iterable[str]]) -> bytes:
    """Rows, each cell in quotes."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for row in table:
        writer.writerow(map(_harmless, row))
    return buffer.getvalue().encode("utf-8", "replace")


def restored(cell: str) -> str:
    """Without what makes it harmless."""
    return cell[1:] if cell.startswith("'") and _CALCULATED.match(cell) else cell


def _harmless(value: str) -> str:
    return f"'{value}" if _CALCULATED.match(value) and not _NUMBER.fullmatch(value) else value


def _with(first: str, lines: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from lines


def _delimiter(first: str) -> str:
    for each in _DELIMITERS:
        try:
            cells = next(csv.reader([first], delimiter=each, strict=True), [])
        except csv.Error:
            continue
        if len(cells) > 1 and not set(_DELIMITERS) & set(cells[0]):
            return each
    return ","


def _encoding(file: IO[bytes]) -> str:
    """Found by its mark or by looking through all of it; the file is at its beginning then."""
    head = file.read(3)
    file.seek(0)
    marked = next((name for mark, name in _BOMS.items() if head.startswith(mark)), None)
    if marked is None:
        marked = "utf-8" if _is_utf8(file) else "cp1252"
        file.seek(0)
    return marked


def _is_utf8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in iter(lambda: file.read(_PIECE), b""):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
