"""How far ahead of its lines a lane is filled."""

from __future__ import annotations

import pytest

from appliance.office.room import GROWTH, LEAST, MOST, MOST_DIRECT, Direct, Room
from appliance.spool import queue
from appliance.spool.queue import Draft


@pytest.fixture
def room():
    return Room()


@pytest.fixture
def fill(spool, room, clock):
    """fill(): as many as there is room for; how many."""

    def some(lane="", priority=0):
        def take(db):
            count = 0
            while room.take(db, lane, priority):
                enqueue(db, lane, priority, clock.now)
                count += 1
            return count

        return spool.write(take)

    return some


def enqueue(db, lane, priority, now):
    made = queue.create(db, Draft(priority=priority), now)
    said = {"party": "+491", "body": "x", "options": {}, "parts": 1, "concat_reference": 1}
    queue.enqueue(db, made, **said, lane=lane, not_before=None, now=now)


def taken(spool, most=MOST):
    """Lines took that many."""
    queued = "SELECT id FROM attempts WHERE state = 'queued' LIMIT ?"
    spool.write(lambda db: db.execute(f"UPDATE attempts SET state = 'ended' WHERE id IN ({queued})", (most,)))


def test_a_lane_is_filled_once_until_it_is_looked_at_again(fill, room):
    assert (fill(), fill()) == (LEAST, 0)
    room.look_again()
    assert fill() == 0


def test_each_lane_and_each_priority_has_its_own(fill):
    assert (fill(), fill("gsm1"), fill(priority=3)) == (LEAST, LEAST, LEAST)


def test_it_grows_while_lines_empty_it_and_not_for_ever(fill, room, spool):
    sizes = []
    for _ in range(6):
        sizes.append(fill())
        taken(spool)
        room.look_again()
    assert sizes == [*(GROWTH**power * LEAST for power in range(4)), MOST, MOST]


def test_one_that_was_not_filled_does_not_grow(fill, room, spool):
    spool.write(lambda db: room.take(db, "", 0))
    room.look_again()
    assert fill() == LEAST


def test_fast_lines_are_seen_at_a_glance_and_slow_ones_not_taken_for_slower(fill, room, spool):
    fill()
    taken(spool)
    room.glance()
    assert fill() == GROWTH * LEAST
    taken(spool, 4)
    room.glance()
    assert fill() == 4


def test_it_shrinks_where_half_of_them_still_wait(fill, room, spool):
    for _ in range(2):
        fill()
        taken(spool)
        room.look_again()
    fill()
    room.look_again()
    assert fill() == 0
    taken(spool)
    room.look_again()
    assert fill() == GROWTH * (GROWTH**2 * LEAST // 2)


def test_who_waits_for_the_answer_is_let_in_until_the_lane_overflows(spool, clock):
    assert spool.write(lambda db: Direct().take(db, "", 0))
    spool.write(lambda db: [enqueue(db, "", 0, clock.now) for _ in range(MOST_DIRECT)] and None)
    assert not spool.write(lambda db: Direct().take(db, "", 0))
