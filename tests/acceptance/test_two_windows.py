"""One box, two windows: what ICTCore makes, SCG shows, and the other way round; over HTTP, down to simulated modems."""

from __future__ import annotations

import contextlib
import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

SCG, GUIDE = "/scg-external-api/api/v1", "/api"
OUTSIDE, OURS = "+15550002000", "+15550001001"
PASSWORD = "correct horse"


@dataclass(frozen=True)
class Window:
    """A dialect below its base path, spoken with that token."""

    address: str
    base: str
    token: str

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        place = urlsplit(self.address)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        headers |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, self.base + path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def get(self, path: str, **query: Any) -> Any:
        return self.made("GET", path + ("?" + urlencode(query) if query else ""))

    def post(self, path: str, body: Any = None) -> Any:
        return self.made("POST", path, body)

    def made(self, method: str, path: str, body: Any = None) -> Any:
        status, found = self.ask(method, path, body)
        assert status == 200, found
        return found

    def all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """A list of SCG's."""
        found: list[dict[str, Any]] = self.get(path, **query)["list"]
        return found


@dataclass(frozen=True)
class Windows:
    world: Any
    guide: Window
    scg: Window


@pytest.fixture
def windows(world: Any) -> Callable[[], Windows]:
    """windows(): of a box that runs; the administrator speaks ICTCore, a program of theirs SCG."""

    def open_both() -> Windows:
        box = world.box()
        login = {"username": "admin", "password": PASSWORD}
        session = Window(box.address, GUIDE, "").post("/authenticate", login)["token"]
        program = box.office.applications.add("shop", "admin").token
        return Windows(world, Window(box.address, GUIDE, session), Window(box.address, SCG, program))

    return open_both


def message(scg: Window) -> dict[str, Any]:
    """The newest one."""
    return scg.all("/messaging/messages", limit=1)[0]


def test_a_contact_is_one_contact(windows: Callable[[], Windows]) -> None:
    both = windows()
    guide, scg = both.guide, both.scg
    theirs = guide.post("/contacts", {"phone": OUTSIDE, "first_name": "Ada", "email": "ada@example.org"})["contact_id"]
    (seen,) = scg.all("/contacts", primary_mdn=OUTSIDE)
    assert (seen["first_name"], seen["primary_email_addr"], seen["version_number"]) == ("Ada", "ada@example.org", 1)
    scg.post(f"/contacts/{seen['id']}", {"last_name": "King", "preferred_language": "de", "version_number": 1})
    assert guide.get(f"/contacts/{theirs}")["last_name"] == "King"
    guide.made("PUT", f"/contacts/{theirs}", {"first_name": "Augusta"})
    again = scg.get(f"/contacts/{seen['id']}")
    assert (again["first_name"], again["preferred_language"], again["version_number"]) == ("Augusta", "de", 3)
    assert scg.ask("POST", f"/contacts/{seen['id']}", {"last_name": "late", "version_number": 2})[0] == 409
    ours = scg.post("/contacts", {"primary_mdn": "+15550002009", "first_name": "Bob"})["id"]
    (row,) = guide.get("/contacts", phone="+15550002009")
    assert row["first_name"] == "Bob"
    guide.made("DELETE", f"/contacts/{row['contact_id']}")
    assert scg.ask("GET", f"/contacts/{ours}")[0] == 404


def test_a_group_is_one_group(windows: Callable[[], Windows]) -> None:
    both = windows()
    guide, scg = both.guide, both.scg
    numbers = [f"+1555000300{digit}" for digit in range(3)]
    contacts = [guide.post("/contacts", {"phone": number})["contact_id"] for number in numbers]
    group = guide.post("/groups", {"name": "Readers"})["group_id"]
    for each in contacts[:2]:
        guide.made("PUT", f"/contacts/{each}/link/{group}")
    (seen,) = scg.all("/contact_groups", name="Readers")
    assert (seen["type"], seen["member_count"]) == ("STATIC", 2)
    (third,) = scg.all("/contacts", primary_mdn=numbers[2])
    scg.post(f"/contact_groups/{seen['id']}/contacts", {"contacts": [third["id"]]})
    assert sorted(row["phone"] for row in guide.get(f"/groups/{group}/contacts")) == numbers
    request = scg.post("/messaging/message_requests", {"to": [f"group:{seen['id']}"], "body": "News"})["id"]
    both.world.await_event("sms.delivered", count=3)
    assert sorted(each["destination"] for each in both.world.journal()) == numbers
    both.world.until(lambda: scg.get(f"/messaging/message_requests/{request}")["state"] == "COMPLETED")
    assert scg.get(f"/messaging/message_requests/{request}")["delivered_count"] == 3
    assert {row["status"] for row in guide.get("/transmissions")} == {"completed"}
    dynamic = scg.post("/contact_groups", {"name": "Three", "criteria": json.dumps({"primary_mdn": numbers[2]})})["id"]
    (row,) = [row for row in guide.get("/groups") if row["name"] == "Three"]
    assert [each["phone"] for each in guide.get(f"/groups/{row['group_id']}/contacts")] == [numbers[2]]
    scg.made("DELETE", f"/contact_groups/{dynamic}")
    assert guide.ask("GET", f"/groups/{row['group_id']}")[0] == 404


def test_what_ictcore_sends_is_a_message(windows: Callable[[], Windows]) -> None:
    both = windows()
    guide, scg, world = both.guide, both.scg, both.world
    contact = guide.post("/contacts", {"phone": OUTSIDE})["contact_id"]
    program = guide.post("/programs/sendsms", {"name": "p", "message": "Hello from the guide"})["program_id"]
    sent = guide.post("/transmissions", {"title": "t", "contact_id": contact, "program_id": program})["transmission_id"]
    draft = message(scg)
    assert (draft["state"], draft["direction"]) == ("SCHEDULED", "MT")
    guide.post(f"/transmissions/{sent}/send")
    world.await_event("sms.delivered", transmission_id=int(sent))
    found = scg.get(f"/messaging/messages/{draft['id']}")
    assert (found["state"], found["body"], found["type"]) == ("DELIVERED", "Hello from the guide", "SMS")
    assert (found["from_address"], found["to_address"], found["contact_id"]) == (OURS, OUTSIDE, draft["contact_id"])
    assert found["sent_date"] <= found["delivered_date"] and found["version_number"] > draft["version_number"]
    (part,) = found["fragments_info"]
    (record,) = world.journal()
    assert (part["fragment_state"], part["delivery_report_reference"]) == ("DELIVERED", str(record["reference"]))
    (sender,) = scg.all("/messaging/sender_ids")
    assert found["customer_sender_id"] == sender["id"]


def test_what_scg_sends_is_a_transmission(windows: Callable[[], Windows]) -> None:
    both = windows()
    guide, scg, world = both.guide, both.scg, both.world
    (sender,) = scg.all("/messaging/sender_ids")
    asked = {"from": f"sender_id:{sender['id']}", "to": [OUTSIDE], "body": "Hello " * 40}
    request = scg.post("/messaging/message_requests", asked)["id"]
    world.await_event("sms.delivered")
    (row,) = guide.get("/transmissions")
    assert (row["status"], row["direction"]) == ("completed", "outbound")
    told = {each["name"]: each["data"] for each in guide.get(f"/transmissions/{row['transmission_id']}/result")}
    assert (told["sms_send"], told["delivery"]) == ("success", "delivered")
    (found,) = scg.all(f"/messaging/message_requests/{request}/messages")
    assert [each["fragment_state"] for each in found["fragments_info"]] == ["DELIVERED", "DELIVERED"]
    assert "".join(world.submitted()) == found["body"] == asked["body"]
    guide.made("DELETE", f"/transmissions/{row['transmission_id']}")
    assert scg.get(f"/messaging/messages/{found['id']}")["state"] == "DELETED"
    assert scg.all("/messaging/messages") == []


def test_a_refusal_is_told_in_both(windows: Callable[[], Windows]) -> None:
    both = windows()
    guide, scg, world = both.guide, both.scg, both.world
    world.fault("F17", code=1, domain="CMS", count=1)
    scg.post("/messaging/message_requests", {"to": [OUTSIDE], "body": "Hello"})
    world.await_event("transmission.done", verdict="rejected")
    found = message(scg)
    (row,) = guide.get("/transmissions")
    assert (found["state"], found["failure_code"], row["response"]) == ("FAILED", "INVALID_RECIPIENT", "CMS 1")
    assert found["failure_details"].startswith("CMS 1") and found["fragments_info"][0]["protocol_error"] == "CMS 1"


def test_F03_what_is_in_doubt_is_said_to_be_so_in_both(windows: Callable[[], Windows], world: Any) -> None:
    world.impatient()
    world.ask("latency", report=3600.0)
    both = windows()
    guide, scg = both.guide, both.scg
    world.fault("F03", count=1)
    scg.post("/messaging/message_requests", {"to": [OUTSIDE], "body": "Perhaps"})
    world.await_event("transmission.done", verdict="in_doubt")
    doubtful = message(scg)
    assert (doubtful["state"], "failure_code" in doubtful, "delivered_date" in doubtful) == ("SENT", False, False)
    assert doubtful["failure_details"].startswith("in doubt: it was handed over")
    assert doubtful["fragments_info"][0]["failure_details"].startswith("in doubt")
    (row,) = guide.get("/transmissions")
    assert (row["status"], row["response"]) == ("failed", "in doubt: handed to the network, no answer")
    (record,) = world.journal()
    world.report(record)
    world.await_event("sms.delivered")
    settled = message(scg)
    assert (settled["state"], "failure_details" in settled) == ("DELIVERED", False)
    assert settled["version_number"] > doubtful["version_number"]
    assert guide.get("/transmissions")[0]["status"] == "completed"


def test_what_comes_in_answers_in_both(windows: Callable[[], Windows]) -> None:
    both = windows()
    guide, scg, world = both.guide, both.scg, both.world
    scg.post("/messaging/message_requests", {"to": [OUTSIDE], "body": "Lunch?", "conversation_id": "lunch"})
    world.await_event("sms.delivered")
    asked = message(scg)
    world.ask("sms", modem="gsm0", text="With pleasure", number=OUTSIDE)
    world.await_event("sms.received")
    found = message(scg)
    assert (found["direction"], found["state"], found["body"]) == ("MO", "RECEIVED", "With pleasure")
    assert (found["from_address"], found["to_address"], found["reply_to"]) == (OUTSIDE, OURS, asked["id"])
    assert found["conversation_id"] == asked["conversation_id"] == "lunch"
    (row,) = guide.get("/smses", direction="inbound")
    assert (row["contact_phone"], row["status"]) == (OUTSIDE, "completed")
    scg.post(f"/messaging/messages/{found['id']}", {"state": "PROCESSED"})
    assert scg.get(f"/messaging/messages/{found['id']}")["state"] == "PROCESSED"
    assert guide.get("/smses", direction="inbound") == [row]
    scg.made("DELETE", f"/messaging/messages/{found['id']}")
    assert guide.get("/smses", direction="inbound") == []


def test_a_line_is_one_line(windows: Callable[[], Windows]) -> None:
    both = windows()
    guide, scg, world = both.guide, both.scg, both.world
    (sender,) = scg.all("/messaging/sender_ids")
    (line,) = [row for row in guide.get("/providers") if row["name"] == "gsm1"]
    assert (sender["name"], sender["state"], sender["address"], line["active"]) == ("gsm1", "ACTIVE", OURS, 1)
    scg.post(f"/messaging/sender_ids/{sender['id']}", {"state": "INACTIVE"})
    assert guide.get(f"/providers/{line['provider_id']}")["active"] == 0
    world.await_line("gsm1", "off")
    guide.made("PUT", f"/providers/{line['provider_id']}", {"active": 1})
    world.await_line("gsm1", "ready")
    assert scg.get(f"/messaging/sender_ids/{sender['id']}")["state"] == "ACTIVE"
    world.ask("unplug", modem="gsm0")
    world.await_line("gsm1", "absent")
    assert scg.get(f"/messaging/sender_ids/{sender['id']}")["state"] == "BROKEN"
    world.ask("plug", modem="gsm0")
    world.await_line("gsm1", "ready")
    assert scg.get(f"/messaging/sender_ids/{sender['id']}")["state"] == "ACTIVE"
