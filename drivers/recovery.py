"""The recovery ladder for a modem that does not answer: which rung next, and how soon. Only decisions, no I/O.

ladder = Ladder(power=("uhubctl", "-a", "cycle", ...))
step = ladder.next(now, present=port_is_there)   # carry out step.rung, or wait step.wait seconds and ask again
ladder.recovered()                               # once the modem answers again
"""

from __future__ import annotations

import enum
import logging
from collections.abc import Sequence
from dataclasses import dataclass

log = logging.getLogger(__name__)

_ABSENT_WAIT = 5.0  # seconds between looks for a port that is not there
_LONGEST_REST = 6 * 3600.0


class Rung(enum.Enum):
    """What to do, gentlest first; WAIT is no rung."""

    WAIT = "wait"
    ESCAPE = "escape and drain"
    ATTENTION = "AT"
    REOPEN = "reopen the port"
    INITIALISE = "init again"
    RESTART = "restart the modem"
    POWER = "switch the port's power"


@dataclass(frozen=True, slots=True)
class Pace:
    """A rung rests `rest` seconds between two uses; where it `grows`, twice as long after each use in vain."""

    rung: Rung
    rest: float
    grows: bool = False


PACES = (
    Pace(Rung.ESCAPE, 5.0),
    Pace(Rung.ATTENTION, 5.0),
    Pace(Rung.REOPEN, 30.0),
    Pace(Rung.INITIALISE, 30.0),
    Pace(Rung.RESTART, 300.0, grows=True),
    Pace(Rung.POWER, 1800.0, grows=True),
)


@dataclass(frozen=True, slots=True)
class Step:
    """Carry out `rung` now; for WAIT ask again in `wait` seconds; for POWER run the `command`."""

    rung: Rung
    wait: float = 0.0
    command: tuple[str, ...] = ()


class Ladder:
    """One modem's ladder. `power` is the argument vector that switches its port off and on; () leaves that rung out."""

    def __init__(self, power: Sequence[str] = (), paces: Sequence[Pace] = PACES, name: str = "modem") -> None:
        self._power = tuple(power)
        self._paces = tuple(pace for pace in paces if pace.rung is not Rung.POWER or power)
        self._name = name
        self._next = 0
        self._ready: dict[Rung, float] = {}
        self._vain: dict[Rung, int] = {}

    def next(self, now: float, *, present: bool) -> Step:
        """The next step at time `now`. A port that is only absent is waited for, never reset (F11)."""
        if not present:
            return Step(Rung.WAIT, _ABSENT_WAIT)
        for place in range(self._next, len(self._paces)):
            pace = self._paces[place]
            if self._ready.get(pace.rung, now) <= now:
                return self._stand_on(place, now)
        self._next = 0
        soonest = min(self._ready.get(pace.rung, now) for pace in self._paces)
        return Step(Rung.WAIT, max(0.0, soonest - now))

    def _stand_on(self, place: int, now: float) -> Step:
        pace = self._paces[place]
        vain = self._vain.get(pace.rung, 0)
        rest = min(pace.rest * 2**vain, _LONGEST_REST) if pace.grows else pace.rest
        self._next = place + 1
        self._ready[pace.rung] = now + rest
        self._vain[pace.rung] = min(vain + 1, 16)
        log.warning("%s: recovery: %s; not again within %.0f s", self._name, pace.rung.value, rest)
        return Step(pace.rung, command=self._power if pace.rung is Rung.POWER else ())

    def recovered(self) -> None:
        """The modem answers: start from the gentlest rung next time. What was used lately still rests."""
        if self._next:
            log.warning("%s: recovered", self._name)
        self._next = 0
        self._vain.clear()
