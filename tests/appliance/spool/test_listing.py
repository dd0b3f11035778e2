import json
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from appliance.errors import NotFound
from appliance.spool.listing import Condition, Match, Page, Table, chosen, exactly


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    flags: int
    double: int


@pytest.fixture
def db():
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, title TEXT, flags INTEGER)")
    rows = [("Anna", 1), ("Hannah", 2), ("50%", 3), ("a_b", 4), ("", 7)]
    connection.executemany("INSERT INTO things (title, flags) VALUES (?, ?)", rows)
    yield connection
    connection.close()


THINGS = Table(
    Row, "things", renamed={"name": "title"}, computed={"double": "flags * 2"}, searchable={"length": "length(title)"}
)


def names(found):
    return [row.name for row in found.rows]


@pytest.mark.parametrize(
    ("column", "match", "value", "expected"),
    [
        ("name", Match.EXACT, "Anna", ["Anna"]),
        ("name", Match.CONTAINS, "ANNA", ["Anna", "Hannah"]),
        ("name", Match.CONTAINS, "%", ["50%"]),
        ("name", Match.CONTAINS, "_", ["a_b"]),
        ("name", Match.ENDS, "nah", ["Hannah"]),
        ("name", Match.ENDS, "%", ["50%"]),
        ("name", Match.AMONG, json.dumps(["Anna", "a_b", "none"]), ["Anna", "a_b"]),
        ("flags", Match.BITS, 2, ["Hannah", "50%", ""]),
        ("flags", Match.FROM, 4, ["a_b", ""]),
        ("flags", Match.AFTER, 4, [""]),
        ("flags", Match.UNTIL, 2, ["Anna", "Hannah"]),
        ("double", Match.EXACT, 6, ["50%"]),
        ("length", Match.EXACT, 6, ["Hannah"]),
        ("name", Match.EXACT, "' OR 1=1 --", []),
        ("name", Match.ENDS, "') OR ('1'='1", []),
    ],
)
def test_conditions(db, column, match, value, expected):
    assert names(THINGS.find(db, [Condition(column, match, value)])) == expected


def test_a_condition_that_is_spelled_is_found_by_an_index_on_some_rows(db):
    spelled = Table(
        Row,
        "things",
        renamed={"name": "title"},
        computed={"double": "flags * 2"},
        spelled={exactly(flags=7)[0]: "things.flags = 7"},
    )
    db.execute("CREATE INDEX sevens ON things (id) WHERE flags = 7")
    db.execute("INSERT INTO things (title, flags) VALUES ('b', 7)")
    told = []
    db.set_trace_callback(told.append)
    assert names(spelled.find(db, [*exactly(flags=7), Condition("name", Match.EXACT, "b")])) == ["b"]
    db.set_trace_callback(None)
    plan = db.execute(f"EXPLAIN QUERY PLAN {told[0]}").fetchall()
    assert "USING INDEX sevens" in plan[0][3]
    assert names(spelled.find(db, exactly(flags=1))) == ["Anna"]


def test_conditions_are_anded(db):
    both = [Condition("flags", Match.BITS, 1), Condition("name", Match.CONTAINS, "a")]
    assert names(THINGS.find(db, both)) == ["Anna"]


def test_an_unknown_column_never_reaches_sql(db):
    with pytest.raises(KeyError):
        THINGS.find(db, [Condition("title; DROP TABLE things", Match.EXACT, 1)])
    with pytest.raises(KeyError):
        THINGS.insert(db, {"title; DROP TABLE things": 1})
    with pytest.raises(KeyError):
        THINGS.update(db, 1, {"double": 1})


@pytest.mark.parametrize(
    ("page", "expected", "total"),
    [
        (Page(), 5, 5),
        (Page(limit=2), 2, None),
        (Page(limit=2, count=True), 2, 5),
        (Page(limit=2, offset=4), 1, 5),
        (Page(limit=2, offset=9), 0, None),
        (Page(limit=2, offset=9, count=True), 0, 5),
        (Page(limit=0, count=True), 0, 5),
    ],
)
def test_pages(db, page, expected, total):
    found = THINGS.find(db, (), page)
    assert (len(found.rows), found.total) == (expected, total)


def test_rows_are_made_changed_and_removed(db):
    made = THINGS.insert(db, {"name": "new", "flags": 9})
    THINGS.update(db, made, {"name": "newer"})
    THINGS.update(db, made, {})
    assert THINGS.get(db, "thing", exactly(id=made)) == Row(made, "newer", 9, 18)
    THINGS.delete(db, [made])
    with pytest.raises(NotFound, match="thing 9"):
        THINGS.get(db, "thing 9", exactly(id=made))


def test_the_newest_comes_first_where_the_table_says_so(db):
    newest_first = Table(Row, "things", renamed={"name": "title"}, computed={"double": "0"}, newest_first=True)
    assert [row.id for row in newest_first.find(db).rows] == [5, 4, 3, 2, 1]
    assert THINGS.newest(db, ()).id == 5
    assert THINGS.newest(db, exactly(name="none")) is None


@pytest.mark.parametrize(
    ("conditions", "page", "names", "total"),
    [
        ([], Page(), ["one", "two", "three"], 3),
        ([Condition("name", Match.CONTAINS, "T")], Page(), ["two", "three"], 2),
        ([Condition("name", Match.EXACT, "t")], Page(), [], 0),
        ([Condition("number", Match.BITS, 1)], Page(), ["one", "three"], 2),
        ([Condition("number", Match.BITS, 1), Condition("name", Match.CONTAINS, "t")], Page(), ["three"], 1),
        ([], Page(limit=1, offset=1), ["two"], 3),
    ],
)
def test_records_that_are_no_rows_are_chosen_alike(conditions, page, names, total):
    records = [SimpleNamespace(name=name, number=number) for number, name in enumerate(("one", "two", "three"), 1)]
    found = chosen(records, conditions, page)
    assert ([each.name for each in found.rows], found.total) == (names, total)
