"""Fast access rules, and what they make of contacts."""

import pytest

COLOR = {
    "target_attribute": "fast_access_3",
    "target_attribute_name": "color",
    "value_derivation_script": "$..extended_attributes.Favorite_Color",
    "user_data": "for\nthe shop",
}
PLAIN = {"target_attribute": "fast_access_1"}
SHOE = {"target_attribute": "fast_access_20", "target_attribute_name": "shoe size"}


def test_a_rule_keeps_what_it_is_told(app):
    made = app.new("/contacts/fast_access", COLOR)
    found = app.get(f"/contacts/fast_access/{made}").json
    assert {name: found[name] for name in COLOR} == COLOR and found["version_number"] == 1 and found["id"] == made
    assert app.all("/contacts/fast_access", target_attribute="fast_access_3", target_attribute_name="color") == [found]
    assert app.all("/contacts/fast_access", target_attribute="fast_access_4") == []
    assert app.post(f"/contacts/fast_access/{made}", {"user_data": "x", "version_number": 1}).json == {"id": made}
    assert app.post(f"/contacts/fast_access/{made}", {"user_data": "y", "version_number": 1}).status == 409
    assert app.get(f"/contacts/fast_access/{made}").json["user_data"] == "x"
    assert app.delete(f"/contacts/fast_access/{made}").status == 200
    assert app.get(f"/contacts/fast_access/{made}").status == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"target_attribute": "fast_access_21"},
        {"target_attribute": "first_name"},
        {**PLAIN, "target_attribute_name": "a.b"},
        {**PLAIN, "target_attribute_name": "a'b"},
        {**PLAIN, "target_attribute_name": "fast_access_2"},
        {**PLAIN, "value_derivation_script": "no path"},
        {**PLAIN, "value_derivation_script": "$[?match(@.a, '(a+)+')]"},
    ],
)
def test_what_is_no_rule_is_refused(app, wrong):
    assert app.post("/contacts/fast_access", wrong).json["error_code"] == "400"
    assert app.all("/contacts/fast_access") == []


def test_a_target_and_a_name_are_taken_once(app, program):
    app.new("/contacts/fast_access", COLOR)
    other = app.new("/contacts/fast_access", PLAIN)
    for wrong in ({"target_attribute": "fast_access_3"}, {**SHOE, "target_attribute_name": "color"}):
        for path in ("/contacts/fast_access", f"/contacts/fast_access/{other}"):
            reply = app.post(path, wrong)
            assert (reply.status, reply.json["error_code"]) == (409, "1011")
    program("bob", "of bob").new("/contacts/fast_access", COLOR)


def test_values_follow_the_contact(app, alice):
    app.new("/contacts/fast_access", COLOR)
    app.new("/contacts/fast_access", {**PLAIN, "value_derivation_script": "$.primary_addr_line1"})
    made = app.new("/contacts", {"extended_attributes": '{"Favorite_Color": "blue"}', "primary_addr_line1": "Here"})
    found = app.get(f"/contacts/{made}").json
    assert (found["fast_access"], found["fast_access_1"]) == ({"color": "blue", "fast_access_1": "Here"}, "Here")
    assert "fast_access_3" not in found and found["version_number"] == 1
    app.post(f"/contacts/{made}", {"extended_attributes": '{"Favorite_Color": "red"}', "fast_access": {"color": "x"}})
    [there] = alice.get("/contacts").json
    alice.put(f"/contacts/{there['contact_id']}", {"phone": "0301", "address": "There"})
    found = app.get(f"/contacts/{made}").json
    assert (found["fast_access"]["color"], found["fast_access_1"], found["version_number"]) == ("red", "There", 3)


def test_what_no_script_makes_a_client_writes(app):
    app.new("/contacts/fast_access", SHOE)
    app.new("/contacts/fast_access", PLAIN)
    made = app.new("/contacts", {"fast_access": {"shoe size": 43, "color": "x"}, "fast_access_1": "one"})
    seen = app.get(f"/contacts/{made}").json
    assert seen["fast_access"] == {"shoe size": "43", "fast_access_1": "one"} and seen["fast_access_1"] == "one"
    app.post(f"/contacts/{made}", {"first_name": "Ann", "fast_access": '{"shoe size": "44"}'})
    assert app.get(f"/contacts/{made}").json["fast_access"] == {"shoe size": "44", "fast_access_1": "one"}
    app.put(f"/contacts/{made}", {"fast_access_1": "two"})
    assert app.get(f"/contacts/{made}").json["fast_access"] == {"fast_access_1": "two"}
    for wrong in ({"fast_access": [1]}, {"fast_access_1": "x" * 256}, {"fast_access": {"shoe size": "\n"}}):
        assert app.post(f"/contacts/{made}", wrong).status == 400


def test_filters_find_them(app):
    app.new("/contacts/fast_access", COLOR)
    app.new("/contacts/fast_access", PLAIN)
    for color in ("red", "blue", "green"):
        app.new("/contacts", {"extended_attributes": {"Favorite_Color": color}, "fast_access_1": color[0]})

    def colors(**query):
        return [each["fast_access"]["color"] for each in app.all("/contacts", **query)]

    assert colors(**{"fast_access.color": "blue"}) == ["blue"]
    assert colors(**{"fast_access.color": "blue,red"}) == ["red", "blue"]
    assert colors(**{"fast_access.fast_access_1": "g"}) == colors(fast_access_1="g") == ["green"]
    assert colors(**{"fast_access.nothing": "blue"}) == colors(**{"fast_access.color": "b"}) == []
    assert colors(sort="-fast_access_3") == ["red", "green", "blue"]


def test_all_contacts_follow_a_rule(app, office, clock):
    made = app.new("/contacts", {"extended_attributes": {"Favorite_Color": "blue", "shoe": 43}})

    def seen():
        while office.fast_access(clock.now) == clock.now:
            pass
        return app.get(f"/contacts/{made}").json.get("fast_access")

    rule = app.new("/contacts/fast_access", COLOR)
    assert seen() == {"color": "blue"}
    app.post(f"/contacts/fast_access/{rule}", {"value_derivation_script": "$..shoe", "target_attribute_name": "size"})
    assert seen() == {"size": "43"}
    app.post(f"/contacts/fast_access/{rule}", {"target_attribute": "fast_access_7"})
    assert seen() == {"size": "43"}
    assert app.all("/contacts", fast_access_3="43") == [] and len(app.all("/contacts", fast_access_7="43")) == 1
    app.post(f"/contacts/fast_access/{rule}", {"value_derivation_script": ""})
    assert seen() == {"size": "43"}
    app.post(f"/contacts/{made}", {"fast_access": {"size": "44"}})
    assert seen() == {"size": "44"}
    app.delete(f"/contacts/fast_access/{rule}")
    assert seen() is None
    app.new("/contacts/fast_access", {**PLAIN, "target_attribute": "fast_access_7"})
    assert seen() is None


def test_a_rule_of_an_application_is_for_its_contacts_and_nobodys(app, program, alice, office, clock):
    other = program("alice", "other")
    rule = app.new("/contacts/fast_access", {**COLOR, "value_derivation_script": "$.primary_mdn"})
    assert other.get(f"/contacts/fast_access/{rule}").status == 404 and other.all("/contacts/fast_access") == []
    theirs = other.new("/contacts", {"primary_mdn": "0301"})
    own = app.new("/contacts", {"primary_mdn": "0302"})
    alice.post("/contacts", {"phone": "0303"})
    office.fast_access(clock.now)
    assert "fast_access" not in other.get(f"/contacts/{theirs}").json
    assert app.get(f"/contacts/{own}").json["fast_access"] == {"color": "0302"}
    assert [each["primary_mdn"] for each in app.all("/contacts", **{"fast_access.color": "0303"})] == ["0303"]


def test_a_contact_that_is_replaced_has_what_is_said_below(app):
    app.new("/contacts/fast_access", {"target_attribute": "fast_access_3"})
    contact = app.new("/contacts", {"fast_access_3": "three"})
    for body in ({"fast_access": {"fast_access_3": "four"}}, {"fast_access_3": "five"}, {}):
        assert app.put(f"/contacts/{contact}", body).status == 200
        found = app.get(f"/contacts/{contact}").json.get("fast_access_3")
        assert found == {**body.get("fast_access", {}), **body}.get("fast_access_3")
