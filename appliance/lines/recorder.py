"""The flight recorder of a line: what was said on its port before a fault, masked, in the format that tests replay."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from appliance import durable
from drivers.masking import mask
from drivers.trace import Trace

log = logging.getLogger(__name__)

RECORDINGS = "recordings"  # in the data folder
KEPT = 20  # recordings, of all lines
LARGEST = 128 * 1024  # bytes of one
EVERY = 600.0  # seconds between two of one line: one that fails all day must not wear out the card

_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")


class Recorder:
    """Of one port, for its thread. Saves into `folder`, None for nowhere. `clock` gives Unix time."""

    def __init__(self, folder: Path | None, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock
        self._trace = Trace()
        self._saved: dict[str, float] = {}

    def begin(self) -> Trace:
        """What the dialogue of this opening of the port is kept in; the one before is forgotten."""
        self._trace = Trace()
        return self._trace

    def save(self, name: str, why: str) -> Path | None:
        """Keep what was said up to now. None where nothing was, or `name` was recorded less than EVERY seconds ago.

        A disk that does not take it is logged: the line matters more.
        """
        if self._folder is None or self._trace.silent or not self._due(name):
            return None
        try:
            return self._save(self._folder, name, why)
        except OSError as error:
            log.error("%s: what was said before the fault can't be kept: %s", name, error)
            return None

    def _due(self, name: str) -> bool:
        now = self._clock()
        if 0 <= now - self._saved.get(name, -EVERY) < EVERY:
            return False
        self._saved[name] = now
        return True

    def _save(self, folder: Path, name: str, why: str) -> Path:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        at = datetime.fromtimestamp(self._clock(), UTC)
        path = folder / f"{at:%Y%m%dT%H%M%SZ}-{_UNFIT.sub('_', name)[-60:]}.txt"
        about = f"# {' '.join(mask(why).split())[:200]}\n"
        durable.replace(path, (about + _end_of(str(self._trace.transcript()))).encode())
        for old in sorted(folder.iterdir(), reverse=True)[KEPT:]:  # what a power cut left half written, too
            old.unlink(missing_ok=True)
        return path


def recordings(folder: Path) -> list[Path]:
    """The recordings there, newest first."""
    return sorted(folder.glob("*.txt"), reverse=True)


def _end_of(text: str) -> str:
    """Its last whole lines that fit; a transcript is ASCII but for notes."""
    return text if len(text) <= LARGEST else text[-LARGEST:].partition("\n")[2]
