import json
import threading

import pytest

from appliance.errors import NotReady
from appliance.mqtt.commands import LARGEST_REQUEST, MOST_WAITING, VERBS, Commands
from appliance.spool.listing import Page


class Desk:
    """Commands of an office, and what they answer."""

    def __init__(self, office, username="", ussd=None):
        self.office = office
        self.answers = []
        self._told = threading.Condition()
        self.commands = Commands(office, username, ussd or (lambda line, code: f"{line} {code}"), self._answer)

    def _answer(self, verb, document):
        with self._told:
            self.answers.append((verb, document))
            self._told.notify_all()

    def wait(self, count):
        with self._told:
            assert self._told.wait_for(lambda: len(self.answers) >= count, timeout=30)
        return self.answers


@pytest.fixture
def desks(office, people):
    made = []

    def make(**options):
        made.append(Desk(office, **options))
        return made[-1]

    yield make
    for desk in made:
        desk.commands.stop()


@pytest.fixture
def ask(desks):
    """The answer to one command at a time."""
    desk = desks()

    def asked(verb, request):
        payload = request if isinstance(request, bytes) else json.dumps(request).encode()
        before = len(desk.answers)
        desk.commands.take(verb, payload)
        return desk.wait(before + 1)[before][1]

    return asked


LACKS = {
    "send": ({"number": "+49170", "text": "Hi"}, "transmission_create"),
    "status": ({"transmission": 1}, "transmission_read"),
    "cancel": ({"transmission": 1}, "transmission_update"),
    "retry": ({"transmission": 1}, "transmission_send"),
    "settle": ({"transmission": 1, "sent": True}, "transmission_update"),
    "ussd": ({"line": "gsm1", "code": "*100#"}, "configuration_write"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_whoever_commands_are_done_for_needs_the_permission(desks, office, people, verb):
    request, lacking = LACKS[verb]
    office.people.take_role(people["bob"].user_id, "user")
    desk = desks(username="bob")
    desk.commands.take(verb, json.dumps(request).encode())
    assert lacking in desk.wait(1)[0][1]["error"]
    assert messages(office, people["admin"]) == []


HI = {"number": "+49 170 12345", "text": "Hi"}


def messages(office, actor):
    return [(view.party, view.body, view.standing) for view in office.transmissions.find(actor, (), Page()).rows]


def test_send_queues_and_answers_with_the_transaction(ask, office, people):
    assert ask("send", {**HI, "transaction": {"any": [1]}}) == {
        "transaction": {"any": [1]},
        "status": "ok",
        "data": {"transmission": 1, "standing": "active"},
    }
    assert messages(office, people["admin"]) == [("+4917012345", "Hi", "active")]


def test_the_same_id_sends_once(ask, office, people):
    answers = [ask("send", {**HI, "id": "order-7", "transaction": number}) for number in range(3)]
    assert {answer["data"]["transmission"] for answer in answers} == {1}
    assert len(messages(office, people["admin"])) == 1


def test_an_id_is_of_one_message_only(ask, office, people):
    ask("send", {**HI, "id": "order-7"})
    for other in ({"text": "Other"}, {"number": "+4917099"}):
        assert "another message" in ask("send", {**HI, "id": "order-7", **other})["error"]
    assert len(messages(office, people["admin"])) == 1


def test_what_could_not_be_queued_can_be_asked_for_again(ask, routes, office, people):
    routes.ready = False
    assert ask("send", {**HI, "id": "order-7"})["status"] == "error"
    assert messages(office, people["admin"]) == []
    routes.ready = True
    assert ask("send", {**HI, "id": "order-7"})["status"] == "ok"


@pytest.mark.parametrize(
    ("verb", "request_", "why"),
    [
        ("send", b"\xff", "not JSON"),
        ("send", b"[1]", "not a JSON object"),
        ("send", b"[" * 50_000, "not JSON"),
        ("send", b" " * (LARGEST_REQUEST + 1), "octets"),
        ("send", {"number": "+49"}, "text is missing"),
        ("send", {**HI, "nmuber": 1}, "nmuber means nothing"),
        ("send", {**HI, "text": 5}, "text is"),
        ("send", {**HI, "text": ""}, "text is"),
        ("send", b'{"number": "+49", "text": "\\ud800"}', "surrogate"),
        ("send", {**HI, "number": "+49\r\nAT"}, "no phone number"),
        ("cancel", {"transmission": True}, "whole number"),
        ("cancel", {"transmission": 1 << 63}, "whole number"),
        ("cancel", {"transmission": 99}, "No such record"),
        ("settle", {"transmission": 1, "sent": "yes"}, "true or false"),
        ("reboot", {}, "there are send"),
        ("#", {}, "there are send"),
    ],
)
def test_what_does_not_hold_is_answered_with_why_and_changes_nothing(ask, office, people, verb, request_, why):
    answer = ask(verb, request_)
    assert answer["status"] == "error"
    assert why in answer["error"]
    assert messages(office, people["admin"]) == []


def test_a_message_is_looked_at_stopped_and_sent_again(ask):
    ask("send", HI)
    assert ask("status", {"transmission": 1})["data"]["standing"] == "active"
    assert ask("cancel", {"transmission": 1})["data"]["standing"] == "cancelled"
    assert ask("retry", {"transmission": 1})["data"]["standing"] == "active"
    assert ask("settle", {"transmission": 1, "sent": True})["status"] == "error"


def test_the_network_is_asked_over_a_line(ask):
    assert ask("ussd", {"line": "gsm1", "code": "*100#"})["data"] == {"line": "gsm1", "text": "gsm1 *100#"}


def test_a_question_over_the_air_keeps_no_message_waiting(desks):
    answered = threading.Event()

    def slow(line, code):
        assert answered.wait(30)
        return "5"

    desk = desks(ussd=slow)
    desk.commands.take("ussd", b'{"line": "gsm1", "code": "*100#"}')
    desk.commands.take("send", json.dumps(HI).encode())
    assert desk.wait(1)[0][0] == "send"
    answered.set()
    assert desk.wait(2)[1][1]["data"]["text"] == "5"


def test_commands_have_the_rights_of_the_configured_user(desks, office, people):
    desk = desks(username="alice")
    desk.commands.take("send", json.dumps(HI).encode())
    desk.commands.take("ussd", b'{"line": "gsm1", "code": "*100#"}')
    answers = dict(desk.wait(2))
    assert answers["send"]["status"] == "ok"
    assert "Not permitted" in answers["ussd"]["error"]
    assert messages(office, people["bob"]) == []
    assert len(messages(office, people["alice"])) == 1


@pytest.mark.parametrize("username", ["nobody", "bob"])
def test_who_is_not_there_or_not_active_may_nothing(desks, office, people, username):
    office.people.set_active(people["bob"].user_id, False)
    desk = desks(username=username)
    desk.commands.take("send", json.dumps(HI).encode())
    assert "no active user" in desk.wait(1)[0][1]["error"]
    assert messages(office, people["admin"]) == []


def test_too_many_at_once_are_refused(desks):
    answered = threading.Event()
    desk = desks(ussd=lambda line, code: str(answered.wait(30)))
    for _ in range(MOST_WAITING + 1):
        desk.commands.take("ussd", b'{"line": "gsm1", "code": "*100#"}')
    assert "wait already" in desk.wait(1)[0][1]["error"]
    answered.set()
    desk.wait(MOST_WAITING + 1)


def test_a_command_that_breaks_is_answered_and_the_next_one_done(desks):
    def broken(line, code):
        raise (NotReady("no modem") if line == "gsm1" else RuntimeError("a bug"))

    desk = desks(ussd=broken)
    for line in ("gsm1", "gsm2"):
        desk.commands.take("ussd", json.dumps({"line": line, "code": "*1#"}).encode())
    assert [answer["error"] for _, answer in desk.wait(2)] == [
        "The box is not ready for this: no modem",
        "The box can't do that: it failed, see the log",
    ]


def test_every_verb_says_what_it_needs():
    assert all(verb.needs for verb in VERBS.values())
