"""Campaigns on simulated modems: one message to everybody, among other traffic, through stops and power cuts."""

from __future__ import annotations

from collections import Counter

import pytest

NUMBERS = [f"+4917000{number:03}" for number in range(20)]


@pytest.fixture
def campaign(pair):
    """campaign(cpm): made over HTTP for NUMBERS; its path."""

    def make(cpm=60_000, numbers=NUMBERS):
        group = pair.http("POST", "groups", {"name": "Readers"})  # no Accept header: the bare id
        for number in numbers:
            contact = pair.http("POST", "contacts", {"phone": number})
            pair.http("PUT", f"contacts/{contact}/link/{group}")
        program = pair.http("POST", "programs/sendsms", {"message": "News"})
        body = {"program_id": program, "group_id": group, "cpm": cpm}
        return f"campaigns/{pair.http('POST', 'campaigns', body)}"

    return make


def to(world):
    """To whom the service centre took news, and how often."""
    return Counter(record["destination"] for record in world.journal() if record["text"] == "News")


def test_everybody_in_the_group_is_written_to_once_by_both_lines(pair, campaign) -> None:
    pair.box()
    path = campaign()
    pair.ask("latency", submit=0.02)
    assert pair.http("PUT", f"{path}/start") is True
    pair.await_event("campaign.completed")
    found = pair.http("GET", f"{path}?format=json")
    assert (found["status"], found["contact_total"], found["contact_done"]) == ("completed", 20, 20)
    assert to(pair) == Counter(NUMBERS)
    assert set(pair.carriers()) == {"gsm0", "gsm1"}


def test_what_somebody_sends_meanwhile_does_not_wait_for_it(pair, campaign) -> None:
    pair.box()
    path = campaign()
    pair.ask("latency", submit=0.2)
    pair.http("PUT", f"{path}/start")
    pair.await_air(count=2)
    single = pair.send("+15550002000", "Now")
    pair.await_standing(single, "sent")
    assert len(pair.journal()) < len(NUMBERS)
    pair.ask("latency", submit=0.0)
    pair.await_event("campaign.completed")


def test_its_pace_is_kept_and_changed_while_it_runs(pair, campaign) -> None:
    pair.box()
    path = campaign(cpm=1)
    pair.http("PUT", f"{path}/start")
    pair.await_air()
    for count in (2, 3):
        pair.turn(59)
        pair.turn(2)
        pair.await_air(count=count)
    assert sum(to(pair).values()) == 3
    pair.http("PUT", path, {"cpm": 60_000})
    pair.await_event("campaign.completed")
    assert to(pair) == Counter(NUMBERS)


def test_stopped_and_started_it_goes_on_where_it_was(pair, campaign) -> None:
    pair.box()
    path = campaign(cpm=2)
    pair.http("PUT", f"{path}/start")
    pair.await_air()
    pair.http("PUT", f"{path}/stop")
    pair.stop()
    pair.box()
    pair.turn(3600)
    assert pair.http("GET", f"{path}?format=json")["status"] == "paused"
    pair.http("PUT", path, {"cpm": 60_000})
    pair.http("PUT", f"{path}/start")
    pair.await_event("campaign.completed")
    assert to(pair) == Counter(NUMBERS)


def test_without_a_line_it_waits_and_then_goes_on(pair, campaign) -> None:
    pair.line(1)
    pair.line(2)
    pair.impatient()
    pair.box()
    path = campaign()
    for modem in ("gsm0", "gsm1"):
        pair.fault("F07", modem=modem)
    for line in ("gsm1", "gsm2"):
        pair.await_line(line, "failed")
    pair.http("PUT", f"{path}/start")
    pair.await_event("transmission.queued", count=8)
    assert pair.http("GET", f"{path}?format=json")["status"] == "running"
    pair.ask("clear")
    pair.await_event("campaign.completed")
    assert to(pair) == Counter(NUMBERS)


def test_killed_on_its_way_it_goes_on_and_nobody_is_written_to_twice(pair, campaign, killed) -> None:
    pair.box()
    path = campaign()
    pair.stop()
    pair.ask("latency", submit=0.05)
    with killed(pair):
        start_beside(pair)
        pair.await_air(count=5)
    pair.ask("latency", submit=0.0)
    pair.box()
    pair.await_event("campaign.completed")
    found = pair.http("GET", f"{path}?format=json")
    assert (found["contact_total"], found["contact_done"]) == (20, 20)
    rows = pair.http("GET", "transmissions?campaign_id=1&format=json")
    assert sorted(row["contact_phone"] for row in rows) == NUMBERS
    assert max(to(pair).values()) == 1
    failed = [row["contact_phone"] for row in rows if row["status"] == "failed"]
    assert all("in doubt" in row["response"] for row in rows if row["status"] == "failed")
    assert set(NUMBERS) - set(to(pair)) <= set(failed)


def start_beside(world) -> None:
    """Start the campaign from another process than the box's, as a program that shares its data does."""
    from appliance.commands import data

    with data.opened(world.data) as found:
        found.office.campaigns.start(found.operator, 1)
