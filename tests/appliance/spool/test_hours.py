"""Messages are carried within their hours, whoever takes them and however often."""

from datetime import UTC, datetime

import pytest

from appliance.domain import Outcome, Service, Verdict
from appliance.retry import Retry
from appliance.spool import hours, queue
from appliance.windows import Hours

NEW_YORK = "+12125550123"
DAYTIME = Hours({"DEFAULT": {"OTH": ("08:00-20:00",)}})
NOON, NIGHT, MORNING = (
    datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
    for text in ("2026-01-15T17:00", "2026-01-16T02:00", "2026-01-16T13:00")
)


@pytest.fixture
def asked(bench):
    """A message that was asked to go at noon."""
    bench.now = NOON
    made = bench.send(NEW_YORK, tries_allowed=3)
    hours.keep(bench.db, made, [DAYTIME])
    return made


def test_within_them_it_goes(bench, asked):
    assert bench.claim().transmission_id == asked


def test_outside_it_waits_until_they_begin_and_somebody_is_told(bench, asked):
    told = []
    bench.now = NIGHT
    assert queue.claim(bench.db, "gsm1", "sim1", Service.SMS, ("",), NIGHT, told.append) is None
    assert told == [MORNING]
    assert queue.next_due(bench.db) == MORNING
    bench.now = MORNING
    assert bench.claim().transmission_id == asked


def test_what_has_no_hours_goes_on_meanwhile(bench, asked):
    bench.now = NIGHT
    other = bench.send(NEW_YORK)
    assert bench.claim().transmission_id == other


def test_so_does_a_later_try(bench, asked):
    claim = bench.claim()
    queue.part_refused(bench.db, claim, 1, bench.now)
    queue.finish(bench.db, claim, Outcome(Verdict.FAILED, "CMS 42", "congestion"), Retry(bench.now + 60.0), bench.now)
    bench.now = NIGHT
    assert bench.look() is None
    bench.now = MORNING
    assert bench.claim().transmission_id == asked


def test_the_same_hours_are_written_once_and_none_not_at_all(bench, asked):
    for kept in ([DAYTIME], [DAYTIME, Hours()], [Hours()], []):
        hours.keep(bench.db, bench.send(NEW_YORK), kept)
    counts = (bench.db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("hours", "message_hours"))
    assert tuple(counts) == (1, 3)


def test_holidays_count(bench):
    kept = Hours({"US": {"HOL": (), "OTH": ("08:00-20:00",)}}, {"US": ("2026-01-15",)})
    made = bench.send(NEW_YORK)
    hours.keep(bench.db, made, [kept])
    assert hours.opens(bench.db, made, NOON) == MORNING
