from __future__ import annotations

import sqlite3

import pytest

from appliance.spool.references import release

SCHEMA = """CREATE TABLE people (id INTEGER PRIMARY KEY);
CREATE TABLE pets (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES people, vet INTEGER REFERENCES people);
CREATE TABLE keys (door TEXT PRIMARY KEY, holder INTEGER NOT NULL REFERENCES people ON DELETE CASCADE);
INSERT INTO people VALUES (1), (2);
INSERT INTO pets VALUES (1, 1, 2), (2, 2, 1), (3, NULL, NULL);
INSERT INTO keys VALUES ('front', 1), ('back', 2);
"""


@pytest.fixture
def db():
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    db.execute("PRAGMA foreign_keys = ON")
    yield db
    db.close()


def test_what_refers_to_a_row_refers_to_nothing_or_goes_with_it(db):
    release(db, "people", 1)
    db.execute("DELETE FROM people WHERE id = 1")
    assert db.execute("SELECT * FROM pets").fetchall() == [(1, None, 2), (2, 2, None), (3, None, None)]
    assert db.execute("SELECT * FROM keys").fetchall() == [("back", 2)]


def test_what_can_not_do_without_stays(db):
    db.execute("CREATE TABLE homes (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL REFERENCES people)")
    db.execute("INSERT INTO homes VALUES (1, 1)")
    with pytest.raises(sqlite3.IntegrityError):
        release(db, "people", 1)
