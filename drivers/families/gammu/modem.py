"""A phone by libGammu, as the lines want it: its capabilities, its events, its recovery."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from drivers.capabilities import Identity, MessageStored, ModemEvent, Notice
from drivers.families.gammu.capabilities import GammuCalls, GammuNetwork, GammuSim, GammuUssd, ussd_reply
from drivers.families.gammu.link import Link
from drivers.families.gammu.sms import GammuSms, heard

# libGammu gives nothing to wait on, and its word of a new message may never come (gammu/python-gammu#33).
READ_EVERY = 0.25  # seconds between two reads of the device
LOOK_EVERY = 30.0  # seconds between two looks whether messages wait


class GammuModem:
    """One phone, owned by one thread; only `wake` may be called by others."""

    def __init__(self, link: Link, identity: Identity, clock: Callable[[], float] = time.monotonic) -> None:
        self.identity = identity
        self.sms = GammuSms(link)
        self.network = GammuNetwork(link)
        self.sim = GammuSim(link)
        self.ussd = GammuUssd(link, clock)
        self.calls = GammuCalls(link, clock)
        self._link = link
        self._clock = clock
        self._bell = threading.Event()
        self._next_look = 0.0

    # --- events

    def events(self, timeout: float | None) -> list[ModemEvent]:
        """What happened, waiting up to `timeout` seconds (None: for ever) for the first; [] on time-out or wake.

        Raises PortLost, NoAnswer.
        """
        end = None if timeout is None else self._clock() + timeout
        while True:
            events = self.pending()
            left = READ_EVERY if end is None else min(READ_EVERY, end - self._clock())
            if events or left <= 0:
                return events
            if self._bell.wait(left):
                self._bell.clear()
                return []

    def pending(self) -> list[ModemEvent]:
        """What happened already, without waiting. Raises PortLost, NoAnswer."""
        self._link.ask("ReadDevice", False)
        arrived, self._link.heard[:] = tuple(self._link.heard), ()
        events = [event for kind, data in arrived for event in self._meaning(kind, data)]
        return list(dict.fromkeys((*events, *self.calls.expired(), *self._looked())))  # one word of any number stored

    def _meaning(self, kind: str, data: Mapping[str, Any]) -> tuple[ModemEvent, ...]:
        if kind == "SMS":
            return (heard(data),)
        if kind == "Call":
            return self.calls.heard(data)
        return (ussd_reply(data),) if kind == "USSD" else (Notice(f"{kind}: {data}"),)

    def _looked(self) -> tuple[ModemEvent, ...]:
        if self._clock() < self._next_look:
            return ()
        self._next_look = self._clock() + LOOK_EVERY
        return (MessageStored("", None),) if self.sms.waiting() else ()

    def wake(self) -> None:
        """Make the present or the next `events` return at once; for any thread."""
        self._bell.set()

    def close(self) -> None:
        """Let go of the phone."""
        self._link.disconnect()

    # --- health and recovery

    def alive(self) -> None:
        """Raises NoAnswer or PortLost where the phone does not answer."""
        self._link.ask_if_taken("GetSignalQuality")

    def escape_and_drain(self) -> None:
        """Hear out what the phone still has to say. Raises PortLost."""
        self._link.ask("ReadDevice", False)

    def attention(self) -> None:
        """Ask for an answer. Raises NoAnswer, PortLost."""
        self.alive()

    def initialise(self) -> None:
        """libGammu's own init, anew. Raises NoAnswer, PortLost, CommandRefused."""
        self._link.connect()

    def restart(self) -> None:
        """Have the phone reboot. Raises CommandRefused, NoAnswer, PortLost."""
        self._link.ask("Reset", False)


def open_modem(link: Link, clock: Callable[[], float] = time.monotonic) -> GammuModem:
    """Connect, and ask who is there. Raises NoAnswer, PortLost, CommandRefused."""
    link.connect()
    return GammuModem(link, _identity(link), clock)


def _identity(link: Link) -> Identity:
    model = link.ask_if_taken("GetModel", default=("", ""))
    return Identity(
        manufacturer=link.ask_if_taken("GetManufacturer", default=""),
        model=model[1] or model[0],
        revision=link.ask_if_taken("GetFirmware", default=("",))[0],
        imei=link.ask_if_taken("GetIMEI", default=""),
    )
