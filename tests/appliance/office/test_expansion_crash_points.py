"""A crash at every boundary of a campaign: started again it goes on, and nobody is written to twice."""

from __future__ import annotations

import itertools

import pytest

from appliance.domain import Outcome, Service, Verdict
from appliance.office import Office
from appliance.office.desk import Actor
from appliance.spool import queue
from appliance.spool.people import CONTACTS
from appliance.spool.recovery import recover
from appliance.spool.store import Spool
from tests.appliance.conftest import SimpleCarrier

NOW = 1_700_000_000.0
MEMBERS = 13  # more than may wait in a lane
UNDIALABLE = 5
ALICE = Actor(1, "alice")


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
    """As much of one as a campaign needs, on a spool that may crash; its line sends what waits after each step."""

    def __init__(self, path, at=None):
        self.now = NOW
        self.spool = SteppedSpool(path)
        self.spool.open()
        self.spool.write(lambda db: recover(db, self.now))
        self.office = Office(self.spool, SimpleCarrier(), path.parent, clock=lambda: self.now)
        self.spool.at, self.spool.passed = at, 0

    def prepare(self):
        """A campaign; one of its members can't be dialled."""
        office = self.office
        office.people.add_user("alice", "long enough", role="admin")
        group = office.groups.create(ALICE, name="all")
        for number in range(MEMBERS):
            office.groups.link(ALICE, office.contacts.create(ALICE, phone=f"+49171{number:05}"), group)
        self.spool.write(lambda db: CONTACTS.update(db, UNDIALABLE, {"phone": "INFO"}))
        program = office.programs.create(ALICE, "sendsms", message="Hello")
        office.campaigns.create(ALICE, program_id=program, group_id=group, cpm=6000)

    def run(self):
        """To the end, stopped and started once on the way."""
        if self.campaign.status == "new":
            self.office.campaigns.start(ALICE, 1)
            self._turn()
            self._turn()
            self.office.campaigns.stop(ALICE, 1)
        if self.campaign.status == "paused":
            self.office.campaigns.start(ALICE, 1)
        while self.campaign.status == "running":
            self._turn()
            self._send()

    @property
    def campaign(self):
        return self.office.campaigns.read(ALICE, 1)

    def _turn(self):
        self.now += 1
        self.office.expansion(self.now)

    def _send(self):
        def send(db):
            while (claimed := queue.claim(db, "gsm1", "sim1", Service.SMS, ("",), self.now)) is not None:
                queue.part_accepted(db, claimed, 1, 1, self.now)
                queue.finish(db, claimed, Outcome(Verdict.SENT), None, self.now)

        self.spool.write(send)


@pytest.fixture
def prepared(tmp_path):
    """A spool with a campaign that is new, as a file."""
    box = Box(tmp_path / "prepared.sqlite")
    box.prepare()
    box.spool.close()
    return (tmp_path / "prepared.sqlite").read_bytes()


def test_wherever_it_crashes_each_member_gets_one(tmp_path, prepared):
    for at in itertools.count():
        path = tmp_path / f"{at}.sqlite"
        path.write_bytes(prepared)
        box = Box(path, at)
        try:
            box.run()
        except Crash:
            box.spool.close()
            box = Box(path)
            box.run()
        check(box)
        passed = box.spool.passed
        box.spool.close()
        if box.spool.at is not None and passed <= at:
            return


def check(box):
    found = box.campaign
    assert (found.status, found.contact_total, found.contact_done, found.made) == (
        "completed",
        MEMBERS,
        MEMBERS,
        MEMBERS,
    )
    rows = box.spool.read().execute("SELECT contact_id, verdict FROM transmissions ORDER BY contact_id").fetchall()
    assert rows == [(each, "rejected" if each == UNDIALABLE else "sent") for each in range(1, MEMBERS + 1)]
    begun = box.spool.read().execute("SELECT count(*) FROM attempts WHERE started_at IS NOT NULL").fetchone()
    assert begun == (MEMBERS - 1,)
