"""SCG's message templates through HTTP."""

import pytest

PATH = "/messaging/message_templates"
ALERT = {"designation": "TEMPLATE", "name": "Alerts", "pattern": "Dear ${name},\nyour order ${number} has shipped."}


def test_a_template_is_made_and_read(app, clock):
    made = app.new(PATH, ALERT)
    found = app.get(f"{PATH}/{made}").json
    millis = round(clock.now * 1000)
    times = {"created_date": millis, "last_updated_date": millis, "last_update_date": millis}
    application = found.pop("application_id")
    assert isinstance(application, int)
    assert found == {"id": made, **ALERT, **times, "version_number": 1}


def test_it_is_a_template_where_nobody_says(app):
    made = app.new(PATH, {"name": "x", "pattern": "y"})
    assert app.get(f"{PATH}/{made}").json["designation"] == "TEMPLATE"


def test_a_form_will_do(app):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    made = app.new(PATH, "designation=validator&name=V&pattern=Code+%24%7Bx%7D", headers=headers)
    found = app.get(f"{PATH}/{made}").json
    assert (found["designation"], found["pattern"]) == ("VALIDATOR", "Code ${x}")


def test_a_post_keeps_what_it_leaves_out(app, clock):
    made = app.new(PATH, ALERT)
    clock.now += 5
    assert app.post(f"{PATH}/{made}", {"pattern": "new", "name": None, "version_number": 1}).json == {"id": made}
    found = app.get(f"{PATH}/{made}").json
    assert (found["name"], found["pattern"], found["version_number"]) == ("Alerts", "new", 2)
    assert found["last_updated_date"] == found["created_date"] + 5000
    stale = app.post(f"{PATH}/{made}", {"pattern": "newer", "version_number": 1})
    assert (stale.status, stale.json["error_code"]) == (409, "1001")


def test_a_put_replaces(app):
    made = app.new(PATH, {**ALERT, "designation": "VALIDATOR"})
    assert app.put(f"{PATH}/{made}", {"name": "B", "pattern": "x"}).status == 200
    assert app.get(f"{PATH}/{made}").json["designation"] == "TEMPLATE"
    assert app.put(f"{PATH}/{made}", {"name": "B"}).status == 400
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert app.put(f"{PATH}/{made}", "name=C&pattern=z", headers=form).status == 200
    assert app.get(f"{PATH}/{made}").json["name"] == "C"


def test_what_it_is_read_as_is_sent_back(app):
    made = app.new(PATH, ALERT)
    whole = app.get(f"{PATH}/{made}").json
    assert app.post(f"{PATH}/{made}", whole).status == 200
    assert app.put(f"{PATH}/{made}", {**whole, "version_number": "2"}).status == 200
    assert app.get(f"{PATH}/{made}").json["version_number"] == 3


def test_a_template_is_removed(app):
    made = app.new(PATH, ALERT)
    assert app.delete(f"{PATH}/{made}").json == {"id": made}
    assert app.get(f"{PATH}/{made}").status == 404
    assert app.delete(f"{PATH}/{made}").status == 404
    assert app.post(f"{PATH}/{made}", ALERT).status == 404


def test_a_name_is_taken_once(app, program):
    app.new(PATH, ALERT)
    taken = app.post(PATH, ALERT)
    assert (taken.status, taken.json["error_code"]) == (409, "1011")
    assert "Alerts" in taken.json["error_description"]
    other = app.new(PATH, {**ALERT, "name": "Other"})
    assert app.post(f"{PATH}/{other}", {"name": "Alerts"}).status == 409
    assert app.post(f"{PATH}/{other}", {"name": "Other"}).status == 200
    assert program("alice", "second").new(PATH, ALERT)
    assert program("bob", "third").new(PATH, ALERT)


def test_templates_are_each_applications_own(app, program, alice):
    made = app.new(PATH, ALERT)
    for stranger in (program("alice", "second"), program("bob", "third")):
        assert stranger.all(PATH) == []
        for reply in (
            stranger.get(f"{PATH}/{made}"),
            stranger.post(f"{PATH}/{made}", ALERT),
            stranger.put(f"{PATH}/{made}", ALERT),
            stranger.delete(f"{PATH}/{made}"),
        ):
            assert reply.status == 404
    assert [each["id"] for each in app.all(PATH)] == [made]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "400"),
        ({"name": "x"}, "400"),
        ({"name": "x", "pattern": "  "}, "400"),
        ({"pattern": "x"}, "400"),
        ({**ALERT, "designation": "OTHER"}, "400"),
        ({**ALERT, "pattern": "#set($a = "}, "400"),
        ({**ALERT, "pattern": "x" * 10_001}, "400"),
        ({**ALERT, "name": "x" * 256}, "1023"),
        ({**ALERT, "name": ["x"]}, "400"),
        ([], "400"),
    ],
)
def test_what_does_not_hold_is_refused(app, body, code):
    refused = app.post(PATH, body)
    assert (refused.status, refused.json["error_code"]) == (400, code)
    assert app.all(PATH) == []


def test_a_validators_pattern_is_no_program(app):
    assert app.new(PATH, {"designation": "VALIDATOR", "name": "v", "pattern": "#set($a = "})


def test_lists_are_filtered_sorted_and_paged(app, clock):
    ids = {}
    for number, (name, designation) in enumerate([("b", "TEMPLATE"), ("a", "VALIDATOR"), ("c", "TEMPLATE")]):
        clock.now += 10
        ids[name] = app.new(PATH, {"name": name, "designation": designation, "pattern": f"p{number}"})

    def names(**query):
        return [each["name"] for each in app.all(PATH, **query)]

    assert names() == ["b", "a", "c"]
    assert names(sort="name") == ["a", "b", "c"]
    assert names(sort="-designation,-name") == ["a", "c", "b"]
    assert names(designation="TEMPLATE") == ["b", "c"]
    assert names(name="a,c") == ["a", "c"]
    assert names(id=ids["c"]) == ["c"]
    assert names(id="nothing") == []
    assert names(pattern="p1") == ["a"]
    assert names(created_date=f"[{round(clock.now - 10) * 1000},]") == ["a", "c"]
    page = app.get(PATH, query={"limit": 1, "offset": 1}).json
    assert (page["total"], page["limit"], page["offset"], page["list"][0]["name"]) == (3, 1, 1, "a")


def test_who_may_not_may_not(program, office, people):
    app = program()
    office.desk.write(lambda db: db.execute("DELETE FROM user_roles WHERE user_id = ?", (people["alice"].user_id,)))
    assert app.post(PATH, ALERT).status == 403
    assert app.get(PATH).json["error_code"] == "403"


def test_a_sender_says_only_what_its_validators_allow(app, program, lines):
    lines(number="+15550001001")
    boss = program("admin", "boss")
    (sender,) = boss.all("/messaging/sender_ids")
    code = boss.new(PATH, {"designation": "VALIDATOR", "name": "Code", "pattern": "Your code is ${code}."})
    changed = boss.post(f"/messaging/sender_ids/{sender['id']}", {"message_templates": [code]})
    assert changed.status == 200, changed.body

    def ask(body):
        return app.post("/messaging/message_requests", {"from": sender["id"], "to": ["+491711"], "body": body})

    refused = ask("Buy now")
    assert (refused.status, refused.json["error_code"]) == (400, "400")
    assert "none of its sender's templates" in refused.json["error_description"]
    assert ask("Your code is 1234.").status == 200
    assert boss.delete(f"{PATH}/{code}").status == 409
    forbidden = boss.put(f"{PATH}/{code}", {"name": "Code", "pattern": "${all}", "designation": "VALIDATOR"})
    assert (forbidden.status, forbidden.json["error_code"]) == (403, "403")
