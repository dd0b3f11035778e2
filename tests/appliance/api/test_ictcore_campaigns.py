"""Campaigns: each request with what it takes and what it refuses; what is seen of them while they run."""

import pytest


@pytest.fixture
def program(alice):
    return alice.post("/programs/sendsms", {"name": "news", "message": "Hello"}).json["program_id"]


@pytest.fixture
def group(alice):
    """Three of alice's contacts."""
    made = alice.post("/groups", {"name": "Readers"}).json["group_id"]
    for number in range(3):
        contact = alice.post("/contacts", {"phone": f"+4917100{number}"}).json["contact_id"]
        alice.put(f"/contacts/{contact}/link/{made}")
    return made


@pytest.fixture
def campaign(alice, program, group):
    body = {"program_id": program, "group_id": group, "cpm": 60, "try_allowed": 3}
    return alice.post("/campaigns", body).json["campaign_id"]


@pytest.fixture
def go(office, clock):
    """go(seconds): that much time passes, and what is due is done."""

    def after(seconds=0):
        clock.now += seconds
        return office.expansion(clock.now)

    return after


def numbers(client, campaign, **query):
    rows = client.get("/transmissions", query={"campaign_id": campaign, **query}).json
    return [row["contact_phone"] for row in reversed(rows)]


def standing(client, campaign):
    row = client.get(f"/campaigns/{campaign}").json
    return row["status"], row["contact_total"], row["contact_done"]


def test_a_campaign_is_made_read_changed_and_removed(alice, program, group, people):
    body = {"program_id": str(program), "group_id": str(group)}
    assert alice.post("/campaigns", {**body, "status": "running"}).json == {"campaign_id": 1}
    expected = {
        "campaign_id": 1,
        "program_id": program,
        "group_id": group,
        "cpm": 2,
        "try_allowed": 1,
        "account_id": None,
        "status": "new",
        "reason": "",
        "contact_total": 3,
        "contact_done": 0,
        "last_run": None,
        "program_type": "sendsms",
        "user_id": people["alice"].user_id,
    }
    assert alice.get("/campaigns/1").json == expected
    changed = {**expected, "cpm": 30, "account_id": 2}
    assert alice.put("/campaigns/1", {"cpm": "30", "account_id": 2}).json == changed
    assert alice.get("/campaigns").json == [changed]
    assert alice.delete("/campaigns/1").json is True
    assert alice.get("/campaigns/1").status == 404


@pytest.mark.parametrize(
    ("body", "code", "word"),
    [
        ({"group_id": 1}, 412, "program_id is missing"),
        ({"program_id": 1}, 412, "group_id is missing"),
        ({"program_id": 9, "group_id": 1}, 404, "program 9"),
        ({"program_id": 1, "group_id": 9}, 404, "group 9"),
        ({"program_id": 2, "group_id": 1}, 412, "sends nothing"),
        ({"program_id": 1, "group_id": 1, "account_id": 99}, 404, "account 99"),
        ({"program_id": 1, "group_id": 1, "account_id": 3}, 404, "account 3"),
        ({"program_id": 1, "group_id": 1, "cpm": 0}, 412, "cpm"),
        ({"program_id": 1, "group_id": 1, "cpm": 60_001}, 412, "cpm"),
        ({"program_id": 1, "group_id": 1, "cpm": "fast"}, 412, "cpm must be a whole number"),
        ({"program_id": 1, "group_id": 1, "try_allowed": 101}, 412, "try_allowed"),
    ],
)
def test_a_campaign_that_does_not_hold_is_refused(alice, program, group, body, code, word):
    alice.post("/programs/receivesms", {"account_id": 2})
    refused = alice.post("/campaigns", body)
    assert (refused.status, word in refused.json["error"]["message"]) == (code, True)
    assert alice.get("/campaigns").json == []


def test_a_change_that_does_not_hold_changes_nothing(alice, campaign):
    before = alice.get("/campaigns/1").json
    for body in ({"cpm": 0, "try_allowed": 2}, {"try_allowed": 0}):
        assert alice.put("/campaigns/1", body).status == 412
    assert alice.put("/campaigns/1", {"group_id": 9}).status == 404
    assert alice.get("/campaigns/1").json == before


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_it_goes_through_its_group_at_its_pace(alice, campaign, go, journal, method):
    assert alice.request(method, "/campaigns/1/start").json is True
    assert standing(alice, campaign) == ("running", 3, 0)
    go()
    assert numbers(alice, campaign) == ["+49171000"]
    go(0.5)
    assert numbers(alice, campaign) == ["+49171000"]
    journal.end(1, "sent")
    go(0.6)
    assert numbers(alice, campaign) == ["+49171000", "+49171001"]
    assert standing(alice, campaign) == ("running", 3, 1)
    go(1)
    journal.end(2, "failed", "CMS 38")
    go(1)
    assert standing(alice, campaign) == ("running", 3, 2)
    journal.end(3, "sent")
    go()
    assert standing(alice, campaign) == ("completed", 3, 3)
    assert alice.get("/campaigns/1").json["last_run"] == 1_700_000_002


def test_its_transmissions_are_its_owners_with_its_tries_behind_all_others(alice, admin, spool, campaign, go):
    admin.put("/campaigns/1/start")
    go()
    row = alice.get("/transmissions/1").json
    assert (row["campaign_id"], row["try_allowed"], row["username"]) == (campaign, 3, "alice")
    assert (row["title"], row["status"], row["account_id"]) == ("news", "processing", 2)
    assert spool.read().execute("SELECT priority FROM attempts").fetchall() == [(-1,)]
    clone = alice.get("/transmissions/1/clone").json["transmission_id"]
    assert alice.get(f"/transmissions/{clone}").json["campaign_id"] is None
    assert spool.read().execute("SELECT priority FROM transmissions WHERE id = ?", (clone,)).fetchone() == (0,)


def test_what_waits_is_held_when_it_is_stopped_and_goes_first_when_it_is_started(alice, campaign, go, journal):
    alice.put("/campaigns/1", {"cpm": 6})
    alice.put("/campaigns/1/start")
    for _ in range(2):
        go(10)
    journal.open(1)
    assert alice.put("/campaigns/1/stop").json is True
    assert standing(alice, campaign) == ("paused", 3, 0)
    assert [row["status"] for row in alice.get("/transmissions").json] == ["pending", "processing"]
    go(60)
    assert len(numbers(alice, campaign)) == 2
    alice.put("/campaigns/1/start")
    go()
    assert [row["status"] for row in alice.get("/transmissions").json] == ["processing", "processing"]
    go(10)
    assert numbers(alice, campaign) == ["+49171000", "+49171001", "+49171002"]


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_starting_and_stopping_out_of_turn_is_refused(alice, campaign, go, method):
    def ask(verb):
        return alice.request(method, f"/campaigns/1/{verb}").status

    assert ask("stop") == 423
    assert [ask("start"), ask("start")] == [200, 423]
    assert [ask("stop"), ask("stop"), ask("start")] == [200, 423, 200]
    alice.delete("/contacts/1")
    alice.delete("/contacts/2")
    alice.delete("/contacts/3")
    go()
    assert standing(alice, campaign)[0] == "completed"
    assert [ask("start"), ask("stop")] == [423, 423]


def test_a_head_starts_nothing(alice, campaign):
    assert alice.request("HEAD", "/campaigns/1/start").status == 404
    assert standing(alice, campaign)[0] == "new"


def test_a_new_pace_counts_at_once(alice, campaign, go):
    alice.put("/campaigns/1", {"cpm": 1})
    alice.put("/campaigns/1/start")
    go()
    assert go(1) > 1_700_000_050
    alice.put("/campaigns/1", {"cpm": 60})
    go()
    assert len(numbers(alice, campaign)) == 2


def test_once_started_it_stays_what_it_was(alice, campaign, group):
    other = alice.post("/groups", {"name": "Other"}).json["group_id"]
    assert alice.put("/campaigns/1", {"group_id": other}).json["group_id"] == other
    alice.put("/campaigns/1", {"group_id": group})
    alice.put("/campaigns/1/start")
    assert alice.put("/campaigns/1", {"group_id": other}).status == 423
    assert alice.put("/campaigns/1", {"group_id": group, "cpm": 7}).json["cpm"] == 7


def test_one_that_is_deleted_is_stopped_first(alice, campaign, go, journal):
    alice.put("/campaigns/1/start")
    for _ in range(3):
        go(1)
    journal.open(1)
    alice.put("/campaigns/1/stop")
    assert alice.delete("/campaigns/1").json is True
    go(60)
    rows = {row["transmission_id"]: row for row in alice.get("/transmissions").json}
    assert [rows[each]["status"] for each in (1, 2, 3)] == ["processing", "failed", "failed"]
    assert rows[3]["response"] == "its campaign was deleted"


def test_one_that_runs_is_deleted_and_waiting_retries_with_it(alice, campaign, go, journal):
    alice.put("/campaigns/1/start")
    go(1)
    journal.open(1)
    journal.wait(1)
    alice.delete("/campaigns/1")
    assert alice.get("/transmissions/1").json["response"] == "cancelled"


def test_a_group_stays_while_a_campaign_goes_through_it(alice, campaign, group):
    alice.put("/campaigns/1/start")
    refused = alice.delete(f"/groups/{group}")
    assert (refused.status, "campaign 1" in refused.json["error"]["message"]) == (423, True)
    assert alice.get(f"/groups/{group}").json["contact_total"] == 3
    alice.put("/campaigns/1/stop")
    assert alice.delete(f"/groups/{group}").status == 200
    assert alice.put("/campaigns/1/start").status == 404
    assert standing(alice, campaign)[0] == "paused"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PUT", ""), ("DELETE", ""), ("PUT", "/start"), ("PUT", "/stop"), ("GET", "/start")],
)
def test_what_is_not_there_or_anothers_is_not_found(alice, bob, campaign, method, path):
    assert alice.request(method, f"/campaigns/7{path}", {}).status == 404
    assert bob.request(method, f"/campaigns/{campaign}{path}", {}).status == 404
    assert standing(alice, campaign)[0] == "new"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, [1, 2]),
        ({"campaign_id": "2"}, [2]),
        ({"group_id": "1"}, [1, 2]),
        ({"program_id": "2"}, []),
        ({"status": "active"}, [1]),
        ({"status": "run"}, [1]),
        ({"status": "new"}, [2]),
        ({"status": "broken"}, []),
        ({"user_id": "3"}, []),
        ({"before": "1699999999"}, []),
        ({"limit": "1"}, [1]),
    ],
)
def test_filters(alice, program, campaign, group, query, ids):
    alice.post("/campaigns", {"program_id": program, "group_id": group})
    alice.put("/campaigns/1/start")
    assert [row["campaign_id"] for row in alice.get("/campaigns", query=query).json] == ids


def test_transmissions_are_found_by_their_campaign(alice, campaign, draft, go):
    draft(alice)
    alice.put("/campaigns/1/start")
    go(1)
    assert [row["transmission_id"] for row in alice.get("/transmissions", query={"campaign_id": 1}).json] == [2]
    assert alice.get("/transmissions", query={"campaign_id": 9}).json == []
    assert alice.get("/transmissions", query={"campaign_id": "x"}).status == 412


class TestSchedules:
    @pytest.fixture
    def planned(self, alice, campaign):
        """The actions that are planned, by their ids."""
        return lambda: {row["schedule_id"]: row["action"] for row in alice.get("/schedules").json}

    @pytest.fixture
    def pass_(self, office, clock):
        """pass_(seconds): that much time passes, and what is due is done."""

        def after(seconds):
            clock.now += seconds
            office.schedules.run(clock.now)
            office.expansion(clock.now)

        return after

    @pytest.mark.parametrize("method", ["POST", "PUT"])
    def test_it_starts_and_stops_when_it_is_time(self, alice, campaign, pass_, method):
        assert alice.request(method, "/campaigns/1/start/schedule", {"delay": 60}).json == {"schedule_id": 1}
        assert alice.request(method, "/campaigns/1/stop/schedule", {"delay": 62}).json == {"schedule_id": 2}
        pass_(59)
        assert standing(alice, campaign)[0] == "new"
        pass_(1)
        assert (standing(alice, campaign)[0], len(numbers(alice, campaign))) == ("running", 1)
        pass_(2)
        assert standing(alice, campaign)[0] == "paused"
        assert alice.get("/schedules").json == []

    def test_what_can_not_be_started_any_more_is_told(self, alice, campaign, pass_, spool):
        alice.post("/campaigns/1/start/schedule", {"delay": 60})
        alice.put("/campaigns/1/start")
        pass_(60)
        (told,) = spool.read().execute("SELECT data FROM events WHERE kind = 'schedule.failed'").fetchone()
        assert '"campaign":1' in told and "campaign 1 is running" in told
        assert alice.get("/schedules").json == []

    @pytest.mark.parametrize(
        ("method", "path", "left"),
        [
            ("POST", "/schedule", []),
            ("DELETE", "/schedule", []),
            ("DELETE", "/schedule/cancel", []),
            ("DELETE", "/start/schedule", ["stop"]),
            ("DELETE", "/stop/schedule", ["start"]),
        ],
    )
    def test_what_is_planned_is_forgotten(self, alice, campaign, planned, method, path, left):
        alice.post("/campaigns/1/start/schedule", {"delay": 60})
        alice.post("/campaigns/1/stop/schedule", {"delay": 120})
        assert list(planned().values()) == ["start", "stop"]
        assert alice.request(method, f"/campaigns/1{path}").json is True
        assert list(planned().values()) == left

    def test_a_campaign_that_is_deleted_takes_its_schedules_along(self, alice, campaign, planned):
        alice.post("/campaigns/1/start/schedule", {})
        alice.delete("/campaigns/1")
        assert planned() == {}

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", "/start/schedule"),
            ("PUT", "/stop/schedule"),
            ("POST", "/schedule"),
            ("DELETE", "/schedule"),
            ("DELETE", "/start/schedule"),
        ],
    )
    def test_what_is_not_there_or_anothers_is_not_found(self, alice, bob, campaign, planned, method, path):
        alice.post("/campaigns/1/start/schedule", {})
        assert alice.request(method, f"/campaigns/7{path}", {}).status == 404
        assert bob.request(method, f"/campaigns/1{path}", {}).status == 404
        assert len(planned()) == 1

    @pytest.mark.parametrize("action", ["start", "stop"])
    def test_a_time_that_does_not_hold_is_refused(self, alice, campaign, planned, action):
        assert alice.post(f"/campaigns/1/{action}/schedule", {"delay": -1}).status == 412
        assert alice.post(f"/campaigns/1/{action}/schedule", {"delay": "soon"}).status == 412
        assert planned() == {}
