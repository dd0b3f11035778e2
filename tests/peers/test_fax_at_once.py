"""Fax calls as time goes, and many of them at once: no answer is late, no modem starves."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from drivers.fax.call import Call
from drivers.fax.dis import Dis
from drivers.fax.identification import Identification
from drivers.fax.page import Coding, Length, Resolution
from drivers.fax.termination import Termination
from drivers.port import SerialPort
from drivers.registry import open_modem
from drivers.simulator.fax.manners import Manners
from drivers.simulator.fax.pace import UNLIMITED
from tests.drivers.fax.link import Desk
from tests.drivers.fax.stations import DeskStation
from tests.peers.faxbench import FAR, FaxBench
from tests.peers.pages import rows_in, sheets

pytestmark = pytest.mark.peer

AT_ONCE = 8
EVERYTHING = Dis(resolutions=frozenset(Resolution), codings=frozenset(Coding), length=Length.UNLIMITED, ecm=True)


def fax(url: str, pages: int, ended: list[Termination]) -> None:
    """Send so many pages from the modem at `url`."""
    port = SerialPort.open(url)
    modem = open_modem(port)
    desk = Desk(tuple((sheet.rows, sheet.format) for sheet in sheets(pages)))
    call = Call(Identification("+15550003001"), EVERYTHING, time.monotonic)
    ended.append(modem.fax.send(FAR, call, DeskStation(desk)))
    modem.close()


@pytest.mark.parametrize(
    ("at_once", "most"),
    [
        (AT_ONCE, UNLIMITED),
        pytest.param(AT_ONCE, 1.0, marks=pytest.mark.long),  # as fast as time, as lines are
        pytest.param(1, 1.0, marks=pytest.mark.long),
    ],
)
def test_pages_arrive(tmp_path: Path, at_once: int, most: float) -> None:
    bench = FaxBench(Manners(), modems=at_once, most=most, faxes=tmp_path)
    ended: list[Termination] = []
    threads = [threading.Thread(target=fax, args=(url, 1, ended)) for url in bench.ports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [Termination.NORMAL] * at_once
    for record in [bench.record() for _ in threads]:
        assert (record.ok, record.pages, record.bad_rows) == (True, 1, 0), record
        assert record.inbox is not None
        assert rows_in(record.inbox) == [sheets(1)[0].rows]
    bench.close()
