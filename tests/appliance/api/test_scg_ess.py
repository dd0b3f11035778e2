"""Subscribing to events and looking after what could not be told, through HTTP (spec/SCG.md 8)."""

from __future__ import annotations

import pytest

from appliance import identifiers
from appliance.spool import deliveries
from appliance.spool.deliveries import Missed
from appliance.spool.listing import exactly
from appliance.spool.webhooks import DELIVERIES

TARGETS = "/ess/v1/delivery-configurations"
TOPIC = "/ess/v1/topics/SCG-Message"
SUBSCRIPTIONS = f"{TOPIC}/subscriptions"
DEAD = "/ess/v1/dead-letters"
TARGET = {
    "del-cfg-nm": "mine",
    "del-prtcl-cd": "REST",
    "addr": "https://example.org/events",
    "del-fmt-cd": "JSON",
    "is-active": True,
}
NOBODYS = identifiers.encode("delivery_configuration", 99)


def made(app, **more):
    return app.new(TARGETS, {**TARGET, **more})


def subscribed(app, target=None, **more):
    return app.new(SUBSCRIPTIONS, {"del-cfg-id": target or made(app), "start-date": "", "end-date": None, **more})


@pytest.fixture
def dead(app, office, spool, journal, people):
    """An event that could not be told; its id as a delivery."""
    subscribed(app)
    journal.came_in(people["alice"].user_id, "+491711234567", "hello")
    office.telling.fan_out.step()
    (found,) = DELIVERIES.find(spool.read()).rows
    spool.write(lambda db: deliveries.missed(db, found, Missed(500, "it answered 500", None, None), 1.7e9))
    return identifiers.encode("delivery", found.id)


@pytest.mark.parametrize("path", ["/ess/v1/topics/", "/ess/v1/topics"])
def test_topics(app, path):
    names = [each["topic-nm"] for each in app.all(path)]
    assert names[:2] == ["SCG-Message", "SCG-Voice-Call"]


def test_a_topic(app):
    assert "message_state_change" in app.get(TOPIC).json["evt-tp"]
    assert app.get("/ess/v1/topics/NIS-Events").status == 404


def test_a_target_is_made_and_its_secret_told_once(app):
    reply = app.post(TARGETS, TARGET)
    assert reply.status == 200
    assert reply.json["id"] == reply.json["del-cfg-id"]
    assert len(reply.json["secret"]) > 40
    shown = app.get(f"{TARGETS}/{reply.json['id']}").json
    assert shown | TARGET == shown
    assert "secret" not in shown and "pwd" not in shown
    assert shown["auth-tp-cd"] == "NONE" and shown["version_number"] == 1


def test_a_secret_of_ones_own_is_not_told_again(app):
    assert "secret" not in app.post(TARGETS, {**TARGET, "secret": "s" * 16}).json


@pytest.mark.parametrize(
    "wrong",
    [
        {"addr": ""},
        {"addr": None},
        {"addr": "ftp://example.org/"},
        {"addr": "http://127.0.0.1:80/"},
        {"addr": "http://[::ffff:10.0.0.1]/"},
        {"addr": "http://user:word@example.org/"},
        {"del-prtcl-cd": "SMTP"},
        {"del-fmt-cd": "XML"},
        {"auth-tp-cd": "OAUTH"},
        {"auth-tp-cd": "BASIC", "usr-nm": "a:b"},
        {"is-active": "perhaps"},
        {"secret": "short"},
    ],
)
def test_a_target_that_does_not_hold_is_refused(app, wrong):
    reply = app.post(TARGETS, {**TARGET, **wrong})
    assert reply.status == 400
    assert reply.json["error_code"] == "400"
    assert app.all(TARGETS) == []


def test_a_private_target_is_allowed_by_the_setting(app, configured):
    configured.change_box(private_targets=True)
    assert made(app, addr="http://127.0.0.1:8000/events")


def test_a_target_is_changed(app):
    target = made(app, **{"auth-tp-cd": "basic", "usr-nm": "me", "pwd": "word"})
    reply = app.post(f"{TARGETS}/{target}", {"is-active": False, "version_number": 1})
    assert (reply.status, reply.json) == (200, {"id": target})
    shown = app.get(f"{TARGETS}/{target}").json
    assert (shown["is-active"], shown["del-cfg-nm"], shown["usr-nm"], shown["version_number"]) == (
        False,
        "mine",
        "me",
        2,
    )
    stale = app.post(f"{TARGETS}/{target}", {"is-active": True, "version_number": 1})
    assert (stale.status, stale.json["error_code"]) == (409, "1001")


def test_a_target_is_replaced(app):
    target = made(app, **{"auth-tp-cd": "BASIC", "usr-nm": "me", "pwd": "word", "is-active": False})
    assert app.put(f"{TARGETS}/{target}", {"addr": "https://example.net/"}).status == 200
    shown = app.get(f"{TARGETS}/{target}").json
    assert (shown["addr"], shown["del-cfg-nm"], shown["is-active"]) == ("https://example.net/", "", True)
    assert (shown["auth-tp-cd"], shown["usr-nm"]) == ("NONE", "")
    assert app.put(f"{TARGETS}/{target}", {"del-cfg-nm": "x"}).status == 400


def test_a_target_goes_with_its_subscriptions(app):
    target = made(app)
    subscribed(app, target)
    assert app.delete(f"{TARGETS}/{target}").json == {"id": target}
    assert app.all(SUBSCRIPTIONS) == [] and app.all(TARGETS) == []
    assert app.delete(f"{TARGETS}/{target}").status == 404


def test_targets_are_filtered_sorted_and_paged(app):
    for name in ("a", "b", "c"):
        made(app, **{"del-cfg-nm": name, "is-active": name != "b"})
    assert [each["del-cfg-nm"] for each in app.all(TARGETS, sort="-del-cfg-nm")] == ["c", "b", "a"]
    assert [each["del-cfg-nm"] for each in app.all(TARGETS, **{"is-active": "false"})] == ["b"]
    assert app.get(TARGETS, query={"limit": 1, "offset": 1}).json["total"] == 3


@pytest.mark.parametrize("path", [f"{SUBSCRIPTIONS}/", SUBSCRIPTIONS])
def test_a_subscription_is_made(app, path):
    target = made(app)
    asked = {
        "del-cfg-id": target,
        "start-date": "2026-01-01T00:00:00.000Z",
        "end-date": None,
        "evt-tp": "mo_message_received",
    }
    subscription = app.new(path, {**asked, "match-crt": "from_address LIKE '+49%'"})
    shown = app.get(f"{SUBSCRIPTIONS}/{subscription}").json
    assert shown["topic-nm"] == "SCG-Message" and shown["del-cfg-id"] == target and shown["del-cfg-nm"] == "mine"
    assert shown["start-date"] == "2026-01-01T00:00:00.000Z" and "end-date" not in shown
    assert [each["id"] for each in app.all("/ess/v1/topic-subscriptions")] == [subscription]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"del-cfg-id": NOBODYS}, "400"),
        ({"del-cfg-id": None}, "400"),
        ({"evt-tp": "porting_event"}, "400"),
        ({"match-crt": "number ="}, "1017"),
        ({"start-date": "tomorrow"}, "400"),
        ({"start-date": "2026-01-02", "end-date": "2026-01-01"}, "400"),
    ],
)
def test_a_subscription_that_does_not_hold_is_refused(app, wrong, code):
    reply = app.post(SUBSCRIPTIONS, {"del-cfg-id": made(app), **wrong})
    assert (reply.status, reply.json["error_code"]) == (400, code)
    assert app.all(SUBSCRIPTIONS) == []


def test_to_no_topic_there_is_no_subscription(app):
    path = "/ess/v1/topics/NIS-Events/subscriptions"
    assert app.get(path).status == 404
    assert app.post(path, {"del-cfg-id": made(app)}).status == 404


def test_a_subscription_is_changed_replaced_and_ended(app):
    subscription = subscribed(app, **{"match-crt": "x = 1"})
    one = f"{SUBSCRIPTIONS}/{subscription}"
    assert app.post(one, {"end-date": "2027-01-01"}).json == {"id": subscription}
    assert app.get(one).json["match-crt"] == "x = 1"
    assert app.post(one, {"match-crt": "x"}).json["error_code"] == "1017"
    assert app.put(one, {"del-cfg-id": app.get(one).json["del-cfg-id"]}).status == 200
    assert app.get(one).json["match-crt"] == "" and "end-date" not in app.get(one).json
    assert app.get(f"/ess/v1/topics/SCG-Voice-Call/subscriptions/{subscription}").status == 404
    assert app.delete(one).json == {"id": subscription}
    assert app.get(one).status == 404


def test_another_application_sees_none_of_it(app, program, dead):
    other = program("alice", "other")
    for path in (TARGETS, SUBSCRIPTIONS, DEAD, "/ess/v1/event-deliveries"):
        (mine,) = app.all(path)
        assert other.all(path) == []
        assert other.get(f"{path}/{mine['id']}").status == 404
        assert program("admin", f"admin's{path}").all(path) == []
    target = app.all(TARGETS)[0]["id"]
    assert other.post(SUBSCRIPTIONS, {"del-cfg-id": target}).status == 400
    assert other.post(f"{DEAD}/{dead}/replay").status == 404
    assert other.post(f"{DEAD}/replay").json == {"count": 0}


def test_what_could_not_be_told_is_listed_and_told_again(app, dead):
    (shown,) = app.all(DEAD)
    assert (shown["id"], shown["state"], shown["attempt"], shown["status-code"]) == (dead, "FAILED", 1, 500)
    assert shown["fld-val-list"]["message_body"] == "hello"
    assert app.get(f"{DEAD}/{dead}").json == shown
    assert app.post(f"{DEAD}/{dead}/replay").json == {"id": dead}
    assert app.all(DEAD) == []
    (waiting,) = app.all("/ess/v1/event-deliveries/summary", state="PENDING,RETRY")
    assert (waiting["state"], waiting["attempt"], waiting["event-id"]) == ("PENDING", 0, shown["event-id"])
    refused = app.post(f"{DEAD}/{dead}/replay")
    assert (refused.status, refused.json["error_code"]) == (409, "409")
    assert app.get(f"{DEAD}/{dead}").status == 404


@pytest.mark.parametrize("body", [None, {}])
def test_all_of_it_is_told_again(app, dead, body):
    assert app.post(f"{DEAD}/replay", body).json == {"count": 1}
    assert app.get(f"/ess/v1/event-deliveries/{dead}").json["state"] == "PENDING"


def test_of_one_target_it_is_told_again(app, dead):
    assert app.post(f"{DEAD}/replay", {"del-cfg-id": made(app)}).json == {"count": 0}
    assert app.post(f"{DEAD}/replay", {"del-cfg-id": app.all(TARGETS)[0]["id"]}).json == {"count": 1}


def test_it_is_forgotten(app, dead, spool):
    assert app.delete(f"{DEAD}/{dead}").json == {"id": dead}
    assert app.delete(f"{DEAD}/{dead}").status == 404
    assert app.delete(DEAD).json == {"count": 0}
    assert DELIVERIES.find(spool.read(), exactly(state="failed")).rows == ()


def test_without_a_token_nothing_is_told(anybody):
    reply = anybody.get(TARGETS)
    assert (reply.status, reply.json["error_code"]) == (401, "401")
