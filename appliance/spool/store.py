"""The spool's file: one writer, many readers, each write on disk before its caller goes on."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar, cast

from appliance.errors import NotReady
from appliance.spool import connection
from appliance.spool.connection import Connection
from appliance.spool.migrate import migrate

log = logging.getLogger(__name__)

T = TypeVar("T")

LARGEST_GROUP = 64  # works in one transaction: bounds how long the first of them waits


class _Job(Generic[T]):
    """A caller's work and what came of it. `turn` is released when it is done, or when its thread is to lead."""

    def __init__(self, work: Callable[[sqlite3.Connection], T]) -> None:
        self.work = work
        self.thread = threading.get_ident()
        self.turn = threading.Lock()
        self.done = False
        self.result: T | None = None
        self.error: Exception | None = None

    def fail(self, error: Exception) -> None:
        self.done, self.error = True, _unwritable(error) if isinstance(error, sqlite3.OperationalError) else error

    def outcome(self) -> T:
        if self.error is not None:
            raise self.error
        return cast(T, self.result)


class Spool:
    """A SQLite file. Threads that write at the same time share a transaction, led by one of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: Connection | None = None
        self._mutex = threading.Lock()
        self._waiting: deque[_Job[object]] = deque()
        self._leader: int | None = None
        self._readers: dict[int, tuple[threading.Thread, Connection]] = {}
        self._listeners: list[Callable[[], object]] = []

    def open(self) -> None:
        """Open the file, creating or migrating it. Raises NotReady where it can't be used."""
        with contextlib.ExitStack() as opening:
            try:
                db = opening.enter_context(contextlib.closing(connection.connect(self._path)))
                connection.prepare(db)
                migrate(db)
            except (sqlite3.Error, OSError) as error:
                raise NotReady(f"{self._path}: {error}") from error
            opening.pop_all()
            self._db = db

    def close(self) -> None:
        """Close every connection, once nobody writes or reads any more."""
        with self._mutex:
            for _, db in self._readers.values():
                db.close()
            self._readers.clear()
            if self._db is not None:
                self._db.close()
                self._db = None

    def listen(self, callback: Callable[[], object]) -> None:
        """Call `callback` after each commit that appended events or changed what is seen of a line.

        In the thread that committed; it must be quick.
        """
        self._listeners.append(callback)

    def read(self) -> Connection:
        """This thread's connection for reading; fetch all rows at once, an open cursor holds the log back."""
        me = threading.current_thread()
        known = self._readers.get(threading.get_ident())
        if known is not None and known[0] is me:
            return known[1]
        db = connection.reader(self._path)
        with self._mutex:
            for ident in [ident for ident, (thread, _) in self._readers.items() if not thread.is_alive()]:
                self._readers.pop(ident)[1].close()
            self._readers[threading.get_ident()] = (me, db)
        return db

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` in a transaction and return its result when that is on disk.

        `work` may run in another thread, in one transaction with others' works; where it raises, its own changes are
        undone and the exception comes here. Raises NotReady where the file can't be written. Not to be nested.
        """
        job = _Job(work)
        if not self._leads(cast(_Job[object], job)):
            job.turn.acquire()
        if not job.done:
            self._lead(cast(_Job[object], job))
        return job.outcome()

    def _leads(self, job: _Job[object]) -> bool:
        with self._mutex:
            if self._leader == job.thread:
                raise RuntimeError("write() inside write()")
            if self._leader is None:
                self._leader = job.thread
                return True
            job.turn.acquire()
            self._waiting.append(job)
            return False

    def _lead(self, own: _Job[object]) -> None:
        with self._mutex:
            followers = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_GROUP - 1))]
        appended = False
        try:
            appended = self._commit([own, *followers])
        finally:
            self._hand_over(followers)
        if appended:
            self._announce()

    def _hand_over(self, followers: Sequence[_Job[object]]) -> None:
        with self._mutex:
            heir = self._waiting.popleft() if self._waiting else None
            self._leader = heir.thread if heir else None
        for each in followers:
            each.turn.release()
        if heir:
            heir.turn.release()

    def _commit(self, jobs: Sequence[_Job[object]]) -> bool:
        """Run all jobs in one transaction; whether events were appended."""
        db = self._db
        try:
            if db is None:
                raise NotReady("the spool is closed")
            db.appended = False
            db.execute("BEGIN IMMEDIATE")
            if len(jobs) == 1:
                _run(db, jobs[0])
            else:
                for job in jobs:
                    _run_apart(db, job)
            if db.in_transaction:
                db.execute("COMMIT")
        except (sqlite3.Error, NotReady) as error:
            _abandon(db, jobs, error)
            return False
        except BaseException as error:  # of the thread that leads: its followers must not take it for success
            _abandon(db, jobs, error)
            raise
        return db.appended

    def _announce(self) -> None:
        for callback in self._listeners:
            try:
                callback()
            except Exception:  # what it tells is on disk: the writer must not believe otherwise
                log.exception("a listener of the spool failed")


def _run(db: Connection, job: _Job[object]) -> None:
    try:
        job.result = job.work(db)
        job.done = True
    except Exception as error:  # noqa: BLE001  raised again in the caller's thread
        job.fail(error)
        db.appended = False
        if db.in_transaction:
            db.execute("ROLLBACK")


def _run_apart(db: Connection, job: _Job[object]) -> None:
    appended = db.appended
    db.execute("SAVEPOINT job")
    try:
        job.result = job.work(db)
        job.done = True
    except Exception as error:
        if not db.in_transaction:  # SQLite rolled all back: disk full, input or output error
            raise NotReady(str(error)) from error
        job.fail(error)
        db.appended = appended
        db.execute("ROLLBACK TO job")
    db.execute("RELEASE job")


def _abandon(db: Connection | None, jobs: Sequence[_Job[object]], reason: BaseException) -> None:
    """Nothing was committed: say so to everybody whose own work did not fail already."""
    if db is not None and db.in_transaction:
        db.execute("ROLLBACK")
    for job in jobs:
        if job.error is None:
            job.fail(_unwritable(reason))


def _unwritable(reason: BaseException) -> NotReady:
    error = NotReady(f"the spool can't be written: {reason}")
    error.__cause__ = reason
    return error
