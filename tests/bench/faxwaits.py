"""How long fax modems wait for their program in a call; the line is silent then, and the far end's timers run."""

from __future__ import annotations

import time
from typing import Self

from drivers.simulator.fax.class1dce import Class1Dce
from drivers.simulator.wire import PtyWire
from tests.peers.faxbench import FaxBench

_CONNECTED, _HANGS_UP = b"CONNECT", b"ATH"


class Waits:
    """Of one modem: `longest` in seconds, from what it says to the next that it hears, until the program hangs up."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._since: float | None = None
        self._in_call = False

    def said(self, data: bytes) -> None:
        """By the modem."""
        self._in_call = self._in_call or _CONNECTED in data
        self._since = time.monotonic()

    def heard(self, data: bytes) -> None:
        """By the modem."""
        if data.startswith(_HANGS_UP):
            self._in_call = False
        if self._in_call and self._since is not None:
            self.longest = max(self.longest, time.monotonic() - self._since)
        self._since = None


class TimedBench(FaxBench):
    """A context manager."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def longest(self) -> float:
        """What any modem waited, in seconds, since this was asked last."""
        found = max(waits.longest for waits in self._waits)
        for waits in self._waits:
            waits.longest = 0.0
        return found

    def _add(self, at: int, wire: PtyWire) -> Class1Dce:
        if at == 0:
            self._waits: list[Waits] = []
        waits = Waits()
        self._waits.append(waits)

        def say(data: bytes) -> None:
            waits.said(data)
            wire.send(data)

        def hear(data: bytes) -> None:
            waits.heard(data)
            modem.receive(data)

        modem = self._board.add(f"+1555000{3001 + at}", send=say, hold=wire.hold)
        wire.listen(hear)
        return modem
