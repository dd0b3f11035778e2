"""What can be made to go wrong on fax lines: F28 of the list of field faults, as faults to arm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drivers.simulator.choices import one_of

DIRECTIONS = ("out", "in")
MOMENTS = ("page", "confirmation")


@dataclass(frozen=True, slots=True)
class Dropped:
    """the connection fails `seconds` into page `page` (2: training is over), or (`on` confirmation) when the page has
    been sent and nothing says yet whether it has arrived
    """

    page: int = 1
    on: str = "page"
    seconds: float = 2.0

    def __post_init__(self) -> None:
        one_of("on", self.on, MOMENTS)


@dataclass(frozen=True, slots=True)
class Noisy:
    """noise in `frames` of every 30 (0.6 s) on page `page` (0: each), from `start` seconds into it (2: training
    is over) for `seconds`, in what the modem says or hears (`way` out, in): 3 frames spoil rows, 15 for 30 s get RTN,
    or PPR with error correction
    """

    page: int = 1
    way: str = "out"
    frames: int = 15
    start: float = 2.0
    seconds: float = 30.0

    def __post_init__(self) -> None:
        one_of("way", self.way, DIRECTIONS)


@dataclass(frozen=True, slots=True)
class TrainingFails:
    """noise on the training check from `start` seconds into it, when training itself is over (V.17 1.5, V.27ter 1, V.29
    0.3): the receiver says FTT
    """

    way: str = "out"
    start: float = 1.5

    def __post_init__(self) -> None:
        one_of("way", self.way, DIRECTIONS)


@dataclass(frozen=True, slots=True)
class WrongCarrier:
    """`+FRM` gets +FCERROR at once, whatever is on the line"""


@dataclass(frozen=True, slots=True)
class ConnectLate:
    """CONNECT comes `delay` seconds late"""

    delay: float = 4.0


@dataclass(frozen=True, slots=True)
class DleNotDoubled:
    """a DLE in what was received is not doubled"""


@dataclass(frozen=True, slots=True)
class Hangs:
    """the modem says nothing any more, from a command with `on` in it (ATD; AT: each) until cleared"""

    on: str = "ATD"


@dataclass(frozen=True, slots=True)
class CallFails:
    """dialling gets `result` after `seconds`: NO DIALTONE, or NO CARRIER as where the answer tone comes too late"""

    result: str = "NO DIALTONE"
    seconds: float = 0.0

    def __post_init__(self) -> None:
        one_of("result", self.result, ("NO DIALTONE", "NO CARRIER", "BUSY", "NO ANSWER", "ERROR"))


FAULTS: Mapping[str, type[Any]] = {
    "F28": Dropped,
    "F28.noise": Noisy,
    "F28.training": TrainingFails,
    "F28.fcerror": WrongCarrier,
    "F28.connect": ConnectLate,
    "F28.dle": DleNotDoubled,
    "F28.hang": Hangs,
    "F28.dial": CallFails,
}

LINE_FAULTS = (Dropped, Noisy, TrainingFails)
"""Those that need nothing of the modem: of the others, each is a class 1 modem's."""
