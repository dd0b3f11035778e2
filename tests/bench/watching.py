"""What the page asks while somebody looks at it."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Mapping

from client import Client

# Seconds between questions of the page at its lines, its busiest place (webui/events.js, lines.js, main.js).
ASKED: Mapping[str, float] = {"events": 2.0, "lines": 20.0, "findings": 20.0, "now": 15.0}
MOST = 500  # events an answer


class Watching:
    """The page, open in one browser. A context manager."""

    def __init__(self, address: str) -> None:
        self._ask = Client(address).ask
        self._last: int | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="page")

    def _run(self) -> None:
        due = [(0.0, place) for place in ASKED]
        while not self._ended.wait(max(0.0, due[0][0] - time.monotonic())):
            _, place = heapq.heappop(due)
            self._look(place)
            heapq.heappush(due, (time.monotonic() + ASKED[place], place))

    def _look(self, place: str) -> None:
        if place == "events":
            self._events()
        else:
            self._ask("GET", f"/box/v1/{place}")

    def _events(self) -> None:
        """After the last that is known; where there are more than anybody reads, it goes on with the newest."""
        if self._last is None:
            self._last = self._ask("GET", "/box/v1/now")["newest_event"]
        told = self._ask("GET", f"/box/v1/events?after={self._last}&limit={MOST}")
        if told:
            self._last = told[-1]["id"] if len(told) < MOST else None

    def __enter__(self) -> Watching:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
