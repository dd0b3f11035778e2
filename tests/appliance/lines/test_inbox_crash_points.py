"""A crash at every boundary of what the inbox does: the network keeps what was not confirmed, the spool has it once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from appliance.domain import Line, Service
from appliance.lines.inbox import Inbox
from appliance.lines.surroundings import Surroundings
from appliance.spool import events, inbound, queue
from appliance.spool.queue import Draft
from appliance.spool.store import Spool
from drivers.capabilities import Delivery, Slot
from drivers.gsm.address import Address
from drivers.gsm.tpdu import StatusReport
from drivers.simulator.exchange import moment
from drivers.simulator.traffic import parts_of

LINE, SIM = Line("gsm1"), "8901010000000010017"
NOW = 1_700_000_000.0
TEXTS = ("one", "two " * 50, "three " * 60)
REPORT = StatusReport(7, Address.parse("+15550002000"), moment(NOW), moment(NOW), 0).encode()


def tpdus() -> list[bytes]:
    """The parts of three messages, shuffled, and the report on one that was sent."""
    one, two, three = (parts_of("+15550003000", text, at, NOW) for at, text in enumerate(TEXTS))
    return [three[2], two[1], REPORT, three[0], one[0], two[0], three[1]]


class Crash(BaseException):
    """The power went."""


@dataclass
class Steps:
    """Counts the boundaries and crashes at number `at`."""

    at: int | None = None
    passed: int = 0

    def reach(self) -> None:
        self.passed += 1
        if self.passed - 1 == self.at:
            raise Crash


class SteppedSpool(Spool):
    """A boundary before each commit and one after it."""

    steps = Steps()

    def write(self, work):
        self.steps.reach()
        result = super().write(work)
        self.steps.reach()
        return result


@dataclass
class Home:
    """As much of a house as an inbox needs."""

    spool: Spool
    surroundings: Surroundings = field(default_factory=lambda: Surroundings(clock=lambda: NOW))
    owner = staticmethod(inbound.nobody)
    hear = staticmethod(inbound.silent)

    def claimed(self) -> None: ...

    def due(self) -> None: ...


@dataclass
class Modem:
    """Holds what was not confirmed, as the network or the SIM does. Each confirmation is between two boundaries."""

    kept: list[bytes]
    steps: Steps = field(default_factory=Steps)

    def stored(self) -> Iterator[Delivery]:
        for index, tpdu in enumerate(tuple(self.kept)):
            yield Delivery(tpdu, slots=(Slot("SM", index),))

    def confirm(self, delivery: Delivery) -> None:
        self.steps.reach()
        self.kept.remove(delivery.tpdu)
        self.steps.reach()


def one_by_one(inbox: Inbox, modem: Modem) -> None:
    while modem.kept:
        inbox.take([Delivery(modem.kept[0], acknowledge=True)])


def by_threes(inbox: Inbox, modem: Modem) -> None:
    while modem.kept:
        inbox.take([Delivery(tpdu) for tpdu in modem.kept[:3]])


def swept(inbox: Inbox, modem: Modem) -> None:
    inbox.sweep()


def hand_over_without_answer(spool: Spool) -> None:
    """A message in doubt, for the report to settle."""
    made = spool.write(lambda db: queue.create(db, Draft(party="+15550002000"), NOW - 60))
    asked = {"party": "+15550002000", "body": "in doubt", "options": {"status_report": True}, "parts": 1}
    asked |= {"concat_reference": 1, "lane": "", "not_before": None, "now": NOW - 60}
    spool.write(lambda db: queue.enqueue(db, made, **asked))
    spool.write(lambda db: queue.claim(db, LINE.name, SIM, Service.SMS, ("",), NOW - 60))
    spool.write(lambda db: queue.recover(db, NOW - 30))


@pytest.mark.parametrize("take", [one_by_one, by_threes, swept])
def test_F16_all_that_came_is_there_once_wherever_it_crashes(tmp_path, take):
    for at in itertools.count():
        spool, modem, steps = SteppedSpool(tmp_path / f"{at}.sqlite"), Modem(tpdus()), Steps(at)
        spool.open()
        hand_over_without_answer(spool)
        spool.steps = modem.steps = steps
        try:
            take(Inbox(Home(spool), modem, LINE.name, SIM), modem)
        except Crash:
            spool.steps = modem.steps = Steps()
            take(Inbox(Home(spool), modem, LINE.name, SIM), modem)
        check(spool, modem)
        spool.close()
        if steps.passed <= at:
            return


def check(spool: Spool, modem: Modem) -> None:
    rows = spool.read().execute("SELECT body, direction, verdict FROM transmissions").fetchall()
    assert sorted(rows) == sorted([("in doubt", "outbound", "sent"), *((text, "inbound", "sent") for text in TEXTS)])
    kinds = [event.kind for event in events.after(spool.read(), 0)]
    assert (kinds.count("sms.received"), kinds.count("sms.delivered")) == (len(TEXTS), 1)
    assert "report.unmatched" not in kinds
    assert modem.kept == []
