"""SCG's channels through HTTP."""

import json

import pytest

EVERY = "/messaging/channels"
NEWS = {"name": "News", "priority": "high", "description": "All\nof it", "role": "marketing"}


@pytest.fixture
def senders(app, lines):
    """The ids of two lines."""
    lines("gsm1")
    lines("gsm2")
    return [each["id"] for each in app.all("/messaging/sender_ids")]


@pytest.fixture
def channel(app):
    return f"{EVERY}/{app.new(EVERY, NEWS)}"


def test_made_read_and_changed(app, channel, clock):
    found = app.get(channel).json
    millis = round(clock.now * 1000)
    assert isinstance(found.pop("application_id"), int)
    assert found == {
        "id": channel.rpartition("/")[2],
        "created_date": millis,
        "last_updated_date": millis,
        "last_update_date": millis,
        "version_number": 1,
        **NEWS,
        "priority": "HIGH",
        "ownership": "PRIVATE",
        "message_templates": [],
    }
    assert app.post(channel, {"priority": "LOW", "ownership": "PUBLIC", "version_number": "1"}).status == 200
    found = app.get(channel).json
    assert (found["name"], found["priority"], found["ownership"], found["version_number"]) == (
        "News",
        "LOW",
        "PRIVATE",
        2,
    )
    stale = app.post(channel, {"priority": "HIGH", "version_number": 1})
    assert (stale.status, stale.json["error_code"]) == (409, "1001")


def test_a_put_replaces(app, channel):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert app.put(channel, "name=Other", headers=form).json == {"id": channel.rpartition("/")[2]}
    found = app.get(channel).json
    assert (found["name"], found["priority"], "description" in found) == ("Other", "NORMAL", False)


@pytest.mark.parametrize("wrong", [{"priority": "URGENT"}, {"name": "x" * 256}, {"message_templates": "nonsense"}])
def test_what_does_not_hold(app, channel, wrong):
    assert app.post(EVERY, wrong).status == 400
    assert app.post(channel, wrong).status == 400
    assert app.get(channel).json["version_number"] == 1


def test_the_code_of_what_is_too_long(app):
    assert app.post(EVERY, {"name": "x" * 256}).json["error_code"] == "1023"


def test_templates_of_a_channel(app, channel):
    template = app.new("/messaging/message_templates", {"name": "T", "pattern": "x"})
    assert app.post(channel, {"message_templates": [template]}).status == 200
    assert app.get(channel).json["message_templates"] == [template]


def test_deleted(app, channel):
    assert app.delete(channel).json == {"id": channel.rpartition("/")[2]}
    assert app.get(channel).status == 404
    assert app.delete(channel).status == 404
    assert app.all(EVERY) == []


def test_another_applications(channel, program):
    for other in (program("alice", "second"), program("bob", "other")):
        assert other.get(channel).status == 404
        assert other.post(channel, {"name": "Mine"}).status == 404
        assert other.get(f"{channel}/sender_ids").status == 404
        assert other.all(EVERY) == []


@pytest.mark.parametrize("form", [list, json.dumps, ",".join])
def test_sender_ids_are_put_in(app, channel, senders, form):
    added = app.post(f"{channel}/sender_ids", {"sender_ids": form(senders)})
    assert (added.status, added.json) == (200, {"id": channel.rpartition("/")[2], "errors": {}})
    assert [each["id"] for each in app.all(f"{channel}/sender_ids")] == senders
    assert [each["name"] for each in app.all(f"{channel}/sender_ids", name="gsm2")] == ["gsm2"]


def test_what_is_none_is_told_and_the_others_are_put_in(app, channel, senders):
    added = app.post(f"{channel}/sender_ids", {"sender_ids": [senders[0], "some_id1"]})
    assert (added.status, added.json["errors"]) == (200, {"some_id1": "Unknown document: some_id1"})
    assert [each["id"] for each in app.all(f"{channel}/sender_ids")] == senders[:1]
    assert app.post(f"{channel}/sender_ids", {}).status == 400


def test_taken_out_again(app, channel, senders):
    members = f"{channel}/sender_ids"

    def left():
        return [each["id"] for each in app.all(members)]

    def put_in():
        assert app.post(members, {"sender_ids": senders}).status == 200

    put_in()
    assert app.delete(f"{members}/{senders[0]}").json["errors"] == {}
    assert left() == senders[1:]
    assert app.delete(f"{members}/{senders[0]}").status == 404
    put_in()
    assert app.delete(members, query={"id": senders[1]}).json["errors"] == {}
    assert left() == senders[:1]
    put_in()
    removed = app.request("DELETE", members, {"sender_ids": [senders[0], "x"]})
    assert removed.json["errors"] == {"x": "Unknown document: x"}
    assert left() == senders[1:]
    put_in()
    assert app.delete(members).status == 200
    assert left() == []


def test_lists_are_narrowed_and_sorted(app):
    for name, priority in (("A", "LOW"), ("B", "HIGH"), ("C", "HIGH")):
        app.new(EVERY, {"name": name, "priority": priority})
    assert [each["name"] for each in app.all(EVERY, priority="HIGH", sort="-name")] == ["C", "B"]
    assert [each["name"] for each in app.all(EVERY, name="A,C")] == ["A", "C"]
    assert app.all(EVERY, created_date="[,2000-01-01]") == []
