"""Against a real mosquitto: what it is told, what survives its death, what it may not make the box do."""

from __future__ import annotations

import subprocess
import threading
from datetime import UTC, datetime

import pytest

from appliance.api.certificate import own_certificate
from appliance.mqtt.publisher import WINDOW
from appliance.spool import cursors, events
from appliance.spool.listing import Page

STATUS = "modembox/modembox/status"
EVENT = "modembox/modembox/spool/event"
STATE = "modembox/modembox/line/gsm1/state"
DISCOVERY = "homeassistant/device/modembox_490154203237518/config"
SEND = "modembox/modembox/request/send"


def ids(peer):
    return [said.json["id"] for said in peer.at(EVENT)]


@pytest.fixture(params=[5, 3], ids=["v5", "v3.1.1"])
def version(request):
    return request.param


@pytest.fixture
def on(here, broker, peers, version):
    """A peer beside a box that is connected."""
    peer = peers(broker.port)
    here.start(broker.port, version=version)
    peer.heard(STATUS)
    return peer


def test_what_is_retained_is_there_for_who_comes_later(here, broker, on, peers):
    here.line()
    on.until(lambda: [said for said in on.at(STATE) if said.json["state"] == "ready"])
    on.heard(DISCOVERY)
    late = peers(broker.port)
    state = late.heard(STATE)[0]
    assert late.heard(STATUS)[0] == type(state)(STATUS, b"online", True)
    assert late.heard(DISCOVERY)[0].retained
    assert state.retained
    assert {name: state.json[name] for name in ("state", "operator", "signal_dbm", "imei", "queue")} == {
        "state": "ready",
        "operator": "Test",
        "signal_dbm": -71,
        "imei": "490154203237518",
        "queue": 0,
    }
    assert late.heard("modembox/modembox/info")[0].json["lines"] == {"gsm1": "490154203237518"}
    assert {said.topic for said in late.said if said.retained} == {
        STATUS,
        STATE,
        DISCOVERY,
        "modembox/modembox/info",
    }


def test_a_signal_is_shown_though_no_event_tells_it(here, on):
    here.line()
    here.line(signal_dbm=-99)
    on.until(lambda: [said for said in on.at(STATE) if said.json["signal_dbm"] == -99])


def test_F33_a_line_that_receives_nothing_shows_so(here, on):
    here.line()
    on.until(lambda: [said for said in on.at(STATE) if said.json["receiving"] is None])
    row = "INSERT INTO canaries (line, counts_from, receiving) VALUES ('gsm1', 0, 0)"
    here.spool.write(lambda db: db.execute(row))
    here.happen(kind=events.CANARY_FAILED, line="gsm1")
    on.until(lambda: [said for said in on.at(STATE) if said.json["receiving"] is False])


def test_events_come_in_order_and_are_never_retained(here, broker, on, peers):
    made = here.happen(300)
    on.heard(EVENT, 300)
    assert ids(on) == made
    late = peers(broker.port, EVENT, STATUS)
    late.heard(STATUS)
    assert late.at(EVENT) == []


def test_a_graceful_stop_says_so_and_leaves_no_event_untold(here, broker, on):
    made = here.happen(50)
    here.stop()
    on.until(lambda: on.at(STATUS)[-1].payload == b"offline")
    assert ids(on) == made
    assert here.spool.write(lambda db: cursors.begin(db, "mqtt")) == made[-1]


def test_the_will_speaks_where_the_box_can_not(here, broker, gates, peers, version):
    gate = gates(broker.port)
    gate.open()
    peer = peers(broker.port)
    here.start(gate.port, version=version)
    peer.heard(STATUS)
    gate.shut()
    peer.until(lambda: [said for said in peer.at(STATUS) if said.payload == b"offline"])
    gate.open()
    peer.until(lambda: [said.payload for said in peer.at(STATUS)][-2:] == [b"offline", b"online"])


def test_F27_broker_absent_at_boot_hears_all_that_happened_since(here, brokers, gates, peers, version):
    broker = brokers()
    gate = gates(broker.port)
    gate.open()
    here.happen(5)
    here.start(gate.port, version=version)
    made = here.happen(200)
    here.line()
    gate.shut()
    broker.start()
    peer = peers(broker.port)
    gate.open()
    peer.heard(EVENT, 201)
    assert ids(peer)[:200] == made
    assert peer.heard(STATE)[0].json["state"] == "ready"


def test_F27_the_box_starts_again_and_goes_on_where_it_was(here, broker, on, peers):
    made = here.happen(20)
    on.heard(EVENT, 20)
    here.stop()
    made += here.happen(20)
    here.start(broker.port)
    on.heard(EVENT, 40)
    assert ids(on) == made


def test_F27_broker_killed_and_wiped_amid_10000_events_loses_none(here, broker, gates, peers, version):
    """At most those that were not acknowledged come twice."""
    gate = gates(broker.port)
    gate.open()
    before = peers(broker.port)
    here.start(gate.port, version=version)
    before.heard(STATUS)
    made: list[int] = []

    def produce() -> None:
        for _ in range(200):
            made.extend(here.happen(50))

    producer = threading.Thread(target=produce)
    producer.start()
    before.heard(EVENT, 3000)
    broker.kill()
    gate.shut()
    broker.wipe()
    broker.start()
    after = peers(broker.port)
    gate.open()
    producer.join()
    after.until(lambda: after.at(EVENT) and ids(after)[-1] == made[-1])
    seen = [*ids(before), *ids(after)]
    assert len(made) == 10_000
    assert list(dict.fromkeys(seen)) == made
    again = len(seen) - len(made)
    assert again <= WINDOW
    overlap = ids(after)[:again]
    assert overlap == seen[len(ids(before)) - again : len(ids(before))]


def test_F27_discovery_after_wipe(here, broker, gates, peers, version):
    gate = gates(broker.port)
    gate.open()
    here.line()
    before = peers(broker.port)
    here.start(gate.port, version=version)
    before.heard(DISCOVERY)
    broker.kill()
    gate.shut()
    broker.wipe()
    broker.start()
    after = peers(broker.port)
    assert after.said == []
    gate.open()
    assert after.heard(DISCOVERY)[0].payload == before.at(DISCOVERY)[0].payload
    after.heard(STATE)
    after.heard(STATUS)


def test_F27_discovery_again_when_home_assistant_says_it_is_online(here, on):
    here.line()
    on.heard(DISCOVERY)
    on.publish("homeassistant/status", b"offline")
    on.publish("homeassistant/status", b"online")
    assert len({said.payload for said in on.heard(DISCOVERY, 2)}) == 1


def test_F27_a_retained_send_never_sends(here, broker, peers, version):
    """It lay there before the box came; then the box comes back."""
    peer = peers(broker.port)
    peer.publish(SEND, {"number": "+4917012345", "text": "again and again"}, retain=True)
    peer.heard(SEND)
    for run in (1, 2):
        here.start(broker.port, version=version)
        peer.until(lambda: len([said for said in peer.at(STATUS) if said.payload == b"online"]) == run)  # noqa: B023
        assert peer.ask("status", transmission=1)["status"] == "error"
        here.stop()
    assert here.office.transmissions.find(admin_of(here), (), Page()).rows == ()


def test_F27_a_send_that_is_to_be_retained_is_refused_at_once_where_the_broker_tells(here, broker, peers):
    peer = peers(broker.port)
    here.start(broker.port, version=5)
    peer.heard(STATUS)
    peer.publish(SEND, {"number": "+4917012345", "text": "again and again"}, retain=True)
    assert peer.ask("send", transaction="t", number="+4917012345", text="once")["data"]["transmission"] == 1


def admin_of(here):
    from appliance.office.desk import actor_of

    return actor_of(here.office.people.users()[0])


def test_a_command_is_answered_with_its_transaction(here, on):
    answer = on.ask("send", transaction="abc-1", number="+49 170 12345", text="Hi", id="order-7")
    assert answer == {
        "transaction": "abc-1",
        "status": "ok",
        "data": {"transmission": 1, "standing": "active"},
    }
    again = on.ask("send", transaction=2, number="+4917012345", text="Hi", id="order-7")
    assert again == {"transaction": 2, "status": "ok", "data": {"transmission": 1, "standing": "active"}}
    assert [said.json["transmission"] for said in on.heard(EVENT, 2)] == [1, 1]


def test_a_line_that_is_no_more_is_taken_off_the_broker(here, broker, on, peers):
    from appliance.spool import line_states

    here.line()
    here.line("gsm2", imei="490154203237526")
    on.heard("modembox/modembox/line/gsm2/state")
    here.spool.write(lambda db: line_states.remove(db, "gsm2"))
    on.until(lambda: on.at("modembox/modembox/line/gsm2/state")[-1].payload == b"")
    here.stop()
    here.spool.write(lambda db: line_states.remove(db, "gsm1"))
    here.start(broker.port)
    on.until(lambda: on.at(STATE)[-1].payload == b"")
    on.until(lambda: on.at(DISCOVERY)[-1].payload == b"")
    late = peers(broker.port)
    late.heard(STATUS)
    assert {said.topic for said in late.said} == {STATUS, "modembox/modembox/info"}


def test_the_settings_lead_to_another_broker_and_off(here, broker, on, brokers, peers):
    other = brokers()
    other.start()
    there = peers(other.port)
    here.settings.change_mqtt(port=other.port)
    here.mqtt.reload()
    there.heard(STATUS)
    assert on.at(STATUS)[-1].payload == b"offline"
    assert here.mqtt.condition() == "connected to 127.0.0.1"
    here.settings.change_mqtt(host="")
    here.mqtt.reload()
    there.until(lambda: there.at(STATUS)[-1].payload == b"offline")
    assert here.mqtt.condition() == "off"
    here.happen(3)
    here.settings.change_mqtt(host="127.0.0.1")
    here.mqtt.reload()
    made = here.happen(2)
    there.heard(EVENT, 2)
    assert ids(there) == made


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """The files of a certificate for 127.0.0.1 and of its key."""
    folder = tmp_path_factory.mktemp("certificate")
    made = own_certificate(folder, ("127.0.0.1", "localhost"), datetime.now(UTC))
    return made.certificate, made.key


# paho leaves a socket whose handshake failed to the garbage collector
@pytest.mark.filterwarnings("ignore:.*ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning")
def test_it_speaks_tls_and_gives_its_password(here, brokers, certificate, tmp_path, version):
    crt, key = certificate
    passwords = tmp_path / "passwords"
    passwords.touch(mode=0o600)
    subprocess.run(["mosquitto_passwd", "-b", str(passwords), "box", "correct horse"], check=True)
    broker = brokers("allow_anonymous false", f"password_file {passwords}", f"certfile {crt}", f"keyfile {key}")
    broker.start()
    here.start(broker.port, tls=True, ca=str(crt), username="box", password="correct horse", version=version)
    here.until("connected to")
    here.change(password="wrong")
    here.until("refuses the box")
    here.change(password="correct horse")
    here.until("connected to")
    here.change(ca="")
    here.until("CERTIFICATE_VERIFY_FAILED")
    here.change(ca=str(tmp_path / "nothing"))
    here.until("No such file")
