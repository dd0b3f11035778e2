"""What a fax modem says beyond the soft modem: its serial number, who calls, and which ring it is.

As modems of Rockwell's and their kin do it: between the first ring and the second DATE, TIME and NMBR where +VCID=1 or
#CID=1 asked for them, +CLIP where that did; RING 2 where -SDR is on, cadences where +VDR is (V.253 10.4).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping

from drivers.simulator.fax.exchange import Ring

_CALLER_ID, _CLIP, _RINGS, _CADENCES = "caller id", "+CLIP", "-SDR", "+VDR"
_SETTING = re.compile(r"(\+VCID|#CID|\+CLIP|-SDR|\+VDR)=(\d+)")
_NAMES: Mapping[str, str] = {
    "+VCID": _CALLER_ID,
    "#CID": _CALLER_ID,
    "+CLIP": _CLIP,
    "-SDR": _RINGS,
    "+VDR": _CADENCES,
}
_RESET = re.compile(r"AT(Z|.*&F)")
_ON_AND_OFF: Mapping[int, tuple[tuple[int, int], ...]] = {  # tenths of seconds
    1: ((20, 40),),
    2: ((8, 4), (8, 40)),
    3: ((4, 2), (4, 2), (8, 40)),
}
_OK, _RING = b"\r\nOK\r\n", b"\r\nRING\r\n"


class Supplement:
    """`wall` gives seconds since 1970."""

    def __init__(self, serial: str, wall: Callable[[], float]) -> None:
        self._serial = serial
        self._wall = wall
        self._on: set[str] = set()
        self._asked = False
        self._ring: Ring | None = None
        self._told = False

    def commanded(self, line: str) -> None:
        """A command line, in capitals, that the soft modem takes with OK."""
        if _RESET.match(line):
            self._on.clear()
        for command, value in _SETTING.findall(line):
            (self._on.add if int(value) else self._on.discard)(_NAMES[command])
        self._asked = line == "AT+GSN"

    def rings(self, ring: Ring) -> None:
        """It is going to say RING for this one."""
        self._ring = ring

    def over(self) -> None:
        """The call has ended or was answered: the next ring is another's."""
        self._told = False

    def said(self, data: bytes) -> bytes:
        """What the soft modem says, whole results at a time, with what belongs to it."""
        if self._asked and _OK in data:
            self._asked = False
            return data.replace(_OK, _line(self._serial) + _OK, 1)
        if self._ring is not None and _RING in data:
            ring, self._ring = self._ring, None
            return data.replace(_RING, self._ringing(ring), 1)
        return data

    def _ringing(self, ring: Ring) -> bytes:
        cadences = _ON_AND_OFF.get(ring.pattern, _ON_AND_OFF[1]) if _CADENCES in self._on else ()
        before = [
            f"{word}={tenths}" for cadence in cadences for word, tenths in zip(("DRON", "DROF"), cadence, strict=True)
        ]
        word = f"RING {ring.pattern}" if _RINGS in self._on else "RING"
        after = [] if self._told else self._caller(ring.number)
        self._told = True
        return b"".join(map(_line, (*before, word, *after)))

    def _caller(self, number: str) -> list[str]:
        lines = []
        if _CALLER_ID in self._on:
            at = time.localtime(self._wall())
            lines += [f"DATE = {time.strftime('%m%d', at)}", f"TIME = {time.strftime('%H%M', at)}"]
            lines += [f"NMBR = {number.lstrip('+') or 'P'}"]
        if _CLIP in self._on:
            lines.append(f'+CLIP: "{number}",{145 if number.startswith("+") else 129 if number else 128}')
        return lines


def _line(text: str) -> bytes:
    return f"\r\n{text}\r\n".encode()
