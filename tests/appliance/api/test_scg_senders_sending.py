"""What is sent from sender ids and channels: by which line, in what order, when, and what is refused."""

from datetime import UTC, datetime

import pytest

from appliance.domain import Outcome, Service, Verdict
from appliance.lines.lanes import Lanes
from appliance.pacing import next_day
from appliance.spool import queue

REQUESTS = "/messaging/message_requests"
NEW_YORK, LOS_ANGELES = "+12125550123", "+13105550123"


@pytest.fixture
def senders(app, lines):
    """The ids of the lines' sender ids, by name."""
    lines("gsm1", number="+15550001001")
    lines("gsm2", number="+15550001002")
    return {each["name"]: each["id"] for each in app.all("/messaging/sender_ids")}


@pytest.fixture
def channel(app, senders):
    """channel(priority): the id of a channel of both lines."""

    def make(priority="NORMAL"):
        made = app.new("/messaging/channels", {"name": priority, "priority": priority})
        reply = app.post(f"/messaging/channels/{made}/sender_ids", {"sender_ids": list(senders.values())})
        assert reply.json["errors"] == {}
        return made

    return make


@pytest.fixture
def ask(app):
    """ask(from, body, to): a message request; the reply."""

    def request(origin, body="Hello", to=NEW_YORK, **more):
        return app.post(REQUESTS, {"from": origin, "to": [to], "body": body, **more})

    return request


@pytest.fixture
def carry(spool, clock, configured):
    """carry(line): what that line carries until it finds nothing more."""

    def take(name):
        lanes, bodies = Lanes(configured.line(name)), []

        def one(db):
            found = queue.claim(db, name, name, Service.SMS, lanes.now(db), clock.now)
            if found is not None:
                queue.part_accepted(db, found, 1, 1, clock.now)
                queue.finish(db, found, Outcome(Verdict.SENT), None, clock.now)
            return found

        while (claim := spool.write(one)) is not None:
            bodies.append(claim.body)
        return bodies

    return take


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_a_sender_ids_message_goes_by_its_line_alone(ask, senders, carry):
    assert ask(senders["gsm2"], "by the second").status == 200
    assert ask("+15550001002", "by its number").status == 200
    assert carry("gsm1") == []
    assert carry("gsm2") == ["by the second", "by its number"]


def test_a_channels_message_goes_by_whichever_line_looks_first(ask, channel, carry, lines):
    lines("gsm3")
    made = channel()
    for form in ("channel:{}", "channel-{}", "{}"):
        assert ask(form.format(made), form).status == 200
    assert carry("gsm3") == []
    assert carry("gsm2") == ["channel:{}", "channel-{}", "{}"]


def test_priority_works_in_the_queue(ask, channel, carry):
    for priority in ("LOW", "NORMAL", "HIGH"):
        assert ask(channel(priority), priority).status == 200
    assert carry("gsm1") == ["HIGH", "NORMAL", "LOW"]


@pytest.mark.parametrize("origin", ["+19995550000", "x" * 22, "sender_id:nothing", "channel:nothing"])
def test_from_what_is_not_there(ask, senders, origin):
    refused = ask(origin)
    assert (refused.status, refused.json["error_code"]) == (400, "400")
    assert "from" in refused.json["error_description"]


def test_from_a_line_that_is_off(ask, senders, program):
    boss = program("admin", "boss")
    assert boss.post(f"/messaging/sender_ids/{senders['gsm1']}", {"state": "INACTIVE"}).status == 200
    refused = ask(senders["gsm1"])
    assert refused.status == 400
    assert "INACTIVE" in refused.json["error_description"]


def test_from_what_is_another_applications(ask, channel, program):
    made = channel()
    other = program("alice", "second")
    assert other.post(REQUESTS, {"from": made, "to": [NEW_YORK], "body": "x"}).status == 400
    assert ask(made).status == 200


def test_a_sender_ids_validator_is_kept(ask, senders, program, carry):
    boss = program("admin", "boss")
    template = boss.new(
        "/messaging/message_templates", {"designation": "VALIDATOR", "name": "V", "pattern": "Your code is ${code}"}
    )
    assert boss.post(f"/messaging/sender_ids/{senders['gsm1']}", {"message_templates": [template]}).status == 200
    assert ask(senders["gsm1"], "Buy this").status == 400
    assert ask(senders["gsm1"], "Your code is 123").status == 200
    assert carry("gsm1") == ["Your code is 123"]


def test_outside_its_window_a_message_waits_for_the_recipients_morning(ask, senders, configured, clock, office, carry):
    configured.change_sender_class("COMMERCIAL", windows={"US": {"OTH": "08:00-20:00"}})
    clock.now = at("2026-03-08T06:00")  # one in the morning in New York, in the night when clocks go forward
    assert ask(senders["gsm1"], "east", NEW_YORK).status == 200
    assert ask(senders["gsm1"], "west", LOS_ANGELES).status == 200
    for moment, carried in (
        ("2026-03-08T11:59", []),
        ("2026-03-08T12:00", ["east"]),  # eight in New York
        ("2026-03-08T14:59", []),
        ("2026-03-08T15:00", ["west"]),  # eight in Los Angeles
    ):
        clock.now = at(moment)
        office.dispatch(clock.now)
        assert carry("gsm1") == carried


def test_one_that_waited_for_a_line_until_its_window_had_closed_goes_in_the_morning(
    ask, channel, configured, clock, office, carry
):
    configured.change_sender_class("COMMERCIAL", windows={"US": {"OTH": "08:00-20:00"}})
    clock.now = at("2026-01-15T20:00")  # three in the afternoon
    assert ask(channel(), "late").status == 200
    clock.now = at("2026-01-16T01:00")  # eight in the evening
    assert carry("gsm1") == []
    clock.now = at("2026-01-16T12:59")
    assert carry("gsm2") == []
    clock.now = at("2026-01-16T13:00")
    assert carry("gsm2") == ["late"]


def test_so_many_a_second_and_a_day(ask, senders, configured, clock, office, carry):
    configured.change_sender_class("COMMERCIAL", per_second=1.0, per_day=3)
    clock.now = at("2026-03-10T12:00")
    for number in range(5):
        assert ask(senders["gsm1"], str(number)).status == 200
    carried = []
    for _ in range(10):
        office.dispatch(clock.now)
        carried.append(carry("gsm1"))
        clock.now += 1.0
    assert [each for each in carried if each] == [["0"], ["1"], ["2"]]
    clock.now = next_day(clock.now)
    for _ in range(10):
        office.dispatch(clock.now)
        carried.append(carry("gsm1"))
        clock.now += 1.0
    assert [each for each in carried if each] == [["0"], ["1"], ["2"], ["3"], ["4"]]


def test_a_number_that_must_be_kept_waits_for_its_line(ask, senders, program, spool):
    boss = program("admin", "boss")
    assert boss.post(f"/messaging/sender_ids/{senders['gsm1']}", {"keep_sender_address": "YES"}).status == 200
    assert ask(senders["gsm1"]).status == 200
    assert ask(senders["gsm2"]).status == 200
    assert [row[0] for row in spool.read().execute("SELECT bound FROM transmissions ORDER BY id")] == [1, 0]


def test_what_costs_more_than_the_threshold_is_not_sent_and_says_so(app, ask, senders, configured, carry):
    configured.change_sender_class("COMMERCIAL", price=0.05)
    cheap = ask(senders["gsm1"], price_threshold="0.05").json["id"]
    dear = ask(senders["gsm1"], "x" * 200, price_threshold=0.05).json["id"]
    anywhere = ask("", "anywhere", price_threshold=0).json["id"]
    assert carry("gsm1") == ["Hello", "anywhere"]
    (message,) = app.all(f"{REQUESTS}/{cheap}/messages")
    assert message["price"] == 0.05
    (message,) = app.all(f"{REQUESTS}/{dear}/messages")
    assert (message["state"], message["failure_code"]) == ("FAILED", "OTHER")
    assert "it costs 0.1" in message["failure_details"]
    assert app.get(f"{REQUESTS}/{anywhere}").json["failed_count"] == 0
