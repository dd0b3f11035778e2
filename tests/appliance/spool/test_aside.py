"""What fails undoes its own changes and no others."""

import pytest

from appliance.spool.aside import aside


def put(db, word):
    db.execute("INSERT INTO cursors (reader, event_id) VALUES (?, 0)", (word,))


def words(db):
    return [row[0] for row in db.execute("SELECT reader FROM cursors ORDER BY reader").fetchall()]


def test_its_result_and_its_changes_stay(db):
    assert aside(db, lambda: (put(db, "a"), 7)[1]) == 7
    assert words(db) == ["a"]


def test_where_it_raises_they_go(db):
    db.execute("BEGIN")
    put(db, "a")
    with pytest.raises(ZeroDivisionError):
        aside(db, lambda: (put(db, "b"), 1 / 0))
    db.execute("COMMIT")
    assert words(db) == ["a"]


def test_where_the_transaction_is_gone_it_says_why(db):
    def fail():
        db.execute("ROLLBACK")
        raise OSError

    db.execute("BEGIN")
    with pytest.raises(OSError):
        aside(db, fail)
