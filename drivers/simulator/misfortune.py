"""What befalls a whole modem in the middle of its work: its port hangs up, its power fails, somebody calls."""

from __future__ import annotations

from collections.abc import Callable

from drivers.simulator.arming import Faults
from drivers.simulator.calls import Calls
from drivers.simulator.loop import Clock
from drivers.simulator.mishaps import BrownOut, CallAtPrompt, HungUp


class Misfortune:
    """`hang_up` takes the port away for so many seconds, `reboot` has the modem say those lines in so many."""

    def __init__(
        self,
        faults: Faults,
        clock: Clock,
        calls: Calls,
        *,
        hang_up: Callable[[float], None],
        reboot: Callable[[tuple[str, ...] | None, float], None],
    ) -> None:
        self._faults = faults
        self._clock = clock
        self._calls = calls
        self._hang_up = hang_up
        self._reboot = reboot
        self._interrupted = False

    def strike(self, occasion: str) -> bool:
        """Whether the modem says nothing more to the command under way."""
        self._call(occasion)
        hung = self._faults.take(HungUp, occasion)
        if hung is not None:
            self._clock.later(0, lambda: self._hang_up(hung.seconds))
            return True
        brown = self._faults.take(BrownOut, occasion)
        if brown is not None:
            self._clock.later(0, lambda: self._reboot(_lines(brown.lines), brown.seconds))
            return True
        return False

    def _call(self, occasion: str) -> None:
        if occasion == "prompt" and (call := self._faults.take(CallAtPrompt)) is not None:
            self._interrupted = True
            self._calls.ring(call.number, at_once=True)
        elif occasion == "text" and self._interrupted:
            self._interrupted = False
            self._calls.hang_up(at_once=True)


def _lines(lines: str) -> tuple[str, ...] | None:
    """What to say after the start; None for what the family says."""
    if lines == "none":
        return ()
    return tuple(lines.split("|")) if lines else None
