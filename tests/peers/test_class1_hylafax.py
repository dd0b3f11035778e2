"""HylaFAX at the far end of our class 1 driver, at a class 1 modem as ours is. Pixel for pixel."""

from __future__ import annotations

import threading

import pytest

from drivers.fax.termination import Termination
from drivers.simulator.fax.noise import Noise
from tests.peers.faxmodems import FaxPort, rows_of
from tests.peers.hylafax import HylaFax
from tests.peers.pages import sheets

pytestmark = [pytest.mark.peer, pytest.mark.long]

OURS, ITS = "15550003001", "15550003002"
BEST = "2-D MMR, 14400 bit/s"


def sent_by_us(line, pages) -> str:
    """What HylaFAX says when it has them all."""
    with HylaFax(line.ports[1]) as hylafax, FaxPort(line.url, pages) as port:
        hylafax.listen()
        assert port.send(ITS) is Termination.NORMAL, port.said()
        assert hylafax.received() == rows_of(pages)
        said = hylafax.said()
    assert (port.call.confirmed, port.call.in_doubt) == (len(pages), None)
    return said


def received_by_us(line, pages) -> str:
    """What HylaFAX says when we have them all."""
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
    assert port.call.received == len(pages)
    return said


def test_it_receives_from_us(fax_line) -> None:
    said = sent_by_us(fax_line(modems=2), sheets(2))
    assert said.count(BEST) == 2, said
    assert "RECV recv PPS" in said


def test_we_receive_from_it(fax_line) -> None:
    said = received_by_us(fax_line(modems=2), sheets(2))
    assert "USE 14400 bit/s" in said
    assert "USE 2-D MMR" in said
    assert "SEND send PPS" in said


def spoil(line, way) -> None:
    """Noise in the first page. Between two modems nobody knows when that is but who knows how long the rest takes."""
    line.modems[0].noise = {way: Noise(page=0, after=15.0, seconds=1.5, frames=6)}.get


def test_it_asks_for_what_noise_struck(fax_line) -> None:
    line = fax_line(modems=2)
    spoil(line, "out")
    assert "RECV send PPR" in sent_by_us(line, sheets(2))


def test_we_ask_for_what_noise_struck(fax_line) -> None:
    line = fax_line(modems=2)
    spoil(line, "in")
    assert "SEND recv PPR" in received_by_us(line, sheets(2))
