from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from appliance.domain import Doubt, Service
from appliance.errors import Conflict
from appliance.spool import claiming, events, queue, usage


def plan(db: sqlite3.Connection, statement: str, *values: object) -> str:
    return " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall())


def test_the_intent_is_on_disk_before_the_first_byte(bench: Any) -> None:
    transmission_id = bench.send(parts=2, priority=3, tries_allowed=2, doubt=Doubt.RESEND)
    claim = bench.claim()
    assert bench.parts(transmission_id) == {1: "in_flight"}
    assert (claim.transmission_id, claim.line, claim.sim, claim.party) == (1, "gsm1", "sim1", "+491700000001")
    assert (claim.body, claim.options, claim.concat_reference, claim.parts) == ("hello", {"status_report": True}, 7, 2)
    assert (claim.priority, claim.tries, claim.dials, claim.tries_allowed) == (3, 0, 0, 2)
    assert (claim.doubt, claim.accepted, claim.service) == (Doubt.RESEND, frozenset(), Service.SMS)
    assert events.of_transmission(bench.db, transmission_id)[-1].kind == events.ATTEMPT_STARTED
    assert queue.opened(bench.db) == [claim]
    assert queue.opened(bench.db, "gsm2") == []


def test_one_open_attempt_a_line(bench: Any) -> None:
    bench.send()
    bench.send()
    bench.claim()
    with pytest.raises(Conflict, match="gsm1"):
        bench.look()
    bench.claim("gsm2", "sim2")


def test_priority_then_age_over_all_lanes(bench: Any) -> None:
    plain, own, urgent = bench.send(), bench.send(lane="gsm1"), bench.send(priority=1)
    bench.send(lane="gsm2", priority=9)
    order = []
    while (claim := bench.look()) is not None:
        order.append(claim.transmission_id)
        bench.carry(claim)
    assert order == [urgent, plain, own]


def test_only_the_services_asked_for(bench: Any) -> None:
    bench.send()
    assert queue.claim(bench.db, "fax1", "fax1", Service.FAX, ("",), bench.now) is None


def test_F28_what_all_may_carry_but_who_is_called(bench: Any) -> None:
    def claim(line: str, *but: str) -> Any:
        return queue.claim_but(bench.db, line, "", Service.FAX, ("", line), but, bench.now)

    own, other = (bench.send(party, service=Service.FAX) for party in ("+1555", "+1556"))
    assert claim("fax1", "1555", "+1555").transmission_id == other
    assert claim("fax3", "1555", "+1555") is None
    assert claim("fax2").transmission_id == own
    named = bench.send("+1555", service=Service.FAX, lane="fax4")
    assert claim("fax4", "+1555").transmission_id == named


def test_F25_what_is_too_old_is_ended_and_never_sent(bench: Any) -> None:
    stale = [bench.send(expires_at=bench.now + 10) for _ in range(3)]
    fresh = bench.send()
    bench.now += 10
    assert bench.claim().transmission_id == fresh
    assert [bench.transmission(each) for each in stale] == [("done", "expired")] * 3
    assert bench.kinds(stale[0])[-1] == events.TRANSMISSION_DONE


def test_next_due_is_the_earliest_of_all(bench: Any) -> None:
    assert queue.next_due(bench.db) is None
    bench.send()
    assert queue.next_due(bench.db) is None
    later = queue.create(bench.db, queue.Draft(), bench.now)
    bench.ask(later, not_before=bench.now + 50)
    assert queue.next_due(bench.db) == bench.now + 50
    bench.send(expires_at=bench.now + 20, priority=1)
    assert queue.next_due(bench.db) == bench.now + 20
    bench.claim()
    assert queue.next_due(bench.db) == bench.now + 50, "what a line carries doesn't expire"


def test_promote(bench: Any) -> None:
    bench.ask(queue.create(bench.db, queue.Draft(), bench.now), not_before=bench.now + 5)
    assert queue.promote(bench.db, bench.now) == 0
    assert queue.promote(bench.db, bench.now + 5) == 1
    assert queue.depth(bench.db) == 1


def test_a_dead_lines_work_goes_elsewhere_but_for_what_is_bound_or_begun(bench: Any) -> None:
    moved, bound, begun = bench.send(lane="gsm1"), bench.send(lane="gsm1", bound=True), bench.send(parts=2)
    waiting = queue.create(bench.db, queue.Draft(), bench.now)
    bench.ask(waiting, lane="gsm1", not_before=bench.now + 99)
    claim = bench.claim(lanes=("",))
    bench.accept(claim)
    queue.begin_part(bench.db, claim, 2, bench.now)
    bench.refuse(claim, "CMS 314", 2)
    assert queue.reroute(bench.db, "gsm1", "", bench.now) == 2
    lanes = [bench.attempts(each)[-1][2] for each in (moved, bound, begun, waiting)]
    assert lanes == ["", "gsm1", queue.lane_of_sim("sim1"), ""]
    assert bench.kinds(moved)[-1] == events.TRANSMISSION_REROUTED


def test_depth_and_counts(bench: Any) -> None:
    for lane in ("", "", "gsm1"):
        bench.send(lane=lane)
    assert (queue.depth(bench.db), queue.depth(bench.db, "gsm1"), queue.depth(bench.db, limit=1)) == (2, 1, 1)
    assert queue.counts(bench.db) == {("", Service.SMS): 2, ("gsm1", Service.SMS): 1}


def test_a_claim_costs_one_probe_of_an_index_however_many_rows(db: sqlite3.Connection) -> None:
    best = plan(db, claiming._BEST, 4, "", 0)
    assert best == "SEARCH attempts USING INDEX attempts_queued (service=? AND lane=?)"
    assert "attempts_waiting (not_before<?)" in plan(db, claiming._PROMOTE, 1.0, 1)
    due = plan(db, claiming._NEXT_DUE)
    assert "attempts_waiting" in due
    assert "attempts_that_expire" in due
    assert "attempts_open (line=?)" in plan(db, claiming._OPENED.replace("?1 IS NULL OR ", ""), "gsm1")


def test_to_recipients_that_the_sim_has_this_month_only(bench: Any) -> None:
    bench.send(party="+491700000001")
    known = bench.send(party="+491700000002")
    usage.record(bench.db, "sim1", "+491700000002", bench.now)
    usage.record(bench.db, "sim2", "+491700000001", bench.now)
    claim = queue.claim_to_known(bench.db, "gsm1", "sim1", Service.SMS, ("",), bench.now)
    assert claim is not None
    assert claim.transmission_id == known
    assert queue.claim_to_known(bench.db, "gsm3", "sim1", Service.SMS, ("",), bench.now) is None
