"""SCG's sender ids, classes and types through HTTP."""

import json

import pytest

EVERY = "/messaging/sender_ids"


@pytest.fixture
def boss(program):
    """An application of the administrator's."""
    return program("admin", "boss")


@pytest.fixture
def line(app, lines):
    """The sender id of line gsm1."""
    lines(number="+15550001001")
    (found,) = app.all(EVERY)
    return f"{EVERY}/{found['id']}"


def test_a_line_of_the_box(app, line, clock):
    found = app.get(line).json
    millis = round(clock.now * 1000)
    assert found == {
        "id": line.rpartition("/")[2],
        "created_date": millis,
        "last_updated_date": millis,
        "last_update_date": millis,
        "version_number": 1,
        "name": "gsm1",
        "ownership": "SHARED",
        "class_id": "COMMERCIAL",
        "type_id": "LONGCODE",
        "state": "ACTIVE",
        "address": "+15550001001",
        "message_templates": [],
        "country": "US",
        "consent_managed_by": "USER",
        "capabilities": ["SMS"],
        "check_white_list": False,
        "check_whitelist": False,
    }


def test_the_guides_provider_is_the_same_line(app, line, boss, admin, configured):
    (provider,) = [each for each in admin.get("/api/providers").json if each["name"] == "gsm1"]
    assert admin.put(f"/api/providers/{provider['provider_id']}", {"active": 0}).status == 200
    assert app.get(line).json["state"] == "INACTIVE"
    assert boss.post(line, {"state": "ATIVE", "version_number": 1}).json == {"id": line.rpartition("/")[2]}
    assert configured.line("gsm1").active
    assert admin.get(f"/api/providers/{provider['provider_id']}").json["active"] == 1


def test_who_may_not_change_lines(app, line):
    refused = app.post(line, {"state": "INACTIVE"})
    assert (refused.status, refused.json["error_code"]) == (403, "403")
    assert app.delete(line).status == 403
    assert app.post(line, app.get(line).json).status == 200


def test_what_is_kept_and_what_is_not_told(boss, app, line):
    said = {
        "consent_managed_by": "scg",
        "two_way_required": True,
        "dr_required": "no",
        "check_whitelist": "true",
        "credentials": [{"password": "secret"}],
        "billing": {"plan": "basic"},
        "content_type": "text/plain",
        "class_id": "ALERT",
    }
    assert boss.post(line, said).status == 200
    found = app.get(line)
    assert b"secret" not in found.body
    assert {name: found.json.get(name) for name in said} == {
        "consent_managed_by": "SCG",
        "two_way_required": "YES",
        "dr_required": "NO",
        "check_whitelist": True,
        "credentials": None,
        "billing": {"plan": "basic"},
        "content_type": "text/plain",
        "class_id": "ALERT",
    }


def test_templates_of_a_sender_id(boss, app, line):
    template = boss.new("/messaging/message_templates", {"designation": "VALIDATOR", "name": "V", "pattern": "Hi ${x}"})
    assert boss.post(line, {"message_templates": [template]}).status == 200
    assert app.get(line).json["message_templates"] == [template]
    assert boss.post(line, {"message_templates": json.dumps([])}).status == 200
    assert app.get(line).json["message_templates"] == []
    assert boss.post(line, {"message_templates": ["nonsense"]}).status == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "ASLEEP"},
        {"class_id": "SPAM"},
        {"consent_managed_by": "NOBODY"},
        {"name": "x" * 256},
        {"address": "x"},
    ],
)
def test_what_does_not_hold(boss, line, wrong):
    assert boss.post(line, wrong).status == 400
    assert boss.get(line).json["version_number"] == 1


def test_a_stale_change(boss, line, configured):
    refused = boss.post(line, {"state": "INACTIVE", "version_number": 7})
    assert (refused.status, refused.json["error_code"]) == (409, "1001")
    assert configured.line("gsm1").active


def test_one_that_is_asked_for(app, program):
    made = app.new(EVERY, {"name": "Mine", "address": "+15550002222", "class_id": "COMMERCIAL", "capabilities": "sms"})
    found = app.get(f"{EVERY}/{made}").json
    assert (found["state"], found["ownership"], found["capabilities"]) == ("PENDING_IMPLEMENTATION", "PRIVATE", ["SMS"])
    assert app.get(f"{EVERY}/{made}").json["application_id"] == found["application_id"]
    assert program("bob", "other").get(f"{EVERY}/{made}").status == 404
    assert program("alice", "second").get(f"{EVERY}/{made}").status == 404
    assert app.post(f"{EVERY}/{made}", {"state": "ACTIVE"}).status == 409
    assert app.delete(f"{EVERY}/{made}").json == {"id": made}
    assert app.get(f"{EVERY}/{made}").status == 404


def test_what_the_box_has_no_lines_for(app):
    assert app.post(EVERY, {"type_id": "WECHAT", "name": "x"}).status == 400


def test_purchase(app, boss, line, program):
    assert boss.post(line, {"ownership": "PREPROVISIONED"}).status == 200
    parent = line.rpartition("/")[2]
    mine = app.new(f"{EVERY}/purchase", {"parent_id": parent})
    found = app.get(f"{EVERY}/{mine}").json
    assert (found["ownership"], found["parent_id"], found["address"]) == ("PRIVATE", parent, "+15550001001")
    assert app.get(line).json["ownership"] == "PURCHASED"
    assert program("bob", "other").post(f"{EVERY}/purchase", {"parent_id": parent}).status == 409
    assert app.delete(f"{EVERY}/{mine}").status == 200
    assert app.get(line).json["ownership"] == "PREPROVISIONED"
    assert app.post(f"{EVERY}/purchase", {}).status == 400
    assert app.post(f"{EVERY}/purchase", {"parent_id": "x" * 22}).status == 404


def test_a_line_is_never_taken_out_of_the_box(boss, line, configured):
    assert boss.delete(line).json == {"id": line.rpartition("/")[2]}
    assert boss.get(line).json["state"] == "PENDING_DELETE"
    assert configured.line("gsm1").active


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"state": "ATIVE"}, ["fax1", "gsm1"]),
        ({"state": "ACTIVE,BROKEN"}, ["fax1", "gsm1", "gsm2"]),
        ({"capabilities": "FAX"}, ["fax1"]),
        ({"capabilities": "SMS,FAX"}, ["fax1", "gsm1", "gsm2"]),
        ({"type_id": "LONGCODE", "country": "DE"}, ["gsm2"]),
        ({"name": "nobody"}, []),
        ({"operators": "SIMNET"}, ["fax1", "gsm1", "gsm2"]),
        ({"check_white_list": "false", "address": "+491711234567"}, ["gsm2"]),
        ({"created_date": "[2023-01-01,]"}, ["fax1", "gsm1", "gsm2"]),
        ({"id": "nonsense"}, []),
        ({"parent_id": "nonsense"}, []),
        ({"keep_sender_address": "YES"}, []),
        ({"unknown": "x", "ownership": "SHARED", "class_id": "COMMERCIAL"}, ["fax1", "gsm1", "gsm2"]),
    ],
)
def test_lists_are_narrowed(app, lines, query, names):
    lines("gsm1", number="+15550001001")
    lines("gsm2", "failed", number="+491711234567")
    lines("fax1", services=2)
    assert [each["name"] for each in app.all(EVERY, sort="name", **query)] == names


def test_lists_are_paged_and_sorted(app, lines):
    for name in ("gsm1", "gsm2", "gsm3"):
        lines(name)
    found = app.get(EVERY, query={"sort": "-name", "limit": 2, "offset": 1}).json
    assert ([each["name"] for each in found["list"]], found["total"]) == (["gsm2", "gsm1"], 3)


def test_classes_are_what_the_owner_says(app, configured):
    windows = {"DEFAULT": {"OTH": ["08:00-20:00"]}}
    configured.change_sender_class("ALERT", windows=windows, per_second=2, per_day=500, countries=["DE"])
    found = app.get("/messaging/sender_id_classes/ALERT").json
    assert json.loads(found.pop("delivery_window")) == windows
    assert found == {
        "id": "ALERT",
        "name": "ALERT",
        "description": "What can't wait",
        "designation": "alerts",
        "applicable_countries": ["DE"],
        "country_peak_throughput": 2,
        "country_daily_throughput": 500,
        "version_number": 1,
    }
    every = "/messaging/sender_id_classes"
    assert [each["id"] for each in app.all(every)] == ["COMMERCIAL", "NOTIFICATION", "ALERT"]
    assert [each["id"] for each in app.all(every, applicable_countries="DE")] == ["ALERT"]
    assert [each["id"] for each in app.all(every, country_daily_throughput="[100,]")] == ["ALERT"]
    assert [each["id"] for each in app.all(every, designation="commercial")] == ["COMMERCIAL"]
    assert app.get(f"{every}/SPAM").status == 404


def test_what_programs_with_types_of_their_own_would_fail_at_is_left_out(app, lines, configured):
    """Java, C# and C++ have texts and whole numbers there; the guide has lists and numbers."""
    lines()
    assert "operators" not in app.all("/messaging/sender_ids")[0]
    configured.change_sender_class("COMMERCIAL", per_second=0.5, total_per_second=10)
    found = app.get("/messaging/sender_id_classes/COMMERCIAL").body
    assert b'"country_peak_throughput":0.5,' in found.replace(b" ", b"")
    assert b'"country_peak_total_throughput":10,' in found.replace(b" ", b"")
    assert b"applicable_countries" not in found


def test_types_are_what_the_box_can(app):
    every = "/messaging/sender_id_types"
    assert app.get(f"{every}/LONGCODE").json == {
        "id": "LONGCODE",
        "name": "Number of a SIM",
        "description": "A GSM modem with a SIM",
        "capabilities": ["SMS", "VOICE"],
        "allowed_mime_types": ["text/plain"],
        "blocked_mime_types": [],
        "gateway_id": "gsm",
        "version_number": 1,
    }
    assert [each["id"] for each in app.all(every, capabilities="FAX")] == ["FAX"]
    assert [each["id"] for each in app.all(every, allowed_mime_types="image/tiff")] == ["FAX"]
    assert app.all(every, id="PUSH") == []
    assert app.get(f"{every}/PUSH").status == 404


@pytest.mark.parametrize("path", ["/messaging/sender_id_classes", "/messaging/sender_id_types"])
def test_the_tables_are_only_read(app, path):
    assert app.post(path, {"name": "x"}).status == 404
    assert app.delete(f"{path}/COMMERCIAL").status == 404


def test_without_a_token(anybody):
    assert anybody.get("/scg-external-api/api/v1" + EVERY).status == 401
