"""The exchange and its service centre: accepts submissions, keeps and delivers messages, reports on them."""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from drivers.gsm.address import INTERNATIONAL, Address
from drivers.gsm.octets import PduError
from drivers.gsm.tpdu import StatusReport, Submit, decode_to_centre
from drivers.gsm.validity import EnhancedValidity
from drivers.simulator.answers import cms
from drivers.simulator.arming import Faults
from drivers.simulator.faults import ForeignReport, Redelivered, ReportLate
from drivers.simulator.journal import Journal
from drivers.simulator.loop import Clock, Timer
from drivers.simulator.sim import SimCard

COUNTRY = "1"  # what a national number lacks
DELIVERED, EXPIRED = 0x00, 0x46  # TP-Status (23.040 9.2.3.15)
DEFAULT_VALIDITY = timedelta(days=3)


class Receipt(enum.Enum):
    """What became of a delivery: the first five settle it."""

    STORED = "stored"
    BUFFERED = "buffered"
    DIRECT = "direct"
    ACKNOWLEDGED = "acknowledged"
    DROPPED = "dropped"
    FULL = "full"
    TIMED_OUT = "timed out"
    REFUSED = "refused"


SETTLED = (Receipt.STORED, Receipt.BUFFERED, Receipt.DIRECT, Receipt.ACKNOWLEDGED, Receipt.DROPPED)
Done = Callable[[Receipt], None]


class Station(Protocol):
    """A modem on the air."""

    name: str
    faults: Faults

    @property
    def reachable(self) -> bool: ...

    def deliver(self, tpdu: bytes, done: Done, *, at_once: bool = False) -> None:
        """Hand over an SMS-DELIVER or SMS-STATUS-REPORT; `done` is called once, now or later."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that the service centre took; `reference` is its TP-MR."""

    originator: str
    reference: int
    submit: Submit
    at: float

    @property
    def expires(self) -> datetime:
        """Until when the service centre keeps trying."""
        validity = self.submit.validity
        if isinstance(validity, datetime):
            return validity
        period = validity.period if isinstance(validity, EnhancedValidity) else validity
        return moment(self.at) + (DEFAULT_VALIDITY if period is None else period)


@dataclass(slots=True, eq=False)
class Item:
    """A TPDU that waits for a SIM; `source` is what it came from, None where a person injected it."""

    tpdu: bytes
    source: Accepted | None = None
    timer: Timer | None = None


@dataclass(slots=True, eq=False)
class Subscriber:
    """One number with its queue; `rests` until a time is over or, where its memory was `full`, until it has room."""

    number: str
    imsi: str
    station: Station
    queue: deque[Item] = field(default_factory=deque)
    waiting: Item | None = None
    rests: bool = False
    full: bool = False
    pumping: bool = False


@dataclass(slots=True)
class Timing:
    """Seconds: `transit` from acceptance to delivery, `report` to a status report, `retry` after a failed delivery."""

    transit: float = 0.01
    report: float = 0.02
    retry: float = 5.0


class Exchange:
    """`outside` gives the TP-Status for numbers that are no SIM here; others there are reached at once."""

    def __init__(self, clock: Clock, journal: Journal) -> None:
        self._clock = clock
        self.journal = journal
        self.timing = Timing()
        self.outside: dict[str, int] = {}
        self.subscribers: dict[str, Subscriber] = {}

    def attach(self, card: SimCard, station: Station) -> None:
        """The card is in that modem now; what waits for it is delivered once the modem is reachable."""
        key = card.number.lstrip("+")
        subscriber = self.subscribers.get(key)
        if subscriber is None:
            self.subscribers[key] = Subscriber(card.number, card.imsi, station)
        else:
            subscriber.station = station

    def alert(self, number: str) -> None:
        """The SIM of `number` can take messages (again)."""
        subscriber = self.subscribers.get(number.lstrip("+"))
        if subscriber is not None and subscriber.queue:
            subscriber.rests = False
            self._pump(subscriber)

    def room(self, number: str) -> None:
        """The modem's memory has room (again). What was held back for another reason stays so."""
        subscriber = self.subscribers.get(number.lstrip("+"))
        if subscriber is not None and subscriber.full:
            self.alert(number)

    def submit(self, card: SimCard, station: Station, tpdu: bytes) -> Accepted:
        """Take an SMS-SUBMIT; `route` sends it on. Raises CMS 304 where it is none, 1 where it has no number."""
        try:
            submit = decode_to_centre(tpdu)
        except PduError as reason:
            raise cms(304) from reason
        destination = submit.destination
        if destination.is_name or not destination.digits:
            raise cms(1)
        accepted = Accepted(card.number, submit.reference, submit, self._clock.wall())
        self.journal.write(
            "submit",
            modem=station.name,
            imsi=card.imsi,
            number=card.number,
            destination=destination.number,
            reference=submit.reference,
            tpdu=tpdu.hex().upper(),
            text=submit.text if submit.data is None else submit.data.hex().upper(),
        )
        return accepted

    def inject(self, number: str, tpdu: bytes) -> None:
        """Put a TPDU into the queue of the SIM with that number. Raises KeyError where there is none."""
        self._enqueue(self.subscribers[number.lstrip("+")], Item(tpdu))

    def report(self, accepted: Accepted, status: int, *, at_once: bool = False) -> None:
        """Send the sender a status report; `at_once` even in the middle of its command."""
        subscriber = self.subscribers[accepted.originator.lstrip("+")]
        self._report_foreign(subscriber, accepted)
        tpdu = self._status_report(accepted, accepted.reference, accepted.submit.destination, status)
        if at_once and subscriber.waiting is None:
            item = Item(tpdu)
            subscriber.queue.appendleft(item)
            self._hand_over(subscriber, item, at_once=True)
        else:
            self._enqueue(subscriber, Item(tpdu))

    # From acceptance to the queue

    def route(self, accepted: Accepted) -> None:
        """Send an accepted message on its way."""
        subscriber = self._find(accepted.submit.destination)
        if subscriber is not None:
            self._clock.later(self.timing.transit, lambda: self._forward(accepted, subscriber))
        elif accepted.submit.status_report_requested:
            number = accepted.submit.destination.number
            self._report_later(accepted, self.outside.get(number, DELIVERED))

    def _find(self, address: Address) -> Subscriber | None:
        digits = address.digits
        if address.ton == INTERNATIONAL:
            return self.subscribers.get(digits)
        if digits.startswith("00"):
            return self.subscribers.get(digits[2:])
        return self.subscribers.get(digits) or self.subscribers.get(COUNTRY + digits.lstrip("0"))

    def _forward(self, accepted: Accepted, subscriber: Subscriber) -> None:
        deliver = accepted.submit.delivered(Address.parse(accepted.originator), moment(accepted.at))
        item = Item(deliver.encode(), accepted)
        self._enqueue(subscriber, item)
        if item in subscriber.queue:
            seconds = max(0.0, accepted.expires.timestamp() - self._clock.wall())
            item.timer = self._clock.later(seconds, lambda: self._expire(subscriber, item))

    def _expire(self, subscriber: Subscriber, item: Item) -> None:
        if item in subscriber.queue and item is not subscriber.waiting and item.source is not None:
            subscriber.queue.remove(item)
            self.journal.write("expired", number=subscriber.number, tpdu=item.tpdu.hex().upper())
            self._settle(item.source, EXPIRED)

    def _settle(self, accepted: Accepted, status: int) -> None:
        if accepted.submit.status_report_requested:
            self._report_later(accepted, status)

    def _report_later(self, accepted: Accepted, status: int) -> None:
        subscriber = self.subscribers[accepted.originator.lstrip("+")]
        late = subscriber.station.faults.take(ReportLate)
        delay = self.timing.report + (late.delay if late else 0.0)
        self._clock.later(delay, lambda: self.report(accepted, status))

    def _report_foreign(self, subscriber: Subscriber, accepted: Accepted) -> None:
        foreign = subscriber.station.faults.take(ForeignReport)
        if foreign is not None:
            reference = (accepted.reference + foreign.offset) & 0xFF
            tpdu = self._status_report(accepted, reference, Address.parse(foreign.recipient), DELIVERED)
            self._enqueue(subscriber, Item(tpdu))

    def _status_report(self, accepted: Accepted, reference: int, recipient: Address, status: int) -> bytes:
        return StatusReport(reference, recipient, moment(accepted.at), moment(self._clock.wall()), status).encode()

    # From the queue to the modem

    def _enqueue(self, subscriber: Subscriber, item: Item) -> None:
        subscriber.queue.append(item)
        self._pump(subscriber)

    def _pump(self, subscriber: Subscriber) -> None:
        """Deliver one after the other: the next only when the one before is settled."""
        if subscriber.pumping:
            return
        subscriber.pumping = True
        while self._deliverable(subscriber):
            self._hand_over(subscriber, subscriber.queue[0])
        subscriber.pumping = False

    @staticmethod
    def _deliverable(subscriber: Subscriber) -> bool:
        free = subscriber.waiting is None and not subscriber.rests
        return bool(subscriber.queue) and free and subscriber.station.reachable

    def _hand_over(self, subscriber: Subscriber, item: Item, *, at_once: bool = False) -> None:
        subscriber.waiting = item
        subscriber.station.deliver(item.tpdu, lambda receipt: self._receipt(subscriber, item, receipt), at_once=at_once)

    def _receipt(self, subscriber: Subscriber, item: Item, receipt: Receipt) -> None:
        subscriber.waiting = None
        if receipt in SETTLED:
            self._delivered(subscriber, item, receipt)
        else:
            self._held(subscriber, item, receipt)
        self._pump(subscriber)

    def _delivered(self, subscriber: Subscriber, item: Item, receipt: Receipt) -> None:
        subscriber.queue.remove(item)
        if item.timer is not None:
            item.timer.cancel()
        self._record("delivered", subscriber, item, receipt)
        if item.source is not None:
            self._settle(item.source, DELIVERED)
        if subscriber.station.faults.take(Redelivered) is not None:
            subscriber.queue.append(Item(item.tpdu))

    def _held(self, subscriber: Subscriber, item: Item, receipt: Receipt) -> None:
        self._record("held", subscriber, item, receipt)
        subscriber.rests, subscriber.full = True, receipt is Receipt.FULL
        if not subscriber.full:
            self._clock.later(self.timing.retry, lambda: self.alert(subscriber.number))

    def _record(self, event: str, subscriber: Subscriber, item: Item, receipt: Receipt) -> None:
        self.journal.write(
            event,
            modem=subscriber.station.name,
            imsi=subscriber.imsi,
            number=subscriber.number,
            kind="report" if item.tpdu[:1] and item.tpdu[0] & 3 == 2 else "deliver",
            by=receipt.value,
            tpdu=item.tpdu.hex().upper(),
        )


def moment(seconds: float) -> datetime:
    """Seconds since 1970 as a time stamp takes it."""
    return datetime.fromtimestamp(int(seconds), UTC)
