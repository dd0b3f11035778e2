"""SCG's groups: STATIC and DYNAMIC ones, seen by ICTCore too."""

import json

import pytest

from appliance import identifiers
from appliance.office import groups
from appliance.spool import underway

EVEN = json.dumps({"last_name": "even"})


@pytest.fixture
def app(program):
    return program("alice")


@pytest.fixture
def guide(login):
    """The same user, speaking ICTCore."""
    return login("alice")


@pytest.fixture
def contacts(guide):
    """Numbers of contacts that ICTCore made; every other one's last name is even."""
    rows = [{"phone": f"+4917{number}", "last_name": ("even", "odd")[number % 2]} for number in range(4)]
    return [guide.post("/contacts", row).json["contact_id"] for row in rows]


def test_a_group_is_made_and_read(app):
    group = app.new("/contact_groups", {"name": "friends", "external_id": "F1", "type": "STATIC"})
    assert len(group) == 22
    read = app.get(f"/contact_groups/{group}").json
    assert read.pop("created_date") == read.pop("last_updated_date") == read.pop("last_update_date")
    assert read.pop("application_id")
    assert read == {
        "id": group,
        "name": "friends",
        "external_id": "F1",
        "type": "STATIC",
        "status": "Ready",
        "member_count": 0,
        "version_number": 1,
    }


def test_a_dynamic_group_counts_who_meets_it_when_it_is_read(app, contacts, guide):
    group = app.new("/contact_groups", {"name": "even", "criteria": EVEN})
    read = app.get(f"/contact_groups/{group}").json
    assert (read["type"], read["criteria"], read["member_count"]) == ("DYNAMIC", EVEN, 2)
    guide.put(f"/contacts/{contacts[1]}", {"last_name": "even"})
    assert app.all("/contact_groups")[0]["member_count"] == 3


def test_criteria_may_come_as_what_they_are(app):
    group = app.new("/contact_groups", {"name": "even", "criteria": {"last_name": "even"}})
    assert app.get(f"/contact_groups/{group}").json["criteria"] == EVEN


@pytest.mark.parametrize(
    "criteria",
    [
        "last_name = 'x'",
        "[]",
        '{"nick_name": "x"}',
        '{"last_name": {"$near": 1}}',
        '{"last_name": {"$regex": "("}}',
        "x" * 20_000,
    ],
)
def test_criteria_that_do_not_hold(app, criteria):
    refused = app.post("/contact_groups", {"name": "x", "criteria": criteria})
    assert (refused.status, refused.json["error_code"]) == (400, "1017")
    group = app.new("/contact_groups", {"name": "x", "criteria": "{}"})
    assert app.post(f"/contact_groups/{group}", {"criteria": criteria}).json["error_code"] == "1017"
    assert app.get(f"/contact_groups/{group}").json["criteria"] == "{}"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "400"),
        ({"name": " "}, "400"),
        ({"name": "x" * 300}, "1023"),
        ({"name": "x", "type": "DYNAMIC"}, "400"),
        ({"name": "x", "type": "STATIC", "criteria": EVEN}, "400"),
        ({"name": "x", "type": "MIXED"}, "400"),
    ],
)
def test_a_group_that_is_none(app, body, code):
    refused = app.post("/contact_groups", body)
    assert (refused.status, refused.json["error_code"]) == (400, code)
    assert app.all("/contact_groups") == []


def test_a_change_keeps_what_it_does_not_name(app):
    group = app.new("/contact_groups", {"name": "a", "description": "b", "external_id": "c"})
    read = app.get(f"/contact_groups/{group}").json
    assert app.post(f"/contact_groups/{group}", {**read, "name": "z"}).json == {"id": group}
    changed = app.get(f"/contact_groups/{group}").json
    assert (changed["name"], changed["description"], changed["external_id"], changed["version_number"]) == (
        "z",
        "b",
        "c",
        2,
    )


def test_what_is_written_anew_has_nothing_else(app):
    group = app.new("/contact_groups", {"name": "a", "description": "b", "criteria": EVEN})
    assert app.put(f"/contact_groups/{group}", {"name": "z"}).json == {"id": group}
    read = app.get(f"/contact_groups/{group}").json
    assert (read["name"], read["type"]) == ("z", "STATIC")
    assert "criteria" not in read and "description" not in read
    assert app.put(f"/contact_groups/{group}", {"description": "z"}).status == 400


def test_a_change_of_an_older_version_is_refused(app):
    group = app.new("/contact_groups", {"name": "a"})
    app.post(f"/contact_groups/{group}", {"name": "b", "version_number": 1})
    refused = app.post(f"/contact_groups/{group}", {"name": "c", "version_number": "1"})
    assert (refused.status, refused.json["error_code"]) == (409, "1001")
    assert app.get(f"/contact_groups/{group}").json["name"] == "b"


def test_a_group_that_is_deleted_is_gone(app, contacts):
    group = app.new("/contact_groups", {"name": "a", "criteria": "{}"})
    assert app.delete(f"/contact_groups/{group}").json == {"id": group}
    assert app.get(f"/contact_groups/{group}").status == 404
    assert app.delete(f"/contact_groups/{group}").status == 404


def test_groups_are_found_by_what_they_are(app):
    for name, more in (("a", {}), ("b", {"criteria": EVEN}), ("c", {"external_id": "X"})):
        app.new("/contact_groups", {"name": name, **more})
    for query, names in (
        ({"name": "a,b"}, "ab"),
        ({"type": "DYNAMIC"}, "b"),
        ({"type": "STATIC"}, "ac"),
        ({"external_id": "X"}, "c"),
        ({"status": "Ready"}, "abc"),
        ({"status": "Processing"}, ""),
        ({"sort": "-name"}, "cba"),
        ({"last_update_date": "[2001-01-01,]"}, "abc"),
        ({"id": "none"}, ""),
    ):
        assert "".join(each["name"] for each in app.all("/contact_groups", **query)) == names, query


def test_another_application_s_group_is_not_there(app, program):
    group = app.new("/contact_groups", {"name": "a"})
    other = program("alice", "other")
    assert other.get(f"/contact_groups/{group}").status == 404
    assert other.all("/contact_groups") == []


def test_ictcore_shows_the_members_of_a_dynamic_group(app, guide, contacts):
    group = app.new("/contact_groups", {"name": "even", "criteria": EVEN})
    number = identifiers.decode("group", group)
    read = guide.get(f"/groups/{number}").json
    assert (read["name"], read["contact_total"]) == ("even", 2)
    assert [each["contact_total"] for each in guide.get("/groups").json] == [2]
    listed = [each["contact_id"] for each in guide.get(f"/groups/{number}/contacts").json]
    assert listed == [contacts[0], contacts[2]]
    assert [each["contact_id"] for each in guide.get(f"/contacts?group_id={number}").json] == listed
    exported = guide.get(f"/groups/{number}/csv").body.decode()
    assert exported.count("even") == 2 and "odd" not in exported


def test_ictcore_puts_nobody_into_a_dynamic_group(app, guide, contacts):
    number = identifiers.decode("group", app.new("/contact_groups", {"name": "even", "criteria": EVEN}))
    for refused in (
        guide.put(f"/contacts/{contacts[1]}/link/{number}"),
        guide.delete(f"/contacts/{contacts[0]}/link/{number}"),
        guide.post(f"/groups/{number}/csv", "+4917", headers={"Content-Type": "text/csv"}),
    ):
        assert refused.status in (400, 412)
        assert "DYNAMIC" in refused.body.decode()
    assert guide.get(f"/groups/{number}").json["contact_total"] == 2


def test_scg_shows_a_group_of_ictcore(app, guide, contacts):
    number = guide.post("/groups", {"name": "all"}).json["group_id"]
    guide.put(f"/contacts/{contacts[0]}/link/{number}")
    group = identifiers.encode("group", number)
    read = app.get(f"/contact_groups/{group}").json
    assert (read["name"], read["type"], read["member_count"]) == ("all", "STATIC", 1)
    assert "application_id" not in read
    assert app.post(f"/contact_groups/{group}", {"name": "some"}).status == 200
    assert guide.get(f"/groups/{number}").json["name"] == "some"


# --- members


@pytest.fixture
def friends(app):
    """Ids of contacts of the application."""
    return [app.new("/contacts", {"first_name": name, "primary_mdn": f"+49170{at}"}) for at, name in enumerate("abc")]


def names(app, group, **query):
    return "".join(each["first_name"] for each in app.all(f"/contact_groups/{group}/contacts", **query))


def test_contacts_are_put_into_a_group(app, friends):
    group = app.new("/contact_groups", {"name": "x"})
    members = f"/contact_groups/{group}/contacts"
    assert app.post(members, {"contacts": friends[:2]}).json == {"id": group, "errors": {}}
    assert app.post(members, {"contacts": friends[:2]}).json == {"id": group, "errors": {}}
    assert names(app, group) == "ab"
    assert app.get(f"/contact_groups/{group}").json["member_count"] == 2


def test_of_several_the_good_ones_are_put_in(app, friends, program):
    other = program("alice", "other").new("/contacts", {"first_name": "z"})
    group = app.new("/contact_groups", {"name": "x"})
    reply = app.post(f"/contact_groups/{group}/contacts", {"contacts": [friends[2], "some_id1", other, friends[0]]})
    assert (reply.status, reply.json["id"]) == (200, group)
    assert reply.json["errors"] == {each: f"Unknown document: {each}" for each in ("some_id1", other)}
    assert names(app, group) == "ac"


@pytest.mark.parametrize("form", ["{0},{1}", '["{0}","{1}"]'])
def test_the_ids_may_be_a_text(app, friends, form):
    group = app.new("/contact_groups", {"name": "x"})
    app.post(f"/contact_groups/{group}/contacts", {"contacts": form.format(*friends)})
    assert names(app, group) == "ab"


def test_a_contact_that_is_not_there_yet_is_made(app):
    group = app.new("/contact_groups", {"name": "x"})
    made = app.new(f"/contact_groups/{group}/contacts", {"first_name": "n", "primary_addr_city": "Rome"})
    assert app.get(f"/contacts/{made}").json["primary_addr_city"] == "Rome"
    assert names(app, group) == "n"


@pytest.mark.parametrize(
    "body", [{}, {"contacts": 7}, {"contacts": "[1]"}, {"primary_mdn": "12x"}, {"birth_date": "soon"}]
)
def test_nobody_that_can_be_put_in(app, body):
    group = app.new("/contact_groups", {"name": "x"})
    assert app.post(f"/contact_groups/{group}/contacts", body).status == 400
    assert (names(app, group), app.all("/contacts")) == ("", [])


def test_members_are_read_found_and_taken_out(app, friends):
    group = app.new("/contact_groups", {"name": "x"})
    members = f"/contact_groups/{group}/contacts"
    app.post(members, {"contacts": friends[:2]})
    assert names(app, group, first_name="b,c") == "b"
    assert names(app, group, sort="-first_name", limit=1) == "b"
    assert app.get(members, query={"limit": 1}).json["total"] == 2
    assert app.get(f"{members}/{friends[0]}").json["primary_mdn"] == "+491700"
    assert app.get(f"{members}/{friends[2]}").status == 404
    assert app.delete(f"{members}/{friends[2]}").status == 404
    assert app.delete(f"{members}/{friends[0]}").json == {"id": friends[0]}
    assert names(app, group) == "b"
    assert app.get(f"/contacts/{friends[0]}").status == 200


def test_a_contact_that_is_deleted_is_in_no_group(app, friends):
    group = app.new("/contact_groups", {"name": "x"})
    app.post(f"/contact_groups/{group}/contacts", {"contacts": friends})
    app.delete(f"/contacts/{friends[1]}")
    assert (names(app, group), app.get(f"/contact_groups/{group}").json["member_count"]) == ("ac", 2)


def test_nobody_is_put_into_a_dynamic_group_or_taken_out(app, friends):
    group = app.new("/contact_groups", {"name": "x", "criteria": '{"first_name": {"$ne": "b"}}'})
    members = f"/contact_groups/{group}/contacts"
    assert names(app, group) == "ac"
    assert app.get(f"{members}/{friends[0]}").status == 200
    assert app.get(f"{members}/{friends[1]}").status == 404
    for refused in (
        app.post(members, {"contacts": friends}),
        app.post(members, {"first_name": "n"}),
        app.delete(f"{members}/{friends[0]}"),
    ):
        assert (refused.status, refused.json["error_code"]) == (400, "400")
    assert len(app.all("/contacts")) == 3


def test_members_by_what_is_within_them(app):
    rule = {"target_attribute": "fast_access_1", "target_attribute_name": "points"}
    app.new("/contacts/fast_access", {**rule, "value_derivation_script": "$..extended_attributes.points"})
    rows = [{"points": 120, "vip": True}, {"points": 7}, {"points": "9"}]
    for name, row in zip("abc", rows, strict=True):
        app.new("/contacts", {"first_name": name, "external_id": name, "extended_attributes": json.dumps(row)})
    for criteria, found in (
        ({"extended_attributes.points": {"$gte": 9}}, "ac"),
        ({"extended_attributes.vip": True}, "a"),
        ({"$not": {"extended_attributes.vip": {"$exists": True}}}, "bc"),
        ({"fast_access.points": {"$gte": 9}}, "ac"),
        ({"fast_access_1": "7"}, "b"),
        ({"fast_access.fast_access_1": {"$in": [7, "9"]}}, "bc"),
        ({"fast_access.miles": {"$exists": False}}, "abc"),
    ):
        assert names(app, app.new("/contact_groups", {"name": "x", "criteria": criteria})) == found
    group = app.new("/contact_groups", {"name": "all", "criteria": "{}"})
    assert names(app, group, **{"fast_access.points": "7"}) == "b"
    assert app.get(f"/contact_groups/{group}/contacts/b").json["first_name"] == "b"


def test_a_list_of_ids_is_bounded(app):
    group = app.new("/contact_groups", {"name": "x"})
    refused = app.post(f"/contact_groups/{group}/contacts", {"contacts": ["x"] * 1001})
    assert (refused.status, refused.json["error_code"]) == (400, "400")


def test_a_group_that_a_request_goes_through_stays(app, friends):
    group = app.new("/contact_groups", {"name": "x"})
    more = [app.new("/contacts", {"primary_mdn": f"+49172{each}"}) for each in range(20)]
    app.post(f"/contact_groups/{group}/contacts", {"contacts": friends + more})
    app.new("/messaging/message_requests", {"to": [f"group:{group}"], "body": "Hi"})
    for refused in (app.delete(f"/contact_groups/{group}"), app.post(f"/contact_groups/{group}", {"criteria": "{}"})):
        assert (refused.status, refused.json["error_code"]) == (409, "409")
        assert "message request 1" in refused.json["error_description"]


def test_what_begins_to_go_through_a_large_group_stops_its_end(app, monkeypatch):
    monkeypatch.setattr(groups, "_REMOVED_AT_ONCE", 1)
    there = iter([None, "campaign 1"])
    monkeypatch.setattr(underway, "going", lambda db, group_id: next(there))
    group = app.new("/contact_groups", {"name": "x"})
    app.post(f"/contact_groups/{group}/contacts", {"contacts": [app.new("/contacts", {}) for _ in range(3)]})
    assert app.delete(f"/contact_groups/{group}").status == 409
    assert app.get(f"/contact_groups/{group}").json["member_count"] == 2
