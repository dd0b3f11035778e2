from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from appliance.spool import events, line_states
from appliance.spool.line_states import LineState
from appliance.spool.store import Spool

READY = LineState("gsm1", "ready", operator="Net", signal_dbm=-70)


def test_changes_are_kept_and_told_but_not_the_signals(db: sqlite3.Connection) -> None:
    assert line_states.save(db, READY, 1.0)
    assert not line_states.save(db, READY, 2.0)
    assert line_states.save(db, replace(READY, signal_dbm=-90), 3.0)
    assert line_states.save(db, replace(READY, signal_dbm=-90, state="failed"), 4.0)
    found = line_states.get(db, "gsm1")
    assert found is not None
    assert (found.state, found.signal_dbm, found.changed_at) == ("failed", -90, 4.0)
    told = events.after(db, 0)
    assert [(event.kind, event.line, event.at, event.data["state"]) for event in told] == [
        ("line.state", "gsm1", 1.0, "ready"),
        ("line.state", "gsm1", 4.0, "failed"),
    ]


def test_who_listens_is_called_for_every_change_and_for_no_other(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.sqlite")
    spool.open()
    called: list[str] = []
    spool.listen(lambda: called.append("!"))
    for seen in (READY, READY, replace(READY, signal_dbm=-90)):
        spool.write(lambda db, seen=seen: line_states.save(db, seen, 1.0))
    assert called == ["!", "!"]
    spool.write(lambda db: line_states.remove(db, "gsm1"))
    assert called == ["!", "!", "!"]
    spool.close()


def test_all_lines_by_name_until_removed(db: sqlite3.Connection) -> None:
    line_states.save(db, LineState("gsm2", "absent"), 1.0)
    line_states.save(db, READY, 1.0)
    assert [each.line for each in line_states.all_lines(db)] == ["gsm1", "gsm2"]
    line_states.remove(db, "gsm1")
    assert line_states.get(db, "gsm1") is None
