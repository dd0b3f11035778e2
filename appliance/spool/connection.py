"""Connections to the spool's file: one that writes, others that read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from appliance import patterns

PAGE_SIZE = 512  # of new files: a commit writes each page that it changed
CHECKPOINT_AFTER = 16_384  # pages in the log, 8 MB: the more, the fewer times a busy page is copied into the database
LOG_KEPT = 16_777_216  # bytes; a log that grew beyond while a reader held it back is cut
READER_CACHE = 256  # KiB; with SQLite's own 2 MiB lists are no faster
BUSY_TIMEOUT = 10.0  # seconds to wait for another process that writes
STATEMENTS = 256  # prepared ones kept


class Connection(sqlite3.Connection):
    """`appended` is set where events were appended through it."""

    appended = False


def connect(path: Path) -> Connection:
    """A connection for any thread, in autocommit mode; creates the file, readable for its owner only."""
    if not path.exists():
        path.touch(mode=0o600)
    db = sqlite3.connect(
        path,
        timeout=BUSY_TIMEOUT,
        isolation_level=None,
        check_same_thread=False,
        factory=Connection,
        cached_statements=STATEMENTS,
    )
    db.create_function("regexp", 2, _has, deterministic=True)
    return db


def _has(pattern: str, text: str | None) -> bool:
    """`text REGEXP pattern`: whether it is found anywhere in the text, by RE2."""
    return text is not None and patterns.compiled(pattern).search(text) is not None


def prepare(db: sqlite3.Connection) -> None:
    """Make it the one that writes: WAL, on disk at every commit."""
    db.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_AFTER}")
    db.execute(f"PRAGMA journal_size_limit = {LOG_KEPT}")


def reader(path: Path) -> Connection:
    """A connection that can't write. There is one for each thread; what several read, the kernel keeps."""
    db = connect(path)
    db.execute(f"PRAGMA cache_size = -{READER_CACHE}")
    db.execute("PRAGMA query_only = ON")
    return db
