"""A crash at every boundary of a message request: it goes on, nobody is written to twice and nobody is left out."""

from __future__ import annotations

import itertools

import pytest

from appliance import identifiers
from appliance.domain import Outcome, Service, Verdict
from appliance.office import Office, dispatch
from appliance.office.desk import Actor
from appliance.spool import queue
from appliance.spool.people import CONTACTS
from appliance.spool.recovery import recover
from appliance.spool.store import Spool
from tests.appliance.conftest import SimpleCarrier

NOW = 1_700_000_000.0
MEMBERS = 7
UNDIALABLE = 5
ALICE = Actor(1, "alice", frozenset(("transmission_admin",)))


class Crash(BaseException):
    """The power went."""


class SteppedSpool(Spool):
    """A boundary before each commit and one after it; it crashes at number `at`."""

    at: int | None = None
    passed = 0

    def write(self, work):
        self._reach()
        result = super().write(work)
        self._reach()
        return result

    def _reach(self):
        self.passed += 1
        if self.passed - 1 == self.at:
            raise Crash


class Box:
    """As much of one as a request needs, on a spool that may crash; its line sends what waits after each step."""

    def __init__(self, path, at=None):
        self.now = NOW
        self.spool = SteppedSpool(path)
        self.spool.open()
        self.spool.write(lambda db: recover(db, self.now))
        self.office = Office(self.spool, SimpleCarrier(), path.parent, clock=lambda: self.now)
        self.spool.at, self.spool.passed = at, 0

    def prepare(self):
        """A group; one of its members can't be dialled, one comes twice."""
        office = self.office
        office.people.add_user("alice", "long enough", role="admin")
        group = office.groups.create(ALICE, name="all")
        for number in (*range(MEMBERS), 0):
            office.groups.link(ALICE, office.contacts.create(ALICE, phone=f"+49171{number:05}"), group)
        self.spool.write(lambda db: CONTACTS.update(db, UNDIALABLE, {"phone": "INFO"}))

    def run(self):
        """To the end, paused on the way."""
        if not self.requests:
            to = [f"group:{identifiers.encode('group', 1)}", "+4930"]
            self.office.requests.create(ALICE, recipients=to, body="Hello", pauses=True)
        while self.state == "PREPARING":
            self._turn()
        if self.state == "PAUSED":
            self.office.requests.change(ALICE, 1, state="TRANSMITTING")
        while self.state == "TRANSMITTING":
            self._turn()
            self._send()

    def give_up(self):
        """Cancelled on the way, after some were sent."""
        if not self.requests:
            self.office.requests.create(ALICE, recipients=[f"group:{identifiers.encode('group', 1)}"], body="Hello")
        if self.state in ("PREPARING", "TRANSMITTING"):
            self._turn()
            self._send()
        if self.state in ("PREPARING", "TRANSMITTING"):
            self._turn()
        if self.state in ("PREPARING", "TRANSMITTING"):
            self.office.requests.change(ALICE, 1, state="CANCELED")
        while self.office.requests.read(ALICE, 1).open:
            self._turn()

    @property
    def requests(self):
        return self.spool.read().execute("SELECT count(*) FROM message_requests").fetchone()[0]

    @property
    def state(self):
        return self.office.requests.read(ALICE, 1).state

    def _turn(self):
        self.now += 1
        self.office.dispatch(self.now)

    def _send(self):
        def send(db):
            while (claimed := queue.claim(db, "gsm1", "sim1", Service.SMS, ("",), self.now)) is not None:
                queue.part_accepted(db, claimed, 1, 1, self.now)
                queue.finish(db, claimed, Outcome(Verdict.SENT), None, self.now)

        self.spool.write(send)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(dispatch, "AT_ONCE", 3)


@pytest.fixture
def prepared(tmp_path):
    """A spool with a group, as a file."""
    box = Box(tmp_path / "prepared.sqlite")
    box.prepare()
    box.spool.close()
    return (tmp_path / "prepared.sqlite").read_bytes()


def each_crash(tmp_path, prepared, run):
    """The box after a crash at each boundary and another run, to its end."""
    for at in itertools.count():
        path = tmp_path / f"{at}.sqlite"
        path.write_bytes(prepared)
        box = Box(path, at)
        try:
            run(box)
        except Crash:
            box.spool.close()
            box = Box(path)
            run(box)
        yield box
        passed = box.spool.passed
        box.spool.close()
        if box.spool.at is not None and passed <= at:
            return


def test_wherever_it_crashes_each_gets_one(tmp_path, prepared):
    for box in each_crash(tmp_path, prepared, Box.run):
        found = box.office.requests.read(ALICE, 1)
        counts = (found.state, found.recipient_count, found.sent_count, found.failed_count, found.unfinished)
        assert counts == ("COMPLETED", MEMBERS + 1, MEMBERS, 1, 0)
        rows = box.spool.read().execute("SELECT party, verdict FROM transmissions ORDER BY id").fetchall()
        numbers = [f"+49171{each:05}" if each != UNDIALABLE - 1 else "INFO" for each in range(MEMBERS)]
        assert rows == [(each, "rejected" if each == "INFO" else "sent") for each in (*numbers, "+4930")]
        assert begun(box) == MEMBERS


def test_wherever_it_crashes_one_that_is_cancelled_sends_no_more(tmp_path, prepared):
    for box in each_crash(tmp_path, prepared, Box.give_up):
        found = box.office.requests.read(ALICE, 1)
        assert (found.state in ("CANCELED", "COMPLETED"), found.held, found.unfinished) == (True, 0, 0)
        assert found.sent_count + found.failed_count + found.canceled_count == found.recipient_count
        assert begun(box) == found.sent_count


def begun(box):
    """How many tries a line has begun."""
    return box.spool.read().execute("SELECT count(*) FROM attempts WHERE started_at IS NOT NULL").fetchone()[0]
