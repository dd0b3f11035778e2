"""A modem that fails is climbed for: rung by rung of the recovery ladder, the power of its port last."""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Callable, Sequence

from appliance.domain import Line
from drivers.errors import ModemError, PortLost
from drivers.facsimile import AnyModem
from drivers.recovery import Ladder, Pace, Rung
from drivers.registry import device_of

log = logging.getLogger(__name__)

POWER_TIMEOUT = 30.0


class Reopen(PortLost):
    """The port is let go of and opened again."""


class Mender:
    """Of the modem at one port, for its thread; ends its work once `stopping` is set."""

    def __init__(self, url: str, paces: Sequence[Pace], stopping: threading.Event) -> None:
        self._url = url
        self._paces = tuple(paces)
        self._stopping = stopping
        self._served: tuple[str, tuple[str, ...]] = ("", ())
        self._ladder = Ladder(paces=self._paces, name=url)
        self._no_power = ""

    def recovered(self, line: Line) -> None:
        """The modem answers, as that of `line`. How far was climbed for it is remembered."""
        served = (line.name, line.power_command)
        if served != self._served:
            self._served = served
            self._ladder = Ladder(line.power_command, self._paces, line.name)
        self._ladder.recovered()
        self._no_power = ""

    def mend(self, modem: AnyModem) -> None:
        """Climb until the modem answers again. Raises PortLost where the port is to be opened anew."""
        while not self._stopping.is_set():
            if not self.present():
                raise PortLost(f"{self._url} is no longer there")
            step = self._ladder.next(time.monotonic(), present=True)
            if step.rung is Rung.WAIT:
                self._stopping.wait(step.wait)
                continue
            try:
                self.stand_on(step.rung, step.command, modem)
                modem.alive()
            except PortLost:
                raise
            except ModemError:
                continue
            self._ladder.recovered()
            return

    def stand_on(self, rung: Rung, command: tuple[str, ...], modem: AnyModem) -> None:
        """Do what that rung is for. Raises Reopen where the port is to be opened anew for it, ModemError."""
        if rung is Rung.REOPEN:
            raise Reopen
        if rung is Rung.POWER:
            self._switch_power(command)
            raise Reopen
        _RUNGS[rung](modem)

    def why(self, error: Exception) -> str:
        """For people: what went wrong, and that the last resort did too."""
        return f"{error}; {self._no_power}" if self._no_power else str(error)

    def present(self) -> bool:
        """Whether the port is there; one on the network always is."""
        device = device_of(self._url)
        return device is None or device.exists()

    def _switch_power(self, command: tuple[str, ...]) -> None:
        self._no_power = ""
        try:
            subprocess.run(command, timeout=POWER_TIMEOUT, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.SubprocessError) as error:
            log.error("%s: its power could not be switched: %s", self._url, error)
            self._no_power = f"its power could not be switched: {error}"


_RUNGS: dict[Rung, Callable[[AnyModem], None]] = {
    Rung.ESCAPE: lambda modem: modem.escape_and_drain(),
    Rung.ATTENTION: lambda modem: modem.attention(),
    Rung.INITIALISE: lambda modem: modem.initialise(),
    Rung.RESTART: lambda modem: modem.restart(),
}
