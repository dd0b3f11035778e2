"""Statistics: what is counted, whose, and since when."""

import pytest

NOTHING = dict.fromkeys(
    (
        "campaign_total",
        "campaign_active",
        "group_total",
        "contact_total",
        "transmission_total",
        "transmission_active",
        "transmission_inbound",
        "transmission_outbound",
        "spool_total",
        "spool_success",
        "spool_failed",
        "user_total",
        "account_total",
        "did_total",
    ),
    0,
)
HERSELF = {**NOTHING, "user_total": 1, "account_total": 1}


@pytest.fixture
def traffic(alice, draft, sent, journal, people, clock):
    """Of alice: a draft, one under way, one that waits, one sent, one sent in the end, one deleted, one inbound."""
    draft(alice)
    sent(alice)
    journal.wait(sent(alice))
    journal.end(sent(alice), "sent")
    failed = sent(alice)
    journal.end(failed, "failed")
    alice.post(f"/transmissions/{failed}/send")
    journal.end(failed, "sent")
    alice.delete(f"/transmissions/{draft(alice)}")
    journal.came_in(people["alice"].user_id, "+491799", "hello")


def counts(client, **query):
    return client.get("/statistics", query=query).json


def test_there_is_little_at_first(alice, admin):
    assert counts(alice) == HERSELF
    assert counts(admin) == {**NOTHING, "user_total": 3, "account_total": 3}


def test_messages_and_tries_are_counted(alice, bob, admin, traffic):
    found = {
        **HERSELF,
        "contact_total": 6,
        "transmission_total": 6,
        "transmission_active": 2,
        "transmission_inbound": 1,
        "transmission_outbound": 5,
        "spool_total": 5,
        "spool_success": 2,
        "spool_failed": 1,
    }
    assert counts(alice) == found
    assert counts(bob) == HERSELF
    assert counts(admin) == {**found, "user_total": 3, "account_total": 3}
    assert counts(admin, user_id=2) == found
    assert counts(admin, created_by=3) == HERSELF
    assert counts(alice, user_id=3) == NOTHING


def test_groups_campaigns_and_numbers_are_counted(alice, admin, people):
    group = alice.post("/groups", {"name": "all"}).json["group_id"]
    contact = alice.post("/contacts", {"phone": "+4917"}).json["contact_id"]
    alice.put(f"/contacts/{contact}/link/{group}")
    program = alice.post("/programs/sendsms", {"message": "hi"}).json["program_id"]
    campaign = alice.post("/campaigns", {"program_id": program, "group_id": group}).json["campaign_id"]
    did = admin.post("/dids", {"phone": "+49301"}).json["account_id"]
    admin.put(f"/accounts/{did}/users/{people['alice'].user_id}")
    expected = {
        **HERSELF,
        "group_total": 1,
        "contact_total": 1,
        "campaign_total": 1,
        "account_total": 2,
        "did_total": 1,
    }
    assert counts(alice) == expected
    alice.put(f"/campaigns/{campaign}/start")
    assert counts(alice) == {**expected, "campaign_active": 1}
    assert counts(alice, account_type="did")["account_total"] == 1


@pytest.mark.parametrize("name", ["since", "from", "date_created"])
def test_what_is_older_is_left_out(alice, traffic, clock, sent, name):
    clock.now += 100
    sent(alice)
    found = counts(alice, **{name: int(clock.now) - 50})
    assert found == {
        **NOTHING,
        "contact_total": 1,
        "transmission_total": 1,
        "transmission_active": 1,
        "transmission_outbound": 1,
        "spool_total": 1,
    }


@pytest.mark.parametrize(("flag", "total"), [(4, 6), (2, 0)])
def test_a_service_alone_is_counted(alice, traffic, flag, total):
    found = counts(alice, service_flag=flag)
    assert (found["transmission_total"], found["spool_total"], found["contact_total"]) == (total, total and 5, 6)


def test_what_is_no_time_is_refused(alice):
    assert alice.get("/statistics", query={"since": "yesterday"}).status == 412
