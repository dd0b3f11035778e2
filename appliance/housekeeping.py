"""What must happen when its time has come, though nobody asks: one thread, asleep until the next due time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

LONGEST_SLEEP = 3600.0


class Housekeeping(threading.Thread):
    """Runs `chores(now)`, which returns when it is next needed (Unix time, None for not known), until stopped."""

    def __init__(self, chores: Callable[[float], float | None], clock: Callable[[], float] = time.time) -> None:
        super().__init__(name="housekeeping", daemon=True)
        self._chores = chores
        self._clock = clock
        self._poked = threading.Event()
        self._stopping = False

    def poke(self) -> None:
        """Something has become due earlier than was known."""
        self._poked.set()

    def stop(self) -> None:
        """End the thread, waiting for the chore under way."""
        self._stopping = True
        self._poked.set()
        self.join()

    def run(self) -> None:
        while not self._stopping:
            self._poked.clear()
            self._poked.wait(self._do_chores())

    def _do_chores(self) -> float:
        now = self._clock()
        try:
            due = self._chores(now)
        except Exception:  # the next round must come, whatever one chore met
            log.exception("a chore failed; trying again in a minute")
            return 60.0
        return LONGEST_SLEEP if due is None else min(max(due - self._clock(), 0.05), LONGEST_SLEEP)
