"""A box's data without a box, and the command line on them."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from appliance import passwords
from appliance.__main__ import main
from appliance.assembly import office_of
from appliance.box import DATABASE, SETTINGS
from appliance.domain import Line
from appliance.lines.facts import facts_of
from appliance.lines.inbox import Inbox
from appliance.office.desk import Actor, actor_of
from appliance.settings import Settings
from appliance.spool import line_states
from appliance.spool.line_states import LineState
from appliance.spool.store import Spool

PASSWORD = "correct horse"


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No command may find this machine's own box, demo or simulator."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    for name in ("MODEMBOX_DATA", "MODEMBOX_SIM", "MODEMBOX_ADMIN_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path, blank: Path, password_digest: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A box's data: an administrator, and line gsm1 that is ready."""
    made = tmp_path / "data"
    made.mkdir()
    monkeypatch.setattr(passwords, "digest", lambda password: password_digest)
    spool, settings = Spool(shutil.copyfile(blank, made / DATABASE)), Settings(made / SETTINGS)
    spool.open()
    office_of(spool, settings, made, list, lambda lane: None).people.add_user("admin", PASSWORD, "admin")
    settings.add_line(Line("gsm1", imei="350000010000012"))
    ready = LineState("gsm1", "ready", operator="SIMNET", signal_dbm=-73, model="Fake", number="+15550001001")
    spool.write(lambda db: line_states.save(db, ready, 1_700_000_000.0))
    spool.close()
    return made


@pytest.fixture
def modembox(folder: Path, capsys, monkeypatch) -> Callable[..., Done]:
    """modembox("spool", ..): that command on the data."""

    def run(*arguments: str, stdin: str | bytes = "", data: Path | None = folder) -> Done:
        octets = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(octets), encoding="utf-8"))
        capsys.readouterr()
        where = [] if data is None else ["--data", str(data)]
        try:
            status = main([*arguments, *where])
        except SystemExit as end:
            status = int(end.code or 0)
        return Done(status, *capsys.readouterr())

    return run


class Data:
    """The data themselves, opened for a moment at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.settings = Settings(folder / SETTINGS)

    def use(self, work: Callable[[Spool], Any]) -> Any:
        spool = Spool(self._folder / DATABASE)
        spool.open()
        try:
            return work(spool)
        finally:
            spool.close()

    def rows(self, table: str) -> int:
        return int(self.use(lambda spool: spool.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0]))

    def everything(self) -> dict[str, int]:
        """How many rows there are of all that a command could make."""
        tables = ("transmissions", "programs", "texts", "contacts", "attempts", "events", "users", "accounts")
        return {table: self.rows(table) for table in tables}

    def see(self, line: str, state: str) -> None:
        self.use(lambda spool: spool.write(lambda db: line_states.save(db, LineState(line, state), 1_700_000_000.0)))

    def execute(self, statement: str, *values: object) -> None:
        self.use(lambda spool: spool.write(lambda db: db.execute(statement, values)))

    def office(self, work: Callable[[Any, Actor], Any]) -> Any:
        """Do something as the administrator."""

        def doing(spool: Spool) -> Any:
            facts = lambda: facts_of(spool, self.settings, 1_700_000_000.0)  # noqa: E731
            office = office_of(spool, self.settings, self._folder, facts, lambda lane: None)
            return work(office, actor_of(office.people.user(id=1)))

        return self.use(doing)

    def came_in(self, text: str, sender: str = "+4917012345678") -> None:
        """A message from outside."""
        from drivers.capabilities import Delivery
        from drivers.simulator.traffic import parts_of

        class Sms:
            def confirm(self, delivery: object) -> None: ...

        class Home:
            def __init__(self, spool: Spool) -> None:
                from appliance.lines.surroundings import STANDARD
                from appliance.spool.inbound import nobody, silent

                self.spool, self.surroundings = spool, STANDARD
                self.owner, self.hear = nobody, silent

            def due(self) -> None: ...

        tpdus = parts_of(sender, text, 1, 1_700_000_000.0)
        self.use(lambda spool: Inbox(Home(spool), Sms(), "gsm1", "sim").take([Delivery(each) for each in tpdus]))


@pytest.fixture
def data(folder: Path) -> Data:
    return Data(folder)
