"""Attachments as programs of the SDKs bring and fetch them (spec/SCG.md 9, 19-21, 40-41)."""

import json
import re

import pytest

from appliance.media.workshop import Limits

PATH = "/messaging/attachments"
CONTENT = "/scg-attachment/api/v1/messaging/attachments/{}/content"
RAW = {"Content-Type": "Application/octet-stream"}
MULTIPART = {"Content-Type": "multipart/form-data; boundary=----X1"}
NODE = (
    b"------X1\r\n"
    b'Content-Disposition: form-data; name="file-upload"; filename="n.txt"; size="2";\r\n'
    b"Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n\xc3\xa4\xe2\x82\xac\r\n------X1--\r\n"
)


@pytest.fixture
def limits():
    return Limits(upload=1000)


@pytest.fixture
def attachment(app):
    return app.new(PATH, {"name": "test_upload", "type": "text/plain", "filename": "n.txt"})


@pytest.fixture
def token(app, attachment):
    return app.new(f"{PATH}/{attachment}/access_tokens", {})


def test_the_flow_of_the_guide(app, anybody, attachment):
    made = app.get(f"{PATH}/{attachment}").json
    assert made == {
        "id": attachment,
        "application_id": made["application_id"],
        "name": "test_upload",
        "type": "text/plain",
        "filename": "n.txt",
        "state": "CREATED",
        "created_date": 1_700_000_000_000,
        "last_updated_date": 1_700_000_000_000,
        "last_update_date": 1_700_000_000_000,
        "version_number": 1,
    }
    token = app.new(f"{PATH}/{attachment}/access_tokens", {})
    assert re.fullmatch(r"[\w-]{22}", token)
    uploaded = anybody.post(CONTENT.format(token), b"Hello", headers=RAW)
    assert (uploaded.status, uploaded.json) == (200, {"id": attachment})
    after = app.get(f"{PATH}/{attachment}").json
    assert (after["state"], after["size"], after["version_number"]) == ("UPLOADED", 5, 2)
    for accept in ("Application/octet-stream", "text/html", None):
        given = anybody.get(CONTENT.format(token), accept=accept)
        assert (given.status, given.body, given.headers["Content-Type"]) == (200, b"Hello", "text/plain")
    assert given.headers["Content-Disposition"] == 'attachment; filename="n.txt"'


@pytest.mark.parametrize("path", [CONTENT, "//scg-attachment//api/v1/messaging/attachments/{}/content/"])
@pytest.mark.parametrize(
    ("body", "headers", "kept"),
    [
        (NODE, MULTIPART, "ä€".encode()),
        (NODE, RAW, NODE),
        (b"data:text/plain;base64,SGk=", {}, b"data:text/plain;base64,SGk="),
        (b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}, b"a=b"),
    ],
)
def test_what_comes_is_kept_as_its_sender_packed_it(app, anybody, token, path, body, headers, kept):
    credentials = {"Authorization": "Bearer of nothing"}  # most SDKs send theirs, which does not count here
    assert anybody.post(path.format(token), body, headers={**headers, **credentials}).status == 200
    assert anybody.get(path.format(token)).body == kept


def test_another_upload_takes_its_place(app, anybody, attachment, token):
    for content in (b"one", b"another"):
        assert anybody.post(CONTENT.format(token), content, headers=RAW).status == 200
        assert anybody.get(CONTENT.format(token)).body == content
    assert app.get(f"{PATH}/{attachment}").json["size"] == 7


def test_the_owner_needs_no_token(app, attachment):
    path = f"{PATH}/{attachment}/content"
    assert app.get(path).status == 404
    assert app.post(path, b"Hello", headers=RAW).json == {"id": attachment}
    assert app.get(path).body == b"Hello"


def test_what_is_too_large_changes_nothing(app, anybody, attachment, token, media):
    anybody.post(CONTENT.format(token), b"one", headers=RAW)
    before = set(media.iterdir())
    for body, headers in ((b"x" * 1001, RAW), (NODE.replace(b"\xc3", b"x" * 1001), MULTIPART)):
        refused = anybody.post(CONTENT.format(token), body, headers=headers)
        assert (refused.status, refused.json["error_code"]) == (400, "1019")
        assert "1000" in refused.json["error_description"]
    assert app.get(f"{PATH}/{attachment}").json["size"] == 3 and set(media.iterdir()) == before


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", RAW),
        (NODE[:60], MULTIPART),
        (NODE[:-12], MULTIPART),
        (NODE, {"Content-Type": "multipart/form-data"}),
        (NODE, {"Content-Type": "multipart/form-data; boundary=other"}),
    ],
)
def test_an_upload_that_is_none(anybody, token, body, headers):
    refused = anybody.post(CONTENT.format(token), body, headers=headers)
    assert (refused.status, refused.json["error_code"]) == (400, "400")
    assert anybody.get(CONTENT.format(token)).status == 404


def test_a_token_that_opens_nothing(app, anybody, attachment, token, clock):
    clock.now += 3601
    for wrong in (token, "x" * 22, attachment):
        for reply in (
            anybody.get(CONTENT.format(wrong)),
            anybody.post(CONTENT.format(wrong), b"x", headers=RAW),
            app.get(CONTENT.format(wrong)),
        ):
            assert (reply.status, reply.json["error_code"]) == (404, "4046")


def test_a_change_and_what_it_leaves(app, attachment):
    path = f"{PATH}/{attachment}"
    back = app.get(path).json
    assert app.post(path, {**back, "filename": None, "name": "other", "size": 9}).json == {"id": attachment}
    after = app.get(path).json
    assert (after["name"], after["filename"], after["version_number"]) == ("other", "n.txt", 2)
    assert "size" not in after
    stale = app.post(path, {"name": "late", "version_number": "1"})
    assert (stale.status, stale.json["error_code"]) == (409, "1001")
    assert app.post(path, {"name": "x" * 256}).json["error_code"] == "1023"
    assert app.get(path).json == after


def test_filters_of_the_list(app, clock):
    made = {
        name: app.new(PATH, {"name": name, "type": kind}) for name, kind in (("a", "text/plain"), ("b", "image/png"))
    }
    app.post(f"{PATH}/{made['b']}/content", b"four", headers=RAW)
    for query, found in (
        ({}, "ab"),
        ({"name": "a"}, "a"),
        ({"name": "a,b", "type": "image/png"}, "b"),
        ({"state": "uploaded"}, "b"),
        ({"size": "[1,4]"}, "b"),
        ({"size": "5"}, ""),
        ({"id": made["a"]}, "a"),
        ({"id": "nothing"}, ""),
        ({"created_date": "[2023-11-14T22:13:20.000Z,]"}, "ab"),
        ({"created_date": "[,1699999999999]"}, ""),
        ({"sort": "-name"}, "ba"),
        ({"sort": "-name", "limit": 1, "offset": 1}, "a"),
    ):
        assert "".join(each["name"] for each in app.all(PATH, **query)) == found
    for query in ({"size": "many"}, {"state": "LOST"}, {"created_date": "yesterday"}):
        refused = app.get(PATH, query=query)
        assert (refused.status, refused.json["error_code"]) == (400, "400")


def test_a_removed_one_is_gone_with_its_content(app, anybody, attachment, token, media):
    anybody.post(CONTENT.format(token), b"one", headers=RAW)
    assert app.delete(f"{PATH}/{attachment}").json == {"id": attachment}
    assert not [each for each in media.iterdir() if each.is_file()]
    replies = [ask(f"{PATH}/{attachment}") for ask in (app.get, app.delete)]
    replies.append(app.post(f"{PATH}/{attachment}/access_tokens"))
    assert {(each.status, each.json["error_code"]) for each in replies} == {(404, "404")}
    assert anybody.get(CONTENT.format(token)).status == 404


@pytest.mark.parametrize("body", [None, b"null", b"{}", {"duration": 60}, {"expiry_time": "2023-11-14T22:14:20Z"}])
def test_tokens_of_an_attachment(app, attachment, body):
    token = app.new(f"{PATH}/{attachment}/access_tokens", body)
    found = app.get(f"/access_tokens/{token}").json
    life = 60 if isinstance(body, dict) else 3600
    assert (found["id"], found["expiry_time"]) == (token, (1_700_000_000 + life) * 1000)
    assert (found["resource"], found["resource_id"], found["version_number"]) == ("ATTACHMENT", attachment, 1)
    (listed,) = app.all("/access_tokens")
    assert {**listed, "id": token} == found and listed["id"] != token
    assert app.get(f"/access_tokens/{listed['id']}").json == listed
    assert app.all("/access_tokens", id=listed["id"]) == [listed]
    assert app.all("/access_tokens", expiry_time="[,2000]") == []


def test_tokens_by_themselves(app, anybody, attachment):
    token = app.new("/access_tokens", {"resource": "ATTACHMENT", "resource_id": attachment})
    assert anybody.post(CONTENT.format(token), b"one", headers=RAW).status == 200
    assert app.delete(f"/access_tokens/{token}").json == {"id": token}
    assert anybody.get(CONTENT.format(token)).status == 404
    for body, status in (
        ({}, 400),
        ({"resource": "CALL", "resource_id": attachment}, 400),
        ({"resource_id": "x" * 22}, 404),
        ({"resource_id": attachment, "duration": -5}, 400),
    ):
        assert app.post("/access_tokens", body).status == status
    for ask in (app.get, app.delete):
        assert ask(f"/access_tokens/{token}").status == 404


def test_of_another_application_nothing_is_there(program, attachment, token):
    other = program("alice", "other")
    assert other.all(PATH) == [] and other.all("/access_tokens") == []
    for ask, path in (
        (other.get, f"{PATH}/{attachment}"),
        (other.delete, f"{PATH}/{attachment}"),
        (other.get, f"{PATH}/{attachment}/content"),
        (other.post, f"{PATH}/{attachment}/access_tokens"),
        (other.get, f"/access_tokens/{token}"),
        (other.delete, f"/access_tokens/{token}"),
    ):
        assert ask(path).status == 404
    assert other.post(f"{PATH}/{attachment}", {"name": "mine"}).status == 404
    assert other.post("/access_tokens", {"resource_id": attachment}).status == 404


def test_without_credentials_only_the_contents_answer(anybody, attachment):
    api = "/scg-external-api/api/v1"
    for path in (PATH, f"{PATH}/{attachment}", f"{PATH}/{attachment}/content", "/access_tokens"):
        refused = anybody.get(api + path)
        assert (refused.status, json.loads(refused.body)["error_code"]) == (401, "401")


REQUESTS, MESSAGES = "/messaging/message_requests", "/messaging/messages"


@pytest.fixture
def picture(app):
    made = app.new(PATH, {"name": "p", "type": "image/png", "filename": "p.png"})
    app.post(f"{PATH}/{made}/content", b"PNG", headers=RAW)
    return made


def test_a_text_takes_attachments_along_as_links(app, anybody, attachment, picture, configured, office):
    configured.change_box(public_url="https://box.example.org")
    app.post(f"{PATH}/{attachment}/content", b"Hello", headers=RAW)
    asked = {"to": ["+491711", "+491712"], "body": "Look", "attachments": [picture, attachment]}
    request = app.new(REQUESTS, asked)
    assert app.get(f"{REQUESTS}/{request}").json["body"] == "Look"
    assert app.get(f"{REQUESTS}/{request}").json["attachments"] == [picture, attachment]
    found = app.all(f"{REQUESTS}/{request}/messages")
    assert [each["attachments"] for each in found] == [[picture, attachment]] * 2
    listed = app.all(f"{MESSAGES}/{found[0]['id']}/attachments")
    assert [each["id"] for each in listed] == [attachment, picture]
    assert app.all(f"{MESSAGES}/{found[0]['id']}/attachments", type="image/png") == listed[1:]
    links = {link for each in found for link in re.findall(r"/l/(\w+)", each["body"])}
    assert len(links) == 4 and all(each["body"].startswith("Look\nhttps://box.example.org/l/") for each in found)
    targets = {office.tracking.target(link) for link in links}
    contents = {anybody.get(each.removeprefix("https://box.example.org")).body for each in targets}
    assert contents == {b"PNG", b"Hello"} and len(targets) == 2
    app.delete(f"{PATH}/{picture}")
    assert [each["id"] for each in app.all(f"{MESSAGES}/{found[0]['id']}/attachments")] == [attachment]


def test_attachments_that_can_not_go_along(app, program, attachment, picture, configured):
    asked = {"to": ["+491711"], "body": "Look"}
    nowhere = app.post(REQUESTS, {**asked, "attachments": [picture]})
    assert nowhere.status == 400 and "public_url" in nowhere.json["error_description"]
    configured.change_box(public_url="https://box.example.org")
    theirs = program("alice", "other").new(PATH, {"name": "x"})
    for each in (attachment, theirs, "x" * 22, picture + "x"):
        refused = app.post(REQUESTS, {**asked, "attachments": [picture, each]})
        assert (refused.status, refused.json["error_code"]) == (400, "400")
    assert app.all(REQUESTS) == [] and app.all("/access_tokens") == []
    assert app.post(REQUESTS, {**asked, "attachments": f'["{picture}"]'}).status == 200
