"""Recordings of what was said on a port before a fault, in the format that tests replay."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from drivers.trace import Trace

KEPT = 20
LARGEST = 256 * 1024  # bytes of one recording
EVERY = 60.0  # seconds between two recordings of one name

_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")


class Recorder:
    """Saves into `folder` the newest KEPT recordings, each masked. `clock` gives Unix time. For one port's thread."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock
        self._saved: dict[str, float] = {}

    def save(self, name: str, why: str, trace: Trace) -> Path | None:
        """Keep what `trace` holds; None where `name` was recorded less than EVERY seconds ago. Raises OSError."""
        now = self._clock()
        if 0 <= now - self._saved.get(name, -EVERY) < EVERY:
            return None
        self._saved[name] = now
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stem = f"{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}-{_UNFIT.sub('_', name)[-60:]}"
        path = self._folder / f"{stem}.txt"
        _write(path, f"# {' '.join(why.split())[:200]}\n{_end_of(str(trace.transcript()))}")
        for old in recordings(self._folder)[KEPT:]:
            old.unlink(missing_ok=True)
        return path


def recordings(folder: Path) -> list[Path]:
    """The recordings there, newest first."""
    return sorted(folder.glob("*.txt"), reverse=True)


def _end_of(text: str) -> str:
    """Its last whole lines that fit; a transcript is ASCII but for notes."""
    return text if len(text) <= LARGEST else text[-LARGEST:].partition("\n")[2]


def _write(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(text, "utf-8")
    new.replace(path)
