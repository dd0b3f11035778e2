"""Keywords over HTTP (spec/SCG.md 9, 57-58)."""

import pytest

PATH = "/messaging/keywords"


@pytest.fixture
def keyword(app):
    return app.new(PATH, {"name": "Sports", "value": "SPORTS?", "actions": ["STORE"]})


def test_what_is_made_is_given_back(app):
    said = {
        "name": "Sports",
        "description": "News\nof sports",
        "value": "SPORT(S|)",
        "case": "SENSITIVE",
        "valid_from": "2023-01-01T00:00:00.000Z",
        "valid_to": "2024-01-01T00:00:00.000Z",
        "associated_info": "x=1",
        "campaign_id": "c1",
        "actions": ["OPTIN", "STORE"],
    }
    made = app.get(f"{PATH}/{app.new(PATH, said)}").json
    assert {name: made[name] for name in said} == said
    assert (made["type"], made["version_number"]) == ("COMPANY", 1)
    assert "reply_template" not in made


@pytest.mark.parametrize("actions", [["OPTIN", "STORE"], '["OPTIN", "STORE"]', "OPTIN,STORE", "optin store"])
def test_actions_come_in_any_form_and_are_given_as_an_array(app, actions):
    made = app.new(PATH, {"value": "JOIN", "actions": actions})
    assert app.get(f"{PATH}/{made}").json["actions"] == ["OPTIN", "STORE"]


def test_case_does_not_matter_unless_it_is_said(app, keyword):
    made = app.get(f"{PATH}/{keyword}").json
    assert (made["case"], made["type"]) == ("INSENSITIVE", "COMPANY")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "n"}, 400, "400"),
        ({"value": "("}, 400, "400"),
        ({"value": "(a{1000}){1000}"}, 400, "400"),
        ({"value": r"(a)\1"}, 400, "400"),
        ({"value": "x" * 501}, 400, "1023"),
        ({"value": "STOP"}, 400, "400"),
        ({"value": "stop."}, 400, "400"),
        ({"value": "JOIN", "actions": ["LEAVE"]}, 400, "400"),
        ({"value": "JOIN", "actions": ["OPTIN", "OPTOUT"]}, 400, "400"),
        ({"value": "JOIN", "case": "MAYBE"}, 400, "400"),
        ({"value": "JOIN", "valid_from": 2000, "valid_to": 1000}, 400, "400"),
        ({"value": "JOIN", "type": "RESERVED"}, 403, "403"),
        ({"value": "JOIN", "sender_id": "nothing"}, 404, "404"),
    ],
)
def test_what_does_not_hold_is_refused(app, body, status, code):
    reply = app.post(PATH, body)
    assert (reply.status, reply.json["error_code"]) == (status, code)
    assert app.all(PATH, type="COMPANY") == []


def test_a_change_keeps_the_rest_and_a_replacement_does_not(app, keyword):
    one = f"{PATH}/{keyword}"
    assert app.post(one, {"description": "d", "version_number": 1}).json == {"id": keyword}
    assert (app.get(one).json["value"], app.get(one).json["description"]) == ("SPORTS?", "d")
    assert app.put(one, {"value": "NEWS"}).json == {"id": keyword}
    after = app.get(one).json
    assert (after["value"], after["actions"], after["version_number"]) == ("NEWS", [], 3)
    assert after.get("description", "") == ""
    assert app.put(one, {"name": "no value"}).status == 400


def test_a_stale_change_is_refused(app, keyword):
    app.post(f"{PATH}/{keyword}", {"name": "Other"})
    stale = app.post(f"{PATH}/{keyword}", {"name": "Third", "version_number": 1})
    assert (stale.status, stale.json["error_code"]) == (409, "1001")


def test_it_is_gone_when_it_is_removed(app, keyword):
    assert app.delete(f"{PATH}/{keyword}").json == {"id": keyword}
    assert app.get(f"{PATH}/{keyword}").status == 404


def test_another_applications_is_not_there_and_those_built_in_are_for_all(app, program, keyword):
    other = program("alice", "other")
    for method in ("GET", "POST", "PUT", "DELETE"):
        body = None if method in ("GET", "DELETE") else {"value": "X"}
        assert other.request(method, f"{PATH}/{keyword}", body).status == 404
    assert {each["type"] for each in other.all(PATH)} == {"RESERVED"}


def test_those_built_in_are_listed_and_nobody_changes_them(app):
    found = app.all(PATH, type="RESERVED")
    assert {"STOP", "START", "HELP"} <= {each["name"] for each in found}
    stop = next(each for each in found if each["name"] == "STOP")
    assert (stop["actions"], stop["type"]) == (["OPTOUT"], "RESERVED")
    assert {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"} <= set(stop["value"].split("|"))
    for method in ("POST", "PUT", "DELETE"):
        body = None if method == "DELETE" else {"value": "X"}
        assert app.request(method, f"{PATH}/{stop['id']}", body).status == 403
    assert app.get(f"{PATH}/{stop['id']}").json == stop


def test_lists_are_filtered(app, keyword):
    app.new(PATH, {"value": "JOIN", "actions": ["OPTIN"], "valid_to": "2030-01-01"})
    assert [each["value"] for each in app.all(PATH, name="Sports")] == ["SPORTS?"]
    assert [each["value"] for each in app.all(PATH, actions="OPTIN", type="COMPANY")] == ["JOIN"]
    assert [each["value"] for each in app.all(PATH, valid_to="[2029-01-01,2031-01-01]")] == ["JOIN"]
    assert [each["value"] for each in app.all(PATH, type="COMPANY", sort="-value")] == ["SPORTS?", "JOIN"]
    assert app.all(PATH, sender_id="none") == []
