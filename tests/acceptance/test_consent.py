"""A STOP from the air is obeyed on every way out of the box, and answered through the line that it came to."""

from __future__ import annotations

from typing import Any

import pytest

SCG = "scg-external-api/api/v1"
STATUSES = "consent/contact_address_statuses"
ADA, BOB = "+15550002001", "+15550002002"


@pytest.fixture
def scg(pair: Any) -> Any:
    """scg(method, path, body): what SCG answers; both lines are there, gsm1's consent is managed by the box."""
    pair.box()

    def ask(method: str, path: str, body: Any = None) -> Any:
        return pair.http(method, path, body, dialect=SCG)

    senders = {each["name"]: each["id"] for each in ask("GET", "messaging/sender_ids")["list"]}
    ask("POST", f"messaging/sender_ids/{senders['gsm1']}", {"consent_managed_by": "SCG"})
    return ask


def hears(world: Any, text: str, number: str = ADA, modem: str = "gsm0") -> dict[str, Any]:
    """What is told of a text from that number."""
    after = world.newest()
    world.ask("sms", modem=modem, text=text, number=number)
    return dict(world.await_event("sms.received", after=after).data)


def test_a_STOP_is_confirmed_by_its_line_and_kept_by_all(pair: Any, scg: Any) -> None:
    assert hears(pair, "Stop")["keyword"] == "STOP"
    (confirmed,) = pair.await_air(destination=ADA)
    assert (confirmed["modem"], confirmed["text"].partition(".")[0]) == (
        "gsm0",
        "You will get no more messages from this number",
    )
    (known,) = scg("GET", f"{STATUSES}?consent_status=OPTOUT")["list"]
    assert known["address"] == ADA
    by_core = pair.send(ADA)
    by_page = pair.http("POST", "messages", {"number": ADA, "text": "Hi"}, dialect="box/v1")["id"]
    for each in (by_core, by_page):
        assert pair.view(each).cause_text == f"{ADA} has opted out"
    request = scg("POST", "messaging/message_requests", {"to": [ADA, BOB], "body": "Hi"})["id"]
    pair.await_air(destination=BOB)
    found = pair.until(lambda: (it := scg("GET", f"messaging/message_requests/{request}"))["failed_count"] and it)
    assert (found["recipient_count"], found["failed_count"]) == (2, 1)
    assert [record["destination"] for record in pair.journal()] == [ADA, BOB]
    hears(pair, "Start")
    pair.await_air(destination=ADA, count=2)
    pair.await_verdict(pair.send(ADA), "sent")


def test_a_keyword_is_answered_with_its_template(pair: Any, scg: Any) -> None:
    scg("POST", "messaging/message_templates", {"designation": "TEMPLATE", "name": "News", "pattern": "Here they are"})
    scg("POST", "messaging/keywords", {"value": "NEWS|SPORTS?", "reply_template": "News", "actions": "STORE"})
    assert hears(pair, "sports, please", modem="gsm1")["keyword"] == "NEWS|SPORTS?"
    (answered,) = pair.await_air(destination=ADA)
    assert (answered["modem"], answered["text"]) == ("gsm1", "Here they are")
    (said,) = scg("GET", "consent/contact_address_history")["list"]
    assert (said["source"], said["message"], said["status"]) == ("MESSAGE", "sports, please", "NONE")


def test_double_opt_in(pair: Any, scg: Any) -> None:
    (managed,) = (each["id"] for each in scg("GET", "messaging/sender_ids")["list"] if each["name"] == "gsm1")
    made = scg("POST", STATUSES, {"address_type": "MDN", "address": ADA, "sender_id": managed})["id"]
    (asked,) = pair.await_air(destination=ADA)
    assert (asked["modem"], "Reply YES" in asked["text"]) == ("gsm0", True)
    assert scg("GET", f"{STATUSES}/{made}")["consent_status"] == "NONE"
    hears(pair, "Yes")
    assert scg("GET", f"{STATUSES}/{made}")["consent_status"] == "OPTIN"
