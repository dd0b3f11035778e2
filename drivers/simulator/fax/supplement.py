"""What a fax modem says beyond the soft modem: its serial number, and what its rings tell."""

from __future__ import annotations

import re
from collections.abc import Callable

from drivers.simulator.fax.exchange import Ring
from drivers.simulator.fax.ringtelling import TELLS, RingTelling

_SETTING = re.compile(rf"({'|'.join(map(re.escape, TELLS))})=(\d+)")
_RESET = re.compile(r"AT(Z|.*&F)")
_OK, _RING = b"\r\nOK\r\n", b"\r\nRING\r\n"


class Supplement:
    """`wall` gives seconds since 1970."""

    def __init__(self, serial: str, wall: Callable[[], float]) -> None:
        self._serial = serial
        self._telling = RingTelling(wall)
        self._asked = False
        self._ring: Ring | None = None
        self.over = self._telling.over

    def commanded(self, line: str) -> None:
        """A command line, in capitals, that the soft modem takes with OK."""
        if _RESET.match(line):
            self._telling.reset()
        for command, value in _SETTING.findall(line):
            self._telling.switch(command, bool(int(value)))
        self._asked = line == "AT+GSN"

    def rings(self, ring: Ring) -> None:
        """It is going to say RING for this one."""
        self._ring = ring

    def said(self, data: bytes) -> bytes:
        """What the soft modem says, whole results at a time, with what belongs to it."""
        if self._asked and _OK in data:
            self._asked = False
            return data.replace(_OK, _line(self._serial) + _OK, 1)
        if self._ring is not None and _RING in data:
            ring, self._ring = self._ring, None
            return data.replace(_RING, b"".join(map(_line, self._telling.lines(ring))), 1)
        return data


def serial_of(number: str) -> str:
    """The serial number of the modem on that line."""
    return f"MBF{number[-6:]}"


def _line(text: str) -> bytes:
    return f"\r\n{text}\r\n".encode()
