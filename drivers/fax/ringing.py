"""An incoming call as a modem on a telephone line tells it: RING by RING, and who calls (V.250 5.7.1, V.253 9.2.3)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from drivers.capabilities import CallEnded, IncomingCall, ModemEvent, Notice

RING_TIMEOUT = 10.0  # seconds; exchanges ring every 3 to 6

# Distinctive rings have a name: RING A, RING 1
_RING = re.compile(r"RING(?:\s*(\w{1,2}))?")
# NMBR and its kin by V.253 and Rockwell, CALLER NUMBER by ZyXEL
_CALLER = re.compile(
    r"(?:(DATE|TIME|MESG)|(NMBR|CALLER NUMBER|DDN_NMBR)|(NAME|CALLER NAME))\s*[=:]\s*(.*)", re.IGNORECASE
)
_NOT_TOLD = frozenset(("P", "O", "PRIVATE", "OUT OF AREA", "UNAVAILABLE"))


class Ringing:
    """What lines mean, and when a call has ceased to ring."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rang: float | None = None
        self._number = ""
        self._name = ""

    @property
    def deadline(self) -> float | None:
        """When the call counts as over if it does not ring again; None where none comes in."""
        return None if self._rang is None else self._rang + RING_TIMEOUT

    def heard(self, line: str) -> tuple[ModemEvent, ...]:
        """The events that a line brings: a call at each RING, with what has been told of the caller by then."""
        if ring := _RING.fullmatch(line):
            self._rang = self._clock()
            return (IncomingCall(self._number, ring[1] or "", self._name),)
        if caller := _CALLER.match(line):
            self._note(number=caller[2] is not None, name=caller[3] is not None, told=caller[4].strip())
            return ()
        return (Notice(line),)

    def _note(self, *, number: bool, name: bool, told: str) -> None:
        """A caller that is told before the first RING belongs to it."""
        known = "" if told.upper() in _NOT_TOLD else told
        if number:
            self._number = known
        elif name:
            self._name = known

    def expired(self) -> tuple[ModemEvent, ...]:
        """The end of a call that has ceased to ring."""
        deadline = self.deadline
        if deadline is None or self._clock() < deadline:
            return ()
        self.over()
        return (CallEnded(),)

    def over(self) -> None:
        """The call has been answered, or forgotten."""
        self._rang, self._number, self._name = None, "", ""
