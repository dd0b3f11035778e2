"""The facts, from a box's data."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from appliance.api.certificate import ends, own_certificate
from appliance.checkup import Running, facts_of
from appliance.domain import Line
from appliance.lines.recorder import RECORDINGS
from appliance.settings import Settings
from appliance.spool import balances, deliveries, events, line_states, sims
from appliance.spool.deliveries import Missed
from appliance.spool.line_states import LineState
from appliance.spool.webhooks import DELIVERIES

NOW = 1_700_000_000.0


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "box.json")


@pytest.fixture
def facts(tmp_path, spool, settings):
    """facts(running): what is known."""
    return lambda running=Running(): facts_of(tmp_path, spool, settings, NOW, running)  # noqa: B008


def test_an_empty_box(facts, tmp_path):
    found = facts()
    assert (found.folder, found.running, found.lines, found.in_doubt) == (str(tmp_path), True, [], 0)
    assert (found.broken, found.broker, found.certificate_ends, found.recordings) == ("", "", 0.0, [])
    assert 0 < found.free < found.size
    assert not found.read_only
    assert not facts(None).running


def test_a_line_as_it_is_seen_and_configured(facts, spool, settings):
    settings.add_line(Line("gsm1", imei="350000010000012", pin="1234"))
    seen = LineState(
        "gsm1", "paused", "no credit", registration="home", signal_dbm=-73, iccid="8901", port="/dev/ttyUSB0"
    )

    def happen(db) -> None:
        line_states.save(db, seen, NOW - 60.0)
        sims.pause(db, "8901", NOW + 1.0, "no credit", NOW - 60.0)
        events.append(db, NOW - 10.0, events.STORAGE_FULL, line="gsm1", data={"memory": "SM"})

    spool.write(happen)
    (line,) = facts().lines
    assert (line.name, line.state, line.detail, line.registration) == ("gsm1", "paused", "no credit", "home")
    assert (line.signal_dbm, line.has_pin, line.since, line.rests, line.full) == (-73, True, 60.0, True, 1)
    assert facts().last_event == NOW - 10.0


def test_a_port_that_can_not_be_opened_is_a_line_though_none_is_configured(facts, spool):
    seen = LineState("gsm1", "failed", "/dev/ttyUSB0 can't be opened: Permission denied", port="/dev/ttyUSB0")
    spool.write(lambda db: line_states.save(db, seen, NOW - 5.0))
    (line,) = facts().lines
    assert (line.name, line.state, line.detail, line.since) == ("gsm1", "failed", seen.detail, 5.0)


def test_what_it_has_to_pay_with_and_whether_it_receives(facts, spool, settings):
    settings.add_line(Line("gsm1", imei="350000010000012"))
    spool.write(lambda db: line_states.save(db, LineState("gsm1", "ready", iccid="8901"), NOW))
    assert [(line.balance, line.low, line.receiving) for line in facts().lines] == [(0.0, False, None)]
    spool.write(lambda db: balances.read(db, "8901", "gsm1", 4.5, 5.0, NOW))
    spool.write(lambda db: db.execute("INSERT INTO canaries (line, counts_from, receiving) VALUES ('gsm1', 0, 0)"))
    assert [(line.balance, line.low, line.receiving) for line in facts().lines] == [(4.5, True, False)]


def test_a_pause_that_is_over_is_none(facts, spool, settings):
    settings.add_line(Line("gsm1", imei="350000010000012"))
    spool.write(lambda db: line_states.save(db, LineState("gsm1", "paused", "limit of 1 a day", iccid="8901"), NOW))
    spool.write(lambda db: sims.pause(db, "8901", NOW - 1.0, "no credit", NOW))
    (line,) = facts().lines
    assert not line.rests


def test_a_line_whose_modem_was_never_there_and_one_that_is_no_more(facts, spool, settings):
    settings.add_line(Line("gsm1", imei="350000010000012"))
    spool.write(lambda db: line_states.save(db, LineState("gone", "ready"), NOW))
    (line,) = facts().lines
    assert (line.name, line.state, line.detail) == ("gsm1", "absent", "its modem was never seen")


def test_settings_that_can_t_be_read(facts, tmp_path):
    (tmp_path / "box.json").write_text("{")
    found = facts()
    assert "is not JSON" in found.broken
    assert found.lines == []


def test_the_broker_and_how_it_stands(facts, settings):
    settings.change_mqtt(host="10.0.0.2")
    assert (facts().broker, facts(Running(mqtt="connected to 10.0.0.2")).mqtt) == ("10.0.0.2", "connected to 10.0.0.2")


def test_the_certificate_counts_where_it_is_served(facts, tmp_path):
    own_certificate(tmp_path, ("localhost",), datetime.fromtimestamp(NOW, UTC))
    assert facts().certificate_ends == 0.0
    assert facts(Running(tls=True)).certificate_ends == ends(tmp_path) > NOW


def test_no_certificate_ends_never(tmp_path):
    assert ends(tmp_path) == 0.0
    (tmp_path / "tls.crt").write_text("no certificate")
    assert ends(tmp_path) == 0.0


def test_recordings_are_listed_the_newest_first(facts, tmp_path):
    (tmp_path / RECORDINGS).mkdir()
    for name in ("1.txt", "2.txt", "2.txt.new"):
        (tmp_path / RECORDINGS / name).touch()
    assert facts().recordings == [str(tmp_path / RECORDINGS / name) for name in ("2.txt", "1.txt")]


def test_events_that_are_not_told(facts, office, people, spool, journal):
    assert (facts().dead_letters, facts().target) == (0, "")
    alice = people["alice"]
    target = office.telling.configurations.create(alice, address="https://example.org/", name="mine").id
    office.telling.subscriptions.create(alice, "SCG-Message", target)
    journal.came_in(alice.user_id, "+491711234567", "hello")
    office.telling.fan_out.step()
    (lost,) = DELIVERIES.find(spool.read()).rows
    spool.write(lambda db: deliveries.missed(db, lost, Missed(500, "it answered 500", None, None), NOW - 60.0))
    found = facts()
    assert (found.dead_letters, found.target) == (1, "mine")
    assert (found.target_down_since, found.target_trouble) == (NOW - 60.0, "it answered 500")
    office.telling.configurations.update(alice, target, active=False)
    assert facts().target == ""
