"""The timers of the facsimile procedure (T.30 5.4.3.1), as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timer:
    """So many `seconds`, give or take `tolerance` seconds."""

    seconds: float
    tolerance: float

    @property
    def longest(self) -> float:
        return self.seconds + self.tolerance

    @property
    def shortest(self) -> float:
        return self.seconds - self.tolerance


def _within(seconds: float, part: float) -> Timer:
    return Timer(seconds, seconds * part)


T0 = Timer(60, 5)  # the calling station waits for the answer to its call
T1 = Timer(35, 5)  # both identify each other
T2 = Timer(6, 1)  # the receiver waits for a command
T3 = Timer(10, 5)  # an operator is alerted
T4 = _within(3.0, 0.15)  # the sender waits for a response; automatic equipment
T4_MANUAL = _within(4.5, 0.15)
T5 = Timer(60, 5)  # the far end says that it is not ready (annex A.5.4.1)

# Durations of signals
PREAMBLE = _within(1.0, 0.15)  # flags before the first frame (5.3.1)
TRAINING_CHECK = _within(1.5, 0.10)  # zeros (5.3.6.1.3)
SILENCE = Timer(0.075, 0.020)  # between V.21 and the modulation of the message (5.3.2.2)
CNG_ON = _within(0.5, 0.15)
CNG_OFF = _within(3.0, 0.15)
CED = Timer(3.3, 0.7)
