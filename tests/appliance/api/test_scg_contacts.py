"""Contacts in SCG's words, and the same ones in ICTCore's."""

import json

import pytest

from appliance import identifiers

FULL = {
    "external_id": "crm-7",
    "first_name": "Ann",
    "last_name": "Lee",
    "birth_date": "1980-02-29",
    "first_acquisition_date": 1_600_000_000_000,
    "last_acquisition_date": "2021-05-06T07:08:09.000Z",
    "primary_mdn": "+491711234567",
    "primary_addr_line1": "Main St 5",
    "primary_addr_line2": "back door",
    "primary_addr_city": "Ulm",
    "primary_addr_zip": "89073",
    "primary_addr_state": "BW",
    "primary_addr_country": "DE",
    "primary_email_addr": "ann@example.org",
    "primary_social_handle": "@ann",
    "social_handles": ["@ann", "ann#7"],
    "address_list": [{"priority": 1, "city": "Ulm", "zip": None}],
    "account_list": [{"username": "ann", "domain": "example.com"}],
    "device_list": [{"msisdn": "491711234567", "os": "iOS"}],
    "interest_list": [{"code": "m", "score": 0.5}],
    "demographic_list": [{"name": "age", "score": 1}],
    "extended_attributes": '{"Favorite_Color": "blue", "deep": {"n": [1, 2]}}',
    "preferred_language": "de",
    "voice_preference": "PREFER_VOICE",
}


def test_a_contact_keeps_every_attribute(app):
    made = app.new("/contacts", FULL)
    found = app.get(f"/contacts/{made}").json
    assert found["last_acquisition_date"] == 1_620_284_889_000
    assert found["address_list"] == [{"priority": 1, "city": "Ulm"}]
    same = {"last_acquisition_date", "address_list"}
    assert {name: found[name] for name in FULL if name not in same} == {
        name: value for name, value in FULL.items() if name not in same
    }
    assert found["customer_account_list"] == found["account_list"]
    assert found["customer_device_list"] == found["device_list"]
    assert found["id"] == made and found["version_number"] == 1
    assert found["created_date"] == found["last_updated_date"] == found["last_update_date"] == 1_700_000_000_000
    assert "fast_access" not in found


def test_what_is_not_set_is_left_out(app):
    made = app.new("/contacts", {"first_name": None, "birth_date": "", "primary_mdn": "18134117121"})
    assert set(app.get(f"/contacts/{made}").json) == {
        "id",
        "application_id",
        "created_date",
        "last_updated_date",
        "last_update_date",
        "version_number",
        "primary_mdn",
    }


def test_lists_come_as_text_too_and_by_both_names(app):
    form = {"customer_account_list": '[{"username": "a"}]', "customer_device_list": '[{"os": "x"}]'}
    body = "&".join(f"{name}={value}" for name, value in form.items())
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    made = app.new("/contacts", body, headers=kind)
    found = app.get(f"/contacts/{made}").json
    assert found["account_list"] == [{"username": "a"}] and found["device_list"] == [{"os": "x"}]
    assert app.post(f"/contacts/{made}", {"account_list": []}).status == 200
    assert "account_list" not in app.get(f"/contacts/{made}").json


@pytest.mark.parametrize(
    ("said", "kept"),
    [(True, "PREFER_VOICE"), (False, "NONE"), ("true", "PREFER_VOICE"), ("require_voice", "REQUIRE_VOICE")],
)
def test_a_preference_for_voice_is_a_word_or_a_boolean(app, said, kept):
    made = app.new("/contacts", {"voice_preference": said})
    assert app.get(f"/contacts/{made}").json["voice_preference"] == kept


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"primary_mdn": "not a number"}, "400"),
        ({"birth_date": "1981-02-29"}, "400"),
        ({"first_acquisition_date": "soon"}, "400"),
        ({"voice_preference": "MAYBE"}, "400"),
        ({"address_list": "{}"}, "400"),
        ({"address_list": [1]}, "400"),
        ({"address_list": "[{"}, "400"),
        ({"interest_list": [{"score": "\ud800"}]}, "400"),
        ({"extended_attributes": "{not json"}, "400"),
        ({"extended_attributes": "NaN"}, "400"),
        ({"extended_attributes": '"\ud800"'}, "400"),
        ({"extended_attributes": "[" * 40 + "]" * 40}, "400"),
        ({"extended_attributes": "[" * 30_000 + "]" * 30_000}, "400"),
        ({"extended_attributes": json.dumps([0] * 6000)}, "400"),
        ({"extended_attributes": {"x" * 300: 1}}, "1023"),
        ({"extended_attributes": f'"{"x" * 70_000}"'}, "1023"),
        ({"first_name": "x" * 65}, "1023"),
        ({"external_id": "x" * 256}, "1023"),
        ({"social_handles": ["x" * 300]}, "400"),
    ],
)
def test_what_does_not_hold_makes_nothing(app, wrong, code):
    reply = app.post("/contacts", wrong)
    assert (reply.status, reply.json["error_code"]) == (400, code)
    assert app.all("/contacts") == []


def test_a_partial_change_keeps_the_rest_and_counts(app, clock):
    made = app.new("/contacts", FULL)
    clock.now += 5
    whole = app.get(f"/contacts/{made}").json
    assert app.post(f"/contacts/{made}", {**whole, "last_name": "Low", "fast_access": {"a": "b"}}).json == {"id": made}
    changed = app.get(f"/contacts/{made}").json
    assert changed == {
        **whole,
        "last_name": "Low",
        "version_number": 2,
        "last_updated_date": 1_700_000_005_000,
        "last_update_date": 1_700_000_005_000,
    }
    stale = app.post(f"/contacts/{made}", {"version_number": "1", "last_name": "X"})
    assert (stale.status, stale.json["error_code"]) == (409, "1001")
    assert app.get(f"/contacts/{made}").json == changed


def test_put_replaces_all(app):
    made = app.new("/contacts", FULL)
    body = "primary_mdn=4930123&last_name=Low&extended_attributes=[1]&version_number=1"
    reply = app.put(f"/contacts/{made}", body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert (reply.status, reply.json) == (200, {"id": made})
    found = app.get(f"/contacts/{made}").json
    assert {name: found.get(name) for name in FULL} == {
        **dict.fromkeys(FULL),
        "primary_mdn": "4930123",
        "last_name": "Low",
        "extended_attributes": "[1]",
    }
    assert app.put(f"/contacts/{made}", {"version_number": 1}).status == 409


def test_a_contact_goes_for_good(app):
    made = app.new("/contacts", FULL)
    assert app.delete(f"/contacts/{made}").json == {"id": made}
    for reply in (app.get(f"/contacts/{made}"), app.delete(f"/contacts/{made}"), app.post(f"/contacts/{made}", {})):
        assert (reply.status, reply.json["error_code"]) == (404, "404")


def test_an_external_id_names_a_contact(app):
    made = app.new("/contacts", {"external_id": "crm 7"})
    assert app.post("/contacts/crm%207", {"first_name": "Bo"}).json == {"id": made}
    assert app.get("/contacts/crm%207").json["first_name"] == "Bo"
    app.new("/contacts", {"external_id": "crm 7"})
    assert app.post("/contacts/crm%207", {"first_name": "Al"}).status == 409
    assert app.get(f"/contacts/{made}").json["first_name"] == "Bo"
    assert app.put("/contacts/crm 8".replace(" ", "%20"), {}).status == 404


@pytest.mark.parametrize(
    "query",
    [
        {"id": identifiers.encode("contact", 1)},
        {"external_id": "crm-7"},
        {"external_id": "x,crm-7"},
        {"first_name": "Ann", "last_name": "Lee"},
        {"birth_date": "1980-02-29"},
        {"birth_date": "[1980-01-01,1980-12-31]"},
        {"first_acquisition_date": "1600000000000"},
        {"last_acquisition_date": "[2021-01-01T00:00:00.000Z,]"},
        {"primary_mdn": "+491711234567"},
        {"primary_mdn": " 491711234567"},
        {"primary_mdn": "1,491711234567"},
        {"preferred_language": "de", "primary_social_handle": "@ann"},
        {"voice_preference": "true"},
        {"voice_preference": "prefer_voice,NONE"},
        {"primary_addr_line1": "Main St 5"},
        {"primary_addr_line2": "back door"},
        {"primary_addr_city": "Ulm"},
        {"primary_addr_zip": "89073"},
        {"primary_addr_state": "BW"},
        {"primary_addr_country": "DE"},
        {"primary_email_addr": "ann@example.org"},
        {"created_date": "[,1700000000000]"},
        {"last_updated_date": "1700000000000"},
        {"last_update_date": "[1700000000000,1700000000001)"},
        {"nothing_known": "x", "sort": "-first_name"},
    ],
)
def test_a_filter_finds_it_and_not_the_other(app, query, clock):
    made = app.new("/contacts", FULL)
    clock.now += 9
    if "nothing_known" not in query:
        app.new("/contacts", {"primary_mdn": "4930999", "first_name": "Bo", "birth_date": "1990-01-01"})
    reply = app.get("/contacts", query=query).json
    assert [each["id"] for each in reply["list"]] == [made]
    assert (reply["total"], reply["limit"], reply["offset"]) == (1, 100, 0)


def test_a_text_with_commas_is_found(app):
    for line in ("Main St 5, back door", "Main St 5", "back door"):
        app.new("/contacts", {"primary_addr_line1": line})
    assert len(app.all("/contacts", primary_addr_line1="Main St 5, back door")) == 3
    assert len(app.all("/contacts", primary_addr_line1="Main St 5")) == 1
    assert app.all("/contacts", primary_mdn=",") == []


def test_lists_are_sorted_and_paged(app):
    for name in ("b", "a", "c"):
        app.new("/contacts", {"first_name": name, "last_name": "same"})
    assert [each["first_name"] for each in app.all("/contacts", sort="-last_name,first_name")] == ["a", "b", "c"]
    page = app.get("/contacts", query={"sort": "first_name", "limit": 1, "offset": 1, "last_name": "same"}).json
    assert ([each["first_name"] for each in page["list"]], page["total"]) == (["b"], 3)
    assert app.all("/contacts", offset=9) == []
    assert app.get("/contacts", query={"sort": "shoe_size"}).status == 400
    assert app.get("/contacts", query={"birth_date": "[x,]"}).status == 400


def test_both_dialects_show_one_contact(app, alice):
    made = app.new("/contacts", FULL)
    [there] = alice.get("/contacts").json
    assert {name: there[name] for name in ("phone", "first_name", "last_name", "email", "address")} == {
        "phone": "+491711234567",
        "first_name": "Ann",
        "last_name": "Lee",
        "email": "ann@example.org",
        "address": "Main St 5",
    }
    alice.put(f"/contacts/{there['contact_id']}", {"first_name": "Anne", "phone": "0301", "address": "Side St 1"})
    found = app.get(f"/contacts/{made}").json
    assert (found["first_name"], found["primary_mdn"], found["primary_addr_line1"]) == ("Anne", "0301", "Side St 1")
    assert found["version_number"] == 2 and found["external_id"] == "crm-7"
    other = alice.post("/contacts", {"phone": "0302", "email": "b@example.org", "last_name": "B"}).json["contact_id"]
    [seen] = app.all("/contacts", primary_email_addr="b@example.org")
    assert (seen["primary_mdn"], seen["last_name"]) == ("0302", "B") and "application_id" not in seen
    app.delete(f"/contacts/{seen['id']}")
    assert alice.get(f"/contacts/{other}").status == 404


def test_a_contact_without_a_number_can_not_be_written_to(app, alice):
    app.new("/contacts", {"first_name": "Ann"})
    [there] = alice.get("/contacts").json
    assert there["phone"] == ""
    text = alice.post("/messages/texts", {"name": "t", "data": "hello"}).json["text_id"]
    program = alice.post("/programs/sendsms", {"name": "p", "text_id": text}).json
    reply = alice.post("/transmissions", {"contact_id": there["contact_id"], **program})
    assert reply.status == 412 and "there is no number to send to" in reply.json["error"]["message"]
    assert alice.get("/transmissions").json == []


def test_another_users_contact_is_not_found(app, program):
    bob_scg = program("bob", "other")
    made = app.new("/contacts", FULL)
    assert bob_scg.all("/contacts") == [] and bob_scg.get("/contacts/crm-7").status == 404
    assert bob_scg.get(f"/contacts/{made}").status == bob_scg.put(f"/contacts/{made}", {}).status == 404
    assert bob_scg.delete("/contacts/crm-7").status == 404 and app.get(f"/contacts/{made}").status == 200
