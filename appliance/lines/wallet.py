"""A SIM's balance: the network is asked when that is due, and its answer is read, at once or whenever it comes."""

from __future__ import annotations

import logging
import math
from concurrent.futures import Future
from contextlib import suppress

from appliance.domain import Line
from appliance.errors import NotReady
from appliance.lines.amounts import amount_in, amount_in_pieces
from appliance.lines.carrier import SmsCarrier
from appliance.lines.home import Home
from appliance.spool import balances, queue
from appliance.spool.listing import Connection
from appliance.spool.queue import Draft
from drivers.capabilities import Modem, UssdReply
from drivers.errors import CommandRefused, NoAnswer, ProtocolError

log = logging.getLogger(__name__)

ORIGIN = "balance"
HOUR = 3600.0
USSD_WITHIN = 30.0  # seconds that the line does nothing else for
USSD_LATE = 120.0  # seconds within which the answer may still come by itself
SMS_WITHIN = 3600.0

_DONE, _WANTED = 0, 1  # 27.007 7.15 <m>: all is said; the network waits for a choice


class Wallet:
    """One for each session with a modem, used by its thread; `message` in the transaction that takes a message in.

    The answer by USSD may come in pieces, so it is read when no more of them come. One by SMS is a message like any
    other; one that nobody asked for is read as well.
    """

    def __init__(self, home: Home, modem: Modem, line: Line, sim: str) -> None:
        self._home = home
        self._spool = home.spool
        self._clock = home.surroundings.clock
        self._modem = modem
        self._line = line
        self._sim = sim
        self._due = self._first_due()
        self._carried = 0
        self._until = math.inf  # when no more is waited for
        self._heard: list[UssdReply] = []
        self._said: list[str] = []
        self._asking: list[Future[float]] = []
        self._told: float | None = None

    @property
    def next_due(self) -> float:
        """When there is something to do, if nothing happens before: Unix time or infinity."""
        return min(self._due, self._until)

    def step(self, carried: int) -> None:
        """Do what is due; `carried` parts have gone out in this session. Raises ModemError where the modem failed."""
        now = self._clock()
        if self._told is not None:
            self._tell(self._told)
        elif now >= self._until:
            self._conclude()
        elif self._until == math.inf and self._wanted(now, carried):
            self._carried = carried
            self._begin(now)

    def ask(self) -> Future[float]:
        """Ask, or wait for the answer where it was asked: the amount, or NotReady. Raises ModemError."""
        asking: Future[float] = Future()
        self._asking.append(asking)
        if self._until == math.inf:
            self._begin(self._clock())
        return asking

    def heard(self, reply: UssdReply) -> None:
        """The network said something; it counts where it was asked by USSD."""
        if self._until == math.inf or not self._line.balance_ussd:
            return
        self._heard.append(reply)
        if reply.text or reply.status not in (_DONE, _WANTED):  # else the text comes later (F18)
            self._until = self._clock() + self._home.surroundings.pieces_within

    def message(self, db: Connection, sender: str, text: str, now: float) -> None:
        """A message came in."""
        line = self._line
        if not (line.balance_sms_to and _same(sender, line.balance_sms_from or line.balance_sms_to)):
            return
        self._said.append(text)
        amount = amount_in(text, line.balance_pattern)
        if amount is not None:
            balances.read(db, self._sim, line.name, amount, line.balance_below, now)
            self._told = amount

    def close(self) -> None:
        """The session ends: whoever waits is told."""
        self._refuse("the line stopped")

    def _first_due(self) -> float:
        """A clock that was set back does not put it off for longer than a period."""
        every = self._line.balance_every_hours * HOUR
        if not (every and self._asks):
            return math.inf
        asked_at = balances.of(self._spool.read(), self._sim).asked_at
        return 0.0 if asked_at is None else min(asked_at, self._clock()) + every

    def _wanted(self, now: float, carried: int) -> bool:
        parts = self._line.balance_every_parts
        return now >= self._due or bool(parts and self._asks and carried - self._carried >= parts)

    @property
    def _asks(self) -> bool:
        return bool(self._line.balance_ussd or self._line.balance_sms_to)

    def _begin(self, now: float) -> None:
        """The question is on disk before it goes out: a crash must not ask over and over."""
        if self._line.balance_every_hours:
            self._due = now + self._line.balance_every_hours * HOUR
        self._heard, self._said = [], []
        if self._line.balance_ussd:
            self._ask_by_ussd(now)
        else:
            self._ask_by_sms(now)

    def _ask_by_ussd(self, now: float) -> None:
        self._until = now + USSD_LATE
        self._spool.write(lambda db: balances.asked(db, self._sim, now))
        try:
            self.heard(self._modem.ussd.request(self._line.balance_ussd, USSD_WITHIN))
        except NoAnswer as silence:
            log.info("line %s: %s", self._line.name, silence)
        except (CommandRefused, ProtocolError) as refused:
            self._fail(str(refused))

    def _ask_by_sms(self, now: float) -> None:
        self._until = now + SMS_WITHIN
        self._spool.write(lambda db: self._queue(db, now))

    def _queue(self, db: Connection, now: float) -> None:
        line, carrier = self._line, SmsCarrier()
        party, text = carrier.dialable(line.balance_sms_to), line.balance_sms_text
        balances.asked(db, self._sim, now)
        made = queue.create(db, Draft(party=party, origin=ORIGIN, expires_at=now + SMS_WITHIN, bound=True), now)
        queue.enqueue(
            db,
            made,
            party=party,
            body=text,
            options={},
            parts=carrier.measure(text, {}).parts,
            concat_reference=made & 0xFFFF,
            lane=line.name,
            not_before=None,
            now=now,
        )

    def _conclude(self) -> None:
        """Nothing more comes: read what came."""
        amount = amount_in_pieces([reply.text for reply in self._heard], self._line.balance_pattern)
        if amount is None:
            self._fail(self._why())
        else:
            self._record(amount)
        if self._heard and self._heard[-1].status == _WANTED:  # else the next code would be taken for a choice
            with suppress(CommandRefused):
                self._modem.ussd.cancel()

    def _record(self, amount: float) -> None:
        line, now = self._line, self._clock()
        self._spool.write(lambda db: balances.read(db, self._sim, line.name, amount, line.balance_below, now))
        self._tell(amount)

    def _why(self) -> str:
        texts = [*(reply.text for reply in self._heard if reply.text), *self._said]
        if texts:
            return f"no amount in the answer {texts[0][:100]!r}"
        if self._heard:
            return f"no text in the answer to {self._line.balance_ussd}, its status is {self._heard[-1].status}"
        return f"no answer to {self._line.balance_ussd or self._line.balance_sms_text!r}"

    def _fail(self, why: str) -> None:
        log.warning("line %s: the balance is not known", self._line.name)  # what was said may be private
        self._spool.write(lambda db: balances.failed(db, self._sim, why))
        self._refuse(why)

    def _tell(self, amount: float) -> None:
        self._until, self._told = math.inf, None
        asking, self._asking = self._asking, []
        for each in asking:
            each.set_result(amount)

    def _refuse(self, why: str) -> None:
        self._until = math.inf
        asking, self._asking = self._asking, []
        for each in asking:
            each.set_exception(NotReady(why))


def _same(sender: str, known: str) -> bool:
    """Whether it is that number, or that name whatever its case."""
    return sender.lstrip("+").casefold() == known.lstrip("+").casefold()
