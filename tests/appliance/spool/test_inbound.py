from __future__ import annotations

import contextlib
import itertools
import json
import sqlite3
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.spool import events, inbound
from appliance.spool.connection import Connection
from appliance.spool.inbound import Incoming, Owner, Stored
from appliance.spool.migrate import migrate

NOW = 1_000_000.0


def join(tpdus: Sequence[bytes]) -> str:
    return " ".join(tpdu.decode() for tpdu in tpdus)


def incoming(
    text: str,
    concat: tuple[int, int, int] | None = None,
    sender: str = "+491",
    sent_at: float | None = NOW,
    **more: Any,
) -> Incoming:
    fingerprint = repr((text, concat, sender, sent_at)).encode()
    fields: dict[str, Any] = {"sim": "sim1", "line": "gsm1", **more}
    return Incoming(
        fingerprint=fingerprint, sender=sender, sent_at=sent_at, concat=concat, text=text, tpdu=text.encode(), **fields
    )


def store(db: sqlite3.Connection, what: Incoming, now: float = NOW) -> Stored:
    return inbound.store(db, what, now, join=join)


def messages(db: sqlite3.Connection) -> list[tuple[str, str]]:
    return db.execute("SELECT body, verdict FROM transmissions WHERE direction = 'inbound' ORDER BY id").fetchall()


def kinds(db: sqlite3.Connection) -> list[str]:
    return [event.kind for event in events.after(db, 0)]


def test_a_message_with_its_attempt_and_owner(db: sqlite3.Connection) -> None:
    def owner(db: sqlite3.Connection, sender: str, line: str) -> Owner:
        assert (sender, line) == ("+491", "gsm1")
        return Owner(1, 2, 3, 4)

    stored = inbound.store(db, incoming("hi", options={"message_class": 0}), NOW, join=join, owner=owner)
    assert stored == Stored("new_message", 1)
    row = db.execute(
        "SELECT user_id, account_id, contact_id, program_id, direction, party, body, state, verdict, lane, service"
        " FROM transmissions"
    ).fetchone()
    assert row == (1, 2, 3, 4, "inbound", "+491", "hi", "done", "sent", "gsm1", 4)
    options = db.execute("SELECT options FROM transmissions").fetchone()[0]
    assert json.loads(options) == {"message_class": 0, "sent_at": NOW}
    assert db.execute("SELECT state, verdict, line, sim, amount FROM attempts").fetchone() == (
        "ended",
        "sent",
        "gsm1",
        "sim1",
        1,
    )
    told = events.after(db, 0)
    assert [(event.kind, event.line, event.transmission_id, event.attempt_id) for event in told] == [
        (events.SMS_RECEIVED, "gsm1", 1, 1)
    ]


def test_F16_received_twice_is_stored_once(db: sqlite3.Connection) -> None:
    first = store(db, incoming("hi"))
    assert store(db, incoming("hi", line="gsm2"), NOW - 999_999) == Stored("duplicate", first.transmission_id)
    assert store(db, incoming("hi", sent_at=NOW + 1)).kind == "new_message"
    assert store(db, incoming("hi", sim="sim2")).kind == "new_message"
    assert len(messages(db)) == 3


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
def test_F13_parts_in_any_order(db: sqlite3.Connection, order: tuple[int, ...]) -> None:
    kinds_stored = [store(db, incoming(str(number), (5, 3, number))).kind for number in order]
    assert kinds_stored == ["part", "part", "new_message"]
    assert messages(db) == [("1 2 3", "sent")]
    assert kinds(db) == [events.SMS_RECEIVED]
    assert store(db, incoming("2", (5, 3, 2))) == Stored("duplicate", 1)


def test_F13_a_part_twice(db: sqlite3.Connection) -> None:
    for number in (1, 1, 2):
        store(db, incoming(str(number), (5, 2, number)))
    assert messages(db) == [("1 2", "sent")]


def test_F13_what_does_not_belong_together(db: sqlite3.Connection) -> None:
    store(db, incoming("a1", (5, 2, 1)))
    apart = [
        incoming("x2", (6, 2, 2)),
        incoming("x2", (5, 3, 2)),
        incoming("x2", (5 + 65536, 2, 2)),
        incoming("x2", (5, 2, 2), sender="+492"),
        incoming("x2", (5, 2, 2), sim="sim2"),
        incoming("x2", (5, 2, 2), sent_at=NOW + inbound.WINDOW + 1),
    ]
    assert [store(db, each).kind for each in apart] == ["part"] * len(apart)
    assert messages(db) == []
    store(db, incoming("a2", (5, 2, 2)))
    assert messages(db) == [("a1 a2", "sent")]


def test_F13_a_reference_used_again(db: sqlite3.Connection) -> None:
    for text, number in (("a1", 1), ("b1", 1), ("b2", 2), ("a2", 2)):
        store(db, incoming(text, (5, 2, number)))
    assert messages(db) == [("b1 b2", "sent"), ("a1 a2", "sent")]


def test_F13_a_reference_used_again_after_a_whole_message(db: sqlite3.Connection) -> None:
    for text, number in (("a1", 1), ("a2", 2), ("b2", 2), ("b1", 1)):
        store(db, incoming(text, (5, 2, number)))
    assert messages(db) == [("a1 a2", "sent"), ("b1 b2", "sent")]


def test_F13_incomplete_after_its_deadline_and_whole_when_the_part_comes(db: sqlite3.Connection) -> None:
    store(db, incoming("1", (5, 3, 1)))
    store(db, incoming("3", (5, 3, 3)), NOW + 5)
    assert inbound.oldest_part(db) == NOW
    assert inbound.surface_incomplete(db, NOW, NOW + 10, join) == 0
    assert inbound.surface_incomplete(db, NOW + 1, NOW + 10, join) == 1
    assert inbound.surface_incomplete(db, NOW + 1, NOW + 10, join) == 0
    assert inbound.oldest_part(db) is None
    assert messages(db) == [("1 3", "incomplete")]
    told = events.after(db, 0)[-1]
    assert (told.kind, told.data) == (events.SMS_INCOMPLETE, {"total": 3, "present": 2})
    assert store(db, incoming("2", (5, 3, 2)), NOW + 20) == Stored("part", 1)
    assert messages(db) == [("1 2 3", "sent")]
    assert db.execute("SELECT verdict, amount FROM attempts").fetchall() == [("sent", 3)]
    assert kinds(db) == [events.SMS_INCOMPLETE, events.SMS_COMPLETED]


def test_F13_a_late_part_that_is_not_the_last(db: sqlite3.Connection) -> None:
    store(db, incoming("1", (5, 3, 1)))
    inbound.surface_incomplete(db, NOW + 1, NOW + 10, join)
    store(db, incoming("3", (5, 3, 3)))
    assert messages(db) == [("1 3", "incomplete")]
    assert db.execute("SELECT cause_text FROM transmissions").fetchone()[0] == "2 of 3 parts came"
    assert kinds(db) == [events.SMS_INCOMPLETE]


def test_parts_without_a_time_stamp_go_by_their_arrival(db: sqlite3.Connection) -> None:
    store(db, incoming("1", (5, 2, 1), sent_at=None))
    store(db, incoming("2", (5, 2, 2), sent_at=None), NOW + 60)
    assert messages(db) == [("1 2", "sent")]


def test_what_cannot_be_read_is_kept_once(db: sqlite3.Connection) -> None:
    def keep(content: bytes) -> Stored:
        return inbound.store_unreadable(db, "sim1", "gsm1", content, content, NOW)

    assert keep(b"junk") == Stored("unreadable")
    assert keep(b"junk") == Stored("duplicate")
    assert db.execute("SELECT tpdu, readable FROM received").fetchall() == [(b"junk", 0)]
    assert kinds(db) == [events.SMS_UNREADABLE]
    assert inbound.surface_incomplete(db, NOW + 9, NOW + 9, join) == 0


@given(data=st.data())
def test_F13_any_mixture_is_joined_as_it_was_sent(data: st.DataObject) -> None:
    totals = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    parts = [
        incoming(f"{message}.{number}", (message % 2 * 65536 + message, total, number), sender=f"+49{message % 2}")
        for message, total in enumerate(totals)
        for number in range(1, total + 1)
    ]
    arrivals = data.draw(st.permutations([*parts, *data.draw(st.lists(st.sampled_from(parts), max_size=4))]))
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None, factory=Connection)) as db:
        migrate(db)
        for each in arrivals:
            store(db, each)
        found = messages(db)
    assert sorted(body for body, _ in found) == sorted(
        " ".join(f"{message}.{number}" for number in range(1, total + 1)) for message, total in enumerate(totals)
    )


DAY = 86_400.0


def kept(db: sqlite3.Connection) -> list[int]:
    return [row[0] for row in db.execute("SELECT id FROM received ORDER BY id").fetchall()]


def test_old_tpdus_are_forgotten_and_their_messages_stay(db: sqlite3.Connection) -> None:
    for number in range(4):
        store(db, incoming(f"message {number}"), NOW + number * DAY)
    assert inbound.forget(db, NOW + 2 * DAY, limit=1) == 1
    assert inbound.forget(db, NOW + 2 * DAY) == 1
    assert inbound.forget(db, NOW + 2 * DAY) == 0
    assert (kept(db), len(messages(db))) == ([3, 4], 4)


def test_the_newest_is_kept_so_that_no_id_comes_twice(db: sqlite3.Connection) -> None:
    store(db, incoming("one"))
    store(db, incoming("two"))
    assert inbound.forget(db, NOW + DAY) == 1
    store(db, incoming("three"))
    assert kept(db) == [2, 3]


def test_what_a_modem_does_not_let_go_of_is_never_taken_for_new(db: sqlite3.Connection) -> None:
    """It is found at each sweep, for years."""
    store(db, incoming("stuck"))
    inbound.store_unreadable(db, "sim1", "gsm1", b"noise", b"noise", NOW)
    store(db, incoming("another"))
    for day in range(1, 400):
        assert store(db, incoming("stuck"), NOW + day * DAY * 1.5).kind == "duplicate"
        assert (
            inbound.store_unreadable(db, "sim1", "gsm1", b"noise", b"noise", NOW + day * DAY * 1.5).kind == "duplicate"
        )
        assert inbound.forget(db, NOW + (day - 3) * DAY * 1.5) == 0
    assert len(messages(db)) == 2


def test_parts_that_wait_are_not_forgotten(db: sqlite3.Connection) -> None:
    store(db, incoming("first half", (7, 2, 1)))
    store(db, incoming("whole"))
    assert inbound.forget(db, NOW + 99 * DAY) == 0
    assert store(db, incoming("second half", (7, 2, 2)), NOW + 60).kind == "new_message"
    assert inbound.forget(db, NOW + 99 * DAY) == 2


def test_what_is_unreadable_is_forgotten_too(db: sqlite3.Connection) -> None:
    inbound.store_unreadable(db, "sim1", "gsm1", b"noise", b"noise", NOW)
    store(db, incoming("whole"))
    assert inbound.forget(db, NOW + DAY) == 1
