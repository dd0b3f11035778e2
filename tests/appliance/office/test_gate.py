"""The queue's limit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.domain import Service
from appliance.errors import NotReady
from appliance.office.gate import COUNTED_EVERY, Gate
from appliance.spool import queue
from appliance.spool.queue import Draft
from appliance.spool.store import Spool


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    spool = Spool(tmp_path / "spool.sqlite")
    spool.open()
    yield spool
    spool.close()


def _queue_one(spool: Spool, lane: str = "") -> int:
    def change(db: object) -> int:
        made = queue.create(db, Draft(), 1.0)
        queue.enqueue(
            db,
            made,
            party="+491",
            body="x",
            options={},
            parts=1,
            concat_reference=1,
            lane=lane,
            not_before=None,
            now=1.0,
        )
        return made

    return spool.write(change)


def test_a_lane_that_is_full_says_which_setting_raises_it(spool: Spool) -> None:
    gate = Gate(spool, 2, clock=lambda: 0.0)
    _queue_one(spool)
    gate.check("", Service.SMS)
    _queue_one(spool)
    with pytest.raises(NotReady, match="queue_limit"):
        Gate(spool, 2, clock=lambda: 0.0).check("", Service.SMS)
    Gate(spool, 2, clock=lambda: 0.0).check("gsm1", Service.SMS)


def test_it_opens_again_once_there_is_room(spool: Spool) -> None:
    now = 0.0
    gate = Gate(spool, 1, clock=lambda: now)
    made = _queue_one(spool)
    with pytest.raises(NotReady):
        gate.check("", Service.SMS)
    spool.write(lambda db: queue.cancel(db, made, 2.0))
    with pytest.raises(NotReady):
        gate.check("", Service.SMS)
    now += COUNTED_EVERY
    gate.check("", Service.SMS)
