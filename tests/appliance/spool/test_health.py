"""What the newest rows tell."""

from __future__ import annotations

import pytest

from appliance.domain import Outcome, Verdict
from appliance.spool import events, health, queue

REFUSED = Outcome(Verdict.FAILED, "CMS 331", "no network service")


def end(bench, outcome: Outcome, line: str = "gsm1") -> None:
    bench.send(lane=line)
    claim = bench.claim(line, lanes=(line,))
    if outcome.verdict is Verdict.SENT:
        bench.carry(claim)
    else:
        queue.part_refused(bench.db, claim, 1, bench.now)
        queue.finish(bench.db, claim, outcome, None, bench.now)


def test_nothing_happened_yet(bench):
    assert (health.refused(bench.db), health.storage_full(bench.db, 0.0), health.newest_at(bench.db)) == ({}, {}, 0.0)


def test_three_in_a_row_for_one_cause_are_the_lines_fault(bench):
    for number in range(3):
        assert health.refused(bench.db) == {}, number
        end(bench, REFUSED)
    end(bench, Outcome(Verdict.SENT), line="gsm2")
    assert health.refused(bench.db) == {"gsm1": "CMS 331"}


@pytest.mark.parametrize(
    "last",
    [
        Outcome(Verdict.SENT),
        Outcome(Verdict.REJECTED, "CMS 38", "network out of order"),
        Outcome(Verdict.FAILED, "not handed over", "the line stopped"),
        Outcome(Verdict.FAILED, "", ""),
    ],
)
def test_another_end_among_the_latest_is_none(bench, last):
    for _ in range(3):
        end(bench, REFUSED)
    end(bench, last)
    assert health.refused(bench.db) == {}


def test_what_never_got_as_far_as_the_modem_is_none(bench):
    for _ in range(3):
        end(bench, Outcome(Verdict.FAILED, "not handed over", "the line stopped"))
    assert health.refused(bench.db) == {}


def test_how_often_a_memory_was_full_since_then(bench):
    for at, line in ((10.0, "gsm1"), (20.0, "gsm1"), (30.0, "gsm1"), (30.0, "gsm2")):
        events.append(bench.db, at, events.STORAGE_FULL, line=line, data={"memory": "SM"})
    events.append(bench.db, 31.0, events.CALL_ENDED, line="gsm3")
    assert health.storage_full(bench.db, 20.0) == {"gsm1": 2, "gsm2": 1}
    assert health.newest_at(bench.db) == 31.0
