"""Conversations of every shape: many numbers, few numbers, messages of others between; and no statement that scans."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable

import pytest

from appliance.domain import Outcome, Verdict
from appliance.retry import Retry
from appliance.spool import messages, queue
from appliance.spool.faxlist import FAXES
from appliance.spool.listing import Condition, Match, exactly
from appliance.spool.messages import MESSAGES, conversations

ADD = """INSERT INTO transmissions (user_id, direction, service, party, body, state, verdict, deleted, created_at)
 VALUES (?, 'inbound', 4, ?, 'text', 'done', 'sent', ?, 1)"""


def fill(spool, rows: Iterable[tuple[int, str, int]]) -> None:
    """Messages of (user, number, deleted)."""
    spool.write(lambda db: db.executemany(ADD, rows))


def ids(db: sqlite3.Connection, user: int | None = None, before: int | None = None, limit: int = 50) -> list[int]:
    return [view.id for view in conversations(db, user, before, limit)]


def test_an_empty_spool_has_no_conversations(spool) -> None:
    assert ids(spool.read()) == []


def test_the_newest_message_of_each_number_the_newest_first(spool) -> None:
    fill(spool, [(1, "+491", 0), (1, "+492", 0), (1, "+491", 0), (1, "+493", 0), (1, "+491", 1)])
    assert ids(spool.read()) == [4, 3, 2]
    assert ids(spool.read(), limit=2) == [4, 3]
    assert ids(spool.read(), before=3) == [2]


def test_an_owner_sees_what_is_newest_of_their_own(spool) -> None:
    fill(spool, [(1, "+491", 0), (2, "+491", 0), (2, "+492", 0)])
    assert ids(spool.read(), user=1) == [1]
    assert ids(spool.read(), user=2) == [3, 2]
    assert ids(spool.read()) == [3, 2]


@pytest.mark.parametrize("near", [1, 10, 100_000])
def test_near_and_far_agree(spool, monkeypatch: pytest.MonkeyPatch, near: int) -> None:
    """However few of the newest messages are looked at one by one, pages put together are all conversations."""
    chosen = random.Random(7)
    rows = [(chosen.choice((1, 2)), f"+49{chosen.randrange(40)}", int(chosen.random() < 0.1)) for _ in range(400)]
    fill(spool, rows)
    monkeypatch.setattr(messages, "NEAR", near)
    for user in (None, 1):
        kept = [
            (number, party)
            for number, (owner, party, gone) in enumerate(rows, 1)
            if owner in {user or owner} and not gone
        ]
        expected = sorted({party: number for number, party in kept}.values(), reverse=True)
        found: list[int] = []
        while more := ids(spool.read(), user, before=found[-1] if found else None, limit=7):
            found += more
        assert found == expected


def test_one_number_with_many_messages_does_not_hide_the_others(spool) -> None:
    fill(spool, [(1, "+491", 0), (1, "+492", 0), *((1, "+493", 0) for _ in range(messages.NEAR + 100))])
    assert ids(spool.read()) == [messages.NEAR + 102, 2, 1]


@pytest.mark.parametrize("table", [messages.MESSAGES, FAXES])
def test_what_waits_tells_why_the_last_try_did_not_go(bench, table) -> None:
    made = bench.send()

    def told() -> tuple[str, str, str, float | None]:
        (row,) = table.find(bench.db, exactly(id=made)).rows
        return row.standing, row.cause, row.cause_text, row.next_at

    assert told() == ("active", "", "", None)
    for cause, text in (("CMS 38", "network out of order"), ("CMS 42", "congestion")):
        claim = bench.claim()
        queue.part_refused(bench.db, claim, 1, bench.now)
        outcome = Outcome(Verdict.FAILED, cause, text)
        queue.finish(bench.db, claim, outcome, Retry(bench.now + 60.0), bench.now)
        assert told() == ("waiting", cause, text, bench.now + 60.0)
        bench.now += 60.0
    claim = bench.claim()
    assert told() == ("active", "", "", None)
    bench.carry(claim)
    assert told() == ("sent", "", "", None)


def test_what_waits_for_its_first_try_tells_of_none(bench) -> None:
    made = queue.create(bench.db, queue.Draft(party="+491"), bench.now)
    bench.ask(made, not_before=bench.now + 60.0)
    (row,) = messages.MESSAGES.find(bench.db).rows
    assert (row.standing, row.cause, row.cause_text, row.next_at) == ("waiting", "", "", bench.now + 60.0)


def plan(spool, statement: str, values: object) -> str:
    return " | ".join(row[3] for row in spool.read().execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall())


@pytest.mark.parametrize("name", ["_NEAR", "_FAR", "_IN_DOUBT", "_MANY_UNDER_WAY"])
def test_no_statement_of_conversations_looks_at_every_message(spool, name: str) -> None:
    asked = {"user": 1, "before": 9, "floor": 1, "limit": 5, "most": 5}
    found = plan(spool, getattr(messages, name), asked)
    assert "SCAN transmissions" not in found
    assert "SCAN one" not in found


@pytest.mark.parametrize(
    "conditions",
    [
        exactly(party="+491"),
        (*exactly(party="+491"), Condition("id", Match.BEFORE, 9)),
        exactly(not_sent="in_doubt"),
        (Condition("not_sent", Match.AMONG, '["failed", "rejected"]'),),
        (Condition("under_way", Match.HOLDS, None),),
    ],
)
def test_no_list_of_messages_looks_at_every_message(spool, conditions: tuple[Condition, ...]) -> None:
    where, values = MESSAGES._where(conditions)
    statement = f"SELECT {MESSAGES._fields} FROM {MESSAGES._source}{where}{MESSAGES._order}"
    assert "SCAN transmissions" not in plan(spool, statement, [*values, 5, 0])
