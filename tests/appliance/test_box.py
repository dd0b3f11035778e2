"""The composition root: what is begun is ended, what was interrupted is settled, and to whom what is told."""

from __future__ import annotations

import dataclasses
import http.client
import json
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from appliance import passwords
from appliance.box import CONTROL, DATABASE, SETTINGS, Box
from appliance.control import answers, ask
from appliance.domain import Line
from appliance.errors import Invalid, NotReady
from appliance.lines.surroundings import Surroundings
from appliance.office import retention
from appliance.office.desk import actor_of
from appliance.office.retention import Retention
from appliance.settings import Settings
from appliance.spool import line_states
from appliance.spool.line_states import LineState
from appliance.spool.listing import Page
from appliance.spool.profiles import PROFILES
from appliance.spool.store import Spool

PASSWORD = "correct horse"
NOBODY = "/dev/there-is-no-modem-here"


@pytest.fixture(autouse=True)
def quick(monkeypatch, password_digest):
    monkeypatch.setattr(passwords, "digest", lambda password: password_digest)


@pytest.fixture
def box(tmp_path) -> Iterator[Callable[..., Box]]:
    """box(..): a box on a port that has no modem; not started."""
    boxes: list[Box] = []

    def make(host: str = "127.0.0.1", port: int = 0) -> Box:
        given = dataclasses.replace(Surroundings(), reopen_after=(3600.0,))
        boxes.append(Box(tmp_path, host, port, [NOBODY], given))
        return boxes[-1]

    yield make
    for one in boxes:
        one.stop()


def get(url: str, path: str) -> tuple[int, bytes]:
    target = urlsplit(url)
    if target.scheme == "https":
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(target.netloc, timeout=30.0, context=context)
    else:
        connection = http.client.HTTPConnection(target.netloc, timeout=30.0)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def left_running(before: set[threading.Thread]) -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread not in before and thread.is_alive()]


def test_it_serves_every_prefix(box):
    one = box()
    one.start(PASSWORD)
    assert one.address.startswith("http://127.0.0.1:")
    assert get(one.address, "/healthz")[0] == 200
    for path in ("/contacts", "/api/contacts", "/box/v1/lines"):
        assert get(one.address, path)[0] == 401
    for path in ("/openapi/ictcore.json", "/openapi/box.json"):
        status, body = get(one.address, path)
        assert (status, "openapi" in json.loads(body)) == (200, True)


def test_what_is_begun_is_ended(box, tmp_path):
    before = set(threading.enumerate())
    one = box()
    one.start(PASSWORD)
    assert answers(tmp_path / CONTROL)
    one.stop()
    assert left_running(before) == []
    assert not (tmp_path / CONTROL).exists()
    one.stop()


def test_the_first_administrators_password_is_made_up_and_told_once(box):
    one = box()
    made = one.start()
    assert len(made) >= 12
    admin = one.office.people.user(username="admin")
    assert (bool(admin.is_admin), bool(admin.must_change)) == (True, True)
    one.stop()
    assert box().start() is None


@pytest.mark.parametrize("password", [None, ""])
def test_no_password_is_no_password(box, password):
    one = box()
    assert one.start(password)
    assert one.office.people.user(username="admin").must_change


def test_a_password_that_was_given_holds_and_is_not_told(box):
    one = box()
    assert one.start(PASSWORD) is None
    assert not one.office.people.user(username="admin").must_change


def test_a_password_that_will_not_do_begins_nothing(box, tmp_path):
    before = set(threading.enumerate())
    with pytest.raises(Invalid, match="8 to 256"):
        box().start("short")
    assert left_running(before) == []
    assert not (tmp_path / CONTROL).exists()


def test_an_address_that_is_taken_ends_what_was_begun(box, tmp_path):
    before = set(threading.enumerate())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(NotReady, match="can't listen at 127"):
            box(port=taken.getsockname()[1]).start(PASSWORD)
    assert left_running(before) == []
    assert not (tmp_path / CONTROL).exists()
    box().start(PASSWORD)


def test_a_spool_that_cannot_be_opened_ends_what_was_begun(box, tmp_path):
    (tmp_path / DATABASE).mkdir()
    before = set(threading.enumerate())
    with pytest.raises(NotReady):
        box().start(PASSWORD)
    assert left_running(before) == []


def test_beyond_loopback_it_is_tls_with_a_key_of_its_own(box, tmp_path):
    one = box("0.0.0.0")
    one.start(PASSWORD)
    assert one.address.startswith("https://")
    local = one.address.replace("0.0.0.0", "127.0.0.1")
    assert get(local, "/healthz")[0] == 200
    assert (tmp_path / "tls.key").stat().st_mode & 0o777 == 0o600


def test_plain_http_beyond_loopback_where_that_was_asked_for(box, tmp_path):
    Settings(tmp_path / SETTINGS).change_box(plain_http=True)
    one = box("0.0.0.0")
    one.start(PASSWORD)
    assert one.address.startswith("http://")
    assert not (tmp_path / "tls.key").exists()


def test_F04_what_was_interrupted_is_settled_before_anything_is_sent(box, tmp_path):
    from appliance.domain import Service
    from appliance.spool import queue

    one = box()
    one.start(PASSWORD)
    admin = one.office.people.user(username="admin")
    actor = actor_of(admin)
    Settings(tmp_path / SETTINGS).add_line(Line("gsm1", imei="350000010000012"))
    one.spool.write(lambda db: line_states.save(db, LineState("gsm1", "ready"), 1.0))
    made = one.office.transmissions.create_and_send(actor, "sendsms", phone="+15550002000", message="hi")
    one.stop()
    crashed = Spool(tmp_path / DATABASE)
    crashed.open()
    crashed.write(lambda db: queue.claim(db, "gsm1", "sim", Service.SMS, ("",), 2_000_000_000.0))
    crashed.close()
    again = box()
    again.start()
    assert again.office.transmissions.standing(actor, made) == "in_doubt"


def test_a_change_of_a_provider_is_a_change_of_its_line_at_once(box, tmp_path, monkeypatch):
    one, told = box(), []
    one.start(PASSWORD)
    monkeypatch.setattr(one._lines, "reload", lambda: told.append(settings.line("gsm1").weight))
    settings = Settings(tmp_path / SETTINGS)
    settings.add_line(Line("gsm1", imei="350000010000012"))
    admin = actor_of(one.office.people.users()[0])
    (provider,) = one.office.providers.find(admin, (), Page()).rows
    one.office.providers.update(admin, provider.id, weight=5)
    assert told == [5]


def test_what_commands_ask_of_it(box, tmp_path):
    one = box()
    one.start(PASSWORD)
    Settings(tmp_path / SETTINGS).add_line(Line("gsm1", imei="350000010000012"))
    assert ask(tmp_path / CONTROL, "wake") is None
    assert ask(tmp_path / CONTROL, "reload") is None
    assert "gsm1" in [state.line for state in line_states.all_lines(one.spool.read())]
    with pytest.raises(Invalid, match="no modem now"):
        ask(tmp_path / CONTROL, "ussd", line="gsm1", code="*100#")
    with pytest.raises(Invalid, match="line gsm9"):
        ask(tmp_path / CONTROL, "ussd", line="gsm9", code="*100#")


def test_its_housekeeping_forgets_as_the_settings_say(box, tmp_path, monkeypatch):
    told: queue.Queue[int] = queue.Queue()
    monkeypatch.setattr(retention, "EVERY", 0.0)
    monkeypatch.setattr(Retention, "_forget", lambda self, now: told.put(self._days()))
    Settings(tmp_path / SETTINGS).change_box(keep_events_days=7)
    box().start(PASSWORD)
    assert told.get(timeout=30.0) == 7


def test_its_housekeeping_goes_through_contacts_when_a_rule_is_made(box, monkeypatch):
    derived: queue.Queue[tuple[int, Mapping[str, str | None]]] = queue.Queue()
    monkeypatch.setattr(PROFILES, "update", lambda db, contact_id, changes: derived.put((contact_id, changes)))
    one = box()
    one.start(PASSWORD)
    admin = one.office.people.user(username="admin")
    assert admin is not None
    made = one.office.profiles.create(actor_of(admin), first_name="Ann")
    one.office.fast_access.create(actor_of(admin), slot=2, script="$.first_name")
    assert derived.get(timeout=30.0) == (made, {"fast_access_2": "Ann"})


def test_a_number_is_the_configured_one_and_the_sims(box, tmp_path):
    one = box()
    one.start(PASSWORD)
    Settings(tmp_path / SETTINGS).add_line(Line("gsm1", imei="350000010000012", number="5550001001"))
    one.spool.write(lambda db: line_states.save(db, LineState("gsm1", "ready", number="+15550001001"), 1.0))
    assert one._numbers(one.spool.read(), "gsm1") == {"5550001001", "+15550001001"}
    assert one._numbers(one.spool.read(), "gsm9") == frozenset()


def test_settings_that_somebody_is_editing_lose_no_message(box, tmp_path, caplog):
    one = box()
    one.start(PASSWORD)
    one.spool.write(lambda db: line_states.save(db, LineState("gsm1", "ready", number="+15550001001"), 1.0))
    (tmp_path / SETTINGS).write_text("{ half")
    assert one._numbers(one.spool.read(), "gsm1") == {"+15550001001"}
    assert "settings can't be read" in caplog.text
    (tmp_path / SETTINGS).unlink()


def test_it_waits_for_its_lines_no_longer_than_it_is_told(box):
    one = box()
    one.start(PASSWORD)
    one.await_lines(0.01)


def test_the_folder_may_have_a_long_name(tmp_path):
    folder: Path = tmp_path / ("a" * 120)
    folder.mkdir()
    one = Box(folder, "127.0.0.1", 0, [NOBODY])
    one.start(PASSWORD)
    assert answers(folder / CONTROL)
    one.stop()
