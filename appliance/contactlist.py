"""Contacts as ICTCore has them in a file (spec/ICTCORE.md 12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from appliance import sheets
from appliance.errors import Invalid

COLUMNS = ("phone", "first_name", "last_name", "email", "address", "custom1", "custom2", "custom3", "description")


def sample() -> bytes:
    """What a file may look like."""
    first = ("Valid", "Contact", "email@domain.com", "street address", "one", "two", "three", "first example")
    second = ("Other", "Contact", "other@domain.com", "street address", "", "", "", "second example")
    return sheets.written((("923330000000", *first), ("923330000001", *second)))


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank. `number` counts all rows from 1, as spreadsheets do; `fields`: its cells by column,
    empty ones left out; `fault`: why it can't be read, "" where it can."""

    number: int
    fields: Mapping[str, str]
    fault: str = ""


def written(contacts: Iterable[Any]) -> bytes:
    """A line for each of the contacts, which have a value for each of COLUMNS."""
    return sheets.written([getattr(contact, column) for column in COLUMNS] for contact in contacts)


def rows(file: IO[bytes]) -> Iterator[Row]:
    """The rows of a file, header and blank rows left out. Raises Invalid for a header with columns that are none."""
    columns: Sequence[str] = COLUMNS
    for number, cells in sheets.records(file):
        if number == 1 and (named := _header(cells)):
            columns = named
        elif isinstance(cells, str):
            yield Row(number, {}, cells)
        elif any(cells):
            yield _row(number, cells, columns)


def _row(number: int, cells: Sequence[str], columns: Sequence[str]) -> Row:
    if any(cells[len(columns) :]):
        return Row(number, {}, f"{len(cells)} values where there are {len(columns)} columns")
    named = zip(columns, cells, strict=False)
    return Row(number, {column: sheets.restored(cell) for column, cell in named if cell})


def _header(cells: sheets.Record) -> Sequence[str] | None:
    """The columns that a row names, None for a row of values. Raises Invalid."""
    named = [] if isinstance(cells, str) else sheets.named(cells)
    if "phone" not in named:
        return None
    for each in named:
        if each not in COLUMNS or named.count(each) > 1:
            raise Invalid(f"{each!r} in the header is no column, or twice; there are {', '.join(COLUMNS)}")
    return named
