"""What the faults armed on a fax modem do to its commands, its results and its line."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from drivers.simulator.arming import Faults
from drivers.simulator.fax.audioline import EACH_FRAME, Noise
from drivers.simulator.fax.failures import (
    CallFails,
    ConnectLate,
    DleNotDoubled,
    Dropped,
    Hangs,
    Noisy,
    TrainingFails,
    WrongCarrier,
)
from drivers.simulator.fax.pagewatch import TRAINING

_CONNECT = b"\r\nCONNECT\r\n"
_DLE = b"\x10"
_WHOLE = 60.0  # seconds: longer than any training


@dataclass(frozen=True, slots=True)
class Instead:
    """The answer to a command that the modem never gets: `line` after `seconds`, or nothing where it is ""."""

    line: str
    seconds: float = 0.0


class Afflicted:
    """`faults` are what is armed on one modem."""

    def __init__(self) -> None:
        self.faults = Faults()
        self._stage = 0
        self._noise: dict[str, Noise] = {}
        self._drops_after = inf

    def instead(self, command: str) -> Instead | None:
        """What a command line, in capitals, gets from a fault; None where it goes to the modem."""
        hangs = self.faults.has(Hangs)
        if hangs is not None and hangs.on.upper() in command:
            return Instead("")
        if "+FRM=" in command and self.faults.take(WrongCarrier) is not None:
            return Instead("+FCERROR")
        if command.startswith("ATD") and (fails := self.faults.take(CallFails)) is not None:
            return Instead(fails.result, fails.seconds)
        return None

    def late(self, said: bytes) -> float:
        """How many seconds late the modem is to say this."""
        if _CONNECT not in said or (fault := self.faults.take(ConnectLate)) is None:
            return 0.0
        return fault.delay

    def said(self, data: bytes) -> bytes:
        """What was received, as the DTE gets it."""
        return data.replace(2 * _DLE, _DLE) if self.faults.has(DleNotDoubled) is not None else data

    def noise(self, way: str) -> Noise | None:
        """On what the modem says (out) or hears (in)."""
        return self._noise.get(way)

    def drops(self, stage: int, seconds: float) -> bool:
        """Whether the connection fails now that `stage` of the call (see `AudioParty.page`) has lasted so long."""
        if stage != self._stage:
            self._enter(stage)
        return seconds >= self._drops_after

    def over(self) -> None:
        """The call has ended."""
        self._enter(0)
        self._drops_after = inf

    def _enter(self, stage: int) -> None:
        before, self._stage = self._stage, stage
        self._noise = self._struck(stage)
        self._drops_after = self._dropped(before, stage)

    def _struck(self, stage: int) -> dict[str, Noise]:
        if stage == TRAINING:
            training = self.faults.take(TrainingFails)
            return {} if training is None else {training.way: Noise(TRAINING, 0.0, _WHOLE, EACH_FRAME)}
        noisy = self.faults.has(Noisy)
        if not stage or noisy is None or noisy.page not in (0, stage) or self.faults.take(Noisy) is None:
            return {}
        return {noisy.way: Noise(stage, noisy.after, noisy.seconds, noisy.frames)}

    def _dropped(self, before: int, stage: int) -> float:
        """Seconds until the connection fails in this stage."""
        fault = self.faults.has(Dropped)
        if fault is None:
            return inf
        in_page = fault.on == "page" and stage == fault.page
        after_page = fault.on == "confirmation" and stage == 0 and before == fault.page
        if not (in_page or after_page) or self.faults.take(Dropped) is None:
            return inf
        return fault.seconds if in_page else 0.0
