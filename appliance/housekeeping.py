"""What must happen when its time has come, though nobody asks: one thread, asleep until the next due time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

LONGEST_SLEEP = 3600.0
SHORTEST_SLEEP = 0.2  # seconds between two rounds, however often it is poked: each message that is queued does so
AFTER_FAILURE = 60.0


class Housekeeping(threading.Thread):
    """Runs each of `chores(now)` until stopped, whatever another met; they return when they are next needed.

    In Unix time, None for not known.
    """

    def __init__(self, *chores: Callable[[float], float | None], clock: Callable[[], float] = time.time) -> None:
        super().__init__(name="housekeeping", daemon=True)
        self._chores = chores
        self._clock = clock
        self._poked = threading.Event()
        self._ended = threading.Event()

    def poke(self) -> None:
        """Something has become due earlier than was known."""
        self._poked.set()

    def stop(self) -> None:
        """End the thread, waiting for the chore under way."""
        self._ended.set()
        self._poked.set()
        if self.is_alive():
            self.join()

    def run(self) -> None:
        while not self._ended.is_set():
            self._poked.clear()
            sleep = self._do_chores()
            if not self._ended.wait(SHORTEST_SLEEP):
                self._poked.wait(sleep - SHORTEST_SLEEP)

    def _do_chores(self) -> float:
        """Seconds until the next round."""
        now = self._clock()
        due = [moment for chore in self._chores if (moment := _done(chore, now)) is not None]
        return min(max(min(due) - self._clock(), SHORTEST_SLEEP), LONGEST_SLEEP) if due else LONGEST_SLEEP


def _done(chore: Callable[[float], float | None], now: float) -> float | None:
    try:
        return chore(now)
    except Exception:
        log.exception("a chore failed; trying again in a minute")
        return now + AFTER_FAILURE
