"""What is planned happens once when it is due, whatever the clock and the lines do."""

import pytest

from appliance.errors import Conflict, Invalid, NotFound, NotReady
from appliance.office.schedules import PATIENCE, TRY_AGAIN
from appliance.spool.listing import Page

DAY = 86_400.0


@pytest.fixture
def alice(people):
    return people["alice"]


@pytest.fixture
def draft(office, alice):
    text = office.texts.create(alice, name="t", data="hello")
    program = office.programs.create(alice, "sendsms", text_id=text)
    return lambda: office.transmissions.create(alice, program, phone="+491711234567")


@pytest.fixture
def kinds(spool):
    """The events of schedules and attempts that were queued, by kind."""
    return lambda: [
        row[0]
        for row in spool.read().execute(
            "SELECT kind FROM events WHERE kind LIKE 'schedule.%' OR kind = 'transmission.queued' ORDER BY id"
        )
    ]


def planned(office, actor):
    return office.schedules.find(actor, (), Page()).rows


def test_it_goes_when_it_is_due_and_only_once(office, alice, draft, clock, kinds, routes):
    made = draft()
    office.transmissions.schedule(alice, made, delay=90)
    assert office.schedules.run(clock.now) == clock.now + 60  # sooner than that nobody can have set the clock
    assert (kinds(), office.transmissions.standing(alice, made)) == ([], "draft")
    clock.now += 90
    assert office.schedules.run(clock.now) is None
    office.schedules.run(clock.now)
    assert kinds() == ["transmission.queued", "schedule.done"]
    assert routes.woken == ("",)
    assert planned(office, alice) == ()


def test_a_time_that_is_over_is_now(office, alice, draft, clock, kinds):
    office.transmissions.schedule(alice, draft(), at=1)
    office.schedules.run(clock.now)
    assert kinds() == ["transmission.queued", "schedule.done"]


def test_who_plans_wakes_the_chores_after_the_commit(office, alice, draft):
    seen = []
    object.__setattr__(office.desk, "due", lambda: seen.append(len(planned(office, alice))))
    office.transmissions.schedule(alice, draft(), delay=0)
    assert seen == [1]


def test_the_lighter_goes_first(office, alice, draft, clock, spool):
    made = [draft(), draft(), draft()]
    for transmission, weight in zip(made, (5, 0, 3), strict=True):
        office.transmissions.schedule(alice, transmission, at=int(clock.now) + 10, weight=weight)
    office.schedules.run(clock.now + 10)
    queued = spool.read().execute("SELECT transmission_id FROM attempts ORDER BY id").fetchall()
    assert queued == [(made[1],), (made[2],), (made[0],)]


def test_what_is_held_stays(office, alice, draft, clock, kinds):
    office.transmissions.schedule(alice, draft(), delay=0, held=1)
    assert office.schedules.run(clock.now + DAY) is None
    assert kinds() == []


def test_what_has_expired_is_not_done(office, alice, draft, clock, kinds):
    office.transmissions.schedule(alice, draft(), delay=10, expires_at=clock.now + 20)
    office.schedules.run(clock.now + 20)
    assert (kinds(), planned(office, alice)) == (["schedule.expired"], ())


def test_what_the_box_is_not_ready_for_is_tried_again(office, alice, draft, clock, kinds, routes):
    office.transmissions.schedule(alice, draft(), delay=0)
    routes.ready = False
    office.schedules.run(clock.now)
    office.schedules.run(clock.now + TRY_AGAIN)
    assert kinds() == ["schedule.waits"]
    routes.ready = True
    assert office.schedules.run(clock.now + TRY_AGAIN) == clock.now + 2 * TRY_AGAIN
    office.schedules.run(clock.now + 2 * TRY_AGAIN)
    assert kinds() == ["schedule.waits", "transmission.queued", "schedule.done"]


def test_it_is_given_up_after_a_day(office, alice, draft, clock, kinds, routes, spool):
    office.transmissions.schedule(alice, draft(), delay=0)
    routes.ready = False
    office.schedules.run(clock.now)
    office.schedules.run(clock.now + PATIENCE)
    assert (kinds(), planned(office, alice)) == (["schedule.waits", "schedule.failed"], ())
    told = spool.read().execute("SELECT data FROM events WHERE kind = 'schedule.failed'").fetchone()[0]
    assert "no line serves SMS" in told


def test_what_was_sent_meanwhile_is_not_sent_again(office, alice, draft, clock, kinds):
    made = draft()
    office.transmissions.schedule(alice, made, delay=10)
    office.transmissions.send(alice, made)
    office.schedules.run(clock.now + 10)
    assert kinds() == ["transmission.queued", "schedule.failed"]


def test_a_transmission_that_goes_takes_its_schedules_with_it(office, alice, draft, clock, kinds):
    made = draft()
    office.transmissions.schedule(alice, made, delay=10)
    office.transmissions.schedule(alice, made, delay=20)
    office.transmissions.delete(alice, made)
    office.schedules.run(clock.now + 20)
    assert kinds() == []


def test_all_schedules_of_one_are_forgotten(office, alice, draft, clock):
    mine, other = draft(), draft()
    for made in (mine, mine, other):
        office.transmissions.schedule(alice, made, delay=10)
    office.transmissions.unschedule(alice, mine)
    assert [each.subject_id for each in planned(office, alice)] == [other]


def test_what_recurs_comes_back_at_its_minutes(office, alice, draft, clock, kinds, journal):
    made = draft()
    clock.now = 1_700_000_100.0  # 22:15 UTC
    office.transmissions.schedule(alice, made, minute="30", hour="*", recurring=True)
    assert planned(office, alice)[0].due_at == 1_700_001_000.0
    office.schedules.run(1_700_001_000.0)
    [task] = planned(office, alice)
    assert (task.due_at, task.last_run) == (1_700_004_600.0, 1_700_001_000.0)
    journal.end(made, "failed")
    office.schedules.run(1_700_004_600.0)
    assert kinds().count("schedule.done") == 2


@pytest.mark.parametrize("verdict", ["sent", "in_doubt", "failed", "expired"])
def test_what_recurs_sends_one_more_like_it_where_the_last_has_ended(office, alice, draft, clock, journal, verdict):
    made = draft()
    office.transmissions.schedule(alice, made, minute="*", recurring=True)
    office.schedules.run(clock.now + 60)
    journal.end(made, verdict)
    office.schedules.run(clock.now + 120)
    copy, original = office.transmissions.find(alice, (), Page()).rows
    assert (original.id, original.standing, original.tries) == (made, verdict, 0)
    assert (copy.standing, copy.party, copy.program_id) == ("active", original.party, original.program_id)
    assert planned(office, alice)[0].subject_id == made
    office.schedules.run(clock.now + 180)  # the copy waits for a line
    assert len(office.transmissions.find(alice, (), Page()).rows) == 2


def test_what_recurs_leaves_one_that_is_under_way_alone(office, alice, draft, clock, kinds):
    office.transmissions.schedule(alice, draft(), minute="*", recurring=True)
    office.schedules.run(clock.now + 60)
    office.schedules.run(clock.now + 120)
    assert kinds() == ["transmission.queued", "schedule.done", "schedule.failed"]
    assert len(office.transmissions.find(alice, (), Page()).rows) == 1


def test_what_is_in_doubt_goes_again_only_where_it_was_planned_since(office, alice, draft, clock, kinds, journal):
    made = draft()
    office.transmissions.schedule(alice, made, delay=60)
    office.transmissions.send(alice, made)
    journal.end(made, "in_doubt")
    office.schedules.run(clock.now + 60)
    assert kinds() == ["transmission.queued", "schedule.failed"]
    clock.now += 100
    office.transmissions.schedule(alice, made, delay=0)
    office.schedules.run(clock.now)
    assert kinds()[-2:] == ["transmission.queued", "schedule.done"]


def test_what_came_due_many_times_while_the_box_was_off_is_done_once(office, alice, draft, clock, kinds):
    office.transmissions.schedule(alice, draft(), minute="*", recurring=True)
    later = clock.now + 30 * DAY
    office.schedules.run(later)
    assert kinds() == ["transmission.queued", "schedule.done"]
    assert later < planned(office, alice)[0].due_at <= later + 60


def test_a_clock_that_was_wrong_and_is_set_back_is_followed(office, alice, draft, clock, kinds):
    """A box without a battery may begin in 2038."""
    office.transmissions.schedule(alice, draft(), minute="*", recurring=True)
    office.schedules.run(clock.now + 4000 * DAY)
    office.schedules.run(clock.now)
    assert clock.now < planned(office, alice)[0].due_at <= clock.now + 60
    assert kinds().count("transmission.queued") == 1


def test_what_recurs_ends_with_its_expiry(office, alice, draft, clock):
    office.transmissions.schedule(alice, draft(), minute="*", recurring=True, expires_at=clock.now + 70)
    office.schedules.run(clock.now + 60)
    assert planned(office, alice) == ()


def test_a_rule_that_does_not_recur_is_done_the_next_time_only(office, alice, draft, clock, kinds):
    office.transmissions.schedule(alice, draft(), minute="30")
    office.schedules.run(clock.now + 2 * 3600)
    assert (kinds(), planned(office, alice)) == (["transmission.queued", "schedule.done"], ())


@pytest.mark.parametrize(
    "when",
    [
        {"delay": -1},
        {"at": -1},
        {"delay": 10, "at": 5},
        {"delay": 10, "minute": 5},
        {"delay": 1e12},
        {"date": "tomorrow"},
        {"minute": 61},
        {"year": 2020},
        {"recurring": True},
        {"recurring": True, "delay": 5},
        {"delay": 5, "expires_at": 1},
        {"minute": 5, "zone": "Mars"},
    ],
)
def test_what_is_no_time_is_refused_and_plans_nothing(office, alice, draft, when):
    with pytest.raises(Invalid):
        office.transmissions.schedule(alice, draft(), **when)
    assert planned(office, alice) == ()


def test_nobody_plans_for_what_is_not_theirs_or_was_sent(office, people, alice, draft, journal):
    made = draft()
    with pytest.raises(NotFound):
        office.transmissions.schedule(people["bob"], made)
    office.transmissions.send(alice, made)
    journal.end(made, "sent")
    with pytest.raises(Conflict):
        office.transmissions.schedule(alice, made)


def test_where_the_disk_takes_nothing_it_stays_due(office, alice, draft, clock, spool, kinds, monkeypatch):
    office.transmissions.schedule(alice, draft(), delay=0)
    with monkeypatch.context() as full:
        full.setattr(type(spool), "write", lambda *_: (_ for _ in ()).throw(NotReady("disk full")))
        with pytest.raises(NotReady):
            office.schedules.run(clock.now)
    office.schedules.run(clock.now)
    assert kinds() == ["transmission.queued", "schedule.done"]
