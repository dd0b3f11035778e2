"""efax and mgetty's sendfax use our class 2 and 2.0 modems as hardware, with our driver at the other end of the line.

So they judge the words of the modem, and by them those of the driver.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.fax.encoder import encode_page
from drivers.fax.line import REVERSED
from drivers.fax.page import Coding, PageFormat, Resolution
from drivers.fax.sheet import image_of
from drivers.fax.termination import Termination
from tests.drivers.fax.class2lines import Lines
from tests.peers.pages import rows_in, sheets

pytestmark = pytest.mark.peer

BAUD = 57600  # so that a page takes a second: efax divides by the whole ones
HEADER = 60  # rows that efax puts its line in, at most
SHEETS = sheets(2, rows=300, resolution=Resolution.STANDARD)
DOCUMENT = tuple((sheet.rows, PageFormat()) for sheet in SHEETS)
UNPACKED = Path(__file__).parents[2] / ".venv" / "peers"
Starts = Callable[..., subprocess.Popen[str]]
OPTIONS = {"2": ("-o2", "cls2"), "2.0": ("-o0", "c2.0")}


@pytest.fixture(params=["2", "2.0"])
def service_class(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def lines(service_class: str) -> Iterator[Lines]:
    lines = Lines(service_class)
    yield lines
    lines.close()


@pytest.fixture
def slow_lines(service_class: str) -> Iterator[Lines]:
    lines = Lines(service_class, BAUD)
    yield lines
    lines.close()


@pytest.fixture
def efax(program: Callable[[str, str], str], service_class: str, tmp_path: Path) -> Starts:
    """Starts efax on a port."""
    path = program("efax", "efax")

    def start(port: str, *arguments: str | Path) -> subprocess.Popen[str]:
        command = [path, "-d", port, OPTIONS[service_class][0], "-c", "1,5,0,2,0,0,0,0", *map(str, arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path)

    return start


@pytest.fixture
def sendfax(service_class: str, tmp_path: Path) -> Callable[..., None]:
    """Runs mgetty's sendfax on a port."""
    path = UNPACKED / "mgetty-fax" / "usr" / "sbin" / "sendfax"
    if not path.exists():
        pytest.fail("sendfax is missing: .ci/unpack mgetty-fax")

    def run(port: str, *arguments: str | Path) -> None:
        options = ["-v", "-n", "-C", OPTIONS[service_class][1], "-l", port.removeprefix("/dev/")]
        command = [path, *options, *map(str, arguments)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def done(efax: subprocess.Popen[str]) -> None:
    said = efax.communicate(timeout=60)[0]
    assert efax.returncode == 0, said


def test_efax_sends(slow_lines: Lines, efax: Starts, tmp_path: Path) -> None:
    lines = slow_lines
    image_of(SHEETS[0]).save(tmp_path / "page.tif", "TIFF", dpi=Resolution.STANDARD.value)
    answered = lines.answer()
    done(efax(lines.caller.path, "-t", lines.callee.number, tmp_path / "page.tif"))
    assert answered.result(60) is Termination.NORMAL
    (page,) = lines.callee.desk.kept
    assert page.rows.bad == 0
    assert " ".join(str(row) for row in SHEETS[0].rows[HEADER:]) in " ".join(str(row) for row in page.rows.rows)


def test_efax_receives(slow_lines: Lines, efax: Starts, tmp_path: Path) -> None:
    caller, callee = slow_lines.caller, slow_lines.callee
    caller.desk.document = DOCUMENT[:1]
    receiver = efax(callee.path, "-w", "-iS0=1", "-r", tmp_path / "in")
    assert receiver.stdout
    assert any("waiting" in words for words in iter(receiver.stdout.readline, ""))
    assert caller.fax.send(callee.number, caller.call, caller.station) is Termination.NORMAL
    done(receiver)
    assert rows_in(tmp_path / "in.001") == [SHEETS[0].rows]


def g3(folder: Path) -> list[Path]:
    """The document as sendfax takes it: raw octets of the line, the highest bit first."""
    files = []
    for number, sheet in enumerate(SHEETS):
        files.append(folder / f"page{number}.g3")
        files[-1].write_bytes(encode_page(sheet.rows, Coding.MH, Resolution.STANDARD).translate(REVERSED))
    return files


def test_sendfax_sends(lines: Lines, sendfax: Callable[..., None], tmp_path: Path) -> None:
    answered = lines.answer()
    sendfax(lines.caller.path, lines.callee.number, *g3(tmp_path))
    assert answered.result(60) is Termination.NORMAL
    assert [page.rows.rows for page in lines.callee.desk.kept] == [sheet.rows for sheet in SHEETS]


def test_sendfax_polls(lines: Lines, sendfax: Callable[..., None], tmp_path: Path) -> None:
    lines.callee.desk.document = DOCUMENT
    lines.callee.call.dis = replace(lines.callee.call.dis, document_waits=True)
    answered = lines.answer()
    sendfax(lines.caller.path, "-p", "-d", tmp_path, lines.callee.number)
    assert answered.result(60) is Termination.NORMAL
    assert lines.callee.call.confirmed == len(SHEETS)
    assert len(list(tmp_path.glob("f*"))) == len(SHEETS)
