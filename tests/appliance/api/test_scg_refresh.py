"""How an application shows who it is, and gets a token that holds (spec/SCG.md 1 and 2)."""

import pytest

from appliance.api.scg.places import REFRESH

ANYWHERE = pytest.mark.parametrize("place", REFRESH)


def asked(app, place, **query):
    credentials = app.credentials
    given = {"consumerkey": credentials.key, "consumersecret": credentials.secret, "oldtoken": credentials.token}
    return app.request("GET", place, query={**given, **query}, headers={"Authorization": ""})


@ANYWHERE
def test_a_token_that_holds_is_given_back(app, place):
    reply = asked(app, place)
    assert reply.status == 200
    assert reply.json == {"accessToken": app.credentials.token, "validityTime": 0}


@ANYWHERE
def test_one_that_does_not_hold_is_replaced(app, place, office, clock):
    reply = asked(app, place, oldtoken="lost", validity=3600)
    assert reply.json["validityTime"] == 3600
    token = reply.json["accessToken"]
    assert office.applications.actor(token).username == "alice"
    assert asked(app, place, oldtoken=token).json["accessToken"] == token
    clock.now += 3601
    assert office.applications.actor(token) is None
    assert asked(app, place, oldtoken=token).json["accessToken"] != token


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"consumersecret": "x"}, 401), ({"consumerkey": "x"}, 401), ({"validity": "x"}, 400), ({"validity": -1}, 400)],
)
def test_a_wrong_secret_is_refused_in_its_own_envelope(app, wrong, status):
    reply = asked(app, REFRESH[0], **wrong)
    assert reply.status == status
    assert sorted(reply.json) == ["errorCode", "moreInfo", "userMsg"]


def test_guessing_is_slowed_down(app):
    replies = [asked(app, REFRESH[0], consumersecret=str(guess)).status for guess in range(12)]
    assert replies[0] == 401 and replies[-1] == 429


def test_a_head_request_makes_no_token(app):
    assert app.request("HEAD", REFRESH[0]).status == 404
