"""The edge as the box has it: nothing until somebody subscribes, nothing when nobody does any more."""

from __future__ import annotations

import threading

import pytest

from appliance.spool import deliveries
from appliance.targets import target_of
from appliance.webhooks.dialling import Deadline, Refused
from appliance.webhooks.edge import Webhooks


@pytest.fixture
def edge(spool, configured, clock, told):
    one = Webhooks(spool, configured, clock)
    one.start(told.office.telling.fan_out)
    yield one
    one.stop()


def threads():
    return [each.name for each in threading.enumerate() if each.name.startswith("webhook")]


def test_nobody_to_tell_costs_no_thread(edge, told, clock):
    edge.look(clock.now)
    told.happen(3)
    assert threads() == []


def test_it_begins_with_the_first_subscription_and_ends_with_the_last(edge, told, clock, listener):
    target = told.target()
    edge.look(clock.now)
    assert threads() == ["webhooks"]
    told.happen()
    listener.wait(1)
    told.office.telling.configurations.delete(told.alice, target)
    edge.look(clock.now)
    assert threads() == []


def test_what_happened_before_somebody_subscribed_is_not_told(edge, told, clock, listener):
    told.happen(3, "before")
    told.target()
    edge.look(clock.now)
    told.happen(1, "after")
    (found,) = listener.wait(1)
    assert found.json["event"]["fld-val-list"]["message_body"] == "after 0"


def test_private_targets_are_called_only_where_the_setting_says_so(edge, configured, receiving):
    target = target_of(f"http://127.0.0.1:{receiving.port}/")
    edge.reload()
    edge._dial(target, Deadline(10.0)).close()
    configured.change_box(private_targets=False)
    edge.reload()
    with pytest.raises(Refused):
        edge._dial(target, Deadline(10.0))


def test_with_the_last_user_who_is_told_the_events_need_not_wait(edge, told, clock, spool, people):
    told.target()
    edge.look(clock.now)
    told.office.users.delete(people["admin"], told.alice.user_id)
    assert deliveries.position(spool.read()) is not None
    edge.look(clock.now)
    assert deliveries.position(spool.read()) is None
    assert threads() == []


def test_who_is_stopped_begins_no_more(edge, told, clock):
    told.target()
    edge.stop()
    edge.look(clock.now)
    assert threads() == []


def test_a_restart_tells_what_was_left(spool, configured, clock, told, listener):
    told.target()
    told.told(3)
    told.happen(2, "later")
    one = Webhooks(spool, configured, clock)
    one.start(told.office.telling.fan_out)
    posts = listener.wait(5)
    one.stop()
    bodies = [each.json["event"]["fld-val-list"]["message_body"] for each in posts]
    assert bodies == ["hello 0", "hello 1", "hello 2", "later 0", "later 1"]
