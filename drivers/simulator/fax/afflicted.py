"""What the faults armed on a fax modem do to its commands, its results and its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf

from drivers.simulator.arming import Faults
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
from drivers.simulator.fax.noise import EACH_FRAME, Noise
from drivers.simulator.fax.pagewatch import TRAINING

_RECEIVES = re.compile(r"\+FRM=\d")
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
        self._page = self._told = 0
        self._noise: dict[str, Noise] = {}
        self._drops_after = inf

    def instead(self, command: str) -> Instead | None:
        """What a command line, in capitals, gets from a fault; None where it goes to the modem."""
        hangs = self.faults.has(Hangs)
        if hangs is not None and hangs.on.upper() in command:
            return Instead("")
        if _RECEIVES.search(command) and self.faults.take(WrongCarrier) is not None:
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

    def drops(self, page: int, seconds: float, told: int) -> bool:
        """Whether the connection fails now: see `AudioParty.heard`."""
        if page != self._page:
            self._page = page
            self._noise = self._struck(page)
            dropped = self._dropped("page", page)
            self._drops_after = inf if dropped is None else dropped.seconds
        before, self._told = self._told, told
        confirmed = before > 0 and told != before and self._dropped("confirmation", before) is not None
        return confirmed or seconds >= self._drops_after

    def over(self) -> None:
        """The call has ended."""
        self._page = self._told = 0
        self._noise, self._drops_after = {}, inf

    def _struck(self, page: int) -> dict[str, Noise]:
        if page == TRAINING:
            training = self.faults.take(TrainingFails)
            return {} if training is None else {training.way: Noise(TRAINING, training.start, _WHOLE, EACH_FRAME)}
        noisy = self.faults.has(Noisy)
        if not page or noisy is None or noisy.page not in (0, page) or self.faults.take(Noisy) is None:
            return {}
        return {noisy.way: Noise(page, noisy.start, noisy.seconds, noisy.frames)}

    def _dropped(self, on: str, page: int) -> Dropped | None:
        """The fault that drops the connection in that page, or after it."""
        fault = self.faults.has(Dropped)
        return None if fault is None or (fault.on, fault.page) != (on, page) else self.faults.take(Dropped)
