import pytest

from appliance.domain import Line
from appliance.spool import balances, line_states, sims, usage
from appliance.spool.line_states import LineState

PASSWORD = "correct horse"


def test_health_is_told_to_anybody(anybody):
    reply = anybody.get("/healthz")
    assert (reply.status, reply.json) == (200, {"healthy": True})


def test_a_box_that_is_not_well_says_so(web, anybody):
    from appliance.api import box
    from appliance.api.server import by_prefix

    web.plug.app = by_prefix(box.about((), lambda: False))
    reply = anybody.get("/healthz")
    assert (reply.status, reply.json) == (503, {"healthy": False})


def test_everybody_sees_the_lines(alice, spool):
    for name, state in (("gsm2", "absent"), ("gsm1", "ready")):
        seen = LineState(name, state, operator="Test", signal_dbm=-71)
        spool.write(lambda db, seen=seen: line_states.save(db, seen, 1_700_000_000.0))
    rows = alice.get("/box/v1/lines").json
    assert [(row["line"], row["state"]) for row in rows] == [("gsm1", "ready"), ("gsm2", "absent")]
    assert (rows[0]["signal_dbm"], rows[0]["operator"]) == (-71, "Test")


def test_what_is_wrong_and_what_to_do_about_it(admin, alice):
    found = admin.get("/box/v1/findings").json
    assert [(row["code"], row["line"], row["needs_you"]) for row in found] == [
        ("clock-unset", "", True),
        ("modem-absent", "gsm1", True),
    ]
    assert found[1]["what"] == "its modem is not there"
    assert found[1]["advice"].startswith("Pull the modem out")
    assert found[1]["files"] == []
    assert [row["code"] for row in alice.get("/box/v1/findings").json] == ["modem-absent"]
    assert len(admin.get("/box/v1/findings", query={"limit": 1}).json) == 1


def test_F33_whether_a_line_receives_is_shown(alice, spool):
    statement = "INSERT INTO canaries (line, counts_from, receiving) VALUES (?, 0, ?)"

    def see(db) -> None:
        for number, receiving in enumerate((None, 1, 0)):
            line_states.save(db, LineState(f"gsm{number}", "ready"), 1_700_000_000.0)
            db.execute(statement, (f"gsm{number}", receiving))

    spool.write(see)
    assert [row["receiving"] for row in alice.get("/box/v1/lines").json] == [None, True, False]
    assert alice.get("/box/v1/now").json["lines_down"] == 1


@pytest.fixture
def line(configured, spool):
    """Line gsm1 with the SIM 89, of which 30 parts went out today and 2 more may."""
    configured.add_line(Line("gsm1", per_day=32))
    seen = LineState("gsm1", "ready", iccid="89")
    spool.write(lambda db: line_states.save(db, seen, 1_700_000_000.0))
    spool.write(lambda db: usage.record(db, "89", "", 1_700_000_000.0, 30))


def test_a_line_shows_what_its_sim_sent_and_what_it_has_to_pay_with(line, alice, spool):
    (row,) = alice.get("/box/v1/lines").json
    assert (row["sent_today"], row["per_day"], row["sent_this_hour"], row["per_hour"]) == (30, 32, 30, 0)
    assert (row["recipients_this_month"], row["balance"], row["balance_at"]) == (None, None, None)
    spool.write(lambda db: balances.read(db, "89", "gsm1", 4.25, 5.0, 1_700_000_000.0))
    (row,) = alice.get("/box/v1/lines").json
    assert (row["balance"], row["balance_at"], row["balance_low"]) == (4.25, 1_700_000_000, True)


def test_of_a_line_whose_sim_is_not_known_no_counts_are_shown(line, alice, spool):
    spool.write(lambda db: line_states.save(db, LineState("gsm1", "absent"), 1_700_000_001.0))
    (row,) = alice.get("/box/v1/lines").json
    assert (row["sent_today"], row["balance"], row["per_day"]) == (None, None, 32)


def test_an_administrator_lets_a_sim_send_on(line, admin, alice, spool, routes):
    assert alice.post("/box/v1/lines/resume", {"line": "gsm1"}).status == 403
    assert admin.post("/box/v1/lines/resume", {"line": "gsm1"}).status == 409
    assert admin.post("/box/v1/lines/resume", {"line": "gsm9"}).status == 404
    assert admin.post("/box/v1/lines/resume", {}).status == 422
    spool.write(lambda db: sims.pause(db, "89", 9e9, "blocked", 1.0))
    assert admin.post("/box/v1/lines/resume", {"line": "gsm1"}).json is True
    assert sims.paused(spool.read(), "89").until == 0.0
    assert routes.woken == ("gsm1",)


def test_events_are_followed_by_their_ids(alice, bob, admin, sent, journal):
    sent(alice)
    journal.tell("line.state", {}, {"state": "ready"})
    journal.end(1, "sent", delivered=True)
    kinds = [row["kind"] for row in alice.get("/box/v1/events").json]
    assert kinds[:2] == ["transmission.created", "transmission.queued"]
    assert kinds[-3:] == ["attempt.started", "transmission.done", "sms.delivered"]
    first, second, *_ = alice.get("/box/v1/events").json
    after = alice.get("/box/v1/events", query={"after": first["id"], "limit": 1}).json
    assert after == [second]
    assert bob.get("/box/v1/events").json == []
    assert "line.state" in [row["kind"] for row in admin.get("/box/v1/events").json]
    assert "line.state" not in kinds


def test_what_came_in_is_read_in_order(alice, bob, people, journal):
    arrived = [("+491", "one"), ("+492", "two\nlines"), ("+491", "three")]
    for sender, text in arrived:
        journal.came_in(people["alice"].user_id, sender, text)
    rows = alice.get("/box/v1/inbox").json
    assert [(row["number"], row["text"]) for row in rows] == [
        ("+491", "one"),
        ("+492", "two\nlines"),
        ("+491", "three"),
    ]
    assert [row["text"] for row in alice.get("/box/v1/inbox", query={"after": rows[0]["id"], "limit": 1}).json] == [
        "two\nlines"
    ]
    assert len(alice.get("/box/v1/inbox", query={"number": "+491"}).json) == 2
    assert bob.get("/box/v1/inbox").json == []


def test_a_message_with_its_text(alice, sent):
    sent(alice, text="hello there")
    row = alice.get("/box/v1/transmissions/1").json
    assert (row["text"], row["number"], row["standing"], row["parts"]) == ("hello there", "+491711234567", "active", 1)


def test_a_message_is_stopped_before_it_goes(alice, sent, journal):
    sent(alice)
    assert alice.post("/box/v1/transmissions/1/cancel").json is True
    assert alice.get("/box/v1/transmissions/1").json["standing"] == "cancelled"
    assert alice.post("/box/v1/transmissions/1/cancel").status == 409


@pytest.mark.parametrize(("said", "standing"), [(True, "sent"), (False, "failed")])
def test_a_person_says_what_became_of_a_message_in_doubt(alice, sent, journal, said, standing):
    sent(alice)
    assert alice.post("/box/v1/transmissions/1/settle", {"sent": said}).status == 409
    journal.part(1, 1, "in_doubt")
    journal.end(1, "in_doubt")
    assert alice.post("/box/v1/transmissions/1/settle", {}).status == 422
    assert alice.post("/box/v1/transmissions/1/settle", {"sent": said}).json is True
    assert alice.get("/box/v1/transmissions/1").json["standing"] == standing


def test_a_first_password_is_changed(anybody, office, people, clock):
    office.people.set_password(people["alice"].user_id, "printed once", must_change=True)
    first = anybody.post("/box/v1/login", {"username": "alice", "password": "printed once"}).json
    assert first["must_change_password"] is True
    anybody.headers = {"Authorization": f"Bearer {first['token']}"}
    for body, code in (
        ({"old": "wrong", "new": "a better one"}, 403),
        ({"old": "printed once", "new": "short"}, 422),
        ({"old": "printed once", "new": "printed once"}, 422),
        ({"new": "a better one"}, 422),
    ):
        assert anybody.post("/box/v1/password", body).status == code
    clock.now += 1
    assert anybody.post("/box/v1/password", {"old": "printed once", "new": "a better one"}).json is True
    assert anybody.get("/box/v1/lines").status == 401
    again = anybody.post("/box/v1/login", {"username": "alice", "password": "a better one"}).json
    assert again["must_change_password"] is False


def test_guessing_the_old_password_is_slowed_down_too(alice, monkeypatch):
    from appliance import passwords

    monkeypatch.setattr(passwords, "matches", lambda password, stored: False)
    codes = {alice.post("/box/v1/password", {"old": "guess", "new": "a better one"}).status for _ in range(10)}
    assert codes == {403, 429}


def test_its_errors_are_its_own(alice):
    assert alice.get("/box/v1/transmissions/9").status == 404
    assert alice.get("/box/v1/nothing").json["error"]["code"] == 404
    assert alice.get("/box/v1/events", query={"after": "x"}).status == 422
    assert alice.get("/box/v1/lines", accept=None).body == b"[]"
