"""A modem on a telephone line, for facsimile: its service class, its events, and the rungs of the recovery ladder."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from drivers.at.online import OnlineChat
from drivers.at.script import run_script
from drivers.at.syntax import Command
from drivers.at.values import compounds
from drivers.atmodem import AtModem
from drivers.capabilities import Identity, ModemEvent
from drivers.errors import ProtocolError
from drivers.facsimile import Fax
from drivers.fax.class1 import Class1
from drivers.fax.class2 import Class2
from drivers.fax.quirks import FaxQuirks
from drivers.fax.ringing import Ringing
from drivers.port import Port

CLASSES = Command("AT+FCLASS=?", ("+FCLASS:",), bare=True)


class Driver(Fax, Protocol):
    """A Fax that must be made ready once the modem is."""

    def prepare(self) -> None:
        """Raises CommandRefused, NoAnswer, PortLost."""


DRIVERS: Mapping[str, Callable[[OnlineChat, FaxQuirks, str, Callable[[], float]], Driver]] = {
    "1": Class1,
    "1.0": Class1,
    "2": Class2,
    "2.0": Class2,
}


def offered(told: str) -> tuple[str, ...]:
    """The service classes of facsimile in the answer to +FCLASS=?, in any of the forms that modems have for it."""
    classes = {each for group in compounds(told) for each in group}
    return tuple(sorted(classes & {"1", "1.0", "2", "2.0"}))


class PstnModem(AtModem):
    """See `drivers.facsimile.FaxModem`. `service_classes` are preferred to the family's order."""

    def __init__(
        self,
        port: Port,
        chat: OnlineChat,
        identity: Identity,
        quirks: FaxQuirks,
        service_classes: Sequence[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(port, chat, quirks)
        self._chat: OnlineChat = chat
        self.identity = identity
        self.quirks = quirks
        self._clock = clock
        self._service_classes = (*service_classes, *quirks.service_classes)
        self._ringing = Ringing(clock)
        self._calls = 0
        self._fax: Driver = Class1(chat, quirks, "1", clock)

    @property
    def fax(self) -> Fax:
        return self._fax

    # --- events

    def events(self, timeout: float | None) -> list[ModemEvent]:
        """What happened, waiting up to `timeout` seconds (None: for ever) for the first; [] on time-out or wake.

        Raises PortLost.
        """
        ready = self.pending()
        return ready or self._translate(self._wait(timeout))

    def pending(self) -> list[ModemEvent]:
        """What happened already, without waiting or reading."""
        if self._calls != self._chat.calls:
            self._calls = self._chat.calls
            self._ringing.over()
        return self._translate([each.line for each in self._chat.unsolicited()])

    def _wait(self, timeout: float | None) -> list[str]:
        """No longer than a call may go on ringing without a sign."""
        deadline = self._ringing.deadline
        left = None if deadline is None else max(0.0, deadline - self._clock())
        bounds = [bound for bound in (timeout, left) if bound is not None]
        return [each.line for each in self._chat.wait(min(bounds, default=None))]

    def _translate(self, lines: list[str]) -> list[ModemEvent]:
        events = [event for line in lines for event in self._ringing.heard(line)]
        return events + list(self._ringing.expired())

    # --- health and recovery

    def escape_and_drain(self) -> None:
        """End data that may still be wanted, and throw away what answers nothing. Raises PortLost."""
        self._chat.end_data()
        self._chat.escape()

    def initialise(self) -> None:
        """The family's init, and the choice of the service class; safe to repeat.

        Raises CommandRefused, NoAnswer, PortLost, ProtocolError where the modem offers no class that is known.
        """
        run_script(self._chat, self.quirks.init)
        there = offered(" ".join(each.line for each in self._chat.run(CLASSES, self.quirks.command_timeout).lines))
        chosen = next((each for each in self._service_classes if each in there and each in DRIVERS), None)
        if chosen is None:
            raise ProtocolError(f"none of the service classes {', '.join(there)} is known")
        self._fax = DRIVERS[chosen](self._chat, self.quirks, chosen, self._clock)
        self._fax.prepare()
