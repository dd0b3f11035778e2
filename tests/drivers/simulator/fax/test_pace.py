"""Line time runs ahead where nobody is waited for, and as time does otherwise."""

from __future__ import annotations

import pytest

from drivers.simulator.fax.pace import UNLIMITED, Pace
from drivers.simulator.fax.spandsp import FRAME_SECONDS


class Paced:
    """Counts frames, which hurry while `hurries`, up to `last`."""

    def __init__(self, clock, most: float = UNLIMITED, last: int = 1000) -> None:
        self.frames = 0
        self.hurries = False
        self.last = last
        self.pace = Pace(clock, self._frame, lambda: self.hurries, most)
        self.pace.start()

    def _frame(self) -> None:
        self.frames += 1
        if self.frames == self.last:
            self.hurries = False


def test_it_runs_as_time_does(clock) -> None:
    paced = Paced(clock)
    clock.advance(1.01)
    assert paced.frames == pytest.approx(50, abs=1)


def test_it_runs_ahead_while_it_may(clock) -> None:
    paced = Paced(clock, last=500)
    paced.hurries = True
    clock.advance(FRAME_SECONDS)
    assert paced.frames == 500
    clock.advance(1.0)
    assert paced.frames == pytest.approx(550, abs=1)


def test_but_not_more_than_so_many_times_as_fast(clock) -> None:
    paced = Paced(clock, most=10.0)
    paced.hurries = True
    clock.advance(1.0)
    assert paced.frames == pytest.approx(500, abs=15)


def test_it_stops(clock) -> None:
    paced = Paced(clock)
    clock.advance(0.1)
    paced.pace.stop()
    before = paced.frames
    clock.advance(1.0)
    assert paced.frames == before
    assert not paced.pace.running
