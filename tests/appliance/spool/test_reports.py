from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from appliance.domain import Outcome, Verdict
from appliance.spool import events, queue, reports

A, B = "+491700000001", "+491700000002"


def kept(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM reports").fetchone()[0])


def sent(bench: Any, reference: int, party: str = A) -> int:
    transmission_id: int = bench.send(party)
    bench.now += 1
    bench.carry(bench.claim(), reference)
    return transmission_id


@pytest.mark.parametrize("form", ["+491700000001", "00491700000001", "01700000001", "1700000001"])
def test_delivered_whatever_the_form_of_the_number(bench: Any, form: str) -> None:
    transmission_id = sent(bench, 5)
    assert bench.report(5, form) == transmission_id
    assert bench.parts(transmission_id) == {1: "delivered"}
    assert bench.kinds(transmission_id)[-1] == events.SMS_DELIVERED


def test_other_recipients_sims_and_references_do_not_match(bench: Any) -> None:
    transmission_id = sent(bench, 5)
    assert bench.report(5, B) is None
    assert bench.report(6) is None
    assert bench.report(5, sim="sim2") is None
    assert bench.parts(transmission_id) == {1: "accepted"}
    assert kept(bench.db) == 3
    unmatched = events.after(bench.db, 0)[-1]
    assert (unmatched.kind, unmatched.data["sim"]) == (events.REPORT_UNMATCHED, "sim2")


def test_still_trying_then_delivered(bench: Any) -> None:
    transmission_id = sent(bench, 5)
    assert bench.report(5, outcome="trying") == transmission_id
    assert bench.parts(transmission_id) == {1: "accepted"}
    assert bench.report(5) == transmission_id
    assert bench.parts(transmission_id) == {1: "delivered"}


def test_undelivered_tells_the_part(bench: Any) -> None:
    transmission_id = sent(bench, 5)
    bench.report(5, outcome="failed")
    assert bench.parts(transmission_id) == {1: "undelivered"}
    assert bench.transmission(transmission_id) == ("done", "sent")
    last = events.of_transmission(bench.db, transmission_id)[-1]
    assert (last.kind, last.data) == (events.SMS_UNDELIVERED, {"part": 1, "status": 0})


def test_delivered_is_told_once_all_parts_are(bench: Any) -> None:
    transmission_id = bench.send(parts=2)
    bench.references = iter((8, 9))
    bench.carry(bench.claim())
    bench.report(9)
    assert events.SMS_DELIVERED not in bench.kinds(transmission_id)
    bench.report(8)
    bench.report(8)
    assert bench.kinds(transmission_id).count(events.SMS_DELIVERED) == 1


def test_a_repeated_report_changes_nothing(bench: Any) -> None:
    transmission_id = sent(bench, 5)
    told = [bench.report(5) for _ in range(3)]
    assert told == [transmission_id] * 3
    assert kept(bench.db) == 0


def test_F26_a_reference_that_wraps_means_the_newest(bench: Any) -> None:
    old, new = sent(bench, 255), sent(bench, 255)
    assert bench.report(255) == new
    assert bench.report(255) == old


def test_F26_a_report_before_the_answer(bench: Any) -> None:
    transmission_id = bench.send()
    claim = bench.claim()
    assert bench.report(5) is None
    assert kept(bench.db) == 1
    bench.carry(claim, 5)
    assert bench.parts(transmission_id) == {1: "delivered"}
    assert kept(bench.db) == 0


def test_F26_a_report_before_the_answer_with_a_reference_used_before(bench: Any) -> None:
    old = sent(bench, 5)
    bench.report(5)
    new = bench.send()
    bench.now += 1
    claim = bench.claim()
    bench.report(5)
    bench.carry(claim, 5)
    assert (bench.parts(old), bench.parts(new)) == ({1: "delivered"}, {1: "delivered"})


def test_F26_a_kept_report_is_not_about_what_was_sent_after_it(bench: Any) -> None:
    assert bench.report(5) is None
    bench.now += 1
    transmission_id = sent(bench, 5)
    assert bench.parts(transmission_id) == {1: "accepted"}


def test_F03_a_report_settles_the_doubt(bench: Any) -> None:
    transmission_id = bench.send()
    bench.lose(bench.claim())
    assert bench.transmission(transmission_id) == ("done", "in_doubt")
    assert bench.report(77) == transmission_id
    assert bench.transmission(transmission_id) == ("done", "sent")
    assert bench.parts(transmission_id) == {1: "delivered"}
    assert bench.kinds(transmission_id)[-2:] == [events.TRANSMISSION_DONE, events.SMS_DELIVERED]


def test_F03_a_report_that_came_before_the_doubt_settles_it(bench: Any) -> None:
    transmission_id = bench.send()
    claim = bench.claim()
    bench.report(77)
    bench.lose(claim)
    assert bench.transmission(transmission_id) == ("done", "sent")


def test_F03_a_report_lets_the_other_parts_follow(bench: Any) -> None:
    transmission_id = bench.send(parts=3)
    claim = bench.claim()
    bench.accept(claim, 1, 10)
    queue.begin_part(bench.db, claim, 2, bench.now)
    bench.lose(claim, 2)
    bench.report(11)
    assert bench.transmission(transmission_id) == ("active", None)
    assert bench.attempts(transmission_id)[-1] == ("queued", None, queue.lane_of_sim("sim1"))
    again = bench.claim()
    assert again.accepted == {1, 2}
    bench.carry(again, 12)
    assert bench.transmission(transmission_id) == ("done", "sent")


def test_F03_a_report_in_the_middle_lets_the_other_parts_follow_at_once(bench: Any) -> None:
    transmission_id = bench.send(parts=2)
    claim = bench.claim()
    bench.report(11)
    bench.lose(claim)
    assert bench.transmission(transmission_id) == ("active", None)
    assert bench.claim().accepted == {1}


def test_F03_two_in_doubt_for_one_recipient_stay_so(bench: Any) -> None:
    both = [bench.send(), bench.send()]
    for _ in both:
        bench.now += 1
        bench.lose(bench.claim())
    assert bench.report(77) is None
    assert [bench.transmission(each) for each in both] == [("done", "in_doubt")] * 2


def test_F03_neighbours_tell_which_of_two_it_was(bench: Any) -> None:
    """Accepted 10, doubt, accepted 11, doubt: the first never went out."""
    sent(bench, 10, B)
    first = bench.send()
    bench.now += 1
    bench.lose(bench.claim())
    sent(bench, 11, B)
    second = bench.send()
    bench.now += 1
    bench.lose(bench.claim())
    assert bench.report(12) == second
    assert bench.transmission(first) == ("done", "in_doubt")
    assert bench.transmission(second) == ("done", "sent")


def test_F03_a_repeated_report_of_another_settles_nothing(bench: Any) -> None:
    other = sent(bench, 10)
    bench.report(10)
    doubtful = bench.send()
    bench.now += 1
    bench.lose(bench.claim())
    assert bench.report(10) == other
    assert bench.transmission(doubtful) == ("done", "in_doubt")


def test_F03_nothing_is_settled_while_another_is_under_way(bench: Any) -> None:
    doubtful = bench.send()
    bench.lose(bench.claim())
    other = bench.send()
    bench.now += 1
    claim = bench.claim()
    assert bench.report(20) is None
    assert bench.transmission(doubtful) == ("done", "in_doubt")
    bench.carry(claim, 20)
    assert bench.parts(other) == {1: "delivered"}
    assert bench.transmission(doubtful) == ("done", "in_doubt")


def test_F03_the_report_of_the_doubt_is_looked_at_again_after_the_other(bench: Any) -> None:
    doubtful = bench.send()
    bench.lose(bench.claim())
    other = bench.send()
    bench.now += 1
    claim = bench.claim()
    assert bench.report(20) is None
    bench.carry(claim, 21)
    assert bench.parts(other) == {1: "accepted"}
    assert bench.transmission(doubtful) == ("done", "sent")


def test_F03_a_report_stops_the_repetition_that_waits(bench: Any) -> None:
    transmission_id = bench.send()
    bench.lose(bench.claim())
    bench.ask(transmission_id)
    assert bench.report(20) == transmission_id
    assert bench.transmission(transmission_id) == ("done", "sent")
    assert bench.attempts(transmission_id)[-1][:2] == ("ended", "cancelled")
    assert bench.look() is None


def test_a_part_that_asked_for_no_report_is_not_settled_by_one(bench: Any, db: sqlite3.Connection) -> None:
    transmission_id = queue.create(db, queue.Draft(), bench.now)
    bench.ask(transmission_id, report=False)
    claim = bench.claim()
    queue.part_in_doubt(db, claim, 1, bench.now)
    queue.finish(db, claim, Outcome(Verdict.IN_DOUBT), None, bench.now)
    assert bench.report(20) is None


def test_a_report_is_found_by_an_index(db: sqlite3.Connection) -> None:
    plan = db.execute(f"EXPLAIN QUERY PLAN {reports._AWAITING}", ("", 1, "", 1.0)).fetchall()
    assert "parts_awaiting_report (sim=? AND reference=? AND tail=?)" in plan[0][3]
    plan = db.execute(f"EXPLAIN QUERY PLAN {reports._IN_DOUBT}", ("", "", 1.0)).fetchall()
    assert "parts_unsettled (sim=? AND tail=?)" in plan[0][3]


@pytest.mark.parametrize(("number", "tail"), [("+49 170/0000001", "0000001"), ("00112", "112"), ("ALARM", "")])
def test_tails(number: str, tail: str) -> None:
    assert reports.tail_of(number) == tail


def test_old_ones_that_matched_nothing_are_forgotten_but_the_newest(bench: Any) -> None:
    for day in range(3):
        bench.now = day * 86_400.0
        bench.report(6)
    assert reports.forget(bench.db, before=86_400.0) == 1
    assert reports.forget(bench.db, before=9e9, limit=1) == 1
    assert (reports.forget(bench.db, before=9e9), kept(bench.db)) == (0, 1)
