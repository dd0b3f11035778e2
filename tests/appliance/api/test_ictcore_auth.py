"""Section 2 over the wire: three credentials, logins that fail, and whose records are whose."""

import base64
import re

import pytest

from appliance import passwords

PASSWORD = "correct horse"


def basic(name, password=PASSWORD):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def test_a_login_tells_the_token_and_the_user(anybody, people):
    reply = anybody.post("/authenticate", {"username": "alice", "password": PASSWORD, "junk": {"a": 1}})
    session = reply.json
    assert session["token"] == session["access_token"] and session["token"].count(".") == 2
    assert (session["token_type"], session["expires_in"], session["scope"]) == ("Bearer", 31_104_000, "All")
    assert (session["user_id"], session["username"], session["active"]) == (people["alice"].user_id, "alice", 1)
    assert session["must_change_password"] is False
    assert not any("passw" in name and name != "must_change_password" for name in session)


@pytest.mark.parametrize("header", ["Authorization", "Authentication"])
@pytest.mark.parametrize("spaces", ["", " ", "   "])
def test_a_token_in_either_header(anybody, header, spaces):
    token = anybody.post("/authenticate", {"username": "alice", "password": PASSWORD}).json["token"]
    assert anybody.get("/contacts", headers={header: f"{spaces}Bearer {token}"}).status == 200


def test_basic_credentials_on_every_path(anybody):
    assert anybody.get("/contacts", headers={"Authorization": basic("alice")}).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer nonsense"},
        {"Authentication": "Bearer a.b.c"},
        {"Authorization": "Basic nonsense"},
        {"Authorization": "Negotiate x"},
    ],
)
def test_without_credentials_every_operation_is_refused(anybody, apps, dialects, headers):
    asked = 0
    for prefix, dialect in dialects.items():
        for operation in dialect.operations:
            if operation.public:
                continue
            path = prefix + re.sub(r"\{\w+\}", "1", operation.path)
            refused = anybody.request(operation.method, path, headers=headers)
            assert refused.status == 401, (operation.method, path)
            assert refused.json["error"]["code"] == 401
            assert refused.headers["WWW-Authenticate"].startswith("Basic realm=")
            asked += 1
    assert asked > 35


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"username": "alice", "password": "wrong"}, 401),
        ({"username": "nobody", "password": PASSWORD}, 401),
        ({"username": "alice", "hash": "5f4dcc3b5aa765d61d8327deb882cf99"}, 401),
        ({"username": "alice", "password_hash": "5f4dcc3b5aa765d61d8327deb882cf99"}, 401),
        ({"username": "alice", "password": ""}, 401),
        ({"username": "alice", "password": ["x"]}, 412),
        ({"username": {"$ne": 1}, "password": PASSWORD}, 412),
        ({"username": "alice' --", "password": PASSWORD}, 401),
        ({"password": PASSWORD}, 412),
        ({}, 412),
        ("not json", 412),
        ("[1]", 412),
    ],
)
def test_a_login_that_does_not_hold(anybody, people, body, code):
    refused = anybody.post("/authenticate", body)
    assert (refused.status, refused.json["error"]["code"]) == (code, code)


def test_F32_known_passwords_of_other_boxes_open_nothing(anybody, people):
    for name, password in (("admin", "helloAdmin"), ("admin", "password"), ("admin", "admin"), ("user", "helloUser")):
        assert anybody.post("/authenticate", {"username": name, "password": password}).status == 401


def test_guessing_is_slowed_down(anybody, people, monkeypatch):
    monkeypatch.setattr(passwords, "matches", lambda password, stored: False)
    for _ in range(8):
        assert anybody.post("/authenticate", {"username": "alice", "password": "wrong"}).status == 401
    refused = anybody.post("/authenticate", {"username": "alice", "password": PASSWORD})
    assert (refused.status, refused.headers["Retry-After"]) == (429, "2")
    assert anybody.get("/contacts", headers={"Authorization": basic("alice")}).status == 429


def test_logging_out_ends_the_token(alice):
    assert alice.post("/authenticate/cancel").json is True
    assert alice.get("/contacts").status == 401


def test_logging_out_with_basic_credentials_ends_nothing(anybody):
    anybody.headers = {"Authorization": basic("alice")}
    assert anybody.post("/authenticate/cancel").json is True
    assert anybody.get("/contacts").status == 200


def test_everybody_sees_their_own_and_administrators_see_all(alice, bob, admin, draft, sent, journal):
    draft(bob, phone="+490")
    sent(alice)
    journal.end(2, "sent")
    for path in (
        "/contacts/2",
        "/texts/2",
        "/programs/2",
        "/transmissions/2",
        "/transmissions/2/status",
        "/transmissions/2/detail",
        "/transmissions/2/result",
        "/programs/2/transmissions",
        "/spools/1/status",
        "/spools/1/result",
    ):
        assert alice.get(path).status == 200, path
        assert admin.get(path).status == 200, path
        assert bob.get(path).status == 404, path
    for path in ("/contacts", "/texts", "/programs", "/transmissions", "/smses", "/programs/sendsms"):
        assert (len(alice.get(path).json), len(bob.get(path).json), len(admin.get(path).json)) == (1, 1, 2), path


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/contacts/1", {"last_name": "x"}),
        ("DELETE", "/contacts/1", None),
        ("PUT", "/texts/1", {"data": "x"}),
        ("DELETE", "/messages/texts/1", None),
        ("DELETE", "/programs/1", None),
        ("PUT", "/programs/1/transmissions", {"phone": "+49"}),
        ("POST", "/programs/sendsms", {"text_id": 1}),
        ("POST", "/programs/sendsms", {"message": "x", "parent_id": 1}),
        ("POST", "/programs/sendsms", {"message": "x", "account_id": 2}),
        ("POST", "/programs/receivesms", {"account_id": 2}),
        ("POST", "/transmissions", {"program_id": 1, "phone": "+49"}),
        ("POST", "/transmissions", {"program_id": 2, "contact_id": 1}),
        ("POST", "/transmissions", {"program_id": 2, "contact_id": 2, "account_id": 2}),
        ("POST", "/transmissions/1/send", None),
        ("POST", "/transmissions/1/retry", None),
        ("GET", "/transmissions/1/clone", None),
        ("DELETE", "/transmissions/1", None),
        ("POST", "/box/v1/transmissions/1/cancel", None),
        ("POST", "/box/v1/transmissions/1/settle", {"sent": True}),
        ("GET", "/box/v1/transmissions/1", None),
    ],
)
def test_nobody_changes_or_uses_what_is_another_users(alice, bob, draft, spool, method, path, body):
    draft(alice)
    draft(bob)
    dump = list(spool.read().iterdump())
    assert bob.request(method, path, body).status == 404
    assert list(spool.read().iterdump()) == dump
