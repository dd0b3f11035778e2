"""What the lines take as given: the time, the modems that there may be, and how patient to be."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from drivers.discovery import Watch
from drivers.family import Family
from drivers.recovery import PACES, Pace
from drivers.registry import FAMILIES


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`clock` gives Unix time, `watch` looks for ports where none is pinned. All else is in seconds.

    `patience`: for a port that does not answer. `check_every`: between looks at registration and signal, which also
    show that the modem still answers. `sweep_every`: between looks into the stores, for messages whose announcement was
    lost. `settle`: for a SIM that is busy after its PIN was entered (+CMS ERROR 314). `reopen_after`: before a port is
    opened again, the last for ever after. `paces`: of the recovery ladder. `hand_over_after`: that a line may be dead
    before its unsent work goes to others. `looked_for`: after the start that a line counts as starting, its work
    queued, with no modem found. `pieces_within`: for more of an answer by USSD. `recordings`: the folder for what was
    said before a fault, None for nowhere. `media`: the folder of the documents that are faxed.
    """

    clock: Callable[[], float] = time.time
    watch: Callable[[], Watch] = Watch
    families: tuple[Family, ...] = FAMILIES
    patience: float = 8.0
    check_every: float = 30.0
    sweep_every: float = 300.0
    settle: float = 2.0
    reopen_after: tuple[float, ...] = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
    paces: tuple[Pace, ...] = PACES
    hand_over_after: float = 60.0
    looked_for: float = 20.0
    pieces_within: float = 3.0
    recordings: Path | None = None
    media: Path = Path("media")


STANDARD = Surroundings()
