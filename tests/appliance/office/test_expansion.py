"""How campaigns are carried out: who is written to, how far ahead, what stops one and what does not."""

from __future__ import annotations

import pytest

from appliance.domain import Outcome, Service, Verdict
from appliance.errors import Conflict
from appliance.office import expansion
from appliance.spool import events, queue
from appliance.spool.groups import GROUPS
from appliance.spool.listing import exactly
from appliance.spool.people import CONTACTS
from appliance.spool.transmissions import IN_ORDER

FAST = 6000


@pytest.fixture
def alice(people):
    return people["alice"]


@pytest.fixture
def group(office, alice):
    return office.groups.create(alice, name="all")


@pytest.fixture
def add(office, alice, group):
    """add(phone, ..): contacts in the group; their ids."""

    def some(*phones):
        ids = [office.contacts.create(alice, phone=phone) for phone in phones]
        for each in ids:
            office.groups.link(alice, each, group)
        return ids

    return some


@pytest.fixture
def program(office, alice):
    text = office.texts.create(alice, name="t", data="Hello")
    return office.programs.create(alice, "sendsms", text_id=text)


@pytest.fixture
def start(office, alice, group, program):
    def some(cpm=FAST, **fields):
        made = office.campaigns.create(alice, program_id=program, group_id=group, cpm=cpm, **fields)
        office.campaigns.start(alice, made)
        return made

    return some


@pytest.fixture
def go(office, clock):
    def after(seconds=1.0):
        clock.now += seconds
        return office.expansion(clock.now)

    return after


@pytest.fixture
def rush(go):
    """The first, and as many more as there is room for."""

    def after():
        go()
        go()

    return after


@pytest.fixture
def line(spool, clock):
    """line(count): that many are carried to a good end; to whom they went."""

    def carry(count=1000):
        carried = []
        while len(carried) < count:
            claim = spool.write(lambda db: queue.claim(db, "gsm1", "sim1", Service.SMS, ("",), clock.now))
            if claim is None:
                break
            spool.write(lambda db, claim=claim: queue.part_accepted(db, claim, 1, 1, clock.now))
            spool.write(lambda db, claim=claim: queue.finish(db, claim, Outcome(Verdict.SENT), None, clock.now))
            carried.append(claim.party)
        return carried

    return carry


def views(spool):
    return IN_ORDER.find(spool.read()).rows


def status(office, alice, campaign):
    return office.campaigns.read(alice, campaign).status


def phones(count, first=0):
    return [f"+49171{number:06}" for number in range(first, first + count)]


def test_no_more_wait_in_a_lane_than_lines_can_soon_take(office, spool, alice, add, start, go, rush, line):
    add(*phones(20))
    campaign = start()
    rush()
    assert len(views(spool)) == expansion.AHEAD + 1  # the one that found no room is made, not asked to go
    assert office.expansion.waits
    assert line(3) == phones(3)
    go()
    assert queue.depth(spool.read()) == expansion.AHEAD
    told = []
    while status(office, alice, campaign) == "running":
        go()
        told += line()
    assert sorted(told) == phones(20)[3:]
    assert not office.expansion.waits


def test_campaigns_share_the_room_in_turn(office, spool, alice, add, start, go, line):
    add(*phones(40))
    first, second = start(), start()
    for _ in range(6):
        go()
        line()
    made = [view.campaign_id for view in views(spool)]
    assert abs(made.count(first) - made.count(second)) <= expansion.AHEAD + 1


def test_what_is_sent_by_itself_goes_first(office, alice, add, start, rush, line):
    add(*phones(5))
    start()
    rush()
    office.transmissions.create_and_send(alice, "sendsms", phone="+4930", message="now")
    assert line(1) == ["+4930"]


def test_the_lanes_that_have_work_are_woken(routes, add, start, go):
    add(*phones(1))
    start()
    woken = len(routes.woken)
    go()
    assert len(routes.woken) == woken + 1


def test_it_says_when_it_is_due_again(add, start, go, clock):
    add(*phones(3))
    start(cpm=6)
    assert go(0) == clock.now + 10
    assert go(4) == clock.now + 6
    assert go(6) == clock.now + 10


def test_nothing_is_due_where_nothing_runs(office, go):
    assert (go(), office.expansion.waits) == (None, False)


def test_one_that_can_not_be_dialled_ends_with_the_reason_and_the_rest_go_on(
    office, spool, alice, add, start, go, rush, line
):
    ids = add(*phones(3))
    spool.write(lambda db: CONTACTS.update(db, ids[1], {"phone": "INFO"}))
    campaign = start()
    rush()
    assert line() == [phones(3)[0], phones(3)[2]]
    go()
    found = office.campaigns.read(alice, campaign)
    assert (found.status, found.contact_total, found.contact_done) == ("completed", 3, 3)
    bad = views(spool)[1]
    assert (bad.standing, "INFO" in bad.cause_text, bad.contact_id) == ("rejected", True, ids[1])
    assert [event.kind for event in events.of_transmission(spool.read(), bad.id)] == [
        "transmission.created",
        "transmission.done",
    ]
    office.contacts.update(alice, ids[1], phone="+4930")
    office.transmissions.send(alice, bad.id)
    assert line() == ["+4930"]


def test_a_number_that_no_line_serves_does_not_hold_up_the_others(spool, routes, add, start, rush, line):
    routes.unserved = phones(1)
    add(*phones(2))
    start()
    rush()
    assert line() == [phones(2)[1]]
    assert views(spool)[0].cause_text == f"no line serves {phones(1)[0]}"


def test_without_a_line_it_waits_for_one(office, spool, alice, routes, add, start, go, rush, line):
    add(*phones(3))
    routes.ready = False
    campaign = start()
    for _ in range(5):
        go(30)
    assert (status(office, alice, campaign), len(views(spool)), office.expansion.waits) == ("running", 1, True)
    routes.ready = True
    rush()
    assert line() == phones(3)


def test_who_is_added_while_it_runs_is_reached_and_who_leaves_is_not(office, spool, alice, group, add, start, go, line):
    old = office.contacts.create(alice, phone="+4930")
    ids = add(*phones(2))
    campaign = start(cpm=60)
    go()
    office.groups.unlink(alice, ids[1], group)
    office.groups.link(alice, old, group)
    line()
    go()
    assert line() == ["+4930"]
    go()
    assert status(office, alice, campaign) == "completed"


def test_who_leaves_and_comes_back_gets_one(office, spool, alice, group, add, start, go, line):
    ids = add(*phones(2))
    campaign = start(cpm=60)
    go()
    office.groups.unlink(alice, ids[0], group)
    office.groups.link(alice, ids[0], group)
    for _ in range(3):
        line()
        go()
    assert [view.contact_id for view in views(spool)] == ids
    assert status(office, alice, campaign) == "completed"


def test_it_ends_when_the_last_has_ended(office, alice, add, start, go, line):
    add(*phones(1))
    campaign = start()
    go()
    go()
    assert (status(office, alice, campaign), office.expansion.waits) == ("running", True)
    line()
    go()
    assert (status(office, alice, campaign), office.expansion.waits) == ("completed", False)


def test_one_through_nobody_ends_at_once(office, alice, start, go):
    campaign = start()
    go()
    assert status(office, alice, campaign) == "completed"


def test_one_whose_program_is_gone_is_broken(office, spool, alice, program, add, start, go):
    add(*phones(2))
    campaign = start(cpm=60)
    go()
    office.programs.delete(alice, program)
    go()
    found = office.campaigns.read(alice, campaign)
    assert (found.status, f"program {program}" in found.reason) == ("broken", True)
    assert [event.kind for event in events.after(spool.read(), 0) if "campaign" in event.kind] == [
        "campaign.started",
        "campaign.broken",
    ]


def test_one_whose_text_is_gone_is_broken(office, spool, alice, add, start, go):
    add(*phones(2))
    campaign = start()
    office.texts.delete(alice, 1)
    go()
    found = office.campaigns.read(alice, campaign)
    assert (found.status, found.reason) == ("broken", "its text was deleted")
    assert views(spool) == ()


def test_one_of_a_user_who_is_gone_is_broken(office, spool, alice, add, start, go):
    add(*phones(1))
    campaign = start()
    spool.write(lambda db: db.execute("UPDATE campaigns SET user_id = NULL"))
    go()
    assert spool.read().execute("SELECT status FROM campaigns WHERE id = ?", (campaign,)).fetchone() == ("broken",)


def test_a_draft_that_somebody_took_away_is_not_sent(office, alice, add, start, go, rush, line):
    add(*phones(2))
    campaign = start()
    rush()
    office.campaigns.stop(alice, campaign)
    office.transmissions.delete(alice, 1)
    office.campaigns.start(alice, campaign)
    go()
    assert line() == [phones(2)[1]]
    go()
    assert status(office, alice, campaign) == "completed"


def test_one_that_a_line_began_goes_on_when_it_is_stopped(office, spool, alice, add, start, rush, clock):
    add(*phones(2))
    campaign = start()
    rush()
    claim = spool.write(lambda db: queue.claim(db, "gsm1", "sim1", Service.SMS, ("",), clock.now))
    office.campaigns.stop(alice, campaign)
    assert [view.standing for view in views(spool)] == ["active", "draft"]
    assert claim.transmission_id == 1
    held = [event for event in events.after(spool.read(), 0) if event.kind == "transmission.held"]
    assert [event.transmission_id for event in held] == [2]


def test_contacts_that_are_the_owners_no_more_are_written_to_once_at_most(office, spool, add, start, rush, line):
    ids = add(*phones(2))
    spool.write(lambda db: CONTACTS.update(db, ids[0], {"user_id": 1}))
    start()
    rush()
    assert line() == phones(2)
    assert CONTACTS.get(spool.read(), "", exactly(id=ids[0])).user_id == 1


# --- DYNAMIC groups


@pytest.fixture
def lives(office, alice):
    """lives(last_name, phone, ..): contacts of that name; their ids."""
    return lambda name, *given: [office.contacts.create(alice, phone=each, last_name=name) for each in given]


@pytest.fixture
def dynamic(office, alice, group):
    """The group becomes all whose last name is Yes."""
    return office.groups.update(alice, group, criteria='{"last_name": "Yes"}')


def drained(office, alice, campaign, go, line):
    """To whom it goes, to its end."""
    told = []
    while status(office, alice, campaign) == "running":
        go()
        told += line()
    return told


def test_a_dynamic_group_is_gone_through(office, spool, alice, lives, dynamic, start, go, line):
    for at in range(0, 60, 3):
        lives("No", *phones(2, at))
        lives("Yes", *phones(1, at + 2))
    campaign = start()
    assert office.campaigns.read(alice, campaign).contact_total == 20
    assert drained(office, alice, campaign, go, line) == [phones(1, at)[0] for at in range(2, 60, 3)]
    done = office.campaigns.read(alice, campaign)
    assert (done.contact_total, done.contact_done, done.made) == (20, 20, 20)


def test_who_meets_the_criteria_meanwhile_is_written_to(office, spool, alice, lives, dynamic, start, go, line):
    first, second, third = (lives(name, phone)[0] for name, phone in zip(("Yes", "No", "Yes"), phones(3), strict=True))
    campaign = start(cpm=1)
    go()
    assert line() == phones(1)
    office.contacts.update(alice, second, last_name="Yes")
    office.contacts.update(alice, third, last_name="No")
    lives("Yes", *phones(1, 3))
    told = []
    for _ in range(3):
        go(60.0)
        told += line()
    assert told == [phones(4)[1], phones(4)[3]]
    assert first and status(office, alice, campaign) == "completed"


def test_few_of_many_are_found_a_part_at_a_time(office, spool, alice, lives, dynamic, start, go, line, monkeypatch):
    monkeypatch.setattr(expansion, "_NEAR", 3)
    for at in range(0, 40, 10):
        lives("No", *phones(9, at))
        lives("Yes", *phones(1, at + 9))
    campaign = start()
    assert len(drained(office, alice, campaign, go, line)) == 4
    assert office.campaigns.read(alice, campaign).reached == 40


def test_a_campaign_whose_criteria_hold_no_longer_is_broken(office, spool, alice, lives, dynamic, group, start, go):
    lives("Yes", *phones(1))
    campaign = start()
    spool.write(lambda db: GROUPS.update(db, group, {"criteria": '{"gone": 1}'}))
    go()
    broken = office.campaigns.read(alice, campaign)
    assert (broken.status, "no attribute" in broken.reason) == ("broken", True)


def test_a_group_on_the_way_stays_what_it_is(office, alice, add, group, start, go, line):
    add(*phones(1))
    campaign = start(cpm=1)
    with pytest.raises(Conflict, match="campaign 1 is on its way"):
        office.groups.update(alice, group, criteria="{}")
    office.campaigns.stop(alice, campaign)
    with pytest.raises(Conflict, match="campaign 1 is on its way"):
        office.groups.update(alice, group, criteria="{}")
    office.campaigns.start(alice, campaign)
    drained(office, alice, campaign, go, line)
    assert office.groups.update(alice, group, criteria="{}").type == "DYNAMIC"
    back = office.groups.update(alice, group, criteria=None)
    assert (back.type, back.contact_total) == ("STATIC", 1)
