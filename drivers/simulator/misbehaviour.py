"""How a modem with faults behaves on its port."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from drivers.simulator.arming import Faults
from drivers.simulator.faults import PROMPTS, BlackHole, HalfOpen, Interleaved, PromptMissing, PromptShaped
from drivers.simulator.loop import Clock, Timer
from drivers.simulator.manners import STANDARD_PROMPT, Piece
from drivers.simulator.mishaps import CarrierLost


class Silence:
    """Whether the modem hears (`deaf`) and is heard (`mute`), each for a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._timers: list[Timer] = []
        self.deaf = False
        self.mute = False

    def fall(self, *, deaf: bool, seconds: float) -> None:
        """Be silent for `seconds`, 0 until `end`."""
        self.deaf, self.mute = deaf, True
        if seconds:
            self._timers.append(self._clock.later(seconds, self.end))

    def end(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.deaf = self.mute = False


class FaultyManners:
    """Asks the armed faults on every occasion; `prompt_delay` is the usual latency, `words` what its family says
    unasked; `mishap` has whatever befalls the whole modem strike, and says whether it did.
    """

    def __init__(
        self,
        faults: Faults,
        silence: Silence,
        *,
        prompt_delay: Callable[[], float],
        words: Sequence[str],
        mishap: Callable[[str], bool],
    ) -> None:
        self._faults = faults
        self._silence = silence
        self._prompt_delay = prompt_delay
        self._words = words
        self._mishap = mishap

    def hears(self, body: str) -> bool:
        if self._mishap("command"):
            return False
        hole = self._faults.take(BlackHole)
        if hole is not None:
            self._silence.fall(deaf=True, seconds=hole.seconds)
            return False
        half = self._faults.take(HalfOpen)
        if half is not None:
            self._silence.fall(deaf=False, seconds=half.seconds)
        return True

    def prompt(self) -> Sequence[Piece]:
        if self._faults.take(PromptMissing) is not None:
            return ()
        shaped = self._faults.take(PromptShaped)
        if shaped is None:
            return ((self._prompt_delay(), STANDARD_PROMPT),)
        text = PROMPTS[shaped.shape]
        if not shaped.split:
            return ((shaped.late, text),)
        return ((shaped.late, text[0]), *((shaped.split, char) for char in text[1:]))

    def intrusions(self) -> Sequence[str]:
        lost = ("NO CARRIER",) if self._faults.take(CarrierLost) else ()
        interleaved = self._faults.take(Interleaved)
        if interleaved is None:
            return lost
        return (*lost, *(self._words if interleaved.lines == "family" else interleaved.lines.split("|")))
