"""A GSM modem: its capabilities, its events, and the rungs of the recovery ladder that go over the port."""

from __future__ import annotations

import time
from collections.abc import Callable

from drivers.at.chat import Chat
from drivers.at.script import run_script
from drivers.at.syntax import Unsolicited
from drivers.atmodem import AtModem
from drivers.capabilities import Identity, ModemEvent, Notice, Restarted
from drivers.gsm.arrivals import Arrivals, Handlers, name_of
from drivers.gsm.call import GsmCalls
from drivers.gsm.network import GsmNetwork
from drivers.gsm.quirks import Quirks
from drivers.gsm.sim import GsmSim
from drivers.gsm.sms import GsmSms
from drivers.gsm.ussd import GsmUssd
from drivers.port import Port


class GsmModem(AtModem):
    """One modem, owned by one thread; only `wake` may be called by others.

    After a `Restarted` event or an unlocked SIM: `initialise()`, then `sms.enable()`, then sweep `sms.stored()`.
    """

    def __init__(
        self,
        port: Port,
        chat: Chat,
        identity: Identity,
        quirks: Quirks,
        *,
        sms: type[GsmSms] = GsmSms,
        network: type[GsmNetwork] = GsmNetwork,
        sim: type[GsmSim] = GsmSim,
        ussd: type[GsmUssd] = GsmUssd,
        calls: type[GsmCalls] = GsmCalls,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(port, chat, quirks)
        self.identity = identity
        self.quirks = quirks
        self._clock = clock
        self._arrivals = Arrivals(chat, clock)
        self.sms = sms(chat, quirks, clock)
        self.network = network(chat, quirks)
        self.sim = sim(chat, quirks)
        self.ussd = ussd(chat, quirks, self._arrivals, clock)
        self.calls = calls(chat, quirks, clock)
        self._handlers = self._table()

    def _table(self) -> Handlers:
        """Every unsolicited line that means something: by its name, or as a whole line."""
        parts = (self.sms, self.network, self.sim, self.ussd, self.calls)
        merged = {name: handler for part in parts for name, handler in part.handlers().items()}
        return {**merged, **dict.fromkeys(self.quirks.restarts, _restarted)}

    # --- events

    def events(self, timeout: float | None) -> list[ModemEvent]:
        """What happened, waiting up to `timeout` seconds (None: for ever) for the first; [] on time-out or wake.

        Raises PortLost.
        """
        ready = self.pending()
        if ready:
            return ready
        return self._translate(self._arrivals.wait(self._bounded(timeout)))

    def pending(self) -> list[ModemEvent]:
        """What happened already, without waiting or reading."""
        return self._translate(self._arrivals.take())

    def _bounded(self, timeout: float | None) -> float | None:
        """No longer than a call may go on ringing without a sign."""
        deadline = self.calls.deadline
        if deadline is None:
            return timeout
        left = max(0.0, deadline - self._clock())
        return left if timeout is None else min(left, timeout)

    def _translate(self, arrived: list[Unsolicited]) -> list[ModemEvent]:
        events: list[ModemEvent] = []
        for unsolicited in arrived:
            events += self._meaning(unsolicited)
        if self.calls.deadline is not None:
            events += self.calls.expired()
        return events + self.sms.remarks()

    def _meaning(self, unsolicited: Unsolicited) -> tuple[ModemEvent, ...]:
        line = unsolicited.line
        handler = self._handlers.get(line) or self._handlers.get(name_of(line))
        return handler(unsolicited) if handler else (Notice(line),)

    # --- health and recovery

    def escape_and_drain(self) -> None:
        """Leave a prompt that may be open (F02), and throw away what answers nothing. Raises PortLost."""
        self._chat.escape()

    def initialise(self) -> None:
        """The family's init steps; safe to repeat. Raises CommandRefused for a required one, NoAnswer, PortLost."""
        run_script(self._chat, self.quirks.init)


def _restarted(_: Unsolicited) -> tuple[ModemEvent, ...]:
    return (Restarted(),)
