"""The whole simulator on real ptys."""

from __future__ import annotations

import json
import os
import select

import pytest

from drivers.simulator.control import Control
from drivers.simulator.simulation import Simulation, card_of, imei_of, with_check_digit

DEADLINE = 10.0  # seconds until a test that waits in vain fails


class Port:
    """A DTE at the end of a pty."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_RDWR | os.O_NOCTTY)

    def say(self, text, until):
        os.write(self.fd, text.encode())
        return self.hear(until)

    def hear(self, until):
        got = ""
        while until not in got:
            assert select.select([self.fd], [], [], DEADLINE)[0], f"waited in vain for {until!r} after {got[-80:]!r}"
            got += os.read(self.fd, 4096).decode()
        return got

    def close(self):
        os.close(self.fd)


@pytest.fixture
def running(tmp_path):
    paths = {"links": tmp_path / "links", "control": tmp_path / "control", "journal": tmp_path / "journal"}
    with Simulation(2, **paths) as simulation:
        yield simulation


@pytest.fixture
def port(running):
    port = Port(running.ports[0])
    yield port
    port.close()


SUBMIT = "0001000B915155001000F2000002E834"


def test_a_message_from_port_to_journal(running, port, tmp_path):
    port.say("AT+CMGS=15\r", "> ")
    assert "+CMGS: 0" in port.say(f"{SUBMIT}\x1a", "OK\r\n")
    running.ask("wait", event="delivered", number="+15550001002")
    records = [json.loads(line) for line in (tmp_path / "journal").read_text().splitlines()]
    assert [record["event"] for record in records] == ["submit", "delivered"]
    assert records[0]["text"] == "hi"


def test_links_and_control(running, tmp_path):
    links = [tmp_path / "links" / f"gsm{number}" for number in (0, 1)]
    assert [str(link.readlink()) for link in links] == running.ports
    with Control(tmp_path / "control") as control:
        assert [modem["port"] for modem in control.ask("state")["modems"]] == running.ports


def test_asking_from_the_same_process(running):
    assert running.ask("state")["counts"] == {}
    with pytest.raises(ValueError, match="no modem"):
        running.ask("state", modem="x")


def test_everything_is_gone_after_the_end(tmp_path):
    with Simulation(1, links=tmp_path, control=tmp_path / "control"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_listing_of_a_full_store_waits_whole_until_it_is_read(running, port):
    running.ask("storage", modem="gsm0", capacity=500)
    for number in range(500):
        running.ask("sms", modem="gsm0", text=f"{number} {'long' * 39}")
    running.ask("wait", event="delivered", count=500)
    os.write(port.fd, b"AT+CMGL=4\r")
    running.ask("state")  # the loop's next turn: what it listed nobody has read yet
    listed = port.hear("OK\r\n")
    assert listed.count("+CMGL: ") == 500


def test_a_port_may_be_closed_and_opened_again(running):
    for _ in range(3):
        port = Port(running.ports[0])
        port.say("AT\r", "OK\r\n")
        port.close()


def test_a_paced_port_says_the_same():
    with Simulation(1, baud=115200) as simulation:
        port = Port(simulation.ports[0])
        assert port.say("ATI\r", "OK\r\n").startswith("ATI\r\r\nModem Box\r\n")
        port.close()


def test_each_SIM_and_modem_is_another():
    assert len({imei_of(position) for position in range(100)}) == 100
    cards = [card_of(position) for position in range(100)]
    assert len({card.iccid for card in cards}) == len({card.imsi for card in cards}) == 100
    assert all(len(card.imsi) == 15 and with_check_digit(card.iccid[:-1]) == card.iccid for card in cards)


def test_asking_after_the_end():
    simulation = Simulation(1)
    simulation.start()
    simulation.stop()
    with pytest.raises(ConnectionError, match="doesn't run"):
        simulation.ask("state")
