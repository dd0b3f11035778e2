"""Message requests on simulated modems: everybody once, counts that move, through pauses, cancels and power cuts."""

from __future__ import annotations

from collections import Counter

import pytest

SCG = "scg-external-api/api/v1"
EVERY = "messaging/message_requests"
MANY = 24  # more than are made before the answer
NUMBERS = [f"+4917000{number:03}" for number in range(MANY)]
FINAL = ("COMPLETED", "CANCELED")


@pytest.fixture
def group(pair):
    """The id of a group of contacts with NUMBERS."""

    def make():
        contacts = [post(pair, "contacts", {"primary_mdn": number})["id"] for number in NUMBERS]
        made = post(pair, "contact_groups", {"name": "Readers"})["id"]
        post(pair, f"contact_groups/{made}/contacts", {"contacts": contacts})
        return f"group:{made}"

    return make


def post(world, path, body):
    return world.http("POST", path, body, dialect=SCG)


def ask(world, *to, **fields):
    return post(world, EVERY, {"to": to, "body": "News", **fields})["id"]


def read(world, request):
    return world.http("GET", f"{EVERY}/{request}", dialect=SCG)


def ended(world, request):
    found = world.until(lambda: (now := read(world, request))["state"] in FINAL and now, "the request ends")
    return found["state"], {name.removesuffix("_count"): found[name] for name in COUNTS if found[name]}


COUNTS = [f"{each}_count" for each in ("recipient", "sent", "canceled", "failed")]


def to(world):
    """To whom the service centre took news, and how often."""
    return Counter(record["destination"] for record in world.journal() if record["text"] == "News")


def test_everybody_in_a_group_is_written_to_once_by_both_lines_and_counted(pair, group) -> None:
    pair.box()
    readers = group()
    pair.ask("latency", submit=0.02)
    request = ask(pair, readers, NUMBERS[0])
    assert ended(pair, request) == ("COMPLETED", {"recipient": MANY, "sent": MANY})
    assert to(pair) == Counter(NUMBERS)
    assert set(pair.carriers()) == {"gsm0", "gsm1"}
    pair.until(lambda: read(pair, request)["delivered_count"] == MANY, "all are delivered")
    states = Counter(each["state"] for each in pair.http("GET", f"{EVERY}/{request}/messages", dialect=SCG)["list"])
    assert states == {"DELIVERED": MANY}


def test_what_is_sent_by_itself_does_not_wait_for_many(pair, group) -> None:
    pair.box()
    readers = group()
    pair.ask("latency", submit=0.2)
    many = ask(pair, readers)
    pair.await_air(count=2)
    single = post(pair, EVERY, {"to": ["+15550002000"], "body": "Now"})["id"]
    assert ended(pair, single) == ("COMPLETED", {"recipient": 1, "sent": 1})
    assert len(pair.journal()) < len(NUMBERS)
    pair.ask("latency", submit=0.0)
    assert ended(pair, many)[0] == "COMPLETED"


def test_paused_it_waits_and_resumed_it_goes_on(pair, group) -> None:
    pair.box()
    request = ask(pair, group(), pause_before_transmit=True)
    pair.until(lambda: read(pair, request)["state"] == "PAUSED", "it pauses")
    assert (read(pair, request)["recipient_count"], pair.journal()) == (MANY, [])
    pair.stop()
    pair.box()
    post(pair, f"{EVERY}/{request}", {"state": "TRANSMITTING"})
    assert ended(pair, request) == ("COMPLETED", {"recipient": MANY, "sent": MANY})
    assert to(pair) == Counter(NUMBERS)


def test_cancelled_on_its_way_the_rest_is_not_sent(pair, group) -> None:
    pair.box()
    readers = group()
    pair.ask("latency", submit=1.0)
    request = ask(pair, readers)
    pair.await_air(count=3)
    post(pair, f"{EVERY}/{request}", {"state": "CANCELED"})
    pair.ask("latency", submit=0.0)
    pair.until(lambda: sum(read(pair, request)[each] for each in COUNTS[1:]) == MANY, "all have ended")
    found = read(pair, request)
    assert (found["state"], found["failed_count"]) == ("CANCELED", 0)
    assert found["sent_count"] == sum(to(pair).values()) < MANY
    assert found["canceled_count"] == MANY - found["sent_count"]


def test_planned_it_goes_when_its_time_has_come(pair) -> None:
    pair.box()
    later = round((pair.clock() + 3600) * 1000)
    request = ask(pair, *NUMBERS[:2], scheduled_delivery_time=later)
    assert read(pair, request)["state"] == "PREPARING"
    pair.turn(3500)
    assert pair.journal() == []
    pair.turn(200)
    assert ended(pair, request) == ("COMPLETED", {"recipient": 2, "sent": 2})


@pytest.mark.long
def test_killed_on_its_way_it_goes_on_and_nobody_is_written_to_twice(pair, group, killed) -> None:
    pair.box()
    readers = group()
    request = ask(pair, readers, pause_before_transmit=True)
    pair.until(lambda: read(pair, request)["state"] == "PAUSED", "it pauses")
    pair.stop()
    pair.ask("latency", submit=0.05)
    with killed(pair):
        resume_beside(pair)
        pair.await_air(count=5)
    pair.ask("latency", submit=0.0)
    pair.box()
    state, counts = ended(pair, request)
    assert (state, counts["recipient"], counts["sent"]) == ("COMPLETED", MANY, MANY)  # what is in doubt is SENT
    assert max(to(pair).values()) == 1
    doubtful = [view.party for view in views(pair) if view.standing == "in_doubt"]
    assert set(NUMBERS) - set(to(pair)) <= set(doubtful)


def views(world):
    from appliance.spool.transmissions import IN_ORDER

    return IN_ORDER.find(world.running.spool.read()).rows


def resume_beside(world) -> None:
    """Resume the request from another process than the box's, as a program that shares its data does."""
    from appliance.commands import data

    with data.opened(world.data) as found:
        found.office.requests.change(found.operator, 1, state="TRANSMITTING")
