"""What a fax machine outside can do, and how it behaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from drivers.simulator.fax.noise import Noise

MODEMS: Mapping[str, int] = {"V.27ter": 1, "V.29": 2, "V.17": 4}
CODINGS: Mapping[str, int] = {"MH": 2, "MR": 4, "MMR": 8}
RESOLUTIONS: Mapping[str, int] = {"standard": 1, "fine": 2, "superfine": 4}


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the machine can do, and `identity`, its own; `scan_milliseconds` is the least time of a row it takes."""

    identity: str = "+1 555 0100"
    ecm: bool = True
    modems: tuple[str, ...] = tuple(MODEMS)
    codings: tuple[str, ...] = tuple(CODINGS)
    resolutions: tuple[str, ...] = tuple(RESOLUTIONS)
    scan_milliseconds: int = 0


STANDARD = Abilities()


@dataclass(frozen=True, slots=True)
class Manners:
    """What an outside machine is like. `document` is what it sends, or gives to who polls; `inbox` the file for what
    comes. `noise` strikes what it is told; it hangs up `after` seconds into page `hangs_up` (0: it doesn't). A
    `silent` one answers and says nothing."""

    document: Path | None = None
    inbox: Path | None = None
    abilities: Abilities = STANDARD
    noise: Noise | None = None
    hangs_up: int = 0
    after: float = 2.0
    silent: bool = False
