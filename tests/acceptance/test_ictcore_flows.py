"""The flows of ICTCore's guide: a user at a whole box with a modem, over HTTP alone (spec/ICTCORE.md 5, 9, 12)."""

from __future__ import annotations

import contextlib
import csv
import http.client
import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.appliance.media import samples

ADMIN = {"username": "admin", "password": "correct horse"}
OUTSIDE, OURS = "+15550002000", "+15550001000"
ROWS = [
    [f"+4917000{number:03}", f"Reader {number}", 'of "News", daily', *[""] * 5, "Zoë; =1+1"] for number in range(25)
]


@dataclass(frozen=True)
class Reply:
    status: int
    octets: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.octets)


class Caller:
    """Somebody who logs in as the guide says and sends what it says."""

    def __init__(self, address: str, login: dict[str, str]) -> None:
        self._place = urlsplit(address)
        self._headers = {"Accept": "application/json", "Content-Type": "application/json"}
        self._headers["Authentication"] = f"Bearer {self.made('/authenticate', login, 'token')}"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        octets = body if body is None or isinstance(body, bytes) else json.dumps(body)
        connection = http.client.HTTPConnection(str(self._place.hostname), self._place.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, "/api" + path, octets, {**self._headers, **given})
            answer = connection.getresponse()
            return Reply(answer.status, answer.read())

    def get(self, path: str) -> Any:
        return self.ask("GET", path).json

    def made(self, path: str, body: Any, name: str, method: str = "POST") -> Any:
        """What is under that name in the answer."""
        reply = self.ask(method, path, body)
        assert reply.status == 200, reply.octets
        return reply.json[name]


@pytest.fixture
def caller(world: Any) -> Callable[[str], Caller]:
    """caller(name): a user of that name, made by the administrator, logged in at the box that runs."""

    def make(name: str) -> Caller:
        admin = Caller(world.running.address, ADMIN)
        login = {"username": name, "password": "battery staple 1"}
        admin.made("/users", {**login, "first_name": name}, "user_id")
        return Caller(world.running.address, login)

    return make


def draft(user: Caller, text: str = "Hello", phone: str = OUTSIDE) -> int:
    """A transmission to a contact, with a program and its text."""
    contact = user.made("/contacts", {"first_name": "Ada", "phone": phone}, "contact_id")
    kept = user.made("/messages/texts", {"name": "greeting", "data": text}, "text_id")
    program = user.made("/programs/sendsms", {"name": "greeting", "text_id": kept}, "program_id")
    about = {"title": "greeting", "contact_id": contact, "program_id": program}
    return int(user.made("/transmissions", about, "transmission_id"))


def test_a_text_is_sent_and_its_delivery_is_told(world: Any, caller: Callable[[str], Caller]) -> None:
    world.box()
    user = caller("alice")
    path = f"/transmissions/{draft(user)}"
    assert user.get(f"{path}/status")["Status"] == "pending"
    spool = user.made(f"{path}/send", None, "spool_id")
    world.await_event("sms.delivered")
    assert [(each["destination"], each["text"]) for each in world.journal()] == [(OUTSIDE, "Hello")]
    assert (user.get(f"{path}/status")["Status"], user.get(f"/spools/{spool}/status")) == (
        "completed",
        {"status": "completed"},
    )
    (attempt,) = user.get(f"{path}/detail")
    times = [attempt[name] for name in ("time_spool", "time_start", "time_end")]
    assert (attempt["spool_id"], times) == (spool, sorted(times))
    told = {row["name"]: row["data"] for row in user.get(f"{path}/result")}
    assert (told["sms_send"], told["delivery"]) == ("success", "delivered")
    assert user.get(f"/spools/{spool}/result") == user.get(f"{path}/result")
    assert user.ask("POST", f"{path}/send").status == 423


def test_a_refusal_is_told_and_tried_again(world: Any, caller: Callable[[str], Caller]) -> None:
    world.box()
    user = caller("alice")
    path = f"/transmissions/{draft(user)}"
    world.fault("F17", code=38, domain="CMS", count=1)
    user.made(f"{path}/send", None, "spool_id")
    world.await_event("transmission.done", verdict="failed")
    assert (user.get(f"{path}/status")["status"], user.get(path)["response"]) == ("failed", "CMS 38")
    user.made(f"{path}/retry", {}, "spool_id")
    world.await_event("sms.delivered")
    assert [each["status"] for each in user.get(f"{path}/detail")] == ["failed", "completed"]


def test_a_file_of_contacts_is_written_to_once_each(world: Any, caller: Callable[[str], Caller]) -> None:
    world.box()
    user = caller("alice")
    group = user.made("/groups", {"name": "Readers"}, "group_id")
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(ROWS)
    brought = user.ask("POST", f"/groups/{group}/csv", file.getvalue().encode(), Content_Type="text/csv").json
    assert (brought["group_id"], brought["imported"]) == (group, 25)
    assert sorted(row["phone"] for row in user.get(f"/groups/{group}/contacts")) == [row[0] for row in ROWS]
    given = user.ask("GET", f"/groups/{group}/csv").octets.decode()
    assert sorted(csv.reader(io.StringIO(given, newline=""))) == ROWS
    program = user.made("/programs/sendsms", {"name": "News", "message": "News"}, "program_id")
    about = {"program_id": program, "group_id": group, "cpm": 60_000}
    path = f"/campaigns/{user.made('/campaigns', about, 'campaign_id')}"
    assert user.ask("PUT", f"{path}/start").json is True
    world.await_event("sms.delivered", count=25)
    world.await_event("campaign.completed")
    found = user.get(path)
    assert (found["status"], found["contact_total"], found["contact_done"]) == ("completed", 25, 25)
    assert Counter(each["destination"] for each in world.journal()) == Counter(row[0] for row in ROWS)
    rows = user.get(f"/transmissions?campaign_id={found['campaign_id']}")
    assert Counter(row["status"] for row in rows) == {"completed": 25}
    totals = user.get("/statistics")
    assert [totals[f"spool_{name}"] for name in ("total", "success", "failed")] == [25, 25, 0]
    assert (totals["transmission_total"], totals["transmission_active"], totals["campaign_active"]) == (25, 0, 0)
    assert user.ask("PUT", f"{path}/start").status == 423


def test_what_is_planned_goes_when_its_time_comes(world: Any, caller: Callable[[str], Caller]) -> None:
    world.box()
    user = caller("alice")
    first, second, never = (draft(user, text) for text in ("in an hour", "tomorrow", "never"))
    for sent, when in ((first, {"delay": 3600}), (second, {"timestamp": int(world.clock()) + 86_400}), (never, {})):
        assert user.made(f"/transmissions/{sent}/schedule", when, "schedule_id", "PUT")
    assert user.ask("DELETE", f"/transmissions/{never}/schedule").json is True
    world.turn(3601)
    world.await_event("sms.delivered", transmission_id=first)
    assert user.get(f"/transmissions/{second}/status")["status"] == "pending"
    world.turn(86_400)
    world.await_event("sms.delivered", transmission_id=second)
    assert world.submitted() == ["in an hour", "tomorrow"]
    assert user.get("/schedules") == []


def test_a_campaign_is_started_by_its_plan(world: Any, caller: Callable[[str], Caller]) -> None:
    world.box()
    user = caller("alice")
    group = user.made("/groups", {"name": "all"}, "group_id")
    contact = user.made("/contacts", {"phone": OUTSIDE, "first_name": "Ada"}, "contact_id")
    assert user.made(f"/contacts/{contact}/link/{group}", None, "contact_id", "PUT") == contact
    program = user.made("/programs/sendsms", {"name": "News", "message": "News"}, "program_id")
    made = user.made("/campaigns", {"program_id": program, "group_id": group}, "campaign_id")
    assert user.made(f"/campaigns/{made}/start/schedule", {"delay": 600}, "schedule_id")
    world.turn(601)
    world.await_event("campaign.completed")
    assert (world.submitted(), user.get(f"/campaigns/{made}")["status"]) == (["News"], "completed")


def test_what_comes_in_is_the_users_to_whom_the_number_belongs(world: Any, caller: Callable[[str], Caller]) -> None:
    world.line(1)
    world.settings.change_line("gsm1", number=OURS)
    world.box()
    alice, bob = caller("alice"), caller("bob")
    admin = Caller(world.running.address, ADMIN)
    did = admin.made("/dids", {"username": "front", "phone": OURS}, "account_id")
    (mine,) = alice.get("/accounts")
    assert admin.made(f"/accounts/{did}/users/{mine['user_id']}", None, "user_id", "PUT") == mine["user_id"]
    alice.made("/programs/receivesms", {"name": "inbox", "account_id": did}, "program_id")
    world.ask("sms", modem="gsm0", text="Good morning", number=OUTSIDE)
    world.await_event("sms.received")
    (row,) = alice.get("/smses?direction=inbound")
    assert (row["contact_phone"], row["status"], row["account"]["phone"]) == (OUTSIDE, "completed", OURS)
    (step,) = alice.get(f"/transmissions/{row['transmission_id']}/result?name=text")
    assert alice.get(f"/messages/texts/{step['data']}")["data"] == "Good morning"
    assert bob.get("/smses") == []
    assert bob.ask("GET", f"/transmissions/{row['transmission_id']}").status == 404


def test_what_the_box_has_nothing_for_is_refused_and_said(world: Any, caller: Callable[[str], Caller]) -> None:
    world.box()
    user = caller("alice")
    contact = user.made("/contacts", {"phone": OUTSIDE, "email": "ada@example.org"}, "contact_id")
    mail = user.made("/messages/templates", {"name": "m", "subject": "s", "body": "b"}, "template_id")
    page = user.made("/messages/documents", {"name": "d"}, "document_id")
    user.ask("PUT", f"/messages/documents/{page}/media", samples.picture("PNG"), Content_Type="image/png")
    sound = user.made("/messages/recordings", {"name": "r"}, "recording_id")
    wave = samples.wav(samples.tone(800))
    user.ask("PUT", f"/messages/recordings/{sound}/media", wave, Content_Type="audio/wav")
    for kind, content, status, said in (
        ("sendemail", {"template_id": mail}, 501, "modembox mail set"),
        ("sendfax", {"document_id": page}, 423, "fax"),
        ("voicemessage", {"recording_id": sound}, 423, "voice"),
    ):
        program = user.made(f"/programs/{kind}", content, "program_id")
        path = (
            f"/transmissions/{user.made('/transmissions', {'program_id': program, 'contact_id': contact}, 'text_id')}"
        )
        refused = user.ask("POST", f"{path}/send")
        assert refused.status == refused.json["error"]["code"] == status
        assert said in refused.json["error"]["message"].lower()
        assert (user.get(f"{path}/status")["status"], user.get(f"{path}/detail")) == ("pending", [])
