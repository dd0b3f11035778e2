"""Events reach who subscribed to them over HTTP, from a box on simulated modems, and from one that is killed."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
from collections import Counter
from urllib.parse import urlsplit

import pytest

from appliance.api.server import WebServer
from appliance.box import CONTROL, DATABASE, SETTINGS
from appliance.control import ask
from appliance.errors import NotReady
from appliance.settings import Settings
from appliance.spool import events, webhooks
from appliance.spool.store import Spool
from tests.acceptance.crash.boxes import PASSWORD, Boxes
from tests.appliance.webhooks.listener import Listener

TARGETS = "/ess/v1/delivery-configurations"
SUBSCRIPTIONS = "/ess/v1/topics/SCG-Message/subscriptions"


class Receiver(Listener):
    """At `url` from `with` on."""

    def __enter__(self):
        self._server = WebServer(self, "127.0.0.1", 0, None)
        self._server.start()
        self.url = f"http://localhost:{self._server.port}/events"
        return self

    def __exit__(self, *_):
        self._server.stop()

    def events(self):
        return [post.json for post in self.posts]


@pytest.fixture
def receiver():
    with Receiver() as one:
        yield one


def call(address, method, path, body=None):
    """An answer to the administrator."""
    place = urlsplit(address)
    pair = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30.0)
    with contextlib.closing(connection):
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        return json.loads(answer.read())


def subscribe(ask_for, url):
    target = ask_for("POST", TARGETS, {"del-cfg-nm": "test", "addr": url})["id"]
    ask_for("POST", SUBSCRIPTIONS, {"del-cfg-id": target})
    return target


@pytest.fixture
def told(world, receiver):
    """A box whose administrator is told of all topics."""
    world.settings.change_box(private_targets=True)
    world.box()

    def ask_for(method, path, body):
        return world.http(method, path.removeprefix("/ess/v1"), body, "ess/v1")

    target = subscribe(ask_for, receiver.url)
    for topic in ("SCG-Voice-Call", "SCG-Sender-ID", "SCG-Contact"):
        ask_for("POST", f"/ess/v1/topics/{topic}/subscriptions", {"del-cfg-id": target})

    def facts(count):
        """Type and fields of the last of so many."""
        event = receiver.wait(count)[count - 1].json["event"]
        return event["evt-tp"], event["fld-val-list"]

    return facts


def test_what_goes_out_and_what_comes_in_is_told(world, told) -> None:
    world.send(text="Hello")
    changes = [told(count) for count in (1, 2)]
    assert {kind for kind, _ in changes} == {"message_state_change"}
    assert [(each["previous_state"], each["new_state"]) for _, each in changes] == [
        ("CREATED", "SENT"),
        ("SENT", "DELIVERED"),
    ]
    world.ask("sms", modem="gsm0", text="STOP")
    came = dict(told(count) for count in (3, 4))
    fields, consent = came["mo_message_received"], came["contact_address_status_change"]
    assert (fields["message_body"], fields["keyword"]) == ("STOP", "STOP")
    assert fields["sender_id_id"] == changes[0][1]["sender_id_id"]
    assert (consent["address"], consent["new_status"]) == (fields["from_address"], "OPTOUT")


def test_calls_and_lines_are_told(world, told) -> None:
    world.ask("call", modem="gsm0", number="+15550002000")
    kind, call = told(1)
    assert (kind, call["from_address"]) == ("call_incoming_received", "+15550002000")
    world.ask("hangup", modem="gsm0")
    kind, over = told(2)
    assert (kind, over["call_id"], over["new_state"]) == ("call_state_change", call["call_id"], "REJECTED")
    world.ask("unplug", modem="gsm0")
    kind, line = told(3)
    assert (kind, line["previous_state"], line["new_state"]) == ("sender_id_state_change", "ACTIVE", "BROKEN")
    assert line["sender_id_alias"] == "gsm1"


class Happening:
    """Texts that come in at a box that runs, written by another process as a line would."""

    def __init__(self, data):
        self._spool = Spool(data / DATABASE)
        self._data = data
        self.count = 0

    def open(self):
        self._spool.open()
        self.owner = self._spool.read().execute("SELECT id FROM users").fetchone()[0]

    def happen(self, count):
        def write(db):
            for number in range(self.count, self.count + count):
                made = db.execute(
                    "INSERT INTO transmissions (user_id, direction, service, party, body, state, verdict, created_at)"
                    " VALUES (?, 'inbound', 4, '+15550003000', ?, 'done', 'sent', 0)",
                    (self.owner, str(number)),
                ).lastrowid
                events.append(db, 1.7e9, events.SMS_RECEIVED, line="gsm1", transmission_id=made)

        self._spool.write(write)
        self.count += count
        with contextlib.suppress(NotReady):
            ask(self._data / CONTROL, "wake")

    def left(self):
        return webhooks.anybody(self._spool.read())

    def close(self):
        self._spool.close()


@pytest.mark.parametrize(
    ("many", "kills"), [(200, (90,)), pytest.param(1000, (90, 230, 370, 610, 850), marks=pytest.mark.long)]
)
def test_F04_a_box_that_is_killed_tells_each_event_and_doubles_none_but_that_in_flight(
    tmp_path, receiver, many, kills
) -> None:
    data = tmp_path / "data"
    boxes = Boxes(data, ["/dev/there-is-no-modem-here"])
    Settings(data / SETTINGS).change_box(private_targets=True)
    happening = Happening(data)
    try:
        life = boxes.fork()
        address = life.ready()
        subscribe(lambda method, path, body: call(address, method, path, body), receiver.url)
        happening.open()
        for kill in kills:
            while len(receiver.posts) < kill:
                if happening.count < many:
                    happening.happen(50)
                receiver.wait(min(kill, len(receiver.posts) + 25))
            life.kill()
            life.ended()
            life = boxes.fork()
            assert life.ready()
        happening.happen(many - happening.count)
        receiver.wait(many)
        receiver.until(lambda posts: len({post.json["event-id"] for post in posts}) == many)
    finally:
        boxes.close()
        happening.close()
    told = receiver.events()
    bodies = [int(each["event"]["fld-val-list"]["message_body"]) for each in told]
    assert sorted(set(bodies)) == list(range(many))
    assert bodies == sorted(bodies)
    twice = [event for event, count in Counter(each["event-id"] for each in told).items() if count > 1]
    assert len(told) - many == len(twice) <= len(kills)
    assert {each["attempt"] for each in told} == {1}
