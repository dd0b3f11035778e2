"""Debian's efax uses our class 1 modem as hardware; at the far end is libspandsp2's own fax machine."""

from __future__ import annotations

import subprocess

import pytest

from drivers.fax.sheet import image_of
from drivers.simulator.fax.outside import Manners
from tests.peers.faxbench import FAR
from tests.peers.pages import document, rows_in, sheets

pytestmark = pytest.mark.peer

MOST = 15.0  # times as fast as time: efax divides by the whole seconds that a page took
HEADER = 60  # rows that efax puts its line in, at most


@pytest.fixture
def efax(program):
    path = program("efax", "efax")

    def run(port, *arguments):
        command = [path, "-d", port, "-o1", "-l", "+15550003001", *map(str, arguments)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def test_it_sends_a_page(tmp_path, fax_line, efax) -> None:
    (sheet,) = sheets()
    line = fax_line(Manners(inbox=tmp_path / "in.tif"), most=MOST)
    plain = tmp_path / "out.tif"  # efax reads no Group 4
    image_of(sheet).save(plain, "TIFF", dpi=sheet.format.resolution.value)
    efax(line.url, "-t", FAR, plain)
    record = line.record()
    assert (record.ok, record.pages, record.bad_rows) == (True, 1, 0), record
    (rows,) = rows_in(tmp_path / "in.tif")
    assert rows[-len(sheet.rows) + HEADER :] == sheet.rows[HEADER:]


def test_it_receives_a_page(tmp_path, fax_line, efax) -> None:
    (sheet,) = sheets()
    line = fax_line(most=MOST)
    line.call(Manners(document=document(tmp_path / "out.tif", [sheet])))
    efax(line.url, "-r", tmp_path / "in")
    record = line.record()
    assert (record.ok, record.pages) == (True, 1), record
    (rows,) = rows_in(tmp_path / "in.001")
    assert rows == sheet.rows
