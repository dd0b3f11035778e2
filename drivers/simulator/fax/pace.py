"""How fast line time runs: as fast as it can where nobody is waited for, else as fast as time itself.

So a program that is late is late on the line too, and a page takes a second instead of a minute.
"""

from __future__ import annotations

from collections.abc import Callable

from drivers.simulator.fax.spandsp import FRAME_SECONDS
from drivers.simulator.loop import Clock, Timer

UNLIMITED = float("inf")

_AT_ONCE = 5  # frames, before ports are looked after
_STALLED = 1.0  # seconds behind, after which the time lost is not made up for


class Pace:
    """Calls `frame` for every 20 ms of line time from `start` to `stop`; `hurries` says whether it may be faster.

    `most` limits how many times faster than time, where it may.
    """

    def __init__(
        self, clock: Clock, frame: Callable[[], None], hurries: Callable[[], bool], most: float = UNLIMITED
    ) -> None:
        self._clock = clock
        self._frame = frame
        self._hurries = hurries
        self._least = FRAME_SECONDS / most
        self._timer: Timer | None = None
        self._due = 0.0

    @property
    def running(self) -> bool:
        return self._timer is not None

    def start(self) -> None:
        if self._timer is None:
            self._due = self._clock.now() + FRAME_SECONDS
            self._wait()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        self._timer = self._clock.later(max(0.0, self._due - self._clock.now()), self._tick)

    def _tick(self) -> None:
        if self._hurries():
            self._hurry()
        else:
            self._frame()
            self._due += FRAME_SECONDS
            if self._clock.now() - self._due > _STALLED:
                self._due = self._clock.now()
        if self._timer is not None:
            self._wait()

    def _hurry(self) -> None:
        for _ in range(1 if self._least else _AT_ONCE):
            self._frame()
            if self._timer is None or not self._hurries():
                self._due = self._clock.now() + FRAME_SECONDS
                return
        self._due = max(self._due, self._clock.now()) + self._least
