"""Incoming calls, noticed and refused (27.007 6.5, 6.11, 7.6; V.250 6.3.5)."""

from __future__ import annotations

import time
from collections.abc import Callable

from drivers.at.chat import Chat
from drivers.at.syntax import Unsolicited
from drivers.at.values import field, parameters
from drivers.capabilities import CallEnded, IncomingCall, ModemEvent, Notice
from drivers.errors import Cause, CommandRefused
from drivers.gsm.arrivals import Handlers
from drivers.gsm.quirks import Quirks

RING_TIMEOUT = 10.0  # seconds; networks ring every 5 or 6

_ENDED = ("NO CARRIER", "BUSY", "NO ANSWER")


class GsmCalls:
    """The Calls capability: one IncomingCall a call, at its +CLIP or at the second RING without one; one CallEnded."""

    def __init__(self, chat: Chat, quirks: Quirks, clock: Callable[[], float] = time.monotonic) -> None:
        self._chat = chat
        self._quirks = quirks
        self._clock = clock
        self._rang: float | None = None  # when it rang last; None where no call comes in
        self._told = False
        self._kind = ""

    @property
    def deadline(self) -> float | None:
        """When the call counts as over if it does not ring again; None where none comes in."""
        return None if self._rang is None else self._rang + RING_TIMEOUT

    def expired(self) -> tuple[ModemEvent, ...]:
        """The end of a call that has stopped ringing without a word (F22)."""
        deadline = self.deadline
        return self._end() if deadline is not None and self._clock() >= deadline else ()

    def hang_up(self) -> None:
        """End or refuse the call; its CallEnded is the next event. Raises CommandRefused, NoAnswer."""
        refusal = CommandRefused(Cause("V250", None, "no command hangs up"))
        for command in self._quirks.hang_up:
            try:
                self._chat.run(command, self._quirks.command_timeout)
            except CommandRefused as latest:
                refusal = latest
            else:
                if self._rang is not None:
                    self._rang = self._clock() - RING_TIMEOUT
                return
        raise refusal

    def handlers(self) -> Handlers:
        """What the modem says about calls unasked, by name."""
        ended = dict.fromkeys(_ENDED, self._over)
        return {**ended, "RING": self._ring, "+CRING": self._ring, "+CLIP": self._clip}

    def _ring(self, unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
        again, self._rang = self._rang is not None, self._clock()
        self._kind = self._kind or unsolicited.line.partition(":")[2].strip()
        return self._tell("") if again else ()

    def _clip(self, unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
        values = parameters(unsolicited.line)
        number = field(values, 0)
        self._rang = self._clock()
        return self._tell(f"+{number}" if number and number[0] != "+" and field(values, 1) == "145" else number)

    def _tell(self, number: str) -> tuple[ModemEvent, ...]:
        if self._told:
            return ()
        self._told = True
        return (IncomingCall(number, self._kind),)

    def _over(self, unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
        return self._end() if self._rang is not None else (Notice(unsolicited.line),)

    def _end(self) -> tuple[ModemEvent, ...]:
        told = self._tell("")
        self._rang, self._told, self._kind = None, False, ""
        return (*told, CallEnded())
