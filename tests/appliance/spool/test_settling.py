from __future__ import annotations

from typing import Any

import pytest

from appliance.domain import Service
from appliance.errors import Conflict, NotFound
from appliance.spool import queue


def test_a_person_says_that_it_was_sent(bench: Any) -> None:
    transmission_id = bench.send()
    bench.lose(bench.claim())
    queue.settle(bench.db, transmission_id, True, bench.now)
    assert bench.transmission(transmission_id) == ("done", "sent")
    assert bench.parts(transmission_id) == {1: "accepted"}
    assert bench.look() is None


def test_a_person_says_that_a_part_was_sent_and_the_rest_follows(bench: Any) -> None:
    transmission_id = bench.send(parts=2)
    bench.lose(bench.claim())
    queue.settle(bench.db, transmission_id, True, bench.now)
    assert bench.transmission(transmission_id) == ("active", None)
    assert bench.claim().accepted == {1}


def test_a_person_says_that_it_was_not_and_may_ask_again(bench: Any) -> None:
    transmission_id = bench.send()
    bench.lose(bench.claim())
    queue.settle(bench.db, transmission_id, False, bench.now)
    assert bench.transmission(transmission_id) == ("done", "failed")
    assert bench.parts(transmission_id) == {}
    bench.ask(transmission_id)
    bench.carry(bench.claim())
    assert bench.transmission(transmission_id) == ("done", "sent")


def test_a_call_cut_off_by_a_crash_is_settled_too(bench: Any) -> None:
    transmission_id = queue.create(bench.db, queue.Draft(service=Service.VOICE), bench.now)
    bench.ask(transmission_id, parts=0)
    assert queue.claim(bench.db, "gsm1", "sim1", Service.VOICE, ("",), bench.now)
    queue.recover(bench.db, bench.now)
    queue.settle(bench.db, transmission_id, True, bench.now)
    assert bench.transmission(transmission_id) == ("done", "sent")


def test_only_doubt_is_settled(bench: Any) -> None:
    with pytest.raises(Conflict):
        queue.settle(bench.db, bench.send(), True, bench.now)
    with pytest.raises(NotFound):
        queue.settle(bench.db, 99, True, bench.now)
