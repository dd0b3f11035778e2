"""A crash at every boundary while a STOP is taken in: it is obeyed and answered once, or it comes again."""

from __future__ import annotations

import itertools
import shutil

import pytest

from appliance.domain import Line
from appliance.lines.inbox import Inbox
from appliance.office import Office
from appliance.office.desk import actor_of
from appliance.settings import Settings
from appliance.spool.consents import CONSENTS, HISTORY
from appliance.spool.inbound import Owner
from appliance.spool.listing import Page, exactly
from appliance.spool.transmissions import TRANSMISSIONS
from drivers.capabilities import Delivery
from drivers.simulator.traffic import parts_of
from tests.appliance.conftest import SimpleCarrier
from tests.appliance.lines.test_inbox_crash_points import NOW, SIM, Crash, Home, Modem, SteppedSpool, Steps

PHONE, ALICE = "+15550003000", 1


@pytest.fixture
def begun(tmp_path):
    """The data of a box with one managed line, and a text queued to that number."""
    spool, settings = SteppedSpool(tmp_path / "begun"), Settings(tmp_path / "begun.json")
    spool.open()
    settings.add_line(Line("gsm1"))
    office = Office(spool, SimpleCarrier(), tmp_path, clock=lambda: NOW, configuration=settings)
    alice = actor_of(office.people.user(id=office.people.add_user("alice", "long enough", role="admin")))
    office.senders.update(alice, office.senders.find(alice, (), Page()).rows[0].id, consent_managed_by="SCG")
    office.messages.send(alice, PHONE, "hello")
    spool.close()
    return tmp_path / "begun"


class House(Home):
    """That box, where somebody listens."""

    def __init__(self, begun, path) -> None:
        spool = SteppedSpool(shutil.copyfile(begun, path))
        spool.steps = Steps()
        spool.open()
        super().__init__(spool)
        self.hear = Office(spool, SimpleCarrier(), path.parent, clock=lambda: NOW).hearing

    def owner(self, db, sender, line, service=None):
        return Owner(ALICE)


@pytest.mark.parametrize("word", ["STOP", "Stop it at once, " + "please " * 30])
def test_a_STOP_is_obeyed_and_answered_once_wherever_it_crashes(begun, tmp_path, word):
    for at in itertools.count():
        house = House(begun, tmp_path / f"{at}.sqlite")
        modem, steps = Modem(parts_of(PHONE, word, 0, NOW)), Steps(at)
        house.spool.steps = modem.steps = steps
        try:
            take(house, modem)
        except Crash:
            house.spool.steps = modem.steps = Steps()
            take(house, modem)
        check(house.spool.read(), word)
        house.spool.close()
        if steps.passed <= at:
            return


def take(house, modem) -> None:
    inbox = Inbox(house, modem, "gsm1", SIM)
    while modem.kept:
        inbox.take([Delivery(modem.kept[0], acknowledge=True)])


def check(db, word) -> None:
    assert [each.status for each in CONSENTS.find(db).rows] == ["OPTOUT"]
    assert [(each.message, each.status) for each in HISTORY.find(db).rows] == [(word, "OPTOUT")]
    sent = TRANSMISSIONS.find(db, exactly(direction="outbound")).rows
    assert sorted((each.origin, each.standing) for each in sent) == [("keyword", "active"), ("sendsms", "rejected")]
