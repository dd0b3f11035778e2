"""What the service centre saw: the oracle of tests that kill their client."""

from __future__ import annotations

import json
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]
REMEMBERED = 20_000
EVENTS = ("submit", "refused", "delivered", "held", "expired", "prompt", "function", "restart", "power", "fax")


class Journal:
    """Numbers and keeps records: all in the file, the newest in memory.

    A record is on its way to the file when `write` returns (write(2), no fsync): it outlives the process.
    """

    def __init__(self, path: Path | None, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._file = None if path is None else os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self.sequence = 0
        self._listeners: list[Callable[[Record], None]] = []
        self.recent: deque[Record] = deque(maxlen=REMEMBERED)
        self.counts: Counter[str] = Counter()

    def write(self, event: str, **fields: Any) -> None:
        self.sequence += 1
        self.counts[event] += 1
        record: Record = {"seq": self.sequence, "at": round(self._wall(), 6), "event": event, **fields}
        if self._file is not None:
            os.write(self._file, (json.dumps(record) + "\n").encode())
        self.recent.append(record)
        for listener in tuple(self._listeners):
            listener(record)

    def note(self, event: str, **fields: Any) -> None:
        """Tell listeners of something passing, which is no record."""
        if self._listeners:
            for listener in tuple(self._listeners):
                listener({"seq": self.sequence, "event": event, **fields})

    def since(self, sequence: int) -> Iterator[Record]:
        """The records in memory with a higher number."""
        return (record for record in self.recent if record["seq"] > sequence)

    def listen(self, listener: Callable[[Record], None]) -> None:
        """Have `listener` called with each new record."""
        self._listeners.append(listener)

    def leave(self, listener: Callable[[Record], None]) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
