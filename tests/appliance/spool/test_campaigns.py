"""Campaigns: what is counted of them, who comes next, and by which index that is found."""

from __future__ import annotations

import sqlite3

import pytest

from appliance.spool import campaigns, events, groups, membership, queue
from appliance.spool.campaigns import CAMPAIGNS, CampaignStatus
from appliance.spool.groups import GROUPS
from appliance.spool.listing import exactly
from appliance.spool.membership import Span
from appliance.spool.people import CONTACTS
from appliance.spool.transmissions import TRANSMISSIONS


@pytest.fixture
def group(db):
    made = GROUPS.insert(db, {"name": "all", "created_at": 1.0})
    for number in range(4):
        groups.link(db, made, CONTACTS.insert(db, {"phone": f"+49{number}", "created_at": 1.0}))
    return made


@pytest.fixture
def campaign(db, group):
    """One that runs."""
    row = {"program_id": 1, "group_id": group, "cpm": 2, "tries_allowed": 1, "created_at": 1.0}
    made = CAMPAIGNS.insert(db, row)
    campaigns.set_status(db, made, CampaignStatus.RUNNING, 1.0)
    return made


def view(db, campaign):
    return CAMPAIGNS.get(db, "", exactly(id=campaign))


def make(bench, campaign, contact, number, **draft):
    made = bench.send(campaign_id=campaign, contact_id=contact, **draft)
    campaigns.reach(bench.db, campaign, number)
    return made


def test_it_is_known_who_comes_next(db, bench, campaign):
    assert [each.number for each in campaigns.next_members(db, view(db, campaign), Span(0, 2))] == [1, 2]
    make(bench, campaign, 1, 1)
    make(bench, campaign, 3, 1)
    found = campaigns.next_members(db, view(db, campaign), Span(1, 9))
    assert [(each.number, each.contact_id, each.phone) for each in found] == [(2, 2, "+491"), (4, 4, "+493")]


def test_a_contact_has_one_transmission_of_a_campaign(db, bench, campaign):
    make(bench, campaign, 1, 1)
    with pytest.raises(sqlite3.IntegrityError, match=r"campaign_id, transmissions\.contact_id"):
        db.execute("UPDATE transmissions SET contact_id = 1 WHERE id = ?", (bench.send(campaign_id=campaign),))
    bench.send(contact_id=1)
    bench.send(contact_id=1)


def test_total_and_done_are_counted(db, bench, campaign, group):
    assert (view(db, campaign).contact_total, view(db, campaign).contact_done) == (4, 0)
    first, second = make(bench, campaign, 1, 1), make(bench, campaign, 2, 2)
    bench.carry(bench.claim())
    assert (view(db, campaign).contact_total, view(db, campaign).contact_done) == (4, 1)
    queue.hold(db, second, "why", 1.0)
    assert view(db, campaign).contact_done == 1
    assert bench.transmission(first) == ("done", "sent")
    for number in (1, 2, 3, 4):
        groups.unlink(db, group, number)
    assert view(db, campaign).contact_total == 2
    groups.link(db, group, 4)
    groups.link(db, group, 3)
    groups.link(db, group, 2)
    campaigns.set_status(db, campaign, CampaignStatus.COMPLETED, 1.0)
    assert view(db, campaign).contact_total == 2


def test_held_and_under_way_are_told_apart(db, bench, campaign):
    first, second, third = (make(bench, campaign, contact, contact) for contact in (1, 2, 3))
    bench.carry(bench.claim())
    queue.hold(db, second, "why", 1.0)
    assert (campaigns.held(db, campaign), campaigns.under_way(db, campaign)) == ([second], [third])
    assert campaigns.is_under_way(db, campaign)
    bench.carry(bench.claim())
    assert not campaigns.is_under_way(db, campaign)
    assert first < second


def test_only_what_was_never_begun_is_held(db, bench, campaign):
    made = make(bench, campaign, 1, 1, tries_allowed=2)
    bench.refuse(bench.claim(), "CMS 38")
    assert bench.transmission(made) == ("active", None)
    assert not queue.hold(db, made, "why", 1.0)
    other = make(bench, campaign, 2, 2)
    assert queue.hold(db, other, "why", 1.0)
    assert not queue.hold(db, other, "why", 1.0)
    assert (bench.transmission(other), bench.kinds(other)[-1]) == (("draft", None), "transmission.held")
    assert bench.attempts(other) == [("ended", "cancelled", "")]
    bench.ask(other)
    assert bench.claim().transmission_id == other


def test_those_that_run_come_in_the_order_of_their_turns(db, campaign, group):
    row = {"program_id": 1, "group_id": group, "cpm": 2, "tries_allowed": 1, "created_at": 1.0}
    others = [CAMPAIGNS.insert(db, row) for _ in range(2)]
    campaigns.set_status(db, others[1], CampaignStatus.RUNNING, 1.0)
    campaigns.paced(db, campaign, 5.0, 5.0)
    assert campaigns.running(db) == [others[1], campaign]
    campaigns.set_status(db, others[1], CampaignStatus.PAUSED, 1.0)
    campaigns.set_status(db, campaign, CampaignStatus.BROKEN, 1.0, "gone")
    assert campaigns.running(db) == []


def test_each_change_is_told(db, campaign):
    campaigns.set_status(db, campaign, CampaignStatus.PAUSED, 2.0)
    campaigns.set_status(db, campaign, CampaignStatus.BROKEN, 3.0, "gone")
    assert [(event.kind, event.data) for event in events.after(db, 0)] == [
        ("campaign.started", {"campaign": campaign}),
        ("campaign.stopped", {"campaign": campaign}),
        ("campaign.broken", {"campaign": campaign, "reason": "gone"}),
    ]


@pytest.mark.parametrize(
    ("statement", "values", "index"),
    [
        (membership._NUMBERED.format(campaigns._UNWRITTEN), (1, 0, 9, 1, 10), "members_in_order"),
        (
            membership._IN_ORDER.format(f"contacts.user_id IS ? AND {campaigns._UNWRITTEN}"),
            (0, 9, 1, 1, 10),
            "contacts_by_user (user_id=? AND rowid>?",
        ),
        (campaigns._RUNNING, (), "campaigns_running"),
        (campaigns._IN_STATE, (1, "draft", 1), "transmissions_unfinished"),
        (campaigns._UNDER_WAY, (1,), "transmissions_unfinished"),
    ],
)
def test_what_is_asked_often_looks_at_few_rows(db, statement, values, index):
    plan = " ".join(row[3] for row in db.execute("EXPLAIN QUERY PLAN " + statement, values))
    assert index in plan
    assert "SCAN transmissions" not in plan and "SCAN members" not in plan


def test_the_transmissions_of_a_campaign_are_found_without_sorting(db):
    from appliance.spool.listing import Condition, Match

    where, values = TRANSMISSIONS._where([Condition("campaign_id", Match.EQUAL, 1)])
    statement = f"EXPLAIN QUERY PLAN SELECT transmissions.id FROM {TRANSMISSIONS._source}{where}{TRANSMISSIONS._order}"
    plan = " ".join(row[3] for row in db.execute(statement, [*values, 50, 0]))
    assert "transmissions_by_campaign" in plan and "TEMP B-TREE" not in plan
