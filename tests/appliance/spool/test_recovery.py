from __future__ import annotations

from typing import Any

from appliance.domain import Doubt
from appliance.spool import events, queue


def test_F04_what_was_in_flight_is_in_doubt(bench: Any) -> None:
    transmission_id, other = bench.send(), bench.send()
    bench.claim()
    bench.claim("gsm2", "sim2")
    assert queue.recover(bench.db, bench.now, "gsm1") == 1
    assert bench.transmission(transmission_id) == ("done", "in_doubt")
    assert bench.transmission(other) == ("active", None)
    assert queue.recover(bench.db, bench.now) == 1
    assert queue.recover(bench.db, bench.now) == 0
    last = events.of_transmission(bench.db, transmission_id)[-1]
    assert (last.kind, last.data["verdict"]) == (events.TRANSMISSION_DONE, "in_doubt")


def test_F04_resend_where_the_policy_says_so_and_not_for_ever(bench: Any) -> None:
    transmission_id = bench.send(doubt=Doubt.RESEND)
    crashes = 0
    while bench.transmission(transmission_id)[0] == "active":
        bench.claim()
        queue.recover(bench.db, bench.now)
        bench.now += 60
        crashes += 1
    assert crashes == 12
    assert bench.transmission(transmission_id) == ("done", "in_doubt")


def test_F04_between_two_parts_nothing_is_in_doubt(bench: Any) -> None:
    transmission_id = bench.send(parts=2)
    bench.accept(bench.claim(), 1)
    queue.recover(bench.db, bench.now)
    assert bench.transmission(transmission_id) == ("active", None)
    bench.now += 60
    assert bench.claim().accepted == {1}


def test_F04_after_the_last_part_it_is_sent(bench: Any) -> None:
    transmission_id = bench.send()
    bench.accept(bench.claim(), 1)
    queue.recover(bench.db, bench.now)
    assert bench.transmission(transmission_id) == ("done", "sent")


def test_F04_the_doubtful_part_is_one_of_several(bench: Any) -> None:
    transmission_id = bench.send(parts=3)
    claim = bench.claim()
    bench.accept(claim, 1)
    queue.begin_part(bench.db, claim, 2, bench.now)
    queue.recover(bench.db, bench.now)
    assert bench.parts(transmission_id) == {1: "accepted", 2: "in_doubt"}
    assert bench.transmission(transmission_id) == ("done", "in_doubt")


def test_F03_a_late_answer_settles(bench: Any) -> None:
    transmission_id = bench.send()
    bench.lose(bench.claim())
    assert queue.late_submit(bench.db, "gsm2", "sim1", 5, bench.now) is None
    assert queue.late_submit(bench.db, "gsm1", "sim1", 5, bench.now) == transmission_id
    assert bench.transmission(transmission_id) == ("done", "sent")
    assert bench.report(5) == transmission_id
    assert bench.parts(transmission_id) == {1: "delivered"}


def test_F03_a_late_answer_is_about_the_last_handed_over(bench: Any) -> None:
    first, second = bench.send(), bench.send("+491700000002")
    for _ in (first, second):
        bench.now += 1
        bench.lose(bench.claim())
    assert queue.late_submit(bench.db, "gsm1", "sim1", 5, bench.now) == second
    assert bench.transmission(first) == ("done", "in_doubt")


def test_F03_a_late_answer_after_the_report_settles_no_other(bench: Any) -> None:
    first, second = bench.send(), bench.send("+491700000002")
    for _ in (first, second):
        bench.now += 1
        bench.lose(bench.claim())
    bench.report(5, "+491700000002")
    assert queue.late_submit(bench.db, "gsm1", "sim1", 5, bench.now) is None
    assert bench.transmission(first) == ("done", "in_doubt")
    assert bench.transmission(second) == ("done", "sent")


def test_F26_a_report_before_the_late_answer(bench: Any) -> None:
    """Two in doubt for one recipient: the report alone can't tell, the late answer can."""
    first, second = bench.send(), bench.send()
    for _ in (first, second):
        bench.now += 1
        bench.lose(bench.claim())
    assert bench.report(5) is None
    assert queue.late_submit(bench.db, "gsm1", "sim1", 5, bench.now) == second
    assert bench.parts(second) == {1: "delivered"}
    assert bench.transmission(first) == ("done", "in_doubt")
