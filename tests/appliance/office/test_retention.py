"""What is forgotten when, and that messages and what became of them are told as before."""

from __future__ import annotations

import pytest

from appliance.office.retention import DAY, EVERY, PAUSE, Retention
from appliance.spool import events
from appliance.spool.listing import Page
from appliance.spool.webhooks import DELIVERIES

DAYS = 90


@pytest.fixture
def days():
    return [DAYS]


@pytest.fixture
def retention(spool, days):
    return Retention(spool, lambda: days[0])


def happened(spool, at, count=1):
    spool.write(lambda db: [events.append(db, at, events.CALL_ENDED) for _ in range(count)])


def left(spool):
    return [event.at for event in events.after(spool.read(), 0)]


def test_it_begins_an_hour_after_the_start(retention, spool, clock):
    happened(spool, clock.now - 100 * DAY)
    happened(spool, clock.now)
    assert retention.run(clock.now) == clock.now + EVERY
    assert len(left(spool)) == 2
    retention.run(clock.now + EVERY)
    assert left(spool) == [clock.now]


def test_it_comes_again_soon_while_there_is_more_and_else_in_an_hour(retention, spool, clock):
    happened(spool, clock.now - 100 * DAY, 300)
    happened(spool, clock.now)
    retention.run(clock.now)
    now = clock.now + EVERY
    assert retention.run(now) == now + PAUSE
    assert len(left(spool)) == 101
    assert retention.run(now + PAUSE / 2) == now + PAUSE
    assert len(left(spool)) == 101
    assert retention.run(now + PAUSE) == now + 2 * PAUSE
    assert left(spool) == [clock.now]
    assert retention.run(now + 2 * PAUSE) == now + 2 * PAUSE + EVERY


def test_what_is_not_that_old_stays(retention, spool, clock):
    happened(spool, clock.now - (DAYS - 1) * DAY)
    happened(spool, clock.now)
    retention.run(clock.now)
    retention.run(clock.now + EVERY)
    assert len(left(spool)) == 2


def test_nothing_is_forgotten_where_all_is_kept(retention, spool, clock, days):
    days[0] = 0
    happened(spool, 0.0)
    happened(spool, clock.now)
    retention.run(clock.now)
    assert retention.run(clock.now + EVERY) == clock.now + 2 * EVERY
    assert len(left(spool)) == 2


def test_a_clock_that_is_put_back_does_not_put_it_off(retention, clock):
    retention.run(clock.now + 400 * DAY)
    assert retention.run(clock.now) == clock.now + EVERY


@pytest.fixture
def told(office, people, journal, spool):
    """told(state, at): an event that somebody was told, or should be, since then."""
    target = office.telling.configurations.create(people["alice"], address="https://example.org/").id
    office.telling.subscriptions.create(people["alice"], "SCG-Message", target)

    def make(state, at):
        journal.came_in(people["alice"].user_id, "+491711234567", state)
        office.telling.fan_out.step()
        change = (
            "UPDATE deliveries SET state = ?, queued_at = ?, ended_at = ? WHERE id = (SELECT max(id) FROM deliveries)"
        )
        spool.write(lambda db: db.execute(change, (state, at, at)))

    return make


@pytest.mark.parametrize("kept", [0, DAYS])
@pytest.mark.parametrize(("state", "age"), [("success", 7), ("failed", 30), ("pending", 30), ("retry", 30)])
def test_what_was_told_goes_at_an_age_of_its_own(retention, spool, clock, days, told, kept, state, age):
    days[0] = kept
    told(state, clock.now - (age + 1) * DAY)
    told(state, clock.now - (age - 1) * DAY)
    retention.run(clock.now)
    retention.run(clock.now + EVERY)
    assert [each.id for each in DELIVERIES.find(spool.read()).rows] == [2]


@pytest.mark.parametrize("verdict", ["sent", "rejected"])
def test_what_became_of_a_message_is_told_as_before(office, people, retention, spool, clock, journal, verdict):
    alice = people["alice"]
    made = office.transmissions.create_with(alice, "sendsms", phone="+491711234567", message="hello")
    office.transmissions.send(alice, made)
    journal.end(made, verdict, *(("CMS 38", "network out of order") if verdict == "rejected" else ()))

    def told():
        [attempt] = office.reports.attempts(alice, made, (), Page()).rows
        lists = (
            office.reports.results(alice, made, (), Page()).rows,
            office.reports.attempt_results(alice, attempt.id, (), Page()).rows,
        )
        return [[(step.kind, step.name, step.data, step.attempt_id) for step in steps] for steps in lists]

    before, view = told(), office.transmissions.read(alice, made)
    happened(spool, clock.now + 100 * DAY)
    retention.run(clock.now + 100 * DAY)
    retention.run(clock.now + 100 * DAY + EVERY)
    assert left(spool) == [clock.now + 100 * DAY]
    assert (told(), office.transmissions.read(alice, made)) == (before, view)
