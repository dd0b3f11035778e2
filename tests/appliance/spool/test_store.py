from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.errors import BoxError, Conflict, NotReady
from appliance.spool import events
from appliance.spool.connection import PAGE_SIZE
from appliance.spool.store import LARGEST_GROUP, Spool

INSERT = "INSERT INTO users (username, password_hash, created_at) VALUES (?, '', 0)"


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    opened = Spool(tmp_path / "spool.sqlite")
    opened.open()
    yield opened
    opened.close()


def names(spool: Spool) -> set[str]:
    return {name for (name,) in spool.read().execute("SELECT username FROM users").fetchall()}


def together(spool: Spool, works: list[object]) -> list[object]:
    """What each of `works` came to, all but the first committed in as few transactions as can be."""
    found: list[object] = [None] * len(works)
    holding, release = threading.Event(), threading.Event()

    def hold(db: sqlite3.Connection) -> None:
        holding.set()
        release.wait(10)

    def call(index: int, work: object) -> None:
        try:
            found[index] = spool.write(work)  # type: ignore[arg-type]
        except (BoxError, sqlite3.Error) as error:
            found[index] = error

    leader = threading.Thread(target=spool.write, args=(hold,))
    leader.start()
    holding.wait(10)
    callers = [threading.Thread(target=call, args=each) for each in enumerate(works)]
    for count, caller in enumerate(callers, 1):
        caller.start()
        while len(spool._waiting) < count:
            pass
    release.set()
    for thread in (leader, *callers):
        thread.join()
    return found


def test_a_new_file_is_small_paged_durable_and_private(spool: Spool, tmp_path: Path) -> None:
    def pragmas(db: sqlite3.Connection) -> list[object]:
        return [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "synchronous", "foreign_keys")]

    assert spool._db is not None
    assert pragmas(spool._db) == [PAGE_SIZE, 2, 1]
    assert spool.read().execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_what_was_written_is_there_after_reopening(spool: Spool, tmp_path: Path) -> None:
    assert spool.write(lambda db: db.execute(INSERT, ("a",)).lastrowid) == 1
    spool.close()
    again = Spool(tmp_path / "spool.sqlite")
    again.open()
    assert names(again) == {"a"}
    again.close()


def test_work_that_raises_leaves_nothing(spool: Spool) -> None:
    def work(db: sqlite3.Connection) -> None:
        db.execute(INSERT, ("a",))
        raise Conflict("no")

    with pytest.raises(Conflict):
        spool.write(work)
    assert names(spool) == set()
    spool.write(lambda db: db.execute(INSERT, ("b",)))
    assert names(spool) == {"b"}


def test_threads_share_a_transaction_and_fail_alone(spool: Spool) -> None:
    def add(name: str) -> object:
        return lambda db: db.execute(INSERT, (name,)) and name

    def bad(db: sqlite3.Connection) -> None:
        db.execute(INSERT, ("bad",))
        events.append(db, 1.0, events.CALL_ENDED)
        raise Conflict("no")

    told: list[int] = []
    spool.listen(lambda: told.append(1))
    found = together(spool, [add("a"), bad, add("b"), add("a")])
    assert found[0] == "a"
    assert found[2] == "b"
    assert isinstance(found[1], Conflict)
    assert isinstance(found[3], sqlite3.IntegrityError)
    assert names(spool) == {"a", "b"}
    assert told == []


def test_one_transaction_for_all_that_wait(spool: Spool) -> None:
    def seen(db: sqlite3.Connection) -> int:
        db.execute(INSERT, (str(len(transactions)),))
        transactions.append(1)
        return len(names(spool))

    transactions: list[int] = []
    assert together(spool, [seen] * 8) == [0] * 8
    assert len(names(spool)) == 8


def test_more_than_one_group_holds(spool: Spool) -> None:
    works = [lambda db, name=str(each): db.execute(INSERT, (name,)) and name for each in range(LARGEST_GROUP + 5)]
    assert together(spool, list(works)) == [str(each) for each in range(LARGEST_GROUP + 5)]
    assert len(names(spool)) == LARGEST_GROUP + 5


def test_a_disk_that_is_full_fails_all_of_the_group_and_none_by_half(spool: Spool) -> None:
    def greedy(db: sqlite3.Connection) -> None:
        db.execute(INSERT, ("x" * 100_000,))

    assert spool._db is not None
    spool.write(lambda db: db.execute(INSERT, ("a",)))
    pages = spool._db.execute("PRAGMA page_count").fetchone()[0]
    spool._db.execute(f"PRAGMA max_page_count = {pages + 4}")
    found = together(spool, [lambda db: db.execute(INSERT, ("b",)) and None, greedy])
    assert isinstance(found[1], NotReady)
    assert (found[0] is None) == ("b" in names(spool))
    assert "x" * 100_000 not in names(spool)
    spool._db.execute("PRAGMA max_page_count = 1000000")
    spool.write(lambda db: db.execute(INSERT, ("c",)))
    assert "c" in names(spool)


def test_F30_a_disk_that_is_full_is_told_as_such(spool: Spool) -> None:
    assert spool._db is not None
    pages = spool._db.execute("PRAGMA page_count").fetchone()[0]
    spool._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(NotReady, match="full"):
        spool.write(lambda db: db.execute(INSERT, ("x" * 100_000,)))
    spool._db.execute("PRAGMA max_page_count = 1000000")
    spool.write(lambda db: db.execute(INSERT, ("c",)))
    assert names(spool) == {"c"}


def test_a_commit_that_fails_fails_everybody(spool: Spool) -> None:
    def orphan(db: sqlite3.Connection) -> str:
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("INSERT INTO contacts (user_id, phone, created_at) VALUES (99, '', 0)")
        return "done"

    found = together(spool, [lambda db: db.execute(INSERT, ("a",)) and "done", orphan])
    assert all(isinstance(each, NotReady) for each in found)
    assert names(spool) == set()
    spool.write(lambda db: db.execute(INSERT, ("b",)))


def test_another_process_that_writes_is_waited_for_and_then_told_of(spool: Spool, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "spool.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert spool._db is not None
    spool._db.execute("PRAGMA busy_timeout = 20")
    with pytest.raises(NotReady):
        spool.write(lambda db: db.execute(INSERT, ("a",)))
    other.execute("COMMIT")
    other.close()
    spool.write(lambda db: db.execute(INSERT, ("a",)))


def test_write_inside_write_is_refused(spool: Spool) -> None:
    with pytest.raises(RuntimeError, match="inside"):
        spool.write(lambda db: spool.write(lambda db: None))
    assert spool.write(lambda db: 1) == 1


def test_interrupted_work_is_undone_and_the_next_goes_on(spool: Spool) -> None:
    def interrupted(db: sqlite3.Connection) -> None:
        db.execute(INSERT, ("a",))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        spool.write(interrupted)
    assert names(spool) == set()
    assert spool.write(lambda db: 1) == 1


def test_a_reader_cannot_write(spool: Spool) -> None:
    with pytest.raises(sqlite3.OperationalError):
        spool.read().execute(INSERT, ("a",))


def test_each_thread_has_a_reader_and_dead_threads_leave_none(spool: Spool) -> None:
    found: list[object] = []
    for _ in range(3):
        thread = threading.Thread(target=lambda: found.append(spool.read()))
        thread.start()
        thread.join()
    assert spool.read() is spool.read()
    assert len({id(each) for each in found}) == 3
    assert len(spool._readers) <= 2


def test_listeners_hear_of_events_only_and_after_the_commit(spool: Spool) -> None:
    heard: list[int] = []
    spool.listen(lambda: heard.append(events.newest(spool.read())))
    spool.write(lambda db: db.execute(INSERT, ("a",)))
    assert heard == []
    spool.write(lambda db: events.append(db, 1.0, events.CALL_ENDED))
    assert heard == [1]


def test_a_listener_that_fails_harms_nobody(spool: Spool, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise ValueError("broken")

    spool.listen(broken)
    assert spool.write(lambda db: events.append(db, 1.0, events.CALL_ENDED)) == 1
    assert "a listener of the spool failed" in caplog.text


def test_a_listener_may_write(spool: Spool) -> None:
    spool.listen(lambda: spool.write(lambda db: db.execute(INSERT, ("a",))))
    spool.write(lambda db: events.append(db, 1.0, events.CALL_ENDED))
    assert names(spool) == {"a"}


def test_closed_and_unusable(tmp_path: Path) -> None:
    never = Spool(tmp_path / "none" / "spool.sqlite")
    with pytest.raises(NotReady):
        never.open()
    with pytest.raises(NotReady):
        never.write(lambda db: None)
    (tmp_path / "junk").write_text("this is no database at all" * 100)
    with pytest.raises(NotReady):
        Spool(tmp_path / "junk").open()


def test_no_work_of_many_threads_is_lost(spool: Spool) -> None:
    def many(thread: int) -> None:
        for each in range(25):
            spool.write(lambda db, name=f"{thread}.{each}": db.execute(INSERT, (name,)))  # type: ignore[misc]

    threads = [threading.Thread(target=many, args=(each,)) for each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(spool)) == 200


KILLED = """
import sys
from pathlib import Path
from appliance.spool.store import Spool
spool = Spool(Path(sys.argv[1]))
spool.open()
for each in range(100_000):
    spool.write(lambda db: db.execute(sys.argv[2], (each,)))
    print(each, flush=True)
"""


def test_F04_killed_at_any_moment_nothing_that_was_told_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path), INSERT], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        told = [int(child.stdout.readline()) for _ in range(50)]
        child.send_signal(signal.SIGKILL)
        told += [int(line) for line in child.stdout if line.strip()]
    opened = Spool(path)
    opened.open()
    assert {str(each) for each in told} <= names(opened)
    opened.close()
