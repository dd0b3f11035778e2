from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from appliance.errors import NotReady
from appliance.spool.migrate import migrate, schemas

ONE = """CREATE TABLE one (id INTEGER PRIMARY KEY); -- a; comment
CREATE TRIGGER keep BEFORE DELETE ON one
BEGIN
 SELECT 1;
END;
"""
TWO = "ALTER TABLE one ADD COLUMN name TEXT;\n"


@pytest.fixture
def empty() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:", isolation_level=None)
    yield db
    db.close()


def version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def tables(db: sqlite3.Connection) -> set[str]:
    return {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()}


def test_the_steps_there_are_follow_each_other(empty: sqlite3.Connection) -> None:
    assert sorted(schemas()) == list(range(1, len(schemas()) + 1))
    migrate(empty)
    assert version(empty) == max(schemas())
    assert "transmissions" in tables(empty)
    migrate(empty)


def test_only_missing_steps_are_applied(empty: sqlite3.Connection) -> None:
    migrate(empty, {1: ONE})
    empty.execute("INSERT INTO one VALUES (5)")
    migrate(empty, {1: ONE, 2: TWO})
    assert version(empty) == 2
    assert empty.execute("SELECT * FROM one").fetchall() == [(5, None)]


def test_a_step_that_fails_leaves_all_as_it_was(empty: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.Error):
        migrate(empty, {1: ONE, 2: "ALTER TABLE two ADD COLUMN name TEXT;\n"})
    assert version(empty) == 0
    assert tables(empty) == set()


def test_a_newer_database_is_refused(empty: sqlite3.Connection) -> None:
    empty.execute("PRAGMA user_version = 9")
    with pytest.raises(NotReady, match=r"version 9.*up to 1.*update"):
        migrate(empty, {1: ONE})


def test_administrators_and_users_get_their_roles(empty: sqlite3.Connection) -> None:
    roles = next(version for version, step in schemas().items() if "DROP COLUMN role" in step)
    migrate(empty, {version: step for version, step in schemas().items() if version < roles})
    statement = "INSERT INTO users (username, password_hash, role, created_at) VALUES (?, '', ?, 0)"
    empty.executemany(statement, [("ada", "admin"), ("bob", "user")])
    migrate(empty)
    assert empty.execute("SELECT * FROM user_roles").fetchall() == [(1, 1), (1, 2), (2, 2)]


def test_there_are_the_permissions_of_the_original_and_four_more(empty: sqlite3.Connection) -> None:
    migrate(empty)
    names = [name for (name,) in empty.execute("SELECT name FROM permissions ORDER BY id")]
    assert len(set(names[:131])) == 131
    assert names[131:] == ["template_admin", "document_admin", "text_admin", "recording_admin"]
    assert {name.partition("_")[0] for name in names} <= set(names)
    assert empty.execute("SELECT count(*) FROM role_permissions WHERE role_id = 2").fetchone() == (23,)
