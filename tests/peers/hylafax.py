"""HylaFAX at a fax modem, in a spool of its own: no daemon but the one that answers, and that ends with the test."""

from __future__ import annotations

import os
import select
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from drivers.fax.sheet import Sheet
from drivers.fax.tiff import encode_tiff
from tests.peers.pages import rows_in

PEERS = Path(__file__).parents[2] / ".venv/peers"
PROGRAMS = PEERS / "hylafax-server/usr"
LIBRARY = PEERS / "hylafax-client/usr/lib/hylafax"
USER = "uucp"  # who its programs become; they must be started by root
SENT = 2  # what faxsend returns where all is confirmed
FOLDERS = "archive bin client config dev docq doneq etc info log pollq recvq sendq status tmp"
PATIENCE = 120.0

_DEVICE = """CountryCode: 1
AreaCode: 555
LocalIdentifier: "{identity}"
ModemType: Class1
ModemRate: 115200
ModemFlowControl: RTSCTS
ModemSoftResetCmdDelay: 0
RingsBeforeAnswer: 1
TagLineFormat: ""
RecvFileMode: 0644
LogFileMode: 0644
ServerTracing: 0
SessionTracing: 0xFFFF
UUCPLockDir: "{spool}/tmp"
"""

# A job as faxq hands it over: the pages are coded, e1 says fine, of any length, MMR; S another such follows, P the last
_JOB = """tts:0
killtime:{killtime}
retrytime:0
state:6
maxdials:1
maxtries:1
pagewidth:215
resolution:196
pagelength:297
priority:127
schedpri:127
desiredbr:13
desiredec:2
desireddf:4
usexvres:1
external:{number}
number:{number}
jobid:1
pagehandling:{handling}
totpages:{pages}
modem:{device}
notify:none
client:localhost
mailaddr:test@localhost
sender:test
owner:test
groupid:1
jobtype:facsimile
fax:0::docq/doc1.tif
"""


def installed() -> bool:
    """Whether its programs are there."""
    return LIBRARY.exists() and PROGRAMS.exists()


class HylaFax:
    """At the port `path`; sends once, or receives once, with error correction and MMR, up to V.17."""

    def __init__(self, path: str, identity: str = "+15550004000") -> None:
        self._path = path
        self._device = path.removeprefix("/dev/").replace("/", "_")
        self._process: subprocess.Popen[bytes] | None = None
        self._spool = _spool()
        (self._spool / f"etc/config.{self._device}").write_text(_DEVICE.format(identity=identity, spool=self._spool))
        self._told = os.open(self._spool / "FIFO", os.O_RDWR | os.O_NONBLOCK)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            _as_root("kill", str(self._process.pid))
            self._process.wait(PATIENCE)
        os.close(self._told)
        _as_root("rm", "-rf", str(self._spool))

    def send(self, number: str, pages: Sequence[Sheet]) -> bool:
        """Whether all pages were confirmed."""
        (self._spool / "docq/doc1.tif").write_bytes(encode_tiff(pages))
        job = _JOB.format(
            killtime=int(time.time()) + 3600,
            number=number,
            handling="e1S" * (len(pages) - 1) + "e1P",
            pages=len(pages),
            device=self._device,
        )
        (self._spool / "sendq/q1").write_text(job)
        self._process = self._start("lib/hylafax/bin/faxsend", "-m", self._device, "sendq/q1")
        return self._process.wait(PATIENCE) == SENT

    def listen(self) -> None:
        """Answer calls from now on."""
        self._process = self._start("sbin/faxgetty", "-q", str(self._spool), self._path)
        self._await(f"+{self._device}:R")

    def received(self) -> list[tuple[bytes, ...]]:
        """The pages of the call under way, once it is over."""
        self._await(f"@{self._device}:E")
        (file,) = (self._spool / "recvq").glob("fax*.tif")
        return rows_in(file)

    def said(self) -> str:
        """Its log of sessions."""
        return "\n".join(each.read_text() for each in sorted((self._spool / "log").glob("c*")))

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        _as_root("chown", "-R", USER, str(self._spool))
        _as_root("chmod", "666", self._path)
        command = (*_root(), "env", f"LD_LIBRARY_PATH={LIBRARY}", str(PROGRAMS / program), *arguments)
        return subprocess.Popen(command, cwd=self._spool)

    def _await(self, message: str) -> None:
        """What its queuer would be told; raises TimeoutError."""
        deadline = time.monotonic() + PATIENCE
        heard = ""
        while message not in heard:
            if not select.select([self._told], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError(f"HylaFAX said {heard!r}\n{self.said()}")
            heard += os.read(self._told, 4096).decode("latin-1")


def _root() -> tuple[str, ...]:
    return () if os.geteuid() == 0 else ("sudo", "-n")


def _as_root(*command: str) -> None:
    subprocess.run((*_root(), *command), check=True)


def _spool() -> Path:
    """An empty one; nobody is told of what comes."""
    if not installed():
        raise FileNotFoundError(".ci/unpack hylafax-server hylafax-client")
    spool = Path(tempfile.mkdtemp(prefix="hylafax"))
    spool.chmod(0o755)
    for name in FOLDERS.split():
        (spool / name).mkdir()
    (spool / "etc/config").touch()
    (spool / "bin/faxrcvd").write_text("#!/bin/sh\n")
    (spool / "bin/faxrcvd").chmod(0o755)
    os.mkfifo(spool / "FIFO")
    return spool
