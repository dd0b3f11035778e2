"""How much a SIM may carry, whatever line it is in and however often the box starts."""

from __future__ import annotations

import math

import pytest

from appliance import pacing
from appliance.domain import Line
from appliance.lines.meter import NOTED_AT_ONCE, Meter
from appliance.spool import sims, usage

SIM = "8901010000000010017"


@pytest.fixture
def meter(spool, clock):
    """meter(limits): ask(meter), count(meter, recipient)."""

    class Asked:
        def __init__(self, **limits: int) -> None:
            self.meter = Meter(Line("gsm1", **limits), SIM)

        def open(self) -> bool:
            return spool.write(lambda db: self.meter.open(db, clock.now))

        def full(self) -> bool:
            return spool.write(lambda db: self.meter.full(db, clock.now))

        def count(self, recipient: str = "+15550002000") -> None:
            spool.write(lambda db: self.meter.count(db, recipient, clock.now))

        def note(self) -> None:
            spool.write(lambda db: self.meter.note(db, "", clock.now))

    return Asked


def test_without_limits_it_is_always_open(meter):
    one = meter()
    for _ in range(100):
        assert one.open()
        one.count()
    assert one.meter.closed_until == math.inf
    assert one.meter.why == ""


def test_without_limits_the_count_is_noted_now_and_then_and_when_nothing_is_left(meter, spool, clock):
    one = meter()

    def noted() -> int:
        return usage.today(spool.read(), SIM, clock.now)

    for _ in range(NOTED_AT_ONCE - 1):
        one.count()
    assert noted() == 0
    one.count()
    assert noted() == NOTED_AT_ONCE
    one.count()
    one.note()
    assert noted() == NOTED_AT_ONCE + 1
    one.note()
    assert noted() == NOTED_AT_ONCE + 1


def test_so_many_a_minute(meter, clock):
    one = meter(per_minute=2)
    one.count()
    clock.now += 20.0
    one.count()
    assert not one.open()
    assert one.meter.closed_until == clock.now + 40.0
    clock.now += 40.0
    assert one.open()
    assert one.meter.closed_until == math.inf


def test_so_many_an_hour(meter, clock):
    one = meter(per_hour=2)
    one.count()
    one.count()
    assert not one.open()
    assert (one.meter.closed_until, one.meter.why) == (pacing.next_hour(clock.now), "limit of 2 an hour")
    clock.now = one.meter.closed_until
    assert one.open()
    one.count()
    assert one.open()


def test_so_many_a_day(meter, clock):
    one = meter(per_day=2)
    one.count()
    assert one.open()
    one.count()
    assert not one.open()
    assert (one.meter.closed_until, one.meter.why) == (pacing.next_day(clock.now), "limit of 2 a day")
    clock.now = one.meter.closed_until
    assert one.open()


def test_so_many_a_month(meter, clock):
    one = meter(per_month=1)
    one.count()
    assert not one.open()
    assert one.meter.closed_until == pacing.next_month(clock.now)


def test_so_many_recipients_a_month(meter, clock):
    one = meter(recipients_per_month=2)
    one.count("+1")
    one.count("+1")
    assert one.open()
    assert not one.full()
    one.count("+2")
    assert one.open()  # to those two
    assert one.full()
    assert (one.meter.closed_until, one.meter.why) == (pacing.next_month(clock.now), "limit of 2 recipients a month")
    clock.now = one.meter.closed_until
    assert one.open()
    assert not one.full()


def test_without_a_limit_of_recipients_it_is_never_full(meter):
    one = meter()
    one.count("+1")
    assert not one.full()


def test_the_latest_limit_counts(meter, clock):
    one = meter(per_minute=1, per_month=1)
    one.count()
    assert not one.open()
    assert one.meter.closed_until == pacing.next_month(clock.now)


def test_counts_are_the_sims_and_outlive_the_box(meter):
    meter(per_day=1).count()
    assert not meter(per_day=1).open()


def test_what_a_person_forgave_counts_no_longer(meter, spool, clock):
    one = meter(per_day=1, recipients_per_month=1)
    one.count("+1")
    assert not one.open()
    spool.write(lambda db: usage.forgive(db, SIM, clock.now))
    assert one.open()
    assert not one.full()
    one.count("+2")
    assert not one.open()


def test_a_sim_that_rests_is_closed_for_that_reason(meter, spool, clock):
    spool.write(lambda db: sims.pause(db, SIM, clock.now + 3600.0, "no credit", clock.now))
    one = meter()
    assert not one.open()
    assert (one.meter.closed_until, one.meter.why) == (clock.now + 3600.0, "no credit")
    spool.write(lambda db: sims.resume(db, SIM, clock.now))
    assert one.open()
