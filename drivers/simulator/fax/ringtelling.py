"""How a fax modem tells of a ring: who calls, and which of the line's numbers is dialled.

As modems of Rockwell's and their kin do it: behind the first ring DATE, TIME and NMBR where +VCID=1 or #CID=1 asked for
them, +CLIP where that did; RING 2 where -SDR is on, cadences where +VDR is (V.253 10.4).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from drivers.simulator.fax.exchange import Ring

_CALLER_ID, _CLIP, _RINGS, _CADENCES = "caller id", "+CLIP", "-SDR", "+VDR"
TELLS: Mapping[str, str] = {
    "+VCID": _CALLER_ID,
    "#CID": _CALLER_ID,
    "+CLIP": _CLIP,
    "-SDR": _RINGS,
    "+VDR": _CADENCES,
}
_ON_AND_OFF: Mapping[int, tuple[tuple[int, int], ...]] = {  # tenths of seconds
    1: ((20, 40),),
    2: ((8, 4), (8, 40)),
    3: ((4, 2), (4, 2), (8, 40)),
}


class RingTelling:
    """`wall` gives seconds since 1970."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._on: set[str] = set()
        self._told = False

    def switch(self, command: str, on: bool) -> None:
        """One of TELLS is set."""
        (self._on.add if on else self._on.discard)(TELLS[command])

    def reset(self) -> None:
        """The factory's settings: RING, and no more."""
        self._on.clear()

    def over(self) -> None:
        """The call has ended or was answered: the next ring is another's."""
        self._told = False

    def lines(self, ring: Ring) -> list[str]:
        """What this ring is told by."""
        cadences = _ON_AND_OFF.get(ring.pattern, _ON_AND_OFF[1]) if _CADENCES in self._on else ()
        before = [line for on, off in cadences for line in (f"DRON={on}", f"DROF={off}")]
        word = f"RING {ring.pattern}" if _RINGS in self._on else "RING"
        after = [] if self._told else self._caller(ring.number)
        self._told = True
        return [*before, word, *after]

    def _caller(self, number: str) -> list[str]:
        lines = []
        if _CALLER_ID in self._on:
            at = time.localtime(self._wall())
            lines += [f"DATE = {time.strftime('%m%d', at)}", f"TIME = {time.strftime('%H%M', at)}"]
            lines += [f"NMBR = {number.lstrip('+') or 'P'}"]
        if _CLIP in self._on:
            lines.append(f'+CLIP: "{number}",{145 if number.startswith("+") else 129 if number else 128}')
        return lines
