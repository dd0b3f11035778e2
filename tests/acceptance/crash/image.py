"""Images of a spool as a power cut would leave it: of the very moment, with a torn end, or of an earlier moment."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

WAL_HEADER = 32  # octets (SQLite file format, 4.1)


def taken(spool: Path, folder: Path) -> Path:
    """A copy of the file and its log, as they are now."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(spool, folder)
    if wal_of(spool).exists():
        shutil.copy(wal_of(spool), folder)
    return folder / spool.name


def tear(spool: Path, random: Random) -> None:
    """Put at the log's end what a write that never finished may have left there."""
    log = wal_of(spool).read_bytes() if wal_of(spool).exists() else b""
    if len(log) > WAL_HEADER:
        start, length = random.randrange(WAL_HEADER, len(log)), random.randint(1, 4096)
        wal_of(spool).write_bytes(
            log + random.choice((log[start : start + length], random.randbytes(length), bytes(length)))
        )


def shorten(spool: Path, random: Random) -> None:
    """Have the log end earlier, anywhere."""
    log = wal_of(spool).read_bytes() if wal_of(spool).exists() else b""
    if len(log) > WAL_HEADER:
        wal_of(spool).write_bytes(log[: random.randint(WAL_HEADER, len(log))])


def wal_of(spool: Path) -> Path:
    return spool.with_name(spool.name + "-wal")
