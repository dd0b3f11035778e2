"""Fax lines where there is no libspandsp2: modems of class 2 and 2.0."""

from __future__ import annotations

import pytest

from drivers.fax.decoder import decoder
from drivers.fax.dle import Unshielder
from drivers.fax.page import Coding
from drivers.simulator.fax import lines
from drivers.simulator.fax.lines import FaxLines
from drivers.simulator.fax.verbs import FaxVerbs
from drivers.simulator.journal import Journal
from drivers.simulator.verbs import Verbs
from tests.peers.pages import document, sheets


class Plug:
    """In the place of a port."""

    def __init__(self, link: str) -> None:
        self.link = link
        self.port = self.url = ""
        self.heard = b""

    def send(self, data: bytes) -> None:
        self.heard += data

    def hold(self, held: bool) -> None: ...

    def put_in(self) -> None: ...


def fault(name: str, modem: str = "") -> dict[str, object]:
    """That of GSM modems."""
    return {}


class Lines:
    """Two lines, asked by verbs, with what DTEs say and hear."""

    def __init__(self, clock, folder) -> None:
        self.clock = clock
        self.journal = Journal(None, clock.wall)
        self.lines = FaxLines(clock, self.journal, folder)
        self.plugs = [Plug("fax0"), Plug("fax1")]
        for plug in self.plugs:
            self.lines.add(plug)
        gsm = dict.fromkeys(("call", "hangup", "unplug", "plug", "state", "clear"), lambda modem="": {})
        self.verbs = Verbs(FaxVerbs(clock, self.lines).over({**gsm, "fault": fault}))

    def ask(self, verb, **arguments):
        answers = []
        self.verbs.answer({"verb": verb, **arguments}, answers.append)
        return answers[0]

    def say(self, data: bytes, line: int = 0) -> bytes:
        plug = self.plugs[line]
        plug.heard = b""
        plug.receive(data)
        self.clock.advance(1.0)
        return plug.heard


@pytest.fixture
def made(clock, tmp_path, monkeypatch) -> Lines:
    monkeypatch.setattr(lines, "available", lambda: False)
    return Lines(clock, tmp_path / "faxes")


def test_a_machine_outside_faxes_a_class_2_modem(made, tmp_path) -> None:
    (sheet,) = sheets()
    made.say(b"ATE0;+FCLASS=2.0;+FCR=1\r")
    paper = document(tmp_path / "out.tif", [sheet])
    assert made.ask("machine", number="15550002000", ecm=False, codings="MH")["ok"]
    assert made.ask("fax", modem="fax0", document=str(paper))["ok"]
    assert b"RING" in made.say(b"")
    made.say(b"ATA\r")
    assert b"CONNECT" in made.say(b"AT+FDR\r")
    shield = Unshielder()
    page = decoder(Coding.MH, 1728)
    page.feed(shield.feed(made.say(b"\x12")))
    assert page.finish().rows == sheet.rows
    assert b"+FHS:00" in made.say(b"AT+FDR\r").replace(b" ", b"")
    (record,) = [record for record in made.journal.recent if record["event"] == "fax"]
    assert (record["ok"], record["pages"], record["destination"]) == (True, 1, "+15550003001")


def test_lines_call_each_other(made) -> None:
    made.say(b"ATD15550003002\r")
    assert b"RING" in made.plugs[1].heard


def test_faults_take_modems_of_class_1(made) -> None:
    assert "by libspandsp2" in made.ask("fault", name="F28", modem="fax0")["error"]


def test_class_2_modems_tell_who_calls_and_who_they_are(made) -> None:
    assert b"MBF003001" in made.say(b"AT+GSN\r")
    assert b"OK" in made.say(b"AT+VCID=1\r")
    made.ask("fax", modem="fax0", number="+15550002000")
    heard = made.say(b"")
    made.clock.advance(3.0)
    assert heard.count(b"RING") == 1
    assert b"NMBR = 15550002000" in heard
    assert made.plugs[0].heard.count(b"NMBR") == 1


def test_a_class_may_be_wanted(clock) -> None:
    assert FaxLines(clock, Journal(None, clock.wall), service_class="2").service_class == "2"


def test_what_is_no_document_is_not_faxed(made, tmp_path) -> None:
    (tmp_path / "no.tif").write_bytes(b"nothing")
    assert "no.tif can't be read" in made.ask("fax", modem="fax0", document=str(tmp_path / "no.tif"))["error"]
