from __future__ import annotations

import sqlite3

from appliance.domain import Event
from appliance.spool import cursors, events


def test_events_are_read_in_order_from_a_cursor(db: sqlite3.Connection) -> None:
    first = events.append(db, 1.0, events.CALL_INCOMING, line="gsm1", data={"number": "+49", "name": "Ä"})
    second = events.append(db, 2.0, events.TRANSMISSION_DONE, transmission_id=7, attempt_id=8)
    assert events.after(db, 0) == [
        Event(first, 1.0, "call.incoming", "gsm1", None, None, {"number": "+49", "name": "Ä"}),
        Event(second, 2.0, "transmission.done", "", 7, 8, {}),
    ]
    assert [event.id for event in events.after(db, first)] == [second]
    assert len(events.after(db, 0, limit=1)) == 1
    assert [event.id for event in events.of_transmission(db, 7)] == [second]
    assert events.newest(db) == second


def test_no_id_comes_twice(db: sqlite3.Connection) -> None:
    for at in (1.0, 2.0, 3.0):
        events.append(db, at, events.CALL_ENDED)
    assert events.forget(db, before=99.0) == 2
    assert [event.id for event in events.after(db, 0)] == [3]
    assert events.append(db, 4.0, events.CALL_ENDED) == 4


def test_forgets_the_old_only(db: sqlite3.Connection) -> None:
    for at in (1.0, 2.0, 3.0):
        events.append(db, at, events.CALL_ENDED)
    assert events.forget(db, before=2.0) == 1
    assert [event.at for event in events.after(db, 0)] == [2.0, 3.0]


def test_every_kind_is_told_of() -> None:
    kinds = [value for name, value in vars(events).items() if name.isupper() and not name.startswith("_")]
    assert len(kinds) == len(set(kinds))
    for kind in kinds:
        assert kind in (events.__doc__ or "")


def test_never_forgets_what_a_reader_has_still_to_deal_with(db: sqlite3.Connection) -> None:
    for reader in ("mqtt", "webhooks"):
        cursors.begin(db, reader)
    for at in (1.0, 2.0, 3.0, 4.0):
        events.append(db, at, events.CALL_ENDED)
    assert events.forget(db, before=99.0) == 0
    cursors.move(db, "mqtt", 3)
    cursors.move(db, "webhooks", 2)
    assert events.forget(db, before=99.0) == 2
    cursors.forget(db, "webhooks")
    assert events.forget(db, before=99.0) == 1
    assert [event.id for event in events.after(db, 0)] == [4]


def test_forgets_a_little_at_a_time(db: sqlite3.Connection) -> None:
    for _ in range(5):
        events.append(db, 1.0, events.CALL_ENDED)
    assert [events.forget(db, 2.0, limit=3), events.forget(db, 2.0, limit=3), events.forget(db, 2.0)] == [3, 1, 0]
