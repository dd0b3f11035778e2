"""`modembox webhooks`: who is told, and what could not be."""

from __future__ import annotations

import pytest

from appliance.office.desk import Actor
from appliance.spool import deliveries, events
from appliance.spool.deliveries import Missed
from appliance.spool.listing import exactly
from appliance.spool.webhooks import DELIVERIES


@pytest.fixture
def dead(data):
    """dead(count): events that could not be told to a program of the administrator's."""

    def make(count=1):
        def fill(office, actor):
            office.applications.add("app", actor.username)
            app = Actor(actor.user_id, actor.username, actor.grants, application_id=1)
            target = office.telling.configurations.create(app, name="mine", address="https://example.org/").id
            office.telling.subscriptions.create(app, "SCG-Voice-Call", target)
            for _ in range(count):
                office.desk.write(lambda db: events.append(db, 1.7e9, events.CALL_INCOMING, line="gsm1"))
            office.telling.fan_out.step()
            lost = Missed(500, "it answered 500", None, None)
            for each in DELIVERIES.find(office.desk.read()).rows:
                office.desk.write(lambda db, each=each: deliveries.missed(db, each, lost, 1.7e9))

        data.office(fill)

    return make


def test_nobody_is_told_at_first(modembox):
    assert modembox("webhooks", "list").out == "no program is told of events: see docs/scg.md\n"
    assert modembox("webhooks", "dead").out == "there are no dead letters\n"


def test_targets_and_how_they_stand(modembox, data, dead):
    dead(2)
    (row,) = modembox("webhooks", "list", "--json").json
    assert (row["name"], row["address"], row["waiting"], row["dead"]) == ("mine", "https://example.org/", 0, 2)
    assert row["stands"].startswith("fails since ") and row["stands"].endswith(": it answered 500")
    data.office(lambda office, actor: office.desk.write(lambda db: deliveries.replay(db, office_dead(office), 1.7e9)))
    (row,) = modembox("webhooks", "list", "--json").json
    assert (row["waiting"], row["dead"]) == (2, 0)


def office_dead(office):
    return DELIVERIES.find(office.desk.read(), exactly(state="failed")).rows


def test_dead_letters_are_sent_again_or_forgotten(modembox, dead):
    dead(4)
    assert [row["trouble"] for row in modembox("webhooks", "dead", "--json").json] == ["it answered 500"] * 4
    assert modembox("webhooks", "replay", "1").out == "1 to be posted again\n"
    assert modembox("webhooks", "discard", "2").out == "1 forgotten\n"
    assert [row["id"] for row in modembox("webhooks", "dead", "--json").json] == [3, 4]
    assert modembox("webhooks", "replay").out == "2 to be posted again\n"
    assert modembox("webhooks", "discard").out == "0 forgotten\n"


def test_one_that_is_none_is_refused(modembox, dead):
    dead(1)
    modembox("webhooks", "replay", "1")
    done = modembox("webhooks", "replay", "1")
    assert done.status == 1 and "no dead letter" in done.err
    assert modembox("webhooks", "discard", "9").status == 1
