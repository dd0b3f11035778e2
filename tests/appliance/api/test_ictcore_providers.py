"""Providers: the box's lines and its mail server as they are configured, and others that are only kept."""

import json

import pytest

from appliance.domain import Line, Service

SIP = {
    "name": "trunk",
    "type": "sip",
    "gateway_flag": 8,
    "service_flag": 1,
    "node_id": 1,
    "host": "sip.example.org",
    "port": 5070,
    "username": "me",
    "dialstring": "sofia/gateway/%provider/%phone",
    "prefix": "00",
    "settings": "codec=pcma",
    "register": 1,
    "weight": 10,
    "active": 0,
}


@pytest.fixture
def line(configured):
    """line(name, ...): a line that is configured."""
    return lambda name, **more: configured.add_line(Line(name, **more))


def ids(client, **query):
    return {row["name"]: row["provider_id"] for row in client.get("/providers", query=query).json}


def rename(configured, old, new):
    """As somebody does who edits the file."""
    document = json.loads(configured._path.read_text())
    for row in document["lines"].values():
        row["name"] = new if row["name"] == old else row["name"]
    configured._path.write_text(json.dumps(document))


class TestKept:
    def test_a_provider_is_made_read_changed_and_removed(self, admin):
        made = admin.post("/providers", {**SIP, "password": "very-secret"})
        expected = {**SIP, **made.json}
        assert admin.get(f"/providers/{made.json['provider_id']}").json == expected
        path = f"/providers/{expected['provider_id']}"
        changed = admin.put(path, {"active": 1, "host": "other.example.org", "type": "sip", "password": "x"})
        assert changed.json == {**expected, "active": 1, "host": "other.example.org"}
        assert admin.put(path, {}).json == changed.json
        assert admin.delete(path).json is True
        assert admin.get(path).status == 404

    def test_its_password_is_neither_given_back_nor_kept(self, admin, spool):
        admin.post("/providers", {**SIP, "password": "very-secret"})
        assert b"passw" not in admin.get("/providers").body
        assert not any("very-secret" in line for line in spool.read().iterdump())

    @pytest.mark.parametrize(
        ("kind", "gateway", "service", "port"),
        [("sip", 8, 3, 5060), ("smpp", 2, 4, 2775), ("http", 2, 4, 80), ("smtp", 4, 8, 25), ("emailcmd", 4, 8, 0)],
    )
    def test_each_type_has_its_defaults(self, admin, kind, gateway, service, port):
        made = admin.post("/providers", {"name": "p", "type": kind}).json["provider_id"]
        row = admin.get(f"/providers/{made}").json
        assert (row["gateway_flag"], row["service_flag"], row["port"]) == (gateway, service, port)
        assert (row["weight"], row["active"], row["node_id"], row["register"]) == (1, 1, 1, 0)

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            ({"name": None}, "name is missing"),
            ({"name": " "}, "name is empty"),
            ({"type": None}, "type is missing"),
            ({"type": "gsm"}, "type must be one of sip, smpp, http, smtp, emailcmd"),
            ({"port": 65536}, "port is from 0 to 65535"),
            ({"weight": "light"}, "weight must be a whole number"),
            ({"register": 2}, "register must be"),
        ],
    )
    def test_what_does_not_hold_is_refused(self, admin, change, word):
        refused = admin.post("/providers", {**SIP, **change})
        assert (refused.status, word in refused.json["error"]["message"]) == (412, True)
        assert admin.get("/providers").json == []

    @pytest.mark.parametrize("change", [{"type": "http"}, {"name": ""}, {"port": -1}])
    def test_a_change_that_does_not_hold_changes_nothing(self, admin, change):
        made = admin.post("/providers", SIP).json["provider_id"]
        assert admin.put(f"/providers/{made}", {"host": "other", **change}).status == 412
        assert admin.get(f"/providers/{made}").json["host"] == SIP["host"]

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    def test_what_is_not_there_is_not_found(self, admin, method):
        assert admin.request(method, "/providers/99", {}).status == 404

    def test_they_are_nothing_for_users(self, alice):
        assert alice.get("/providers").status == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["trunk", "gsm1", "fax1"]),
        ({"name": "gsm1"}, ["gsm1"]),
        ({"name": "gsm"}, []),
        ({"type": "fax"}, ["fax1"]),
        ({"host": "/dev/ttyUSB0"}, ["fax1"]),
        ({"node_id": "1"}, ["trunk", "gsm1", "fax1"]),
        ({"active": "0"}, ["trunk"]),
        ({"service_flag": "4"}, ["gsm1"]),
        ({"service_flag": "2"}, ["fax1"]),
        ({"provider_id": "1"}, ["trunk"]),
        ({"limit": "1", "offset": "1"}, ["gsm1"]),
    ],
)
def test_filters(admin, line, query, found):
    admin.post("/providers", SIP)
    line("gsm1", imei="350000010000012")
    line("fax1", port="/dev/ttyUSB0", services=Service.FAX | Service.VOICE)
    assert list(ids(admin, **query)) == found


class TestLines:
    @pytest.mark.parametrize(
        ("services", "kind", "gateway"),
        [(4, "gsm", 2), (5, "gsm", 2), (2, "fax", 8), (3, "fax", 8), (1, "pots", 8)],
    )
    def test_a_line_is_a_provider(self, admin, line, services, kind, gateway):
        line("one", imei="350000010000012", services=Service(services), weight=3, prefixes=("+49", "+43"), active=False)
        (row,) = admin.get("/providers").json
        assert (row["name"], row["type"], row["gateway_flag"], row["service_flag"]) == ("one", kind, gateway, services)
        assert (row["weight"], row["prefix"], row["active"]) == (3, "+49,+43", 0)

    @pytest.mark.parametrize(
        ("change", "setting"),
        [
            ({"weight": 7}, {"weight": 7}),
            ({"prefix": "+49, 0043"}, {"prefixes": ("+49", "0043")}),
            ({"prefix": 12}, {"prefixes": ("12",)}),
            ({"active": 0}, {"active": False}),
            ({"service_flag": 5}, {"services": Service.SMS | Service.VOICE}),
        ],
    )
    def test_a_change_goes_into_the_settings_and_is_told(self, admin, line, configured, change, setting):
        line("gsm1", imei="350000010000012")
        assert admin.put(f"/providers/{ids(admin)['gsm1']}", change).status == 200
        changed = configured.line("gsm1")
        assert {name: getattr(changed, name) for name in setting} == setting
        assert configured.told == 1

    def test_what_settings_have_no_room_for_is_kept_beside(self, admin, line, configured):
        line("gsm1", imei="350000010000012")
        path, fields = f"/providers/{ids(admin)['gsm1']}", {"gateway_flag": 8, "dialstring": "%phone", "node_id": 2}
        whole = admin.put(path, {**fields, "settings": "a=b", "register": 1}).json
        assert {name: whole[name] for name in fields} == fields
        assert admin.put(path, {**whole, "password": ""}).json == whole
        assert configured.told == 0

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            ({"weight": 0}, "weight must be"),
            ({"prefix": "abroad"}, "prefixes"),
            ({"service_flag": 12}, "voice 1, fax 2 and sms 4"),
            ({"service_flag": 6}, "gsm1 is a GSM modem"),
            ({"name": "gsm2"}, "name of the box's own"),
            ({"host": "/dev/ttyUSB1"}, "host of the box's own"),
            ({"type": "fax"}, "keeps its type"),
        ],
    )
    def test_what_does_not_hold_changes_nothing(self, admin, line, configured, change, word):
        line("gsm1", imei="350000010000012")
        before = configured.lines()
        refused = admin.put(f"/providers/{ids(admin)['gsm1']}", {"dialstring": "new", **change})
        assert (refused.status, word in refused.json["error"]["message"]) == (412, True)
        assert (configured.lines(), configured.told) == (before, 0)
        assert admin.get("/providers").json[0]["dialstring"] == ""

    def test_it_is_removed_elsewhere(self, admin, line):
        line("gsm1", imei="350000010000012")
        refused = admin.delete(f"/providers/{ids(admin)['gsm1']}")
        assert (refused.status, "modembox lines" in refused.body.decode()) == (423, True)

    def test_ids_stay_over_renames_removals_and_returns(self, admin, line, configured):
        line("gsm1", imei="350000010000012")
        line("fax1", port="/dev/ttyUSB0")
        first = ids(admin)
        admin.post("/providers", SIP)
        rename(configured, "gsm1", "berlin")
        rename(configured, "fax1", "office")
        line("gsm1", imei="350000010000020")
        fresh = ids(admin)
        assert (fresh["berlin"], fresh["office"]) == (first["gsm1"], first["fax1"])
        assert fresh["gsm1"] not in first.values()
        configured.remove_line("berlin")
        assert "berlin" not in ids(admin)
        assert admin.get(f"/providers/{first['gsm1']}").status == 404
        line("berlin", imei="350000010000038")
        assert ids(admin)["berlin"] == first["gsm1"]

    def test_ids_go_with_the_modem_where_names_are_swapped(self, admin, line, configured):
        line("a", imei="350000010000012")
        line("b", imei="350000010000020")
        first = ids(admin)
        for old, new in (("a", "c"), ("b", "a"), ("c", "b")):
            rename(configured, old, new)
        assert ids(admin) == {"a": first["b"], "b": first["a"]}
        configured.remove_line("b")
        rename(configured, "a", "b")
        assert ids(admin) == {"b": first["b"]}
        line("a", imei="350000010000012")
        assert ids(admin) == {"a": first["a"], "b": first["b"]}


class TestMail:
    def test_the_mail_server_is_a_provider(self, admin, configured):
        assert admin.get("/providers").json == []
        configured.change_mail(host="mail.example.org", port=2525, username="me", password="very-secret")
        (row,) = admin.get("/providers").json
        assert (row["name"], row["type"], row["service_flag"], row["gateway_flag"]) == ("mail", "smtp", 8, 4)
        assert (row["host"], row["port"], row["username"]) == ("mail.example.org", 2525, "me")
        assert "very-secret" not in str(row)

    def test_its_settings_are_changed(self, admin, configured):
        configured.change_mail(host="mail.example.org")
        path = f"/providers/{ids(admin)['mail']}"
        assert admin.put(path, {"host": "other.example.org", "password": "fresh"}).json["host"] == "other.example.org"
        assert (configured.mail().host, configured.mail().password, configured.told) == (
            "other.example.org",
            "fresh",
            1,
        )
        assert admin.put(path, {"active": 0}).status == 412
        assert admin.delete(path).status == 423
