from __future__ import annotations

from typing import Any

import pytest

from appliance.domain import Doubt, Outcome, Verdict
from appliance.errors import Conflict, Invalid, NotFound
from appliance.retry import NOT_HANDED_OVER, Retry
from appliance.spool import events, queue

FAILED = Outcome(Verdict.FAILED, "CMS 38", "network out of order")


def test_sent(bench: Any) -> None:
    transmission_id = bench.send()
    bench.carry(bench.claim())
    assert bench.transmission(transmission_id) == ("done", "sent")
    assert bench.attempts(transmission_id) == [("ended", "sent", "")]
    assert bench.column("tries", transmission_id) == 1
    assert bench.kinds(transmission_id) == [
        events.TRANSMISSION_CREATED,
        events.TRANSMISSION_QUEUED,
        events.ATTEMPT_STARTED,
        events.TRANSMISSION_DONE,
    ]
    assert events.of_transmission(bench.db, transmission_id)[-1].data == {"verdict": "sent"}


def test_sent_wants_every_part_accepted(bench: Any) -> None:
    bench.send(parts=2)
    claim = bench.claim()
    bench.accept(claim)
    with pytest.raises(Conflict):
        queue.finish(bench.db, claim, Outcome(Verdict.SENT), None, bench.now)


def test_an_end_wants_every_part_told_of(bench: Any) -> None:
    bench.send()
    with pytest.raises(Conflict):
        queue.finish(bench.db, bench.claim(), FAILED, None, bench.now)


def test_an_attempt_ends_once(bench: Any) -> None:
    bench.send()
    claim = bench.claim()
    bench.carry(claim)
    with pytest.raises(Conflict):
        queue.finish(bench.db, claim, Outcome(Verdict.SENT), None, bench.now)


def test_failed_for_good_tells_why(bench: Any) -> None:
    transmission_id = bench.send()
    claim = bench.claim()
    queue.part_refused(bench.db, claim, 1, bench.now)
    assert queue.finish(bench.db, claim, FAILED, None, bench.now) is None
    assert (bench.column("cause", transmission_id), bench.column("cause_text", transmission_id)) == FAILED_TEXT
    last = events.of_transmission(bench.db, transmission_id)[-1]
    assert (last.kind, last.attempt_id, last.line) == (events.TRANSMISSION_DONE, claim.attempt_id, "gsm1")
    assert last.data == {"verdict": "failed", "cause": "CMS 38", "text": "network out of order"}


FAILED_TEXT = ("CMS 38", "network out of order")


def test_F17_a_try_later_by_the_same_way(bench: Any) -> None:
    transmission_id = bench.send(tries_allowed=2, lane="gsm1")
    first = bench.claim()
    bench.refuse(first, "CMS 38")
    assert bench.attempts(transmission_id) == [("ended", "failed", "gsm1"), ("waiting", None, "gsm1")]
    told = events.of_transmission(bench.db, transmission_id)[-1]
    assert (told.kind, told.attempt_id) == (events.TRANSMISSION_RETRY, first.attempt_id)
    assert told.data == {"verdict": "failed", "cause": "CMS 38", "next": first.attempt_id + 1, "at": bench.now + 60}
    assert bench.look() is None
    bench.now += 60
    second = bench.claim()
    assert (second.tries, second.attempt_id) == (1, first.attempt_id + 1)
    bench.refuse(second, "CMS 38")
    assert bench.transmission(transmission_id) == ("done", "failed")


def test_F17_a_sim_that_cannot_send_hands_over_to_another(bench: Any) -> None:
    transmission_id = bench.send()
    assert bench.refuse(bench.claim(), "CMS 313").elsewhere
    other = bench.claim("gsm2", "sim2")
    assert (other.transmission_id, other.tries, other.dials) == (transmission_id, 0, 1)


def test_another_lane_for_the_next_try(bench: Any) -> None:
    transmission_id = bench.send(lane="gsm1")
    claim = bench.claim()
    queue.part_unsent(bench.db, claim, 1, bench.now)
    queue.finish(bench.db, claim, Outcome(Verdict.FAILED, NOT_HANDED_OVER), Retry(bench.now), bench.now, "gsm2")
    assert bench.attempts(transmission_id)[-1] == ("queued", None, "gsm2")
    assert bench.parts(transmission_id) == {}


def test_F03_doubt_is_held_or_sent_again_as_its_policy_says(bench: Any) -> None:
    held, resent = bench.send(), bench.send(doubt=Doubt.RESEND)
    bench.lose(bench.claim())
    bench.lose(bench.claim())
    assert bench.transmission(held) == ("done", "in_doubt")
    assert bench.parts(held) == {1: "in_doubt"}
    assert bench.attempts(resent)[-1][0] == "waiting"
    bench.now += 60
    bench.carry(bench.claim())
    assert bench.transmission(resent) == ("done", "sent")


def test_F03_what_is_held_is_not_sent_again_by_mistake(bench: Any) -> None:
    bench.send()
    claim = bench.claim()
    queue.part_in_doubt(bench.db, claim, 1, bench.now)
    with pytest.raises(Invalid):
        queue.finish(bench.db, claim, Outcome(Verdict.IN_DOUBT), Retry(bench.now), bench.now)


def test_F03_an_earlier_copy_keeps_its_doubt_when_the_next_is_refused(bench: Any) -> None:
    transmission_id = bench.send()
    bench.lose(bench.claim())
    bench.ask(transmission_id)
    bench.refuse(bench.claim(), "CMS 1")
    assert bench.parts(transmission_id) == {1: "in_doubt"}
    assert bench.transmission(transmission_id) == ("done", "in_doubt")
    assert bench.column("cause", transmission_id) == "CMS 1"


def test_cancel(bench: Any) -> None:
    transmission_id = bench.send()
    queue.cancel(bench.db, transmission_id, bench.now)
    assert bench.transmission(transmission_id) == ("done", "cancelled")
    assert bench.look() is None
    for wrong, error in ((transmission_id, Conflict), (99, NotFound)):
        with pytest.raises(error):
            queue.cancel(bench.db, wrong, bench.now)


def test_cancel_is_too_late_while_a_line_works_on_it(bench: Any) -> None:
    transmission_id = bench.send()
    bench.claim()
    for stop in (queue.cancel, queue.call_off):
        with pytest.raises(Conflict, match="a line works on it"):
            stop(bench.db, transmission_id, bench.now)


def test_cancelling_the_repetition_of_what_is_in_doubt_keeps_the_doubt(bench: Any) -> None:
    transmission_id = bench.send(doubt=Doubt.RESEND)
    bench.lose(bench.claim())
    queue.cancel(bench.db, transmission_id, bench.now)
    assert bench.transmission(transmission_id) == ("done", "in_doubt")


def test_expire(bench: Any) -> None:
    queued, open_one = bench.send(expires_at=bench.now + 5), bench.send(expires_at=bench.now + 5, priority=1)
    waiting = queue.create(bench.db, queue.Draft(expires_at=bench.now + 6), bench.now)
    bench.ask(waiting, not_before=bench.now + 60)
    assert bench.claim().transmission_id == open_one
    assert queue.expire(bench.db, bench.now) == 0
    assert queue.expire(bench.db, bench.now + 10, limit=1) == 1
    assert queue.expire(bench.db, bench.now + 10) == 1
    assert [bench.transmission(each)[1] for each in (queued, waiting, open_one)] == ["expired", "expired", None]
