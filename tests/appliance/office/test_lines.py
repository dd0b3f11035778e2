"""A SIM that is held, and a person who lets it send on."""

from __future__ import annotations

import pytest

from appliance.domain import Line
from appliance.errors import Conflict
from appliance.pacing import Counts
from appliance.spool import events, line_states, sims, usage
from appliance.spool.line_states import LineState

SIM = "8901010000000010017"


@pytest.fixture
def used(spool, clock, configured):
    """used(parts, limits): line gsm1 with a SIM that has sent so many, each to another number."""

    def use(parts: int, **limits: int) -> None:
        configured.add_line(Line("gsm1", **limits))
        spool.write(lambda db: line_states.save(db, LineState("gsm1", "ready", iccid=SIM), clock.now))
        for number in range(parts):
            spool.write(lambda db, number=number: usage.record(db, SIM, f"+{number}", clock.now))

    return use


def resumptions(spool) -> list[dict[str, object]]:
    return [dict(event.data) for event in events.after(spool.read(), 0) if event.kind == events.SIM_RESUMED]


@pytest.mark.parametrize("limit", ["per_hour", "per_day", "per_month", "recipients_per_month"])
def test_a_limit_counts_anew_from_when_it_was_lifted(used, office, people, spool, clock, limit):
    used(3, **{limit: 3})
    office.lines.resume(people["admin"], "gsm1")
    assert usage.held_against(spool.read(), SIM, clock.now) == Counts()
    assert usage.counts(spool.read(), SIM, clock.now) == Counts(3, 3, 3, 3)
    assert resumptions(spool) == [{"sim": SIM}]
    with pytest.raises(Conflict, match="nothing holds line gsm1"):
        office.lines.resume(people["admin"], "gsm1")


def test_one_that_rests_and_is_at_its_limit_is_let_on_with_one_word(used, office, people, spool, clock):
    used(3, per_day=3)
    spool.write(lambda db: sims.pause(db, SIM, clock.now + 3600.0, "CMS 28", clock.now))
    office.lines.resume(people["admin"], "gsm1")
    assert resumptions(spool) == [{"sim": SIM}]
    assert usage.held_against(spool.read(), SIM, clock.now) == Counts()


def test_a_limit_that_is_not_reached_forgives_nothing(used, office, people, spool, clock):
    used(2, per_day=3)
    spool.write(lambda db: sims.pause(db, SIM, clock.now + 3600.0, "CMS 28", clock.now))
    office.lines.resume(people["admin"], "gsm1")
    assert usage.held_against(spool.read(), SIM, clock.now).day == 2


def test_where_the_modem_tells_no_iccid_it_stands_for_the_sim(office, people, spool, clock, configured):
    configured.add_line(Line("gsm1"))
    spool.write(lambda db: line_states.save(db, LineState("gsm1", "paused", imei="350000010000012"), clock.now))
    spool.write(lambda db: sims.pause(db, "imei:350000010000012", clock.now + 3600.0, "CMS 28", clock.now))
    office.lines.resume(people["admin"], "gsm1")
    assert sims.paused(spool.read(), "imei:350000010000012").until == 0.0
