"""Debian's efax at the far end of our class 1 driver, at a class 1 modem as ours is: no error correction, MH."""

from __future__ import annotations

import subprocess

import pytest

from drivers.fax.sheet import image_of
from drivers.fax.termination import Termination
from tests.peers.faxmodems import FaxPort, rows_of
from tests.peers.pages import rows_in, sheets

pytestmark = [pytest.mark.peer, pytest.mark.long]

MOST = 15.0  # times as fast as time: efax divides by the whole seconds that a page took
OURS, ITS = "15550003001", "15550003002"
HEADER = 20  # rows that it puts before a page


@pytest.fixture
def start_efax(program):
    """Starts efax on a port."""
    path = program("efax", "efax")

    def start(port, *arguments):
        command = [path, "-d", port, "-o1", "-l", "+" + ITS, *map(str, arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    return start


def test_it_receives_from_us(tmp_path, fax_line, start_efax) -> None:
    pages = sheets(2)
    line = fax_line(modems=2, most=MOST)
    with FaxPort(line.url, pages) as port, start_efax(line.ports[1], "-w", "-iS0=1", "-r", tmp_path / "in") as efax:
        assert any("waiting" in words for words in iter(efax.stdout.readline, ""))
        assert port.send(ITS) is Termination.NORMAL, port.said()
        said = efax.communicate(timeout=120)[0]
    assert efax.returncode == 0, said
    assert (port.call.confirmed, port.call.in_doubt) == (2, None)
    assert [rows_in(file)[0] for file in sorted(tmp_path.glob("in.*"))] == rows_of(pages)


def test_we_receive_from_it(tmp_path, fax_line, start_efax) -> None:
    pages = sheets(2)
    files = [tmp_path / f"{number}.tif" for number in range(len(pages))]
    for file, page in zip(files, pages, strict=True):
        image_of(page).save(file, "TIFF", dpi=page.format.resolution.value)
    line = fax_line(modems=2, most=MOST)
    with FaxPort(line.url) as port, start_efax(line.ports[1], "-h", "", "-t", OURS, *files) as efax:
        assert port.answer() is Termination.NORMAL, port.said()
        said = efax.communicate(timeout=120)[0]
    assert efax.returncode == 0, said
    assert port.call.received == 2
    assert [rows[HEADER:] for rows in port.received()] == rows_of(pages)
