"""One modem in the service of one line, from its first command until its port is lost or the box stops."""

from __future__ import annotations

import logging
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from appliance.domain import Line
from appliance.lines.home import Home
from appliance.lines.inbox import Inbox
from appliance.lines.outbox import Outbox
from appliance.lines.simcard import SimCard, seen
from appliance.spool import events, line_states, queue
from appliance.spool.line_states import LineState
from drivers.capabilities import (
    CallEnded,
    Delivery,
    IncomingCall,
    LateSubmit,
    MessageStored,
    ModemEvent,
    Notice,
    PinState,
    Registration,
    RegistrationChanged,
    Restarted,
    SimChanged,
    StorageFull,
    Unreadable,
    UssdReply,
)
from drivers.errors import CommandRefused, ModemError
from drivers.modem import GsmModem

log = logging.getLogger(__name__)

SIGNAL_STEP = 6  # dB that a change must have to be worth a row on the SD card

Errand = Callable[[GsmModem], object]


class Session:
    """Runs in its worker's thread; only `wake`, `ask` and `stop` may be called from others."""

    def __init__(self, home: Home, modem: GsmModem, line: Line, url: str) -> None:
        self.line = line
        self.idle = False
        self.state = LineState(line.name, "starting", port=url, imei=modem.identity.imei, model=modem.identity.model)
        self._home = home
        self._spool = home.spool
        self._modem = modem
        self._clock = home.surroundings.clock
        self._stopping = False
        self._errands: deque[tuple[Errand, Future[object]]] = deque()
        self._inbox: Inbox | None = None
        self._outbox: Outbox | None = None
        self._next_check = self._next_sweep = 0.0

    @property
    def healthy(self) -> bool:
        """Whether messages can go out now."""
        return self.state.state == "ready"

    def serves(self, lane: str) -> bool:
        """Whether it takes work from that lane."""
        return self._outbox is not None and self._outbox.serves(lane)

    def wake(self) -> None:
        """There may be work."""
        self._modem.wake()

    def stop(self) -> None:
        """End after the step under way."""
        self._stopping = True
        self._modem.wake()

    def ask(self, errand: Errand) -> Future[object]:
        """Have the worker do something with the modem between two messages."""
        future: Future[object] = Future()
        self._errands.append((errand, future))
        self._modem.wake()
        return future

    def run(self) -> None:
        """Serve until stopped. Raises ModemError where the modem fails; may be called again after it was mended."""
        try:
            self._prepare()
            while not self._stopping:
                self._round()
        finally:
            self.idle = False
            if self._outbox is not None:
                self._outbox.release()

    def say(self, state: str, detail: str = "", **facts: object) -> None:
        """Record what is seen of the line, where it has changed."""
        seen_now = replace(self.state, state=state, detail=detail, **facts)  # type: ignore[arg-type]
        if seen_now != self.state:
            self.state = seen_now
            self._spool.write(lambda db: line_states.save(db, seen_now, self._clock()))
            self._home.due()

    def _prepare(self) -> None:
        """SIM, routing, crash recovery, sweep: after this the line can send and nothing that waited is unread."""
        self._next_check = 0.0
        sim = self._modem.sim.identity()
        key = sim.iccid or f"imei:{self._modem.identity.imei or self.line.name}"
        pin = SimCard(self._spool, self._modem.sim, self.line, key).make_ready()
        if pin is not PinState.READY:
            self.say(*seen(pin), iccid=sim.iccid)
            return
        sim = self._modem.sim.identity()
        key = sim.iccid or key
        self.say("starting", iccid=sim.iccid, imsi=sim.imsi, number=sim.number or self.line.number)
        self._modem.sms.enable()
        self._inbox = Inbox(self._home, self._modem.sms, self.line.name, key)
        self._sweep()
        self._outbox = Outbox(self._home, self._modem.sms, self.line, key)

    def _round(self) -> None:
        self._take(self._modem.pending())
        self._run_errands()
        self._check_when_due()
        if self._can_send() and self._send():
            return
        self._take(self._modem.events(self._patience()))
        self.idle = False

    def _send(self) -> bool:
        assert self._outbox is not None
        was_idle = not self._outbox.busy
        self.idle = True  # before the last look: who queues work after it finds us idle, and wakes us
        found = self._outbox.step()
        self._tell_whether_held(self._outbox.held())
        self.idle = not found and self._outbox.next_chance() == math.inf
        if (found and (was_idle or not self._outbox.busy)) or not (found or self.idle):
            self._home.claimed()
        return found

    def _can_send(self) -> bool:
        return self._outbox is not None and self.state.state in ("ready", "paused")

    def _tell_whether_held(self, why: str) -> None:
        if why or self.state.state == "paused":
            self.say("paused" if why else "ready", why)

    def _patience(self) -> float:
        due = self._next_check - time.monotonic()
        if self._outbox is not None and self._can_send():
            due = min(due, self._outbox.next_chance() - self._clock())
        return max(due, 0.0)

    def _run_errands(self) -> None:
        while self._errands:
            errand, future = self._errands.popleft()
            try:
                future.set_result(errand(self._modem))
            except CommandRefused as refused:
                future.set_exception(refused)
            except (ModemError, ValueError) as error:
                future.set_exception(error)
                if not isinstance(error, ValueError):
                    raise

    def _check_when_due(self) -> None:
        now = time.monotonic()
        if now < self._next_check:
            return
        self._next_check = now + self._home.surroundings.check_every
        if self._outbox is None or not self._modem.sms.intact():
            self._begin_anew()
            return
        if now >= self._next_sweep:
            self._sweep()
        self._look(self._modem.network.registration())

    def _begin_anew(self) -> None:
        """After a restart, a SIM put in, or settings that the modem has lost without a word."""
        self._outbox = self._inbox = None
        self._modem.initialise()
        self._prepare()

    def _look(self, registration: Registration) -> None:
        word = registration.state.name.lower()
        dbm = self._modem.network.signal().dbm
        if not self._worth_telling(dbm):
            dbm = self.state.signal_dbm
        if registration.sms:
            paused = self.state.state == "paused"
            how = ("paused", self.state.detail) if paused else ("ready", "")
            self.say(*how, registration=word, signal_dbm=dbm, operator=self._modem.network.operator())
        else:
            self.say("not_registered", f"the network says {word}", registration=word, signal_dbm=dbm)

    def _worth_telling(self, dbm: int | None) -> bool:
        known = self.state.signal_dbm
        return dbm is None or known is None or abs(dbm - known) >= SIGNAL_STEP

    def _sweep(self) -> None:
        if self._inbox is not None:
            self._next_sweep = time.monotonic() + self._home.surroundings.sweep_every
            self._inbox.sweep()

    def _take(self, arrived: Sequence[ModemEvent]) -> None:
        if not arrived:
            return
        deliveries = [event for event in arrived if isinstance(event, Delivery | Unreadable)]
        if self._inbox is not None:
            self._inbox.take(deliveries)
        for event in arrived:
            if not isinstance(event, Delivery | Unreadable):
                _HANDLERS[type(event)](self, event)

    def _message_stored(self, event: MessageStored) -> None:
        if self._inbox is not None:
            self._inbox.take(self._modem.sms.read(event))

    def _storage_full(self, event: StorageFull) -> None:
        self._tell(events.STORAGE_FULL, memory=event.memory)
        self._sweep()

    def _late_submit(self, event: LateSubmit) -> None:
        key = self.state.iccid or f"imei:{self.state.imei or self.line.name}"
        self._spool.write(lambda db: queue.late_submit(db, self.line.name, key, event.reference, self._clock()))

    def _incoming_call(self, event: IncomingCall) -> None:
        self._tell(events.CALL_INCOMING, number=event.number)

    def _call_ended(self, event: CallEnded) -> None:
        self._tell(events.CALL_ENDED)

    def _registration_changed(self, event: RegistrationChanged) -> None:
        if self._outbox is not None:
            self._look(event.registration)

    def _sim_changed(self, event: SimChanged) -> None:
        if event.state is PinState.READY:
            if self._outbox is None:
                self._begin_anew()
            return
        self._outbox = self._inbox = None
        self.say(*seen(event.state))

    def _ussd(self, event: UssdReply) -> None:
        self._tell(events.USSD_RECEIVED, status=event.status, text=event.text)

    def _restarted(self, event: Restarted) -> None:
        log.warning("line %s: the modem restarted by itself", self.line.name)
        self._tell(events.MODEM_RESTARTED)
        self._begin_anew()

    def _notice(self, event: Notice) -> None:
        log.debug("line %s: %s", self.line.name, event.line)

    def _tell(self, kind: str, **data: object) -> None:
        self._spool.write(lambda db: events.append(db, self._clock(), kind, line=self.line.name, data=data))


_HANDLERS: dict[type[ModemEvent], Callable[[Session, Any], None]] = {
    MessageStored: Session._message_stored,
    StorageFull: Session._storage_full,
    LateSubmit: Session._late_submit,
    IncomingCall: Session._incoming_call,
    CallEnded: Session._call_ended,
    RegistrationChanged: Session._registration_changed,
    SimChanged: Session._sim_changed,
    UssdReply: Session._ussd,
    Restarted: Session._restarted,
    Notice: Session._notice,
}
