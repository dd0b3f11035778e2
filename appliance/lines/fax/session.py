"""One fax modem in the service of one line, from its first command until its port is lost or the box stops."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from appliance.domain import Line, Service
from appliance.errors import NotReady
from appliance.lines.fax.inbox import FaxInbox
from appliance.lines.fax.outbox import FaxOutbox
from appliance.lines.home import Home
from appliance.lines.standing import Standing
from appliance.spool import events
from appliance.spool.line_states import LineState
from drivers.capabilities import CallEnded, IncomingCall, ModemEvent, Restarted
from drivers.facsimile import FaxModem

log = logging.getLogger(__name__)

NOT_FOR_FAX = "its modem is a fax modem, its services say otherwise"


class FaxSession:
    """Runs in its worker's thread; only `wake`, `ask`, `stop` and `close` may be called from others.

    `ending` tells that the box stops: then a call that is made ends before its next page, one that came at once.
    """

    def __init__(
        self,
        home: Home,
        modem: FaxModem,
        line: Line,
        url: str,
        record: Callable[[str], object],
        ending: Callable[[], bool],
    ) -> None:
        self.line = line
        self.idle = False
        who = modem.identity
        self.standing = Standing(home, LineState(line.name, "starting", port=url, imei=who.imei, model=who.model))
        self._home = home
        self._modem = modem
        self._record = record
        self._stopping = False
        self._ending = ending
        self._outbox = FaxOutbox(home, modem.fax, line, ending)
        self._inbox = FaxInbox(home, modem.fax, line)
        self._rings, self._caller = 0, ""
        self._next_check = 0.0

    @property
    def healthy(self) -> bool:
        """Whether faxes can go out now."""
        return self.standing.ready

    @property
    def held(self) -> bool:
        """Whether trouble with its telephone line keeps it from all work."""
        return self._outbox.next_chance() < math.inf

    def serves(self, lane: str) -> bool:
        """Whether it takes work from that lane."""
        return self._outbox.serves(lane)

    def wake(self) -> None:
        """There may be work, or the fax under way was called off."""
        self._outbox.heed()
        self._modem.wake()

    def stop(self) -> None:
        """End after the call under way; where the box stops, end that as well."""
        self._stopping = True
        if self._ending():
            self._outbox.hurry()
        self._modem.wake()

    def ask(self, errand: object) -> Future[object]:
        """Nothing is done with a fax modem but facsimile: NotReady."""
        return self._refused()

    def ask_balance(self) -> Future[float]:
        """NotReady."""
        return self._refused()

    def _refused(self) -> Future[Any]:
        refused: Future[Any] = Future()
        refused.set_exception(NotReady(f"line {self.line.name} is a fax line: it has no SIM"))
        return refused

    def close(self) -> None:
        """Nobody waits for anything."""

    def hears_again(self) -> bool:
        """Nothing tells whether a telephone line would ring."""
        return True

    def run(self) -> None:
        """Serve until stopped. Raises ModemError where the modem fails; may be called again after it was mended."""
        try:
            self._prepare()
            while not self._stopping:
                self._round()
        finally:
            self.idle = False

    def _prepare(self) -> None:
        self._next_check = time.monotonic() + self._home.surroundings.check_every
        self._forget_call()
        self._inbox.settle()
        self._stand()

    def _stand(self) -> None:
        unfit = not self.line.services & Service.FAX
        self.standing.say("failed" if unfit else "ready", NOT_FOR_FAX if unfit else "", number=self.line.number)

    def _round(self) -> None:
        self._take(self._modem.pending())
        self._check_when_due()
        if not self._rings and self._send():
            return
        self._take(self._modem.events(self._patience()))
        self.idle = False

    def _send(self) -> bool:
        """Carry the next fax. Others are told before, for it takes long: there may be more of it."""
        outbox = self._outbox
        self.idle = True  # before the last look: who queues work after it finds us idle, and wakes us
        claim = outbox.find()
        self.idle = claim is None and not self.held
        if claim is None:
            return False
        self._home.claimed()
        outbox.carry(claim)
        if outbox.trouble:
            self.standing.say("no_dial_tone", outbox.trouble)
        else:
            self._stand()
        return True

    def _patience(self) -> float:
        due = self._next_check - time.monotonic()
        return max(min(due, self._outbox.next_chance() - self._home.surroundings.clock()), 0.0)

    def _check_when_due(self) -> None:
        if not self._rings and time.monotonic() >= self._next_check:
            self._next_check = time.monotonic() + self._home.surroundings.check_every
            self._modem.alive()

    def _take(self, arrived: Sequence[ModemEvent]) -> None:
        for event in arrived:
            if type(event) in _HANDLERS:
                _HANDLERS[type(event)](self, event)

    def _ring(self, event: IncomingCall) -> None:
        self._rings += 1
        self._caller = event.number or self._caller
        if self._rings == max(self.line.rings, 1):
            self._tell(events.CALL_INCOMING, number=self._caller)
        if self._rings == self.line.rings and self.line.services & Service.FAX:
            self._answer()

    def _answer(self) -> None:
        self.idle = False
        self._call_over(self._inbox.answer(self._caller).text)

    def _ended(self, event: CallEnded) -> None:
        if self._rings:
            self._call_over("")

    def _forget_call(self) -> None:
        self._rings, self._caller = 0, ""

    def _call_over(self, text: str) -> None:
        self._forget_call()
        self._tell(events.CALL_ENDED, **({"text": text} if text else {}))

    def _restarted(self, event: Restarted) -> None:
        log.warning("line %s: the modem restarted by itself", self.line.name)
        self._record("the modem restarted by itself")
        self._forget_call()
        self._tell(events.MODEM_RESTARTED)
        self._modem.initialise()

    def _tell(self, kind: str, **data: object) -> None:
        now = self._home.surroundings.clock()
        self._home.spool.write(lambda db: events.append(db, now, kind, line=self.line.name, data=data))


_HANDLERS: dict[type[ModemEvent], Callable[[FaxSession, Any], None]] = {
    IncomingCall: FaxSession._ring,
    CallEnded: FaxSession._ended,
    Restarted: FaxSession._restarted,
}
