"""Modems that do as they are told, a home for those who serve lines, and messages to carry."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from appliance.domain import Line
from appliance.lines.carrier import SmsCarrier
from appliance.lines.surroundings import Surroundings
from appliance.settings import Settings
from appliance.spool import events, queue
from appliance.spool.inbound import nobody, silent
from appliance.spool.queue import Draft
from appliance.spool.store import Spool
from drivers.capabilities import (
    Delivery,
    Identity,
    MessageStored,
    ModemEvent,
    PinState,
    Registration,
    RegistrationState,
    Signal,
    SimIdentity,
    Slot,
    Unreadable,
    UssdReply,
)
from drivers.errors import Cause, CommandRefused
from drivers.gsm.address import Address
from drivers.gsm.concat import MessageOptions, segment
from drivers.gsm.tpdu import Deliver, StatusReport

PATIENCE = 30.0  # seconds after which a test fails in place of hanging
ICCID, IMEI = "8901010000000010017", "350000010000012"
PARTY = "+15550002000"
START = 1_700_000_000.0


class FakeSms:
    """`script`: what the next submits give, an exception or a reference; when it is empty they succeed."""

    def __init__(self) -> None:
        self.script: deque[object] = deque()
        self.submitted: list[tuple[bytes, bool]] = []
        self.confirmed: list[object] = []
        self.waiting: list[Delivery | Unreadable] = []
        self.enabled = self.left = 0
        self.well = True
        self.stores = self.no_room = False
        self.before_submit: Callable[[], object] = lambda: None
        self._reference = 0

    def enable(self) -> None:
        self.enabled += 1

    def submit(self, tpdu: bytes, *, more: bool = False, service_centre: str = "") -> int:
        self.before_submit()
        outcome = self.script.popleft() if self.script else None
        if isinstance(outcome, Exception):
            raise outcome
        self.submitted.append((tpdu, more))
        self._reference = self._reference + 1 if outcome is None else outcome
        return self._reference

    def stored(self) -> Iterator[Delivery | Unreadable]:
        yield from list(self.waiting)

    def read(self, notice: MessageStored) -> list[Delivery | Unreadable]:
        return list(self.waiting)

    def confirm(self, delivery: Delivery | Unreadable) -> None:
        self.confirmed.append(delivery)
        if delivery in self.waiting:
            self.waiting.remove(delivery)

    def leave(self) -> None:
        self.left += 1

    def intact(self) -> bool:
        return self.well

    def full(self) -> bool:
        return self.no_room


class FakeSim:
    def __init__(self) -> None:
        self.now = PinState.READY
        self.pin = ""
        self.tried: list[str] = []
        self.error: Exception | None = None
        self.card = SimIdentity(ICCID, "001010000001001", "+15550001001")

    def state(self) -> PinState:
        return self.now

    def unlock(self, pin: str) -> None:
        self.tried.append(pin)
        if self.error:
            raise self.error
        if pin != self.pin:
            raise CommandRefused(Cause("CME", 16, "incorrect password"))
        self.now = PinState.READY

    def identity(self) -> SimIdentity:
        return self.card


class FakeNetwork:
    def __init__(self) -> None:
        self.now = RegistrationState.HOME
        self.dbm: int | None = -73
        self.asked = 0

    def registration(self) -> Registration:
        self.asked += 1
        return Registration(self.now)

    def signal(self) -> Signal:
        return Signal(self.dbm)

    def operator(self) -> str:
        return "SIMNET"


class FakeUssd:
    """`script`: what the next requests give, a reply or an exception."""

    def __init__(self) -> None:
        self.script: deque[UssdReply | Exception] = deque()
        self.requested: list[str] = []
        self.cancelled = 0

    def request(self, code: str, timeout: float) -> UssdReply:
        if not code:
            raise ValueError("a USSD code has 1 to 160 characters")
        self.requested.append(code)
        outcome = self.script.popleft() if self.script else UssdReply(0, f"{code} is 5.00")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def cancel(self) -> None:
        self.cancelled += 1


class FakeModem:
    """Events that are put in come out of `events`; `failing` raises in place of the next wait."""

    def __init__(self) -> None:
        self.identity = Identity("Simulator", "Fake", "1", IMEI)
        self.sms, self.sim, self.network, self.ussd = FakeSms(), FakeSim(), FakeNetwork(), FakeUssd()
        self.initialised = 0
        self.failing: deque[Exception] = deque()
        self.waited: list[float | None] = []
        self._happened: list[ModemEvent] = []
        self._woken = False
        self._bell = threading.Condition()
        self.waiting = threading.Semaphore(0)

    def put(self, *happened: ModemEvent) -> None:
        with self._bell:
            self._happened += happened
            self._bell.notify()

    def fail(self, error: Exception) -> None:
        with self._bell:
            self.failing.append(error)
            self._bell.notify()

    def wake(self) -> None:
        with self._bell:
            self._woken = True
            self._bell.notify()

    def pending(self) -> list[ModemEvent]:
        with self._bell:
            happened, self._happened = self._happened, []
            return happened

    def events(self, timeout: float | None) -> Sequence[ModemEvent]:
        self.waited.append(timeout)
        with self._bell:
            self.waiting.release()
            self._bell.wait_for(lambda: self._woken or self._happened or self.failing, timeout)
            if self.failing:
                raise self.failing.popleft()
            self._woken = False
        return self.pending()

    def initialise(self) -> None:
        self.initialised += 1

    def alive(self) -> None: ...

    def escape_and_drain(self) -> None: ...

    def attention(self) -> None: ...

    def restart(self) -> None: ...


@dataclass
class FakeHome:
    """What those who serve a line need; `calls` tells what they said."""

    spool: Spool
    settings: Settings
    surroundings: Surroundings
    owner: object = nobody
    hear: object = silent
    calls: list[str] = field(default_factory=list)

    def claimed(self) -> None:
        self.calls.append("claimed")

    def due(self) -> None:
        self.calls.append("due")


class Told:
    """Waits for events of the spool; nothing else tells a test that a thread has done something."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._bell = threading.Condition()
        spool.listen(self._ring)

    def _ring(self) -> None:
        with self._bell:
            self._bell.notify_all()

    def all(self, kind: str | None = None) -> list[events.Event]:
        return [event for event in events.after(self._spool.read(), 0) if kind in (None, event.kind)]

    def until(self, condition: Callable[[], object]) -> None:
        with self._bell:
            assert self._bell.wait_for(condition, PATIENCE), self.all()

    def until_state(self, state: str, line: str = "gsm1") -> None:
        """Until that was told of the line, whatever it is by now."""
        told = (line, state)
        self.until(lambda: told in {(event.line, event.data["state"]) for event in self.all(events.LINE_STATE)})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "box.json")


@pytest.fixture
def line() -> Line:
    return Line("gsm1")


@pytest.fixture
def modem() -> FakeModem:
    return FakeModem()


@pytest.fixture
def home(spool, settings, clock) -> FakeHome:
    return FakeHome(spool, settings, Surroundings(clock=clock, settle=0.0, reopen_after=(0.0,)))


@pytest.fixture
def told(spool) -> Told:
    return Told(spool)


@pytest.fixture
def queued(spool, clock):
    """queued(text, ..): a message asked to go; its transmission's id."""

    def enqueue(text: str = "hi", party: str = PARTY, lane: str = "", report: bool = False, **draft: object) -> int:
        options = {"status_report": True} if report else {}
        parts = SmsCarrier().measure(text, options).parts

        def work(db) -> int:
            made = queue.create(db, Draft(party=party, **draft), clock())
            queue.enqueue(
                db,
                made,
                party=party,
                body=text,
                options=options,
                parts=parts,
                concat_reference=made & 0xFFFF,
                lane=lane,
                not_before=None,
                now=clock(),
            )
            return made

        return spool.write(work)

    return enqueue


@dataclass(frozen=True)
class Course:
    """Where a transmission stands."""

    state: str
    verdict: str | None
    cause: str
    text: str
    tries: int
    dials: int


@pytest.fixture
def course(spool):
    """course(id): where that transmission stands."""

    def read(made: int) -> Course:
        columns = "state, verdict, cause, cause_text, tries, dials"
        return Course(*spool.read().execute(f"SELECT {columns} FROM transmissions WHERE id = ?", (made,)).fetchone())

    return read


@pytest.fixture
def part_states(spool):
    """part_states(id): of each part that was begun, by number."""
    return lambda made: {number: str(state) for number, state in queue.states(spool.read(), made).items()}


@pytest.fixture
def attempts(spool):
    """attempts(): state and verdict of each, oldest first."""
    return lambda: spool.read().execute("SELECT state, verdict FROM attempts ORDER BY id").fetchall()


@pytest.fixture
def bodies(spool):
    """bodies(): what came in, oldest first."""
    statement = "SELECT body FROM transmissions WHERE direction = 'inbound' ORDER BY id"
    return lambda: [body for (body,) in spool.read().execute(statement).fetchall()]


CET = timezone(timedelta(hours=1))


def moment(second: int = 0) -> datetime:
    return datetime(2026, 11, 21, 9, 0, second, tzinfo=CET)


class Air:
    """TPDUs from the service centre, and how a modem gives them."""

    def message(self, text: str = "hello", sender: str = "+4917012345678", second: int = 0) -> bytes:
        (tpdu,) = self.parts(text, sender, second=second)
        return tpdu

    def parts(
        self, text: str, sender: str = "+4917012345678", reference: int = 7, second: int = 0, bits: int = 8
    ) -> list[bytes]:
        """The SMS-DELIVERs of a message."""
        address = Address.parse(sender)
        return [
            Deliver(address, moment(second), part.user_data, part.data_coding, part.header).encode()
            for part in segment(Address.parse("+1"), text, reference, MessageOptions(reference_bits=bits))
        ]

    def report(self, reference: int, recipient: str = PARTY, status: int = 0) -> bytes:
        return StatusReport(reference, Address.parse(recipient), moment(1), moment(2), status).encode()

    def direct(self, tpdu: bytes) -> Delivery:
        """As a modem with +CNMA gives it."""
        return Delivery(tpdu, acknowledge=True)

    def stored(self, tpdu: bytes, index: int = 1) -> Delivery:
        """As it lies in the SIM."""
        return Delivery(tpdu, slots=(Slot("SM", index),))


@pytest.fixture
def air() -> Air:
    return Air()


@pytest.fixture
def full(spool, monkeypatch):
    """full(n): from now on the disk is full, for n writes or until `free()`."""
    return Full(spool, monkeypatch)


class Full:
    """A disk that takes nothing, as SQLite tells it."""

    def __init__(self, spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
        self._write = spool.write
        self._spool = spool
        self._patch = monkeypatch
        self._left = 0

    def __call__(self, writes: int = 1_000_000) -> None:
        self._left = writes
        self._patch.setattr(self._spool, "write", self._refuse)

    def free(self) -> None:
        self._left = 0

    def _refuse(self, work: Callable) -> object:
        if self._left <= 0:
            return self._write(work)
        self._left -= 1
        raise sqlite3.OperationalError("database or disk is full")
