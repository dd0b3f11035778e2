"""Unsolicited lines on their way from the chat to whoever waits for them; none is lost to who comes first."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping

from drivers.at.chat import Chat
from drivers.at.syntax import Unsolicited
from drivers.capabilities import ModemEvent

Handler = Callable[[Unsolicited], tuple[ModemEvent, ...]]
Handlers = Mapping[str, Handler]


def name_of(line: str) -> str:
    """What stands before the colon; the whole line where there is none."""
    return line.partition(":")[0].rstrip()


class Arrivals:
    """The unsolicited lines of one chat, in order; what a capability passes over stays for the next reader."""

    def __init__(self, chat: Chat, clock: Callable[[], float] = time.monotonic) -> None:
        self._chat = chat
        self._clock = clock
        self._kept: list[Unsolicited] = []
        self._woken = False

    def take(self) -> list[Unsolicited]:
        """What is there, without waiting."""
        arrived = self._chat.unsolicited()
        if not self._kept:
            return arrived
        kept, self._kept = self._kept, []
        return kept + arrived

    def wait(self, timeout: float | None) -> list[Unsolicited]:
        """What is there, else what arrives within `timeout` seconds (None: for ever); [] on time-out or wake."""
        arrived = self.take()
        if arrived or self._woken:
            self._woken = False
            return arrived
        return self._chat.wait(timeout)

    def wait_for(self, names: Collection[str], timeout: float) -> Unsolicited | None:
        """The next line of one of `names` within `timeout` seconds; a wake meanwhile is kept for the next `wait`."""
        end = self._clock() + timeout
        arrived = self.take()
        while True:
            for place, unsolicited in enumerate(arrived):
                if name_of(unsolicited.line) in names:
                    self._kept += arrived[:place] + arrived[place + 1 :]
                    return unsolicited
            self._kept += arrived
            left = end - self._clock()
            if left <= 0:
                return None
            arrived = self._chat.wait(left)
            self._woken |= not arrived and self._clock() < end
