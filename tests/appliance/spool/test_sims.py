from __future__ import annotations

import sqlite3

from appliance.spool import events, sims


def test_a_refused_pin_is_remembered_until_one_was_right(db: sqlite3.Connection) -> None:
    assert sims.refused_pin(db, "sim1") == ""
    sims.refuse_pin(db, "sim1", "digest")
    sims.pause(db, "sim1", 9.0, "why", 1.0)
    assert sims.refused_pin(db, "sim1") == "digest"
    sims.refuse_pin(db, "sim1", "")
    assert sims.refused_pin(db, "sim1") == ""
    assert sims.paused(db, "sim1").until == 9.0


def test_a_pause_and_its_end(db: sqlite3.Connection) -> None:
    assert sims.paused(db, "sim1") == (0.0, "")
    sims.pause(db, "sim1", 100.0, "CMS 310", 1.0)
    assert sims.paused(db, "sim1") == (100.0, "CMS 310")
    assert sims.resume(db, "sim1", 2.0)
    assert not sims.resume(db, "sim1", 3.0)
    assert sims.paused(db, "sim1") == (0.0, "")
    assert [event.kind for event in events.after(db, 0)] == [events.SIM_PAUSED, events.SIM_RESUMED]
