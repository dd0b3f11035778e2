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
    """the connection fails `seconds` into page `page`, or (`on` confirmation) when that has been sent and nothing says
    whether it has arrived
    """

    page: int = 1
    on: str = "page"
    seconds: float = 1.0

    def __post_init__(self) -> None:
        one_of("on", self.on, MOMENTS)


@dataclass(frozen=True, slots=True)
class Noisy:
    """noise in `frames` of every 30 (0.6 s) on page `page` (0: each), from `after` seconds into it, for `seconds`, in
    what the modem says or hears (`way` out, in): 3 spoil rows, 15 for 30 s get RTN, or PPR with error correction
    """

    page: int = 1
    way: str = "out"
    frames: int = 15
    after: float = 0.5
    seconds: float = 30.0

    def __post_init__(self) -> None:
        one_of("way", self.way, DIRECTIONS)


@dataclass(frozen=True, slots=True)
class TrainingFails:
    """noise on the training check: the receiver says FTT"""

    way: str = "out"

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
