"""Noise on an audio line, and when it strikes."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.simulator.fax.spandsp import FRAME_SECONDS

_PERIOD = EACH_FRAME = 30  # frames in which noise comes once


@dataclass(frozen=True, slots=True)
class Noise:
    """Noise instead of what is said, in `frames` of every 30 (0.6 s), in page `page` (TRAINING: in its check; 0: all
    the time), from `after` seconds into it for `seconds`."""

    page: int = 1
    after: float = 2.0
    seconds: float = 2.0
    frames: int = 3

    def strikes(self, page: int, frame: int) -> bool:
        """In that frame of `page`."""
        struck = self.after <= frame * FRAME_SECONDS < self.after + self.seconds
        return struck and self.page in (0, page) and frame % _PERIOD < self.frames
