from __future__ import annotations

from typing import Any

import pytest

from appliance.errors import Conflict
from appliance.spool import queue


def test_each_part_is_on_disk_before_it_goes(bench: Any) -> None:
    transmission_id = bench.send(parts=3)
    claim = bench.claim()
    bench.accept(claim, 1)
    assert bench.parts(transmission_id) == {1: "accepted"}
    queue.begin_part(bench.db, claim, 2, bench.now)
    assert bench.parts(transmission_id) == {1: "accepted", 2: "in_flight"}


def test_F04_no_part_is_begun_twice(bench: Any) -> None:
    bench.send(parts=2)
    claim = bench.claim()
    with pytest.raises(Conflict):
        queue.begin_part(bench.db, claim, 1, bench.now)
    bench.accept(claim, 1)
    with pytest.raises(Conflict):
        queue.begin_part(bench.db, claim, 1, bench.now)


@pytest.mark.parametrize("mark", [queue.part_refused, queue.part_unsent, queue.part_in_doubt])
def test_what_is_not_in_flight_is_told_of_by_nobody(bench: Any, mark: Any) -> None:
    bench.send(parts=2)
    claim = bench.claim()
    bench.accept(claim, 1)
    for number in (1, 2):
        with pytest.raises(Conflict):
            mark(bench.db, claim, number, bench.now)
    with pytest.raises(Conflict):
        queue.part_accepted(bench.db, claim, 2, 5, bench.now)


def test_the_rest_only_is_sent_again(bench: Any) -> None:
    transmission_id = bench.send(parts=3)
    claim = bench.claim()
    bench.accept(claim, 1)
    queue.begin_part(bench.db, claim, 2, bench.now)
    bench.refuse(claim, "CMS 314", 2)
    bench.now += 60
    again = bench.claim()
    assert again.accepted == {1}
    assert bench.parts(transmission_id) == {1: "accepted", 2: "in_flight"}
    bench.carry(again)
    assert bench.parts(transmission_id) == dict.fromkeys((1, 2, 3), "accepted")


def test_a_message_has_255_parts_at_most_and_they_are_its_own(bench: Any) -> None:
    first, second = bench.send(parts=255), bench.send(parts=1)
    bench.carry(bench.claim())
    bench.carry(bench.claim())
    assert len(bench.parts(first)) == 255
    assert bench.parts(second) == {1: "accepted"}
