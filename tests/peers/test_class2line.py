"""Class 2 and 2.0 modems on a line that carries audio: libspandsp2's own fax machine judges their T.30, and our drivers
of class 1 and 2 fax each other."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.at.online import OnlineChat
from drivers.facsimile import Fax
from drivers.fax.call import Call
from drivers.fax.class1 import Class1
from drivers.fax.class2 import Class2
from drivers.fax.dis import Dis
from drivers.fax.identification import Identification
from drivers.fax.page import Coding, Length, Resolution, Width
from drivers.fax.quirks import FaxQuirks
from drivers.fax.termination import Termination
from drivers.port import SerialPort
from drivers.simulator.fax.machine import Abilities
from drivers.simulator.fax.manners import Manners
from drivers.simulator.fax.switchboard import MixedBoard
from tests.drivers.fax.link import Desk
from tests.drivers.fax.stations import DeskStation
from tests.peers.faxbench import FAR, FaxBench
from tests.peers.pages import document, rows_in, sheets

pytestmark = pytest.mark.peer

NUMBERS = ("+15550003001", "+15550003002")  # the first modem is of class 1, the second of class 2 and 2.0
EVERYTHING = Dis(
    resolutions=frozenset(Resolution), codings=frozenset(Coding), width=Width.A3, length=Length.UNLIMITED, ecm=True
)
SHEETS = sheets(2, rows=150)


class Station(DeskStation):
    """A driver with its modem."""

    def __init__(self, chat: OnlineChat, fax: Fax, number: str) -> None:
        super().__init__(Desk(document=tuple((sheet.rows, sheet.format) for sheet in SHEETS)))
        self.chat = chat
        self.fax = fax
        self.call = Call(Identification(number), EVERYTHING, time.monotonic)

    def answer(self) -> Termination:
        """Take the next call."""
        while not any(each.line == "RING" for each in self.chat.wait(30)):
            pass
        return self.fax.answer(self.call, self)

    def came(self) -> list[tuple[bytes, ...]]:
        return [page.rows.rows for page in self.desk.kept]


@contextmanager
def station(bench: FaxBench, position: int, service_class: str) -> Iterator[Station]:
    port = SerialPort.open(bench.ports[position])
    chat = OnlineChat(port)
    chat.run("ATE0")
    fax = {"1": Class1}.get(service_class, Class2)(chat, FaxQuirks(), service_class)
    fax.prepare()
    yield Station(chat, fax, NUMBERS[position])
    port.close()


@pytest.mark.parametrize(
    ("service_class", "abilities", "coding"),
    [("2.0", Abilities(), "MMR"), ("2", Abilities(ecm=False, codings=("MH",), modems=("V.27ter", "V.29")), "MH")],
)
def test_it_sends(tmp_path: Path, fax_line, service_class: str, abilities: Abilities, coding: str) -> None:
    bench = fax_line(Manners(abilities=abilities, inbox=tmp_path / "in.tif"), modems=2, board=MixedBoard)
    with station(bench, 1, service_class) as sender:
        assert sender.fax.send(FAR, sender.call, sender) is Termination.NORMAL
    record = bench.record()
    assert (record.ok, record.pages, record.bad_rows, record.coding) == (True, 2, 0, coding), record
    assert rows_in(tmp_path / "in.tif") == [sheet.rows for sheet in SHEETS]
    assert (sender.call.confirmed, sender.call.in_doubt) == (2, None)


@pytest.mark.parametrize(
    ("fault", "options", "confirmed", "in_doubt"),
    [
        ("F28.training", {}, 2, None),
        ("F28.noise", {}, 2, None),
        ("F28", {"page": 2}, 1, 1),
        ("F28", {"on": "confirmation"}, 0, 0),
    ],
)
def test_F28_what_befalls_the_line(tmp_path: Path, fax_line, fault, options, confirmed, in_doubt) -> None:
    bench = fax_line(Manners(inbox=tmp_path / "in.tif"), modems=2, board=MixedBoard)
    bench.arm(fault, count=1, modem=1, **options)
    with station(bench, 1, "2.0") as sender:
        ended = sender.fax.send(FAR, sender.call, sender)
    record = bench.record()
    assert (ended is Termination.NORMAL, sender.call.confirmed, sender.call.in_doubt) == (
        confirmed == 2,
        confirmed,
        in_doubt,
    ), (ended, record)


def test_it_receives(tmp_path: Path, fax_line) -> None:
    bench = fax_line(modems=2, board=MixedBoard)
    with station(bench, 1, "2") as receiver:
        bench.call(Manners(document=document(tmp_path / "out.tif", SHEETS)), NUMBERS[1])
        assert receiver.answer() is Termination.NORMAL
    assert bench.record().ok
    assert receiver.came() == [sheet.rows for sheet in SHEETS]


def test_it_polls(tmp_path: Path, fax_line) -> None:
    bench = fax_line(Manners(document=document(tmp_path / "out.tif", SHEETS)), modems=2, board=MixedBoard)
    with station(bench, 1, "2.0") as receiver:
        assert receiver.fax.poll(FAR, receiver.call, receiver) is Termination.NORMAL
    assert receiver.came() == [sheet.rows for sheet in SHEETS]


@pytest.mark.parametrize("caller", [0, 1])
def test_class_1_and_class_2_fax_each_other(fax_line, caller: int) -> None:
    bench = fax_line(modems=2, board=MixedBoard)
    with station(bench, 0, "1") as first, station(bench, 1, "2.0") as second, ThreadPoolExecutor(1) as pool:
        sender, receiver = (first, second) if caller == 0 else (second, first)
        answered = pool.submit(receiver.answer)
        assert sender.fax.send(NUMBERS[1 - caller], sender.call, sender) is Termination.NORMAL
        assert answered.result(30) is Termination.NORMAL
    assert receiver.came() == [sheet.rows for sheet in SHEETS]
