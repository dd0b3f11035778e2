"""One modem in the service of one line, from its first command until its port is lost or the box stops."""

from __future__ import annotations

import contextlib
import logging
import math
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from appliance.domain import Line
from appliance.errors import NotReady
from appliance.lines.errands import Errand, Errands
from appliance.lines.home import Home
from appliance.lines.inbox import Inbox
from appliance.lines.memory import Memory
from appliance.lines.outbox import Outbox
from appliance.lines.simcard import USABLE, SimCard, seen
from appliance.lines.standing import Standing
from appliance.lines.wallet import Wallet
from appliance.retry import CauseClass
from appliance.spool import canaries, events, queue, sims
from appliance.spool.line_states import LineState
from drivers.capabilities import (
    CallEnded,
    Delivery,
    IncomingCall,
    LateSubmit,
    MessageStored,
    Modem,
    ModemEvent,
    Notice,
    Registration,
    RegistrationChanged,
    Restarted,
    SimChanged,
    SimIdentity,
    StorageFull,
    Unreadable,
    UssdReply,
)
from drivers.errors import ModemError

log = logging.getLogger(__name__)

Record = Callable[[str], object]  # keeps what was said up to the fault that it is told of

_NAME = re.compile(r"[+^*%$#&]?[A-Z][A-Z0-9 _-]{0,20}(?=:|$)")


class Session:
    """Runs in its worker's thread; only `wake`, `ask`, `stop` and `close` may be called from others."""

    def __init__(self, home: Home, modem: Modem, line: Line, url: str, record: Record = lambda why: None) -> None:
        self.line = line
        self.idle = False
        identity = modem.identity
        self.standing = Standing(
            home, LineState(line.name, "starting", port=url, imei=identity.imei, model=identity.model)
        )
        self._home = home
        self._spool = home.spool
        self._modem = modem
        self._record = record
        self._clock = home.surroundings.clock
        self._stopping = False
        self._errands = Errands()
        self._memory = Memory(modem.sms, self.standing, self._sweep)
        self._key = self._key_of(SimIdentity())
        self._inbox: Inbox | None = None
        self._outbox: Outbox | None = None
        self._wallet: Wallet | None = None
        self._next_check = self._next_sweep = 0.0

    @property
    def healthy(self) -> bool:
        """Whether messages can go out now."""
        return self.standing.ready

    @property
    def held(self) -> bool:
        """Whether a limit keeps it from some or all work."""
        outbox = self._outbox
        return outbox is not None and outbox.next_chance() < math.inf

    def serves(self, lane: str) -> bool:
        """Whether it takes work from that lane."""
        outbox = self._outbox
        return outbox is not None and outbox.serves(lane)

    def wake(self) -> None:
        """There may be work."""
        self._modem.wake()

    def stop(self) -> None:
        """End after the step under way."""
        self._stopping = True
        self._modem.wake()

    def ask(self, errand: Errand) -> Future[object]:
        """Have the worker do something with the modem between two messages."""
        future = self._errands.add(errand)
        self._modem.wake()
        return future

    def close(self) -> None:
        """The modem is gone or the worker has ended: whoever still waits for an errand is told."""
        self._errands.close()

    def run(self) -> None:
        """Serve until stopped. Raises ModemError where the modem fails; may be called again after it was mended."""
        try:
            self._prepare()
            while not self._stopping:
                self._round()
            self._leave()
        finally:
            self.idle = False
            self._let_go()

    def _leave(self) -> None:
        """What came is taken, what comes from now on is to wait in the modem. One that fails has to do without."""
        if self._inbox is None:
            return
        with contextlib.suppress(ModemError):
            self._take_deliveries(self._modem.pending())
            self._modem.sms.leave()
            self._take_deliveries(self._modem.pending())

    def hears_again(self) -> bool:
        """Set the modem up and take all that it holds; whether a canary that was missing was there. An errand's."""
        self._begin_anew()
        return canaries.receives(self._spool.read(), self.line.name)

    def _prepare(self) -> None:
        """SIM, routing, sweep, registration: after this the line can send and nothing that waited is unread."""
        self._next_check = time.monotonic() + self._home.surroundings.check_every
        sim = self._modem.sim.identity()
        card = SimCard(self._spool, self._modem.sim, self.line, self._key_of(sim))
        state = card.make_ready()
        if state not in USABLE:
            self.standing.say(*seen(self.line.name, state, card.refusal), iccid=sim.iccid)
            return
        if card.unlocked:
            self._modem.initialise()
            sim = self._modem.sim.identity()
        self._begin(sim)
        self._memory.look()
        self._look(self._modem.network.registration())

    def _begin(self, sim: SimIdentity) -> None:
        self.standing.begin(sim, self.line.number)
        self._key = self._key_of(sim)
        self._modem.sms.enable()
        self._wallet = wallet = Wallet(self._home, self._modem, self.line, self._key)
        self._inbox = Inbox(self._home, self._modem.sms, self.line.name, self._key, wallet.message)
        self._sweep()
        self._outbox = Outbox(self._home, self._modem.sms, self.line, self._key)

    def _key_of(self, sim: SimIdentity) -> str:
        return sims.key_of(sim.iccid, self._modem.identity.imei, self.line.name)

    def _let_go(self) -> None:
        """What is held and surely not sent goes back to the queue."""
        outbox, self._outbox, self._inbox = self._outbox, None, None
        wallet, self._wallet = self._wallet, None
        if wallet is not None:
            wallet.close()
        if outbox is not None:
            outbox.release()

    def _round(self) -> None:
        self._take(self._modem.pending())
        self._errands.run(self._modem)
        self._check_when_due()
        if self._can_send() and self._send():
            return
        self._take(self._modem.events(self._patience()))
        self.idle = False

    def ask_balance(self) -> Future[float]:
        """The SIM's balance, or NotReady. By the session's own thread, as an errand."""
        if self._wallet is not None and self._can_send():
            return self._wallet.ask()
        refused: Future[float] = Future()
        refused.set_exception(NotReady(f"line {self.line.name} is {self.standing.seen.state}"))
        return refused

    def _send(self) -> bool:
        outbox, wallet = self._outbox, self._wallet
        assert outbox is not None
        assert wallet is not None
        wallet.step(outbox.carried)
        if not outbox.busy and not self._find(outbox):
            return False
        outbox.step()
        if outbox.met in _REMEDIES:
            _REMEDIES[outbox.met](self)
            return True
        self.standing.held(outbox.held())
        if not outbox.busy and outbox.next_chance() < math.inf:
            self._home.claimed()  # what is left in the queue may go over another line
        return True

    def _find(self, outbox: Outbox) -> bool:
        """Look for work. Others are told before it is carried out, which takes long: there may be more of it."""
        self.idle = True  # before the last look: who queues work after it finds us idle, and wakes us
        found = outbox.look()
        self.standing.held(outbox.held())
        self.idle = not found and outbox.next_chance() == math.inf
        if not self.idle:
            self._home.claimed()
        return found

    def _can_send(self) -> bool:
        return self._outbox is not None and self.standing.usable

    def _patience(self) -> float:
        due = self._next_check - time.monotonic()
        if self._outbox is not None and self._wallet is not None and self._can_send():
            due = min(due, min(self._outbox.next_chance(), self._wallet.next_due) - self._clock())
        return max(due, 0.0)

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
        self._memory.look()
        self._look(self._modem.network.registration())

    def _begin_anew(self) -> None:
        """After a restart, a SIM put in or gone, or settings that the modem has lost without a word."""
        self._let_go()
        self._modem.initialise()
        self._prepare()

    def _look(self, registration: Registration) -> None:
        self.standing.look(registration, self._modem.network)

    def _sweep(self) -> None:
        if self._inbox is not None:
            self._next_sweep = time.monotonic() + self._home.surroundings.sweep_every
            self._inbox.sweep()

    def _take(self, arrived: Sequence[ModemEvent]) -> None:
        if not arrived:
            return
        self._take_deliveries(arrived)
        for notice in dict.fromkeys(event for event in arrived if isinstance(event, MessageStored)):
            self._message_stored(notice)
        for event in arrived:
            if not isinstance(event, Delivery | Unreadable | MessageStored):
                _HANDLERS[type(event)](self, event)

    def _take_deliveries(self, arrived: Sequence[ModemEvent]) -> None:
        if self._inbox is not None:
            self._inbox.take([event for event in arrived if isinstance(event, Delivery | Unreadable)])

    def _message_stored(self, event: MessageStored) -> None:
        if self._inbox is not None:
            self._inbox.take(self._modem.sms.read(event))

    def _storage_full(self, event: StorageFull) -> None:
        self._tell(events.STORAGE_FULL, memory=event.memory)
        self._sweep()
        self._memory.held_back()

    def _late_submit(self, event: LateSubmit) -> None:
        self._spool.write(lambda db: queue.late_submit(db, self.line.name, self._key, event.reference, self._clock()))

    def _incoming_call(self, event: IncomingCall) -> None:
        self._tell(events.CALL_INCOMING, number=event.number)

    def _call_ended(self, event: CallEnded) -> None:
        self._tell(events.CALL_ENDED)

    def _registration_changed(self, event: RegistrationChanged) -> None:
        there, begun = event.registration.sms, self._outbox is not None
        if begun and (there or self._modem.sim.state() in USABLE):
            self._look(event.registration)
        elif begun or there:  # its SIM has gone, or is back
            self._begin_anew()

    def _sim_changed(self, event: SimChanged) -> None:
        if event.state in USABLE:
            if self._outbox is None:
                self._begin_anew()
            return
        self._let_go()
        self.standing.say(*seen(self.line.name, event.state))

    def _ussd(self, event: UssdReply) -> None:
        if self._wallet is not None:
            self._wallet.heard(event)
        self._tell(events.USSD_RECEIVED, status=event.status, text=event.text)

    def _restarted(self, event: Restarted) -> None:
        log.warning("line %s: the modem restarted by itself", self.line.name)
        self._record("the modem restarted by itself")
        self._tell(events.MODEM_RESTARTED)
        self._begin_anew()

    def _notice(self, event: Notice) -> None:
        name = _NAME.match(event.line)  # what follows it, or a line without one, may be what somebody wrote
        log.debug("line %s: %s, %d characters", self.line.name, name[0] if name else "a line", len(event.line))

    def _tell(self, kind: str, **data: object) -> None:
        self._spool.write(lambda db: events.append(db, self._clock(), kind, line=self.line.name, data=data))


_REMEDIES: dict[CauseClass | None, Callable[[Session], None]] = {
    CauseClass.NO_SIM: Session._begin_anew,
    CauseClass.NO_ROOM: lambda session: session._memory.refused(),
}
_HANDLERS: dict[type[ModemEvent], Callable[[Session, Any], None]] = {
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
