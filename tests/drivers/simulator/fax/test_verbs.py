"""Fax lines beside GSM modems in one simulation, asked through its verbs."""

from __future__ import annotations

import os
import select

import pytest

from drivers.simulator.simulation import Simulation

pytestmark = pytest.mark.peer

DEADLINE = 20.0


class Port:
    """A DTE at the end of a pty."""

    def __init__(self, path) -> None:
        self.fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
        self.say("ATE0\r", "OK\r\n")

    def say(self, text, until):
        os.write(self.fd, text.encode())
        return self.hear(until)

    def hear(self, until):
        got = ""
        while until not in got:
            assert select.select([self.fd], [], [], DEADLINE)[0], f"waited in vain for {until!r} after {got[-80:]!r}"
            got += os.read(self.fd, 4096).decode("latin-1")
        return got


@pytest.fixture
def running(tmp_path):
    with Simulation(1, fax=2, links=tmp_path / "links", faxes=tmp_path / "faxes") as simulation:
        yield simulation


@pytest.fixture
def dte(running):
    port = Port(running.port_of("fax0"))
    yield port
    os.close(port.fd)


def test_lines_are_shown_beside_modems(running, tmp_path) -> None:
    state = running.ask("state")
    assert [modem["name"] for modem in state["modems"]] == ["gsm0"]
    first, second = state["fax"]
    assert (first["name"], first["number"], first["second"]) == ("fax0", "+15550003001", "+15550003501")
    assert (tmp_path / "links" / "fax1").resolve().as_posix() == second["port"]
    assert running.ask("state", modem="fax1")["fax"] == [second]
    assert [modem["name"] for modem in running.ask("state", modem="gsm0")["modems"]] == ["gsm0"]


def test_a_fax_rings_with_its_number_and_goes_when_the_caller_gives_up(running, dte) -> None:
    dte.say("AT+VCID=1-SDR=7\r", "OK\r\n")
    running.ask("fax", modem="fax0", number="+15550009000", second=True)
    assert "RING 2\r\n" in dte.hear("NMBR = 15550009000\r\n")
    assert running.ask("state", modem="fax0")["fax"][0]["busy"]
    running.ask("hangup", modem="fax0")
    (record,) = running.ask("wait", event="fax")["records"]
    assert (record["number"], record["destination"], record["ok"]) == ("+15550009000", "+15550003501", False)
    with pytest.raises(ValueError, match="no call"):
        running.ask("hangup", modem="fax0")


def test_a_voice_call_rings_at_either_kind_of_modem(running, dte) -> None:
    running.ask("call", modem="fax0", rings=1)
    dte.hear("RING\r\n")
    running.ask("call", modem="gsm0")
    assert running.ask("state", modem="gsm0")["modems"][0]["ringing"]


@pytest.mark.parametrize(("answers", "said"), [("busy", "BUSY"), ("no dial tone", "NO DIALTONE")])
def test_a_machine_outside_may_not_answer(running, dte, answers, said) -> None:
    running.ask("machine", number="+15550009000", answers=answers)
    dte.say("AT+FCLASS=1\r", "OK\r\n")
    assert said in dte.say("ATD15550009000\r", f"{said}\r\n")


def test_a_machine_outside_answers_and_is_hung_up_on(running, dte) -> None:
    running.ask("machine", number="+15550009000", ecm=False, modems="V.29")
    dte.say("AT+FCLASS=1\r", "OK\r\n")
    assert "CONNECT" in dte.say("ATD15550009000\r", "\x10\x03")
    dte.say("ATH\r", "OK\r\n")
    (record,) = running.ask("wait", event="fax")["records"]
    assert (record["number"], record["destination"]) == ("+15550003001", "15550009000")


def test_F28_faults_are_armed_on_fax_lines_and_cleared(running, dte) -> None:
    assert "F28.noise" in {fault["name"] for fault in running.ask("faults")["faults"]}
    running.ask("fault", name="F28.dial", options={"result": "NO CARRIER"}, modem="fax0", count=1)
    first, second = running.ask("state")["fax"]
    assert (list(first["faults"]), second["faults"]) == (["F28.dial"], {})
    assert "NO CARRIER" in dte.say("ATD1\r", "\r\nNO CARRIER\r\n")
    running.ask("fault", name="F28.hang", options={"on": "AT"})
    assert all("F28.hang" in line["faults"] for line in running.ask("state")["fax"])
    os.write(dte.fd, b"AT\r")
    running.ask("clear", modem="fax1")
    running.ask("clear")
    assert not any(line["faults"] for line in running.ask("state")["fax"])
    assert "OK" in dte.say("AT\r", "OK\r\n")


def test_lines_call_each_other(running, dte) -> None:
    other = Port(running.port_of("fax1"))
    dte.say("ATD5550003002\r", "")
    other.hear("RING\r\n")
    os.close(other.fd)


def test_a_port_is_pulled_out_and_put_in_again(running, tmp_path) -> None:
    running.ask("unplug", modem="fax1")
    assert running.ask("state", modem="fax1")["fax"][0]["port"] == ""
    assert running.ask("plug", modem="fax1")["port"]
    running.ask("unplug", modem="gsm0")


@pytest.mark.parametrize(
    ("verb", "arguments", "error"),
    [
        ("fax", {"modem": "gsm0"}, "no fax line 'gsm0'"),
        ("fax", {"modem": "fax0", "document": "nowhere.tif"}, "no file nowhere.tif"),
        ("fax", {"modem": "fax0", "pages": 0}, "pages are 1 to 50"),
        ("machine", {"number": "1", "answers": "maybe"}, "answers is one of"),
        ("machine", {"number": "1", "modems": "V.34"}, "modems are some of"),
        ("call", {"modem": "fax7"}, "no modem 'fax7'"),
        ("fault", {"name": "F28", "modem": "gsm0"}, "no fax line 'gsm0'"),
        ("fault", {"name": "F28", "options": {"on": "never"}}, "on is one of"),
    ],
)
def test_what_can_not_be_is_refused(running, verb, arguments, error) -> None:
    with pytest.raises(ValueError, match=error):
        running.ask(verb, **arguments)
