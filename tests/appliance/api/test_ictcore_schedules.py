"""Schedules over HTTP (spec/ICTCORE.md 9.4)."""

import pytest

NOW = 1_700_000_000


@pytest.mark.parametrize(
    ("body", "due_at"),
    [
        (None, NOW + 60),
        ({}, NOW + 60),
        ({"delay": "90"}, NOW + 90),
        ({"timestamp": NOW + 500}, NOW + 500),
        ({"due_at": NOW + 500}, NOW + 500),
        ({"datetime": "2023-11-15 08:00:00"}, 1_700_035_200),
        ({"datetime": "2023-11-15 08:00", "timezone": "Europe/Berlin"}, 1_700_031_600),
        ({"hour": "8", "minute": "0"}, 1_700_035_200),
        ({"year": "*", "month": "*", "day": "*", "weekday": ["3"], "hour": 8, "minute": 0}, 1_700_035_200),
        ({"minute": "*/5", "is_recurring": 1}, 1_700_000_100),
    ],
)
def test_every_form_of_the_body(alice, draft, body, due_at):
    made = draft(alice)
    reply = alice.put(f"/transmissions/{made}/schedule", body)
    assert reply.status == 200
    schedule = alice.get(f"/schedules/{reply.json['schedule_id']}").json
    assert (schedule["due_at"], schedule["data"], schedule["type"]) == (due_at, made, "transmission")


def test_a_recurring_one_shows_its_rule(alice, draft):
    made = draft(alice)
    rule = {"minute": "*/20", "hour": "8-9", "weekday": [1, 5], "is_recurring": 1, "weight": 3, "status": 0}
    schedule_id = alice.put(f"/transmissions/{made}/schedule", rule).json["schedule_id"]
    shown = alice.get(f"/schedules/{schedule_id}").json
    expected = {"minute": "0,20,40", "hour": "8,9", "weekday": "1,5", "day": "*", "is_recurring": 1, "weight": 3}
    assert {name: shown[name] for name in expected} == expected
    assert shown["status"] == 0


@pytest.mark.parametrize(
    "body",
    [
        {"delay": "soon"},
        {"delay": -5},
        {"timestamp": []},
        {"datetime": "never"},
        {"minute": "61"},
        {"minute": {}},
        {"weekday": [0]},
        {"is_recurring": 1},
        {"status": 7},
        {"timezone": "Nowhere", "hour": 1},
    ],
)
def test_what_is_no_time_is_412_and_plans_nothing(alice, draft, body):
    assert alice.put(f"/transmissions/{draft(alice)}/schedule", body).status == 412
    assert alice.get("/schedules").json == []


def test_schedules_are_listed_filtered_and_forgotten(alice, bob, draft):
    first, second = draft(alice), draft(alice)
    ids = [alice.put(f"/transmissions/{made}/schedule", {"delay": 5}).json["schedule_id"] for made in (first, second)]
    assert [each["schedule_id"] for each in alice.get("/schedules").json] == ids
    assert [each["schedule_id"] for each in alice.get("/schedules", query={"data": second}).json] == ids[1:]
    assert bob.get("/schedules").json == []
    assert bob.get(f"/schedules/{ids[0]}").status == 404
    assert bob.delete(f"/schedules/{ids[0]}").status == 404
    assert alice.delete(f"/schedules/{ids[0]}").json is True
    assert alice.delete(f"/transmissions/{second}/schedule").json is True
    assert alice.get("/schedules").json == []


def test_what_is_not_there_can_not_be_planned(alice, bob, draft):
    made = draft(alice)
    for client, path in ((alice, "/transmissions/99/schedule"), (bob, f"/transmissions/{made}/schedule")):
        assert client.put(path, {"delay": 5}).status == 404
        assert client.delete(path).status == 404


def test_what_was_sent_can_not_be_planned(alice, sent):
    assert alice.put(f"/transmissions/{sent(alice)}/schedule", {"delay": 5}).status == 423
