"""What routing must know of a line: whether it can send, whether it takes work, how much it has and had."""

from __future__ import annotations

import pytest

from appliance.domain import Line, Service
from appliance.lines.facts import facts_of
from appliance.spool import line_states, usage
from appliance.spool.line_states import LineState

IMEI = "350000010000012"


def test_what_routing_knows_of_a_line(settings, spool, clock, queued):
    settings.add_line(Line("gsm1", imei=IMEI, number="+1555", prefixes=("+49",), weight=3))
    state = LineState("gsm1", "ready", iccid="sim")
    spool.write(lambda db: line_states.save(db, state, clock.now))
    spool.write(lambda db: usage.record(db, "sim", "+49", clock.now, 4))
    queued(lane="gsm1")
    (facts,) = facts_of(spool, settings, clock.now)
    assert (facts.name, facts.services, facts.prefixes, facts.weight) == ("gsm1", Service.SMS, ("+49",), 3)
    assert (facts.healthy, facts.active, facts.queue_depth, facts.used_recently) == (True, True, 1, 4)
    assert facts.number == "+1555"


@pytest.mark.parametrize(
    ("state", "healthy", "active"),
    [
        ("ready", True, True),
        ("starting", False, True),
        ("failed", False, True),
        ("not_registered", False, True),
        ("paused", False, True),
        ("memory_full", False, True),
        ("absent", False, False),
        ("stopped", False, False),
        ("pin", False, False),
        ("puk", False, False),
        ("sim_absent", False, False),
        ("off", False, False),
        (None, False, False),
    ],
)
def test_work_is_taken_in_for_a_line_until_it_is_known_to_be_unable(settings, spool, clock, state, healthy, active):
    settings.add_line(Line("gsm1", imei=IMEI))
    if state:
        spool.write(lambda db: line_states.save(db, LineState("gsm1", state), clock.now))
    (facts,) = facts_of(spool, settings, clock.now)
    assert (facts.healthy, facts.active) == (healthy, active)


def test_a_line_switched_off_takes_no_work(settings, spool, clock):
    settings.add_line(Line("gsm1", imei=IMEI, active=False))
    spool.write(lambda db: line_states.save(db, LineState("gsm1", "ready"), clock.now))
    assert not facts_of(spool, settings, clock.now)[0].active
