"""A connection that carries audio between two ends, late by a delay and struck by noise."""

from __future__ import annotations

import random
import struct
from collections import deque
from typing import Protocol

from drivers.simulator.fax.exchange import Party
from drivers.simulator.fax.noise import Noise
from drivers.simulator.fax.pace import UNLIMITED, Pace
from drivers.simulator.fax.spandsp import FRAME_SAMPLES, FRAME_SECONDS, SILENCE
from drivers.simulator.loop import Clock

DELAY = 2  # frames one way: without any, a program that waits for silence before it listens misses the answer

_LOUD = 9000  # of 32767: as loud as a modem


class AudioParty(Party, Protocol):
    """A party that speaks by audio."""

    @property
    def page(self) -> int:
        """The number, from 1, of the page that is on the line as far as it knows; TRAINING; 0 for neither."""

    @property
    def in_message(self) -> bool:
        """False where it knows that there is neither a page nor a training check on the line."""

    def noise(self, way: str) -> Noise | None:
        """What strikes what it says (out) or hears (in)."""

    @property
    def moves(self) -> bool:
        """Whether no program is waited for here, so that line time may run as fast as it can."""

    def transmit(self) -> bytes: ...

    def receive_audio(self, frame: bytes) -> None: ...

    def heard(self, page: int, seconds: float, told: int) -> None:
        """After each frame: so long page `page` (TRAINING, 0) has been on the line; `told` is the one that the frames
        of the procedure tell of."""


class AudioLine:
    """The link of two parties. Line time runs `most` times as fast as time, where nobody is waited for."""

    def __init__(self, clock: Clock, caller: AudioParty, callee: AudioParty, most: float = UNLIMITED) -> None:
        self._ends = (caller, callee)
        self._queues = tuple(deque([SILENCE] * DELAY) for _ in self._ends)
        self._random = random.Random(1)  # noqa: S311  the same noise each time
        self._page, self._frames = 0, 0
        self._loud = False
        self._pace = Pace(clock, self.frame, lambda: self.hurries, most)
        self._pace.start()

    @property
    def hurries(self) -> bool:
        """Whether somebody is heard and nobody is waited for."""
        return self._loud and all(end.moves for end in self._ends)

    def close(self) -> None:
        self._pace.stop()

    def frame(self) -> None:
        """20 ms."""
        said = tuple(end.transmit() for end in self._ends)
        self._loud = any(frame != SILENCE for frame in said)
        heard = zip(self._ends, reversed(self._ends), self._queues, reversed(said), strict=True)
        for listener, speaker, queue, frame in heard:
            queue.append(self._spoilt(frame, listener.noise("in") or speaker.noise("out")))
            listener.receive_audio(queue.popleft())
        self._time_page()

    def _spoilt(self, frame: bytes, noise: Noise | None) -> bytes:
        if noise is None or frame == SILENCE or not noise.strikes(self._page, self._frames):
            return frame
        return struct.pack(f"{FRAME_SAMPLES}h", *(self._random.randrange(-_LOUD, _LOUD) for _ in range(FRAME_SAMPLES)))

    def _time_page(self) -> None:
        told = next((end.page for end in self._ends if end.page), 0)
        page = told if all(end.in_message for end in self._ends) else 0
        self._page, self._frames = page, self._frames + 1 if page == self._page else 0
        for end in self._ends:
            end.heard(page, self._frames * FRAME_SECONDS, told)
