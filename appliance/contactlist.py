"""Contacts as CSV (spec/ICTCORE.md 12): read as other programs write it, written so that it reads back the same.

No spreadsheet takes what is written for a formula: a cell that one would calculate gets an apostrophe in front, which
reading takes off. A telephone number keeps its +.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from appliance.errors import Invalid

COLUMNS = ("phone", "first_name", "last_name", "email", "address", "custom1", "custom2", "custom3", "description")

_DELIMITERS = ",;\t"
_CALCULATED = re.compile(r"'*[=+\-@\t\r\n]")
_NUMBER = re.compile(r"\+?[0-9*#]*")
_LONGEST_LINE = 64 * 1024
_PIECE = 64 * 1024
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def sample() -> bytes:
    """What a file may look like."""
    first = ("Valid", "Contact", "email@domain.com", "street address", "one", "two", "three", "first example")
    second = ("Other", "Contact", "other@domain.com", "street address", "", "", "", "second example")
    return _lines((("923330000000", *first), ("923330000001", *second)))


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank. `number` counts all rows from 1, as spreadsheets do; `fields`: its cells by column,
    empty ones left out; `fault`: why it can't be read, "" where it can."""

    number: int
    fields: Mapping[str, str]
    fault: str = ""


def written(contacts: Iterable[Any]) -> bytes:
    """A line for each of the contacts, which have a value for each of COLUMNS."""
    return _lines([getattr(contact, column) for column in COLUMNS] for contact in contacts)


def _lines(table: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for phone, *others in table:
        writer.writerow([_harmless_number(phone), *map(_harmless, others)])
    return buffer.getvalue().encode("utf-8", "replace")


def rows(file: IO[bytes]) -> Iterator[Row]:
    """The rows of a file, header and blank rows left out. Raises Invalid for a header with columns that are none.

    UTF-8, UTF-16 with its mark, else Windows-1252; separated by commas, semicolons or tabs.
    """
    text = io.TextIOWrapper(file, _encoding(file), errors="replace", newline="")
    lines = iter(lambda: text.readline(_LONGEST_LINE), "")
    first = next(lines, "")
    columns: Sequence[str] = COLUMNS
    for number, cells in _records(first, lines):
        if number == 1 and (named := _header(cells)):
            columns = named
        elif isinstance(cells, str):
            yield Row(number, {}, cells)
        elif any(cells):
            yield _row(number, cells, columns)
    text.detach()


def _records(first: str, lines: Iterator[str]) -> Iterator[tuple[int, Sequence[str] | str]]:
    """The cells of each row with its number, or why it can't be read."""
    reader = csv.reader(_with(first, lines), delimiter=_delimiter(first))
    number = 0
    while True:
        number += 1
        begun = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, "a value has no end: is a quote not closed?"
            continue
        spread = reader.line_num - begun > 1
        yield number, f"lines {begun + 1} to {reader.line_num} are one row: is a quote not closed?" if spread else cells


def _with(first: str, lines: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from lines


def _row(number: int, cells: Sequence[str], columns: Sequence[str]) -> Row:
    if any(cells[len(columns) :]):
        return Row(number, {}, f"{len(cells)} values where there are {len(columns)} columns")
    named = zip(columns, cells, strict=False)
    return Row(number, {column: _restored(cell) for column, cell in named if cell})


def _header(cells: Sequence[str] | str) -> Sequence[str] | None:
    """The columns that a row names, None for a row of values. Raises Invalid."""
    if isinstance(cells, str):
        return None
    named = [each.strip().lower().replace(" ", "_") for each in cells]
    while named and not named[-1]:
        named.pop()
    if "phone" not in named:
        return None
    for each in named:
        if each not in COLUMNS or named.count(each) > 1:
            raise Invalid(f"{each!r} in the header is no column, or twice; there are {', '.join(COLUMNS)}")
    return named


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


def _harmless(value: str) -> str:
    return f"'{value}" if _CALCULATED.match(value) else value


def _harmless_number(value: str) -> str:
    return value if _NUMBER.fullmatch(value) else _harmless(value)


def _restored(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _CALCULATED.match(cell) else cell
