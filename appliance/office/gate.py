"""The queue's limit: who comes when it is full is told, rather than taken in and left waiting for hours."""

from __future__ import annotations

import time
from collections.abc import Callable

from appliance.domain import Service
from appliance.errors import NotReady
from appliance.spool import queue
from appliance.spool.store import Spool

COUNTED_EVERY = 1.0  # seconds; between counts the answer is the last one


class Gate:
    """Lets `limit` attempts wait in a lane. Any thread may call."""

    def __init__(self, spool: Spool, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._spool = spool
        self._limit = limit
        self._clock = clock
        self._full: dict[str, tuple[bool, float]] = {}

    def check(self, lane: str, service: Service) -> None:
        """Raises NotReady where the lane is full."""
        full, counted = self._full.get(lane, (False, -COUNTED_EVERY))
        if self._clock() >= counted + COUNTED_EVERY:
            full = queue.depth(self._spool.read(), lane, service, self._limit) >= self._limit
            self._full[lane] = full, self._clock()
        if full:
            raise NotReady(f"the queue is full: {self._limit} wait; try later, or raise the setting queue_limit")
