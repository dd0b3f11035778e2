"""A whole box on simulated modems and a real broker."""

from __future__ import annotations

import pytest

from appliance.box import Box
from appliance.control import ask
from appliance.mqtt.edge import Mqtt
from appliance.settings import Settings
from appliance.spool import channels, queue, senders
from appliance.spool.channels import CHANNELS
from appliance.spool.providers import PROVIDERS
from appliance.spool.queue import Draft
from drivers.simulator.simulation import Simulation

BASE = "modembox/modembox"
NUMBER = "+15550002000"


@pytest.fixture
def simulation(tmp_path):
    with Simulation(1, links=tmp_path / "modems") as running:
        yield running


@pytest.fixture
def boxes(tmp_path, simulation):
    """Boxes on one folder and one modem, to be started."""
    made = []
    data = tmp_path / "data"
    data.mkdir()

    def make(**changes):
        Settings(data / "box.json").change_mqtt(**{"host": "127.0.0.1", **changes})
        made.append(Box(data, "127.0.0.1", 0, (str(tmp_path / "modems" / "gsm0"),)))
        made[-1].start("correct horse")
        return made[-1]

    make.data = data
    yield make
    for box in made:
        box.stop()


def test_a_message_goes_out_and_one_comes_in_by_mqtt_alone(boxes, broker, peers, simulation):
    peer = peers(broker.port)
    boxes(port=broker.port)
    state = f"{BASE}/line/gsm1/state"
    ready = peer.until(lambda: [said.json for said in peer.at(state) if said.json["state"] == "ready"])[0]
    assert ready["operator"]
    answer = peer.ask("send", transaction=1, number=NUMBER, text="Hello", id="order-7")
    made = answer["data"]["transmission"]
    peer.until(
        lambda: (
            {"sent", "delivered"}
            <= {said.json["status"] for said in peer.at(f"{BASE}/sms/status") if said.json["transmission"] == made}
        )
    )
    (submitted,) = simulation.ask("wait", event="submit", count=1, timeout=30)["records"]
    assert submitted["text"] == "Hello"
    simulation.ask("sms", modem="gsm0", number=NUMBER, text="Hi yourself")
    received = peer.heard(f"{BASE}/sms/received")[0].json
    assert (received["number"], received["text"], received["line"]) == (NUMBER, "Hi yourself", "gsm1")
    simulation.ask("call", modem="gsm0", number=NUMBER)
    assert peer.heard(f"{BASE}/call/event")[0].json["event_type"] == "incoming"
    assert peer.heard(f"homeassistant/device/modembox_{ready['imei']}/config")
    told = [said.json["id"] for said in peer.at(f"{BASE}/spool/event")]
    assert told == list(range(told[0], told[0] + len(told)))


def test_a_box_that_stops_says_so_of_its_lines_and_of_itself(boxes, broker, peers):
    peer = peers(broker.port)
    box = boxes(port=broker.port)
    peer.until(lambda: [said for said in peer.at(f"{BASE}/line/gsm1/state") if said.json["state"] == "ready"])
    box.stop()
    peer.until(lambda: peer.at(f"{BASE}/status")[-1].payload == b"offline")
    assert peer.at(f"{BASE}/line/gsm1/state")[-1].json["state"] == "stopped"


def test_a_running_box_follows_its_settings_and_says_how_it_stands(boxes, broker, peers):
    peer = peers(broker.port)
    boxes(host="")
    control = boxes.data / "box.sock"
    assert ask(control, "mqtt") == "off"
    Settings(boxes.data / "box.json").change_mqtt(host="127.0.0.1", port=broker.port, base="houses/one")
    ask(control, "reload")
    peer.heard("houses/one/status")
    assert ask(control, "mqtt") == "connected to 127.0.0.1"
    Settings(boxes.data / "box.json").change_mqtt(host="")
    ask(control, "reload")
    assert ask(control, "mqtt") == "off"
    peer.until(lambda: peer.at("houses/one/status")[-1].payload == b"offline")


def test_what_waits_for_a_line_is_its_own_the_shared_and_that_of_its_channels(spool, lines, configured):
    def wait(db, lane):
        made = queue.create(db, Draft(party=NUMBER), 0.0)
        content = {"party": NUMBER, "body": "x", "options": {}, "parts": 1, "concat_reference": 1}
        queue.enqueue(db, made, **content, lane=lane, not_before=None, now=0.0)

    def prepare(db):
        line = PROVIDERS.insert(db, {"outlet": "gsm1", "created_at": 0.0})
        senders.tell_lines(db)
        channel = CHANNELS.insert(db, {"created_at": 0.0})
        channels.add(db, channel, line, line)
        for lane in ("gsm1", "", "", f"channel:{channel}", "gsm2", "channel:99"):
            wait(db, lane)

    lines("gsm1")
    lines("gsm2", prefixes=("+49",))
    spool.write(prepare)
    edge = Mqtt(spool, configured, lambda line, code: "")
    assert edge._waiting(spool.read(), "gsm1") == 4
    assert edge._waiting(spool.read(), "gsm2") == 1
