"""Events are copied for who subscribed: none is lost, none comes twice, and the events need not wait for it."""

from __future__ import annotations

import json

import pytest

from appliance.domain import Line
from appliance.errors import Invalid
from appliance.identifiers import encode
from appliance.office import fanout
from appliance.office.desk import Actor
from appliance.office.fanout import FanOut
from appliance.spool import announced, cursors, deliveries, events, webhooks
from appliance.spool.line_states import LineState, save
from appliance.spool.providers import PROVIDERS
from appliance.spool.webhooks import DELIVERIES, READER

TEXT = "SCG-Message"


@pytest.fixture
def subscribe(office, people):
    def go(actor=None, topic=TEXT, target=None, **more):
        who = actor or people["alice"]
        made = target or office.telling.configurations.create(who, address="https://example.org/").id
        office.telling.subscriptions.create(who, topic, made, **more)
        return made

    return go


@pytest.fixture
def told(office, spool):
    """told(): the bodies of what is copied."""

    def go():
        while office.telling.fan_out.step():
            pass
        rows = DELIVERIES.find(spool.read()).rows
        return [(each.subscription_id, json.loads(each.fields).get("message_body")) for each in rows]

    return go


def test_nobody_is_told_while_nobody_subscribed(office, journal, people, spool, told):
    journal.came_in(people["alice"].user_id, "+491711234567", "a")
    assert told() == []
    assert deliveries.position(spool.read()) is None


def test_each_event_comes_once_for_each_subscription(journal, people, subscribe, told):
    journal.came_in(people["alice"].user_id, "+491711234567", "before")
    subscribe()
    subscribe()
    for text in ("a", "b"):
        journal.came_in(people["alice"].user_id, "+491711234567", text)
    wanted = [(1, "a"), (2, "a"), (1, "b"), (2, "b")]
    assert told() == wanted
    assert told() == wanted


def test_one_that_was_not_moved_on_disk_comes_again_for_nobody(office, journal, people, subscribe, told, spool):
    """The cursor lags behind what concerns nobody; who subscribes meanwhile is told of what follows only."""
    subscribe(topic="SCG-Voice-Call")
    journal.came_in(people["alice"].user_id, "+491711234567", "a")
    assert told() == []
    subscribe()
    office.telling.fan_out = FanOut(office.desk, lambda: None)  # as after a restart
    journal.came_in(people["alice"].user_id, "+491711234567", "b")
    assert told() == [(2, "b")]


def test_the_cursor_moves_with_what_is_copied(journal, people, subscribe, told, spool):
    subscribe()
    journal.came_in(people["alice"].user_id, "+491711234567", "a")
    told()
    assert deliveries.position(spool.read()) == events.newest(spool.read())


def test_a_crash_before_the_commit_loses_nothing(office, journal, people, subscribe, told, spool, monkeypatch):
    subscribe()
    journal.came_in(people["alice"].user_id, "+491711234567", "a")
    with monkeypatch.context() as broken:
        broken.setattr(cursors, "move", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            office.telling.fan_out.step()
    assert DELIVERIES.find(spool.read()).rows == ()
    assert told() == [(1, "a")]


def test_a_target_that_is_down_holds_no_events_back(journal, people, subscribe, told, spool, clock):
    subscribe()
    for number in range(5):
        journal.came_in(people["alice"].user_id, "+491711234567", str(number))
    told()
    forgotten = spool.write(lambda db: events.forget(db, clock.now + 1e6))
    assert forgotten == len(events.after(spool.read(), 0)) + forgotten - 1  # all but the newest
    assert len(DELIVERIES.find(spool.read()).rows) == 5


def test_with_the_last_subscription_the_cursor_goes(office, people, subscribe, spool):
    target = subscribe()
    assert deliveries.position(spool.read()) is not None
    office.telling.subscriptions.delete(people["alice"], TEXT, 1)
    assert deliveries.position(spool.read()) is None
    subscribe(target=target)
    assert deliveries.position(spool.read()) is not None
    office.telling.configurations.delete(people["alice"], target)
    assert deliveries.position(spool.read()) is None


def test_what_was_read_for_a_subscription_that_is_gone_is_not_copied(spool, people, subscribe, office):
    subscribe()
    seen = deliveries.position(spool.read())
    office.telling.subscriptions.delete(people["alice"], TEXT, 1)
    lost = deliveries.Told(1, 1, TEXT, "t", "k", 0.0, "{}")
    assert not spool.write(lambda db: deliveries.copy(db, seen, 1, [lost], 0.0))
    subscribe()
    assert spool.write(lambda db: deliveries.copy(db, deliveries.position(db), 1, [lost], 0.0))
    assert DELIVERIES.find(spool.read()).rows == ()


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, ["a", "b"]),
        ({"type": "mo_message_received"}, ["a", "b"]),
        ({"type": "message_state_change"}, []),
        ({"criteria": "message_body = 'b'"}, ["b"]),
        ({"criteria": "from_address LIKE '+1%'"}, []),
        ({"starts_at": 1_700_000_002.0, "ends_at": 1_700_000_004.0}, ["a", "b"]),
        ({"starts_at": 1_700_000_004.0}, []),
        ({"ends_at": 1_700_000_003.0}, []),
    ],
)
def test_what_was_asked_for(journal, people, subscribe, told, asked, wanted):
    subscribe(**asked)
    for text in ("a", "b"):
        journal.came_in(people["alice"].user_id, "+491711234567", text)
    assert [text for _, text in told()] == wanted


def test_each_is_told_of_their_own(journal, people, subscribe, told, office):
    subscribe(people["bob"])
    journal.came_in(people["alice"].user_id, "+491711234567", "a")
    assert told() == []


def test_an_application_is_told_of_nobodys_and_of_its_own(journal, people, subscribe, told, office, spool):
    for name in ("mine", "other"):
        office.applications.add(name, "alice")
    alice = people["alice"]
    subscribe(Actor(alice.user_id, "alice", alice.grants, application_id=1))
    for text, application in (("nobody's", None), ("mine", 1), ("other's", 2)):
        made = journal.came_in(alice.user_id, "+491711234567", text)
        spool.write(
            lambda db, made=made, application=application: db.execute(
                "UPDATE transmissions SET application_id = ? WHERE id = ?", (application, made)
            )
        )
    assert [text for _, text in told()] == ["nobody's", "mine"]
    assert {json.loads(each.fields)["application_id"] for each in DELIVERIES.find(spool.read()).rows} == {1}


def test_who_may_not_log_in_any_more_is_told_nothing(journal, people, subscribe, told, office):
    subscribe()
    office.users.update(people["admin"], people["alice"].user_id, active=0)
    journal.came_in(people["alice"].user_id, "+491711234567", "a")
    assert told() == []


def test_who_is_told_goes_with_the_user(journal, people, subscribe, told, office, spool):
    subscribe()
    journal.came_in(people["alice"].user_id, "+491711234567", "a")
    assert len(told()) == 1
    office.users.delete(people["admin"], people["alice"].user_id)
    assert told() == []


def test_who_is_told_goes_with_the_application(journal, people, subscribe, told, office, spool):
    office.applications.add("app", "alice")
    alice = people["alice"]
    subscribe(Actor(alice.user_id, "alice", alice.grants, application_id=1))
    office.applications.remove("app")
    journal.came_in(alice.user_id, "+491711234567", "a")
    assert told() == []
    assert not webhooks.anybody(spool.read())


def test_the_id_of_an_event_is_the_same_for_all_who_are_told(journal, people, subscribe, told, spool):
    subscribe()
    subscribe()
    journal.came_in(people["alice"].user_id, "+491711234567", "a")
    told()
    first, second = DELIVERIES.find(spool.read()).rows
    assert encode("event", first.event_id) == encode("event", second.event_id)


def test_many_at_once(journal, people, subscribe, told):
    subscribe()
    for number in range(450):
        journal.came_in(people["alice"].user_id, "+491711234567", str(number))
    assert [text for _, text in told()] == [str(number) for number in range(450)]


def test_copies_for_many_are_made_a_few_at_a_time(journal, people, subscribe, told, office, spool, monkeypatch):
    monkeypatch.setattr(fanout, "MOST", 5)
    target = subscribe()
    for _ in range(3):
        subscribe(target=target)
    for number in range(4):
        journal.came_in(people["alice"].user_id, "+491711234567", str(number))
    assert office.telling.fan_out.step()
    assert len(DELIVERIES.find(spool.read()).rows) == 8
    assert told() == [(subscription, str(number)) for number in range(4) for subscription in range(1, 5)]


def test_one_that_can_not_be_told_holds_up_no_other(journal, people, subscribe, told, spool, caplog):
    subscribe()
    spool.write(lambda db: events.append(db, 1.7e9, events.REQUEST_STATE, data={"request": 1}))
    spool.write(lambda db: events.append(db, 1.7e9, events.REQUEST_STATE))
    journal.came_in(people["alice"].user_id, "+491711234567", "a")
    assert told() == [(1, "a")]
    assert "is not told" in caplog.text


def test_a_line_that_nobody_listed_gets_its_number(journal, people, subscribe, told, office, spool, configured):
    configured.add_line(Line("gsm1"))
    spool.write(lambda db: save(db, LineState("gsm1", "ready", number="+15550001000"), 0.0))
    spool.write(lambda db: save(db, LineState("gone", "absent"), 0.0))
    subscribe()
    journal.came_in(people["alice"].user_id, "+491711234567", "a")
    spool.write(
        lambda db: db.execute(
            "INSERT INTO attempts (transmission_id, service, state, line, queued_at) VALUES (1, 4, 'ended', 'gsm1', 0)"
        )
    )
    told()
    (found,) = DELIVERIES.find(spool.read()).rows
    (sender,) = [each for each in PROVIDERS.find(spool.read()).rows if each.outlet == "gsm1"]
    assert found.facts["sender_id_id"] == encode("sender", sender.id)
    assert announced.strangers(spool.read()) == {"gone"}


def test_settings_that_can_not_be_read_hold_nothing_up(journal, people, subscribe, told, office, spool):
    spool.write(lambda db: save(db, LineState("gsm1", "ready"), 0.0))

    def broken():
        raise Invalid("box.json is not JSON")

    office.telling.fan_out = FanOut(office.desk, broken)
    subscribe()
    journal.came_in(people["alice"].user_id, "+491711234567", "a")
    assert [text for _, text in told()] == ["a"]


def test_the_reader_is_named():
    assert READER == "webhooks"
