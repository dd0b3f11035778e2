"""Rows as frozen records: read one, list those that match, make, change, remove. Values go in as parameters only."""

from __future__ import annotations

import dataclasses
import enum
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from appliance.errors import NotFound
from appliance.spool import totals
from appliance.spool.narrowing import Narrow

R = TypeVar("R")

Connection = sqlite3.Connection
"""A connection to the spool, for those who pass it on and never look inside."""

LONGEST_PAGE = 5000


class Match(enum.Enum):
    """How a condition compares: its SQL with {} for the column, and how often it takes the value."""

    EXACT = ("{} IS ?", 1)
    EQUAL = ("{} = ?", 1)  # the same of what is never NULL: an index that leaves out NULL will do
    SAME = ("{} = ? COLLATE NOCASE", 1)
    CONTAINS = ("instr(lower({}), lower(?)) > 0", 1)
    STARTS = ("substr({}, 1, length(?)) = ?", 2)
    ENDS = ("substr({}, -length(?)) = ?", 2)
    BITS = ("({} & ?) = ?", 2)
    FROM = ("{} >= ?", 1)
    AFTER = ("{} > ?", 1)
    BEFORE = ("{} < ?", 1)
    UNTIL = ("{} <= ?", 1)
    AMONG = ("{} IN (SELECT value FROM json_each(?))", 1)
    OURS = ("coalesce({}, ?) = ?", 2)  # that value, or nobody's
    HOLDS = ("({})", 0)  # what stands for the column is a condition itself


@dataclass(frozen=True, slots=True)
class Condition:
    """`column` is a name that the table knows; `value` is a parameter, for AMONG a JSON array."""

    column: str
    match: Match
    value: object


@dataclass(frozen=True, slots=True)
class Order:
    """By which column rows come, those with the greatest value first where `descending`."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition that is SQL itself, on a table's columns; its ? take `values`."""

    sql: str
    values: tuple[object, ...] = ()


def last_change(table: str) -> dict[str, str]:
    """For `searchable`: when a row was changed last, or made where it never was."""
    return {"updated_at": f"coalesce({table}.updated_at, {table}.created_at)"}


EVERY = Clause("1")
"""What every row meets."""


def both(*clauses: Clause) -> Clause:
    """All of these hold."""
    met = " AND ".join(f"({each.sql})" for each in clauses) or EVERY.sql
    return Clause(met, tuple(value for each in clauses for value in each.values))


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the matching rows; `count` asks how many there are in all, which costs a look at each of them.

    `order`: by what they come, before the table's own order.
    """

    limit: int = LONGEST_PAGE
    offset: int = 0
    count: bool = False
    order: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Found(Generic[R]):
    """The rows of a page; `total` of all that match, None where it was not asked for and the page does not tell."""

    rows: tuple[R, ...]
    total: int | None


def exactly(**values: object) -> tuple[Condition, ...]:
    """A condition for each column: that it has just that value."""
    return tuple(Condition(column, Match.EXACT, value) for column, value in values.items())


_HOLDS: Mapping[Match, Callable[[Any, Any], bool]] = {
    Match.EXACT: lambda value, wanted: bool(value == wanted),
    Match.CONTAINS: lambda value, wanted: (
        wanted in value if isinstance(value, tuple) else str(wanted).lower() in str(value).lower()
    ),
    Match.BITS: lambda value, wanted: value & wanted == wanted,
    Match.AMONG: lambda value, wanted: any(
        each in json.loads(wanted) for each in (value if isinstance(value, tuple) else (value,))
    ),
    Match.FROM: lambda value, wanted: value is not None and value >= wanted,
    Match.AFTER: lambda value, wanted: value is not None and value > wanted,
    Match.UNTIL: lambda value, wanted: value is not None and value <= wanted,
    Match.BEFORE: lambda value, wanted: value is not None and value < wanted,
}


def chosen(records: Iterable[R], conditions: Sequence[Condition], page: Page) -> Found[R]:
    """Of records that are not rows, as `Table.find`: by attributes, with the matches of _HOLDS.

    A tuple CONTAINS each of its values, and is AMONG where one of them is.
    """
    met = [
        record
        for record in records
        if all(_HOLDS[each.match](getattr(record, each.column), each.value) for each in conditions)
    ]
    for order in reversed(page.order):
        met.sort(key=lambda record: _sortable(getattr(record, order.column)), reverse=order.descending)
    return Found(tuple(met[page.offset : page.offset + page.limit]), len(met))


def _sortable(value: Any) -> tuple[bool, Any]:
    """As SQLite has it: nothing comes before all else."""
    return (value is not None, value)


_BY_VALUE = (Match.EXACT, Match.EQUAL, Match.AMONG)

_Narrowed = tuple[str, tuple[str, ...]]
"""A clause that leaves few rows, and its values."""


class Table(Generic[R]):
    """A kind of record: `record` is a dataclass whose fields are the columns.

    `renamed` gives the columns of fields that are called otherwise, `computed` the SQL of fields that are no columns,
    `searchable` further names for conditions, `source` the FROM clause where it is more than the table, `spelled` the
    SQL of whole conditions whose value must not be a parameter: an index on some rows is found by its very words. Rows
    come in the order of `key`, `order` being the same in the words of the index that gives them so.

    For tables of very many rows: of the fields `looked_up_by` the first that a condition names is the one whose index
    is used, `narrow` makes few rows of many for a field and a match, and `total` is the name under which `totals`
    counts those by owner that are not deleted.
    """

    def __init__(
        self,
        record: type[R],
        name: str,
        *,
        source: str = "",
        renamed: Mapping[str, str] | None = None,
        computed: Mapping[str, str] | None = None,
        searchable: Mapping[str, str] | None = None,
        spelled: Mapping[Condition, str] | None = None,
        newest_first: bool = False,
        key: str = "id",
        order: str = "",
        looked_up_by: Sequence[str] = (),
        narrow: Mapping[tuple[str, Match], Narrow] | None = None,
        total: str = "",
    ) -> None:
        fields = [each.name for each in dataclasses.fields(record)]  # type: ignore[arg-type]
        self.record = record
        self.name = name
        self._own = {each: (renamed or {}).get(each, each) for each in fields if each not in (computed or {})}
        plain = {each: f"{name}.{column}" for each, column in self._own.items()}
        self.columns = {**plain, **(computed or {}), **(searchable or {})}
        self._spelled = spelled or {}
        self._looked_up_by = looked_up_by
        self._narrow = narrow or {}
        self._total = total
        self._counted = set(exactly(deleted=0)) if "deleted" in self.columns else set()
        self._source = source or name
        self._fields = ", ".join(self.columns[each] for each in fields)
        self._key = f"{order or f'{name}.{key}'} {'DESC' if newest_first else 'ASC'}"
        self._order = f" ORDER BY {self._key} LIMIT ? OFFSET ?"

    def _where(
        self, conditions: Sequence[Condition], narrowed: Sequence[_Narrowed] = (), meeting: Clause = EVERY
    ) -> tuple[str, list[object]]:
        chosen = self._looked_up(conditions, narrowed)
        clauses = [*(clause for clause, _ in narrowed), *(self._clause(each, chosen) for each in conditions)]
        clauses += [] if meeting is EVERY else [meeting.sql]
        values: list[object] = [value for _, found in narrowed for value in found]
        given = (each for each in conditions if each not in self._spelled)
        values += [each.value for each in given for _ in range(each.match.value[1])]
        values += meeting.values
        return (" WHERE " + " AND ".join(clauses) if clauses else ""), values

    def _looked_up(self, conditions: Sequence[Condition], narrowed: Sequence[_Narrowed]) -> str | None:
        """The field by whose index the rows are found; none where few are known, and not by whose they are."""
        named = {each.column for each in conditions if each.match in _BY_VALUE}
        named -= named if any(found for _, found in narrowed) else {"user_id"} if narrowed else set()
        return next((each for each in self._looked_up_by if each in named), None)

    def _clause(self, condition: Condition, chosen: str | None) -> str:
        if condition in self._spelled:
            return self._spelled[condition]
        column = self.columns[condition.column]
        if condition.column in self._looked_up_by and condition.column != chosen:
            column = f"+{column}"  # no index, please
        return condition.match.value[0].format(column)

    def _narrowed(self, db: sqlite3.Connection, conditions: Sequence[Condition]) -> list[_Narrowed]:
        known = ((self._narrow.get((each.column, each.match)), each.value) for each in conditions)
        narrowings = (narrow(value) for narrow, value in known if narrow)
        found = ((each.clause, each.found(db)) for each in narrowings if each is not None)
        return [(clause, values) for clause, values in found if values is not None]

    def find(
        self,
        db: sqlite3.Connection,
        conditions: Sequence[Condition] = (),
        page: Page | None = None,
        meeting: Clause = EVERY,
    ) -> Found[R]:
        """The rows that meet every condition and `meeting`, by id."""
        page = page or Page()
        where, values = self._where(conditions, self._narrowed(db, conditions), meeting)
        rows, met = self._read(db, where, values, page)
        if met < page.limit and (met or not page.offset):
            total: int | None = page.offset + met
        else:
            total = self._total_of(db, conditions, meeting, where, values, page) if page.count else None
        return Found(rows, total)

    def _read(self, db: sqlite3.Connection, where: str, values: list[object], page: Page) -> tuple[tuple[R, ...], int]:
        """The rows of a page, and how many met the conditions."""
        rows = self._page(db, self._fields, where, values, page)
        return tuple(self.record(*row) for row in rows), len(rows)

    def _page(
        self, db: sqlite3.Connection, fields: str, where: str, values: list[object], page: Page
    ) -> list[tuple[Any, ...]]:
        statement = f"SELECT {fields} FROM {self._source}{where}{self._ordered(page.order)}"  # noqa: S608
        return db.execute(statement, [*values, page.limit, page.offset]).fetchall()

    def _total_of(
        self,
        db: sqlite3.Connection,
        conditions: Sequence[Condition],
        meeting: Clause,
        where: str,
        values: list[object],
        page: Page,
    ) -> int:
        """How many rows there are in all, where a page does not tell."""
        return self._count(db, conditions, meeting, where, values)

    def _ordered(self, wanted: Sequence[Order]) -> str:
        if not wanted:
            return self._order
        first = ", ".join(f"{self.columns[each.column]} {'DESC' if each.descending else 'ASC'}" for each in wanted)
        return f" ORDER BY {first}, {self._key} LIMIT ? OFFSET ?"

    def count(self, db: sqlite3.Connection, conditions: Sequence[Condition] = (), meeting: Clause = EVERY) -> int:
        """How many rows meet every condition and `meeting`."""
        return self._count(db, conditions, meeting, *self._where(conditions, meeting=meeting))

    def _count(
        self,
        db: sqlite3.Connection,
        conditions: Sequence[Condition],
        meeting: Clause,
        where: str,
        values: list[object],
    ) -> int:
        if self._total and meeting is EVERY and (known := self._known_total(db, conditions)) is not None:
            return known
        statement = f"SELECT count(*) FROM {self._source}{where}"  # noqa: S608
        return int(db.execute(statement, values).fetchone()[0])

    def _known_total(self, db: sqlite3.Connection, conditions: Sequence[Condition]) -> int | None:
        """Where nothing else is asked than whose they are."""
        whose = [each for each in conditions if each.column == "user_id"]
        apart = [each for each in conditions if each.match is Match.OURS]
        if set(conditions) - set(whose) - set(apart) != self._counted or (apart and self._counted):
            return None
        owners = tuple(each.value for each in whose)
        others = sum(totals.of_others(db, self.name, owners, each.value) for each in apart)
        return totals.kept(db, self._total, owners) - others

    def newest(self, db: sqlite3.Connection, conditions: Sequence[Condition]) -> R | None:
        """The row with the highest id that meets every condition."""
        where, values = self._where(conditions)
        statement = f"SELECT {self._fields} FROM {self._source}{where} ORDER BY {self.name}.id DESC LIMIT 1"  # noqa: S608
        row = db.execute(statement, values).fetchone()
        return None if row is None else self.record(*row)

    def get(self, db: sqlite3.Connection, what: str, conditions: Sequence[Condition]) -> R:
        """The newest row that meets every condition. Raises NotFound, naming it by `what`."""
        found = self.newest(db, conditions)
        if found is None:
            raise NotFound(what)
        return found

    def insert(self, db: sqlite3.Connection, values: Mapping[str, Any]) -> int:
        """Make a row; its id. The names in `values` are fields of the record, else KeyError."""
        names = [self._own[name] for name in values]
        statement = f"INSERT INTO {self.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
        return int(db.execute(statement, list(values.values())).lastrowid or 0)

    def update(self, db: sqlite3.Connection, row_id: int, values: Mapping[str, Any]) -> None:
        """Change some fields of a row; nothing where `values` is empty."""
        if values:
            changes = ", ".join(f"{self._own[name]} = ?" for name in values)
            db.execute(f"UPDATE {self.name} SET {changes} WHERE id = ?", [*values.values(), row_id])  # noqa: S608

    def delete(self, db: sqlite3.Connection, row_ids: Iterable[int]) -> None:
        """Remove rows."""
        db.executemany(f"DELETE FROM {self.name} WHERE id = ?", [(each,) for each in row_ids])  # noqa: S608
