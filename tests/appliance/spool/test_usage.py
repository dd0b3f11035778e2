from __future__ import annotations

import sqlite3
from datetime import datetime

import pytest

from appliance.spool import usage

JAN_31 = datetime(2026, 1, 31, 23, 59).timestamp()
FEB_1 = datetime(2026, 2, 1, 0, 1).timestamp()


def test_days_months_and_recipients(db: sqlite3.Connection) -> None:
    usage.record(db, "sim1", "+491", JAN_31, parts=3)
    usage.record(db, "sim1", "+491", FEB_1)
    usage.record(db, "sim1", "+492", FEB_1)
    usage.record(db, "sim1", "", FEB_1)
    usage.record(db, "sim2", "+493", FEB_1)
    assert usage.today(db, "sim1", FEB_1) == 3
    assert usage.this_month(db, "sim1", JAN_31) == 3
    assert usage.this_month(db, "sim1", FEB_1) == 3
    assert usage.recipients(db, "sim1", JAN_31) == 1
    assert usage.recipients(db, "sim1", FEB_1) == 2
    assert usage.is_known(db, "sim1", "+492", FEB_1)
    assert not usage.is_known(db, "sim1", "+493", FEB_1)


def test_old_counts_are_forgotten(db: sqlite3.Connection) -> None:
    usage.record(db, "sim1", "+491", JAN_31)
    usage.record(db, "sim1", "+491", FEB_1)
    later = datetime(2026, 3, 15).timestamp()
    assert usage.forget(db, later, days=30) == 3
    assert usage.recipients(db, "sim1", FEB_1) == 1


def test_a_restart_keeps_the_pace_and_learns_the_recipients(bench, db: sqlite3.Connection) -> None:  # type: ignore[no-untyped-def]
    bench.now = FEB_1
    for party in ("+491700000001", "+491700000002", "+491700000002"):
        bench.send(party)
        bench.now += 1
        bench.carry(bench.claim())
    assert usage.last_minute(db, "sim1", bench.now) == pytest.approx([FEB_1 + 1, FEB_1 + 2, FEB_1 + 3])
    assert usage.last_minute(db, "sim1", bench.now + 59) == pytest.approx([FEB_1 + 3])
    assert usage.last_minute(db, "sim2", bench.now) == []
    usage.learn_recipients(db, "sim1", bench.now)
    assert usage.recipients(db, "sim1", bench.now) == 2
