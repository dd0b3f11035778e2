"""gammu-smsd and smstools at their best settings, each in a process of its own, on the modems that the box gets."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

_SQLITE_SCHEMA = Path("/usr/share/doc/gammu-smsd/examples/sqlite.sql")
_SQLITE_DRIVER = "usr/lib/*/dbd/libdbdsqlite3.so"
_STOP = 15.0

# What makes gammu-smsd wait or ask for more than its work needs is off; LoopSleep 0 would be a busy loop.
_GAMMU = """[gammu]
device = {port}
connection = at
model = at
synchronizetime = no

[smsd]
logfile = {home}/log
debuglevel = 0
commtimeout = 1
loopsleep = 1
statusfrequency = 0
checksecurity = 0
checkbattery = 0
checksignal = 0
checknetwork = 0
"""
_FILES = """service = files
inboxpath = {home}/inbox/
outboxpath = {home}/outbox/
sentsmspath = {home}/sent/
errorsmspath = {home}/error/
"""
_SQL = """service = sql
driver = sqlite3
database = smsd.db
dbdir = {home}/
"""

# As fast as its manual's settings make it without a busy loop: no waits for files, no questions about the network.
_SMSTOOLS = """devices = {devices}
outgoing = {home}/outgoing
checked = {home}/checked
failed = {home}/failed
incoming = {home}/incoming
sent = {home}/sent
logfile = {home}/log
infofile = {home}/running
pidfile = {home}/pid
loglevel = 3
delaytime = 1
delaytime_mainprocess = 1
trust_outgoing = yes
spool_directory_order = yes
"""
_DEVICE = """
[{name}]
device = {port}
init = AT+CPMS="SM","SM","SM";+CNMI=2,0,0,0,0
incoming = yes
check_network = 0
trust_spool = yes
detect_message_routing = no
poll_faster = 20
rtscts = no
"""


class Peer(Protocol):
    """A program that carries what is put before it and keeps what comes in; `pid` while it runs."""

    pid: int

    def put(self, number: str, text: str) -> None:
        """A message for it to send."""

    def received(self) -> int:
        """How many it has stored."""

    def stop(self) -> None:
        """End it."""


Kind = Callable[[Path, Sequence[str]], Peer]
"""Starts one on a folder of its own and some ports."""


def found(name: str) -> str | None:
    """The path of a program, in root's places too."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


class _Process:
    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self._process.pid

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(timeout=_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _folders(home: Path, *names: str) -> None:
    for name in names:
        (home / name).mkdir(parents=True)


def _appear(home: Path, folder: str, name: str, text: str) -> None:
    """A file that is whole when it is there."""
    (home / "new" / name).write_text(text)
    (home / "new" / name).rename(home / folder / name)


class GammuFiles(_Process):
    """gammu-smsd, its files backend."""

    def __init__(self, home: Path, ports: Sequence[str]) -> None:
        _folders(home, "inbox", "outbox", "sent", "error", "new")
        self._home = home
        self._count = 0
        (home / "conf").write_text((_GAMMU + _FILES).format(home=home, port=ports[0]))
        super().__init__((str(found("gammu-smsd")), "-c", str(home / "conf")))

    def put(self, number: str, text: str) -> None:
        """A file, named as gammu-smsd-inject would."""
        self._count += 1
        _appear(self._home, "outbox", f"OUTC20260101_000000_{self._count:04d}_{number}_sms0.txt", text)

    def received(self) -> int:
        """Files in its inbox."""
        return len(list((self._home / "inbox").iterdir()))


class GammuSqlite(_Process):
    """gammu-smsd on an SQLite database, by libdbi."""

    def __init__(self, home: Path, ports: Sequence[str]) -> None:
        home.mkdir(parents=True)
        self._db = sqlite3.connect(home / "smsd.db", timeout=30, isolation_level=None, check_same_thread=False)
        self._db.executescript(_SQLITE_SCHEMA.read_text())
        (home / "conf").write_text((_GAMMU + _SQL).format(home=home, port=ports[0]))
        super().__init__((str(found("gammu-smsd")), "-c", str(home / "conf")))

    def put(self, number: str, text: str) -> None:
        """A row in its outbox."""
        self._db.execute(
            "INSERT INTO outbox (DestinationNumber, TextDecoded, CreatorID, Coding)"
            " VALUES (?, ?, 'bench', 'Default_No_Compression')",
            (number, text),
        )

    def received(self) -> int:
        """Rows in its inbox."""
        return int(self._db.execute("SELECT count(*) FROM inbox").fetchone()[0])

    def stop(self) -> None:
        """End it."""
        super().stop()
        self._db.close()


class Smstools(_Process):
    """smsd of smstools, which serves any number of modems."""

    def __init__(self, home: Path, ports: Sequence[str]) -> None:
        _folders(home, "outgoing", "checked", "failed", "incoming", "sent", "new")
        self._home = home
        self._count = 0
        names = [f"GSM{number}" for number in range(len(ports))]
        devices = (_DEVICE.format(name=name, port=port) for name, port in zip(names, ports, strict=True))
        (home / "conf").write_text(_SMSTOOLS.format(home=home, devices=",".join(names)) + "".join(devices))
        super().__init__((str(found("smsd")), "-t", f"-c{home / 'conf'}"))

    def put(self, number: str, text: str) -> None:
        """A file for any of its modems."""
        self._count += 1
        _appear(self._home, "outgoing", f"{self._count:05d}", f"To: {number.lstrip('+')}\n\n{text}")

    def received(self) -> int:
        """Files in its folder."""
        return len(list((self._home / "incoming").iterdir()))


def installed() -> Mapping[str, Kind]:
    """Those that are there, by name."""
    kinds: dict[str, Kind] = {}
    if found("gammu-smsd"):
        kinds["gammu files"] = GammuFiles
        if _SQLITE_SCHEMA.exists() and list(Path("/").glob(_SQLITE_DRIVER)):
            kinds["gammu SQLite"] = GammuSqlite
    if found("smsd"):
        kinds["smstools"] = Smstools
    return kinds
