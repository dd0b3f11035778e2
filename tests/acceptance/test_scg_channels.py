"""A message request from a channel, over HTTP, through the whole box and the air."""

from __future__ import annotations

from collections import Counter

from appliance.api.scg import API

NUMBERS = [f"+1212555{each:04}" for each in range(12)]


def test_a_request_from_a_channel_goes_by_all_its_lines(pair) -> None:
    pair.line(1, per_minute=6)
    pair.line(2, per_minute=6)
    pair.box()
    scg = API.removeprefix("/")
    known = pair.http("GET", "messaging/sender_ids", dialect=scg)["list"]
    senders = {each["name"]: each["id"] for each in known}
    channel = pair.http("POST", "messaging/channels", {"name": "News", "priority": "HIGH"}, dialect=scg)["id"]
    added = pair.http(
        "POST", f"messaging/channels/{channel}/sender_ids", {"sender_ids": list(senders.values())}, dialect=scg
    )
    assert added == {"id": channel, "errors": {}}
    asked = {"from": f"channel:{channel}", "to": NUMBERS, "body": "Hello"}
    request = pair.http("POST", "messaging/message_requests", asked, dialect=scg)["id"]
    pair.await_event("transmission.done", len(NUMBERS), verdict="sent")
    assert Counter(pair.carriers()) == {"gsm0": 6, "gsm1": 6}
    messages = pair.http("GET", f"messaging/message_requests/{request}/messages", dialect=scg)["list"]
    assert Counter(each["from_address"] for each in messages) == {each["address"]: 6 for each in known}
    assert {each["customer_sender_id"] for each in messages} == set(senders.values())
    assert {each["state"] for each in messages} <= {"SENT", "DELIVERED"}


def test_a_line_that_is_switched_off_through_its_sender_id_is_off(world) -> None:
    world.line(1)
    world.box()
    scg = API.removeprefix("/")
    (sender,) = world.http("GET", "messaging/sender_ids", dialect=scg)["list"]
    assert (sender["state"], sender["capabilities"]) == ("ACTIVE", ["SMS"])
    world.http("POST", f"messaging/sender_ids/{sender['id']}", {"state": "INACTIVE"}, dialect=scg)
    world.await_line("gsm1", "off")
    world.http("POST", f"messaging/sender_ids/{sender['id']}", {"state": "ACTIVE"}, dialect=scg)
    world.await_line("gsm1", "ready")
    request = {"from": sender["id"], "to": NUMBERS[:1], "body": "Here again"}
    world.http("POST", "messaging/message_requests", request, dialect=scg)
    world.await_event("transmission.done", verdict="sent")
    assert world.submitted() == ["Here again"]
