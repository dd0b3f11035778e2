"""A thread that works off what waits: as long as there is something, then again when it is woken or more is due."""

from __future__ import annotations

import logging
import threading
from abc import abstractmethod

log = logging.getLogger(__name__)

AFTER_TROUBLE = 10.0  # seconds until the next look


class Rounds(threading.Thread):
    """Others may only `wake` and `stop` it. `trouble` is what the log says where a step fails; then it looks again."""

    def __init__(self, name: str, trouble: str) -> None:
        super().__init__(name=name, daemon=True)
        self._trouble = trouble
        self._bell = threading.Event()
        self._ended = threading.Event()

    @abstractmethod
    def step(self) -> bool:
        """Do one thing; False where none waits."""

    @abstractmethod
    def rest(self) -> float:
        """For how many seconds nothing is due."""

    def wake(self) -> None:
        """There may be work."""
        self._bell.set()

    def stop(self) -> None:
        """End after the step under way."""
        self._ended.set()
        self._bell.set()
        if self.is_alive():
            self.join()

    def run(self) -> None:
        """Go round until it is stopped."""
        while not self._ended.is_set():
            self._bell.clear()
            rest = self._round()
            if not self._ended.is_set():
                self._bell.wait(rest)

    def _round(self) -> float:
        try:
            while not self._ended.is_set() and self.step():
                pass
            return self.rest()
        except Exception:  # the disk is full, a fault of ours: the next look must come
            log.exception("%s", self._trouble)
            return AFTER_TROUBLE


def until(due: float | None, now: float, longest: float) -> float:
    """Seconds to rest where the next thing is due then (Unix time), None for nothing; at most `longest`."""
    return longest if due is None else min(max(due - now, 0.0) + 0.1, longest)
