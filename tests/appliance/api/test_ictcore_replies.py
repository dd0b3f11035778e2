"""Section 3: the forms of a reply; section 1: methods, prefixes, CORS."""

import pytest

FORMS = [
    ("application/json", {}, b'{"contact_id":1}', "application/json"),
    ("*/*", {}, b'{"contact_id":1}', "application/json"),
    ("application/json, text/plain, */*", {}, b'{"contact_id":1}', "application/json"),
    ("text/plain, application/json", {}, b'{"contact_id":1}', "application/json"),
    ("application/pdf", {}, b'{"contact_id":1}', "application/json"),
    (None, {}, b"1", "application/json"),
    ("text/plain", {}, b"1", "text/plain; charset=utf-8"),
    ("text/plain;q=0.9", {}, b"1", "text/plain; charset=utf-8"),
    ("application/json", {"format": "plain"}, b"1", "text/plain; charset=utf-8"),
    ("*/*", {"format": "txt"}, b"1", "text/plain; charset=utf-8"),
    (None, {"format": "json"}, b'{"contact_id":1}', "application/json"),
    ("text/plain", {"format": "json"}, b'{"contact_id":1}', "application/json"),
]


@pytest.mark.parametrize(("accept", "query", "body", "kind"), FORMS)
def test_an_object_or_a_bare_value(alice, accept, query, body, kind):
    made = alice.post("/contacts", {"phone": "123"}, accept=accept, query=query)
    assert (made.body, made.headers["Content-Type"]) == (body, kind)


def test_a_bare_record_has_its_numbers_as_strings(alice, draft):
    draft(alice)
    row = alice.get("/transmissions/1", accept="text/plain").json
    assert (row["transmission_id"], row["service_flag"], row["account"]["account_id"]) == ("1", "4", "2")
    assert row["last_run"] is None
    assert alice.get("/transmissions/1/status", accept="text/plain").json == "pending"
    assert alice.delete("/transmissions/1", accept="text/plain").body == b"true"


def test_a_box_may_always_give_bare_values(web, office, auth, people, login):
    from appliance.api import ictcore
    from appliance.api.server import by_prefix
    from appliance.api.serving import build

    client = login("alice")
    web.plug.app = by_prefix({"/": build(ictcore.dialect(office, auth, scalar_replies=True), auth)})
    assert client.post("/contacts", {"phone": "123"}).body == b"1"
    assert client.get("/contacts").headers["Content-Type"] == "application/json"
    assert client.post("/contacts?format=json", {"phone": "123"}).json == {"contact_id": 2}


def test_errors_keep_their_envelope_in_every_form(alice):
    for accept in ("application/json", "text/plain", None):
        refused = alice.get("/contacts/9", accept=accept)
        assert refused.json == {"error": {"code": 404, "message": "No such record: contact 9"}}
        assert refused.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", ["/contacts", "/api/contacts", "/api/contacts/", "/contacts?x=1"])
def test_both_prefixes_serve_the_same(alice, path):
    alice.post("/contacts", {"phone": "123"})
    assert [row["phone"] for row in alice.get(path).json] == ["123"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/api"),
        ("GET", "/nothing"),
        ("PATCH", "/contacts/1"),
        ("POST", "/contacts/1"),
        ("DELETE", "/contacts"),
        ("PUT", "/transmissions/1/schedule"),
        ("POST", "/campaigns/1"),
        ("GET", "/contacts/abc"),
        ("GET", "/contacts/-1"),
        ("GET", "/contacts/1/../2"),
        ("GET", "/%2e%2e/etc/passwd"),
        ("GET", "/contacts/%00"),
        ("GET", "/contacts/%ff"),
        ("BREW", "/contacts"),
    ],
)
def test_what_is_not_served_is_not_found_in_the_envelope(alice, method, path):
    refused = alice.request(method, path)
    assert refused.status == 404
    assert refused.json["error"]["code"] == 404
    assert "Allow" not in refused.headers


@pytest.mark.parametrize("how", [{"headers": {"X-HTTP-Method-Override": "put"}}, {"query": {"method": "PUT"}}])
def test_a_post_may_stand_for_another_method(alice, how):
    alice.post("/contacts", {"phone": "123"})
    assert alice.post("/contacts/1", {"last_name": "King"}, **how).json["last_name"] == "King"


def test_only_a_post_may_stand_for_another_method(alice):
    alice.post("/contacts", {"phone": "123"})
    assert alice.get("/contacts/1", headers={"X-HTTP-Method-Override": "DELETE"}).status == 200
    assert alice.get("/contacts/1", query={"method": "DELETE"}).status == 200
    assert alice.post("/contacts/1", headers={"X-HTTP-Method-Override": "GET"}).status == 404


@pytest.mark.parametrize("path", ["/contacts", "/api/transmissions/1/send", "/nothing", "/box/v1/lines"])
def test_a_browser_may_ask_first(anybody, path):
    reply = anybody.request("OPTIONS", path, headers={"Origin": "http://gui.example"})
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    for wanted in ("Authorization", "Authentication", "Content-Type"):
        assert wanted in reply.headers["Access-Control-Allow-Headers"]
    assert {"GET", "POST", "PUT", "DELETE"} <= set(reply.headers["Access-Control-Allow-Methods"].split(", "))


def test_every_reply_may_be_read_by_a_browser_and_is_kept_by_nobody(alice, anybody):
    for reply in (alice.get("/contacts"), alice.get("/nothing"), anybody.get("/contacts")):
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert reply.headers["Cache-Control"] == "no-store"


def test_a_failure_within_is_told_without_its_insides(alice, monkeypatch, caplog):
    from appliance.office import people

    def fail(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(people, "contact_in", fail)
    refused = alice.get("/contacts/1")
    assert (refused.status, refused.json["error"]["code"]) == (500, 500)
    assert b"secret" not in refused.body and b"Traceback" not in refused.body
    assert "secret detail" in caplog.text
