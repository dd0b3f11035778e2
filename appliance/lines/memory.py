"""Whether the modem's memory for messages has room; people see where it has none, and when it has again."""

from __future__ import annotations

from collections.abc import Callable

from appliance.lines.standing import KEEPS_NONE, TAKES_NONE, Standing
from drivers.capabilities import Sms


class Memory:
    """`sweep` takes what can be taken out of it. All raise ModemError."""

    def __init__(self, sms: Sms, standing: Standing, sweep: Callable[[], None]) -> None:
        self._sms = sms
        self._standing = standing
        self._sweep = sweep

    def look(self) -> None:
        """Where it was full, or where nothing comes in without it: whether it is now."""
        if self._standing.full or self._sms.stores:
            self.held_back()

    def held_back(self) -> None:
        """It may have had no room for what came in."""
        self._find_out(self._standing.full or KEEPS_NONE)

    def refused(self) -> None:
        """It had no room for what was to go out."""
        self._find_out(TAKES_NONE)

    def _find_out(self, why: str) -> None:
        """It is full only where taking out what has come makes no room."""
        if self._sms.full():
            self._sweep()
            if self._sms.full():
                self._standing.memory(why)
                return
        self._standing.memory("")
