from __future__ import annotations

import sqlite3
from datetime import datetime

import pytest

from appliance.pacing import Counts
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
    assert usage.today(db, "sim3", FEB_1) == 0
    assert usage.counts(db, "sim1", JAN_31) == Counts(3, 3, 3, 1)
    assert usage.counts(db, "sim1", FEB_1) == Counts(3, 3, 3, 2)
    assert usage.counts(db, "sim3", FEB_1) == Counts()
    assert usage.is_known(db, "sim1", "+492", FEB_1)
    assert not usage.is_known(db, "sim1", "+493", FEB_1)


def test_an_hour_begins_anew_and_the_day_goes_on(db: sqlite3.Connection) -> None:
    nine = datetime(2026, 2, 1, 9, 59).timestamp()
    usage.record(db, "sim1", "", nine, parts=2)
    usage.record(db, "sim1", "", nine + 30)
    assert usage.counts(db, "sim1", nine + 59) == Counts(3, 3, 3)
    assert usage.counts(db, "sim1", nine + 60) == Counts(0, 3, 3)
    usage.record(db, "sim1", "", nine + 60, parts=4)
    assert usage.counts(db, "sim1", nine + 3659) == Counts(4, 7, 7)
    assert usage.counts(db, "sim1", nine + 86_400 + 60) == Counts(0, 0, 7)


def test_what_was_forgiven_is_not_held_against_the_sim_in_the_same_hour_day_and_month(db: sqlite3.Connection) -> None:
    nine = datetime(2026, 2, 1, 9, 30).timestamp()
    usage.record(db, "sim1", "+491", nine, parts=5)
    assert usage.held_against(db, "sim1", nine) == usage.counts(db, "sim1", nine) == Counts(5, 5, 5, 1)
    usage.forgive(db, "sim1", nine)
    usage.record(db, "sim1", "+492", nine + 1)
    assert usage.held_against(db, "sim1", nine + 1) == Counts(1, 1, 1, 1)
    usage.record(db, "sim1", "", nine + 3600)
    assert usage.held_against(db, "sim1", nine + 3600) == Counts(1, 2, 2, 1)
    usage.record(db, "sim1", "", nine + 86_400)
    assert usage.held_against(db, "sim1", nine + 86_400) == Counts(1, 1, 3, 1)
    assert usage.counts(db, "sim1", nine + 86_400) == Counts(1, 1, 8, 2)
    march = datetime(2026, 3, 1, 9, 30).timestamp()
    usage.record(db, "sim1", "+491", march)
    assert usage.held_against(db, "sim1", march) == Counts(1, 1, 1, 1)


def test_old_counts_are_forgotten(db: sqlite3.Connection) -> None:
    usage.record(db, "sim1", "+491", JAN_31)
    usage.record(db, "sim1", "+491", FEB_1)
    usage.forgive(db, "sim1", JAN_31)
    later = datetime(2026, 3, 15).timestamp()
    assert usage.forget(db, later, days=30) == 4
    assert usage.counts(db, "sim1", FEB_1).recipients == 1


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
    assert usage.counts(db, "sim1", bench.now).recipients == 2
