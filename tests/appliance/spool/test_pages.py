"""The pages of a fax as the queue accounts for them."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.domain import Outcome, Service, Verdict
from appliance.errors import Conflict
from appliance.spool import events, pages, queue
from appliance.spool.recovery import recover
from tests.appliance.spool.conftest import Bench

LANES = ("", "fax1")


def fax(bench: Any, count: int = 2, **draft: Any) -> int:
    return int(bench.send(parts=count, service=Service.FAX, **draft))


def claim(bench: Any, line: str = "fax1") -> Any:
    return queue.claim(bench.db, line, "", Service.FAX, ("", line), bench.now)


def confirm(bench: Any, held: Any, number: int) -> None:
    pages.begin(bench.db, held, number, bench.now)
    pages.confirmed(bench.db, held, number, {"rate": 9600}, bench.now)


def test_a_claim_puts_no_page_in_flight(bench: Bench) -> None:
    made = fax(bench)
    assert claim(bench).left == [1, 2]
    assert queue.states(bench.db, made) == {}


def test_all_confirmed_is_sent(bench: Bench) -> None:
    made = fax(bench)
    held = claim(bench)
    confirm(bench, held, 1)
    confirm(bench, held, 2)
    queue.finish(bench.db, held, Outcome(Verdict.SENT), None, bench.now)
    assert bench.transmission(made) == ("done", "sent")
    told = [each.data for each in events.of_transmission(bench.db, made) if each.kind == events.FAX_PAGE]
    assert told == [{"page": 1, "pages": 2, "rate": 9600}, {"page": 2, "pages": 2, "rate": 9600}]


def test_less_is_not_sent(bench: Bench) -> None:
    fax(bench)
    held = claim(bench)
    confirm(bench, held, 1)
    with pytest.raises(Conflict):
        queue.finish(bench.db, held, Outcome(Verdict.SENT), None, bench.now)


def test_a_page_that_is_confirmed_is_never_begun_again(bench: Bench) -> None:
    fax(bench)
    held = claim(bench)
    confirm(bench, held, 1)
    with pytest.raises(Conflict):
        pages.begin(bench.db, held, 1, bench.now)


def test_any_line_may_go_on_with_what_is_left(bench: Bench) -> None:
    fax(bench, tries_allowed=2)
    held = claim(bench)
    confirm(bench, held, 1)
    bench.end(held, Outcome(Verdict.FAILED, "FHS 27"))
    bench.now += 60
    assert claim(bench, "fax2").left == [2]


def test_what_is_settled_as_sent_goes_on_with_the_rest_over_any_line(bench: Bench) -> None:
    made = fax(bench)
    pages.begin(bench.db, claim(bench), 1, bench.now)
    recover(bench.db, bench.now)
    assert bench.transmission(made) == ("done", "in_doubt")
    queue.settle(bench.db, made, True, bench.now)
    assert claim(bench, "fax2").left == [2]


def test_a_call_that_is_over_leaves_nothing_in_flight(bench: Bench) -> None:
    made = fax(bench)
    held = claim(bench)
    pages.begin(bench.db, held, 1, bench.now)
    pages.call_over(bench.db, held, queue.part_unsent, bench.now)
    assert queue.states(bench.db, made) == {}


def test_calling_counts_from_the_first_call_of_what_was_asked_last(bench: Bench) -> None:
    made = fax(bench)
    begun, held = bench.now, claim(bench)
    bench.end(held, Outcome(Verdict.UNANSWERED, "BUSY"))
    bench.now += 180
    held = claim(bench)
    assert pages.calling_since(bench.db, made) == begun
    bench.end(held, Outcome(Verdict.REJECTED, "FHS 21"))
    bench.now += 5000
    bench.ask(made, parts=2)
    claim(bench)
    assert pages.calling_since(bench.db, made) == bench.now
