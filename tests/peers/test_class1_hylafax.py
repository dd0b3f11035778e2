"""HylaFAX at the far end of our class 1 driver, at a class 1 modem as ours is. Pixel for pixel."""

from __future__ import annotations

import threading

import pytest

from drivers.fax.termination import Termination
from tests.peers.faxmodems import FaxPort, rows_of
from tests.peers.hylafax import HylaFax
from tests.peers.pages import sheets

pytestmark = [pytest.mark.peer, pytest.mark.long]

OURS, ITS = "15550003001", "15550003002"
BEST = "2-D MMR, 14400 bit/s"
PPS = "SEND send PPS"


def test_it_receives_from_us(fax_line) -> None:
    pages = sheets(2)
    line = fax_line(modems=2)
    with HylaFax(line.ports[1]) as hylafax, FaxPort(line.url, pages) as port:
        hylafax.listen()
        assert port.send(ITS) is Termination.NORMAL, port.said()
        assert hylafax.received() == rows_of(pages)
        said = hylafax.said()
    assert (port.call.confirmed, port.call.in_doubt) == (2, None)
    assert said.count(BEST) == 2, said
    assert "RECV recv PPS" in said


def test_we_receive_from_it(fax_line) -> None:
    pages = sheets(2)
    line = fax_line(modems=2)
    done = []
    with HylaFax(line.ports[1]) as hylafax, FaxPort(line.url) as port:
        sending = threading.Thread(target=lambda: done.append(hylafax.send(OURS, pages)))
        sending.start()
        ended = port.answer()
        sending.join()
        said = hylafax.said()
    assert ended is Termination.NORMAL, port.said()
    assert done == [True], said
    assert port.received() == rows_of(pages)
    assert port.call.received == 2
    assert PPS in said
