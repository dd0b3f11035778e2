"""What is seen of each line, for those who look; an event tells each change but the signal's."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, astuple, dataclass, field, replace
from typing import Any

from appliance.spool import canaries, events, sims
from appliance.spool.connection import Connection

_SAVE = """INSERT OR REPLACE INTO line_states (line, state, detail, port, imei, iccid, imsi, number, model, operator,
 registration, signal_dbm, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
RECEIVING = "(SELECT receiving FROM canaries WHERE canaries.line = line_states.line)"
_COLUMNS = f"""SELECT line, state, detail, port, imei, iccid, imsi, number, model, operator, registration, signal_dbm,
 changed_at, {RECEIVING} FROM line_states"""  # noqa: S608
_LIST = f"{_COLUMNS} ORDER BY line"
_ONE = f"{_COLUMNS} WHERE line = ?"
UP = frozenset(("ready", "paused"))  # a limit keeps no line from receiving
_WITH_A_SIM = (*UP, "memory_full", "not_registered")
_NOT_TOLD = ("line", "signal_dbm", "changed_at", "receiving")


@dataclass(frozen=True, slots=True)
class LineState:
    """`state`: absent, starting, ready, not_registered, pin, puk, paused, failed and the like; `detail` for people.

    `changed_at` (Unix time) is set by `save` and not compared; nor is `receiving`, whether the last canary came, which
    others find out: None for not known.
    """

    line: str
    state: str
    detail: str = ""
    port: str = ""
    imei: str = ""
    iccid: str = ""
    imsi: str = ""
    number: str = ""
    model: str = ""
    operator: str = ""
    registration: str = ""
    signal_dbm: int | None = None
    changed_at: float = field(default=0.0, compare=False)
    receiving: bool | None = field(default=None, compare=False)

    @property
    def deaf(self) -> bool:
        """Whether it is up and, by what is known, receives nothing."""
        return self.receiving is not None and not self.receiving and self.state in UP

    @property
    def sim(self) -> str:
        """What names its SIM in the spool, "" while it is not known."""
        known = self.iccid or self.state in _WITH_A_SIM
        return sims.key_of(self.iccid, self.imei, self.line) if known else ""

    @property
    def is_port(self) -> bool:
        """Whether it is but a port that can't be served, of which nobody knows what modem is there."""
        return bool(self.port) and not self.imei and self.state in ("absent", "failed")


def save(db: sqlite3.Connection, seen: LineState, now: float) -> bool:
    """Record what is seen of a line; whether it differs from what was known, else nothing is written."""
    known = get(db, seen.line)
    if known == seen:
        return False
    db.execute(_SAVE, astuple(replace(seen, changed_at=now))[:-1])
    _announce(db)
    if known is None or replace(known, signal_dbm=seen.signal_dbm) != seen:
        data = {name: value for name, value in asdict(seen).items() if name not in _NOT_TOLD}
        events.append(db, now, events.LINE_STATE, line=seen.line, data=data)
    return True


def get(db: sqlite3.Connection, line: str) -> LineState | None:
    """What was last seen of the line."""
    row = db.execute(_ONE, (line,)).fetchone()
    return None if row is None else _seen(row)


def all_lines(db: sqlite3.Connection) -> list[LineState]:
    """What was last seen of every line, by name."""
    return [_seen(row) for row in db.execute(_LIST).fetchall()]


def remove(db: sqlite3.Connection, line: str) -> None:
    """Forget a line that was taken out of the settings."""
    db.execute("DELETE FROM line_states WHERE line = ?", (line,))
    db.execute("DELETE FROM canaries WHERE line = ?", (line,))
    _announce(db)


def _seen(row: tuple[Any, ...]) -> LineState:
    *seen, receiving = row
    return replace(LineState(*seen), receiving=canaries.truth_of(receiving))


def _announce(db: sqlite3.Connection) -> None:
    """Have those who listen look, though for a signal and a removal no event is written."""
    if isinstance(db, Connection):
        db.appended = True
