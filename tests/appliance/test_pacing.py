from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain import Line
from appliance.pacing import Allowed, Beat, Counts, Turn, Wait, allowance, beat, next_day, next_hour, next_month, turn

NOON = datetime(2026, 12, 31, 12, 0, 0).timestamp()
MIDNIGHT = datetime(2027, 1, 1).timestamp()


def test_no_limits_no_wait() -> None:
    assert allowance(Line("a"), Counts(10**6, 10**6, 10**6, 10**6), [NOON] * 1000, NOON) == Allowed()


def test_a_minute() -> None:
    limited = Line("a", per_minute=2)
    assert allowance(limited, Counts(), [NOON - 61, NOON - 5], NOON) == Allowed()
    assert allowance(limited, Counts(), [NOON - 61, NOON - 5, NOON - 1], NOON) == Wait(NOON + 55, "limit of 2 a minute")


def test_an_hour() -> None:
    limited = Line("a", per_hour=3)
    assert allowance(limited, Counts(2, 9, 9), [], NOON) == Allowed()
    assert allowance(limited, Counts(3, 9, 9), [], NOON + 1800) == Wait(NOON + 3600, "limit of 3 an hour")


def test_a_day_and_a_month() -> None:
    assert allowance(Line("a", per_day=5), Counts(day=4, month=9), [], NOON) == Allowed()
    assert allowance(Line("a", per_day=5), Counts(day=5, month=9), [], NOON) == Wait(MIDNIGHT, "limit of 5 a day")
    assert allowance(Line("a", per_month=9), Counts(day=5, month=9), [], NOON) == Wait(MIDNIGHT, "limit of 9 a month")


def test_only_a_new_recipient_counts() -> None:
    limited = Line("a", recipients_per_month=3)
    assert allowance(limited, Counts(9, 9, 9, 3), [], NOON) == Allowed()
    found = allowance(limited, Counts(9, 9, 9, 3), [], NOON, known_recipient=False)
    assert found == Wait(MIDNIGHT, "limit of 3 recipients a month")


def test_the_longest_wait_counts() -> None:
    limited = Line("a", per_minute=1, per_day=1)
    assert allowance(limited, Counts(1, 1, 1), [NOON - 1], NOON) == Wait(MIDNIGHT, "limit of 1 a day")


def test_a_clock_set_back_does_not_lock_the_minute() -> None:
    assert allowance(Line("a", per_minute=1), Counts(), [NOON + 3600], NOON) == Allowed()


def test_hours_end_when_the_next_one_strikes() -> None:
    assert next_hour(NOON) == next_hour(NOON + 3599.9) == NOON + 3600
    assert next_hour(MIDNIGHT - 1) == MIDNIGHT


def test_days_and_months_end_at_midnight() -> None:
    assert next_day(NOON) == next_month(NOON) == MIDNIGHT
    assert next_month(datetime(2026, 1, 31, 23, 59).timestamp()) == datetime(2026, 2, 1).timestamp()


def test_a_stream_begins_at_once_and_goes_on_at_its_pace() -> None:
    assert beat(None, 2, NOON) == Beat(1, NOON, 30.0)
    assert beat(NOON, 2, NOON + 29) == Beat(0, NOON + 30, 30.0)
    assert beat(NOON, 2, NOON + 31) == Beat(1, NOON + 30, 30.0)
    assert beat(NOON, 600, NOON + 0.35).due == 3
    assert beat(NOON, 600, NOON + 0.35).last(2) == pytest.approx(NOON + 0.2)


def test_a_stream_that_was_held_up_does_not_make_up_for_all_of_it() -> None:
    assert beat(NOON, 2, NOON + 3600) == Beat(1, NOON + 3599, 30.0)
    assert beat(NOON, 6000, NOON + 3600).due == 101


def test_a_clock_that_was_put_back_holds_up_no_stream() -> None:
    assert beat(NOON + 3600, 2, NOON) == Beat(1, NOON, 30.0)


@given(per_minute=st.integers(1, 60_000), rounds=st.lists(st.floats(0.0, 0.9), min_size=1, max_size=60))
def test_looked_at_however_often_it_keeps_its_pace(per_minute: int, rounds: list[float]) -> None:
    """What is looked at each second at least loses no turn and gains none."""
    last, count, now = None, 0, 0.0
    for each in rounds:
        now += each
        found = beat(last, per_minute, now)
        count += found.due
        if found.due:
            last = found.last(found.due)
            assert last <= now + 1e-3 * found.interval
    owed = (now - rounds[0]) * per_minute / 60 + 1
    assert abs(count - owed) <= 1.001


@given(now=st.floats(0, 1e10), taken=st.integers(1, 50), per_minute=st.integers(1, 60_000))
def test_what_is_not_taken_stays_due(now: float, taken: int, per_minute: int) -> None:
    before = beat(0.0, per_minute, now)
    if before.due > taken:
        after = beat(before.last(taken), per_minute, now)
        assert abs(after.due - (before.due - taken)) <= 1


def test_turns_are_given_one_after_the_other():
    first = turn(None, 2.0, 0, 1000.0, float)
    assert first == Turn(1000.0, 1)
    assert turn(first, 2.0, 0, 1000.0, float) == Turn(1000.5, 2)
    assert turn(first, 2.0, 0, 1002.0, float) == Turn(1002.0, 2)
    assert turn(first, 0, 0, 1000.0, float) == Turn(1000.0, 2)


def test_the_turns_of_a_day_are_counted_by_the_day_in_which_they_are():
    now = next_day(1_700_000_000.0) - 1.0
    last = turn(None, 0, 2, now, float)
    last = turn(last, 0, 2, now, float)
    assert last == Turn(now, 2)
    assert turn(last, 0, 2, now, float) == Turn(now + 1.0, 1)
    assert turn(last, 0, 2, now, lambda moment: max(moment, now + 3600.0)) == Turn(now + 3600.0, 1)
