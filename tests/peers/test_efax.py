"""Debian's efax uses our class 1 modem as hardware; at the far end is libspandsp2's own fax machine.

Long: efax is late where a machine is busy with other tests, and class 1 forgives nobody who is late.
"""

from __future__ import annotations

import subprocess

import pytest

from drivers.fax.sheet import image_of
from drivers.simulator.fax.manners import Manners
from tests.peers.faxbench import FAR
from tests.peers.pages import document, rows_in, sheets

pytestmark = [pytest.mark.peer, pytest.mark.long]

MOST = 15.0  # times as fast as time: efax divides by the whole seconds that a page took
HEADER = 60  # rows that efax puts its line in, at most


@pytest.fixture
def start_efax(program):
    """Starts efax on a port."""
    path = program("efax", "efax")

    def start(port, *arguments):
        command = [path, "-d", port, "-o1", "-l", "+15550003001", *map(str, arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    return start


def done(efax) -> str:
    """What it has said when it has ended well."""
    said = efax.communicate(timeout=120)[0]
    assert efax.returncode == 0, said
    return said


def plain(path, sheet):
    """A file that efax reads: no Group 4."""
    image_of(sheet).save(path, "TIFF", dpi=sheet.format.resolution.value)
    return path


def test_it_sends_a_page(tmp_path, fax_line, start_efax) -> None:
    (sheet,) = sheets()
    line = fax_line(Manners(inbox=tmp_path / "in.tif"), most=MOST)
    done(start_efax(line.url, "-t", FAR, plain(tmp_path / "out.tif", sheet)))
    record = line.record()
    assert (record.ok, record.pages, record.bad_rows) == (True, 1, 0), record
    (rows,) = rows_in(tmp_path / "in.tif")
    assert rows[-len(sheet.rows) + HEADER :] == sheet.rows[HEADER:]


def test_it_receives_a_page(tmp_path, fax_line, start_efax) -> None:
    (sheet,) = sheets()
    line = fax_line(most=MOST)
    line.call(Manners(document=document(tmp_path / "out.tif", [sheet])))
    done(start_efax(line.url, "-r", tmp_path / "in"))
    record = line.record()
    assert (record.ok, record.pages) == (True, 1), record
    (rows,) = rows_in(tmp_path / "in.001")
    assert rows == sheet.rows


def test_two_of_them_fax_each_other(tmp_path, fax_line, start_efax) -> None:
    (sheet,) = sheets()
    line = fax_line(modems=2, most=MOST)
    receiver = start_efax(line.ports[1], "-w", "-iS0=1", "-r", tmp_path / "in")
    said = iter(receiver.stdout.readline, "")
    assert any("waiting" in words for words in said)
    done(start_efax(line.ports[0], "-t", "15550003002", plain(tmp_path / "out.tif", sheet)))
    done(receiver)
    (rows,) = rows_in(tmp_path / "in.001")
    assert rows[-len(sheet.rows) + HEADER :] == sheet.rows[HEADER:]
