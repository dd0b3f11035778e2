"""What is known of a line's reception by the texts that another sends it, in one transaction after the other."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from appliance.spool import canaries, events, inbound, line_states, queue
from appliance.spool.canaries import Awaited, Plan
from appliance.spool.inbound import Incoming, Stored
from appliance.spool.line_states import LineState

NUMBER = "+15550001002"
TOKEN = "0123456789abcdef" * 2
BOUND = 900.0


@pytest.fixture
def begin(db: sqlite3.Connection, bench: Any) -> Any:
    """begin(): gsm1 is to text gsm2; its transmission."""

    def begin(line: str = "gsm2", token: str = TOKEN) -> int:
        plan = Plan(line, NUMBER, "gsm1", token, bench.now + 3600.0, 86_400.0)
        return canaries.begin(db, plan, bench.now)

    return begin


@pytest.fixture
def come(db: sqlite3.Connection, bench: Any) -> Any:
    """come(text): that came in at gsm2."""

    def come(text: str, line: str = "gsm2", sender: str = "+15550001001", **more: Any) -> Stored:
        print_ = repr((text, line, sender, bench.now)).encode()
        found = Incoming("sim2", line, print_, sender, None, None, text, text.encode(), **more)
        return inbound.store(db, found, bench.now, join=lambda tpdus: b"".join(tpdus).decode())

    return come


def only(db: sqlite3.Connection) -> Awaited:
    (found,) = canaries.awaited(db)
    return found


def told(db: sqlite3.Connection) -> list[tuple[str, str, dict[str, object]]]:
    """Kind, line and data of what was told of canaries."""
    return [
        (event.kind, event.line, dict(event.data)) for event in events.after(db, 0) if event.kind.startswith("canary")
    ]


def messages(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("SELECT body FROM transmissions WHERE direction = 'inbound' ORDER BY id").fetchall()
    return [body for (body,) in rows]


def text_of(bench: Any, made: int) -> str:
    return str(bench.column("body", made))


def test_it_goes_by_its_line_after_everybody_else_s(db, bench, begin):
    made = begin()
    other = bench.send(lane="gsm1")
    assert bench.look("gsm3", lanes=("", "gsm3")) is None
    claim = bench.claim()
    assert claim.transmission_id == other
    bench.carry(claim)
    claim = bench.claim()
    assert (claim.transmission_id, claim.party, claim.parts) == (made, NUMBER, 1)
    assert claim.body == f"Modem Box canary {made} {TOKEN}"


def test_it_stays_with_its_line_and_is_in_no_list(db, bench, begin):
    made = begin()
    assert queue.reroute(db, "gsm1", "", bench.now) == 0
    assert bench.column("deleted", made) == 1


def test_there_is_one_at_a_time_for_a_line(begin):
    made = begin()
    assert begin() == made
    assert begin("gsm3") != made


def test_what_comes_is_kept_and_is_nobody_s_message(db, bench, begin, come):
    made = begin()
    bench.carry(bench.claim())
    bench.now += 2.5
    assert come(text_of(bench, made)) == Stored("canary", made)
    assert messages(db) == []
    assert db.execute("SELECT transmission_id, readable FROM received").fetchall() == [(made, 1)]
    assert told(db) == [("canary.ok", "gsm2", {"by": "gsm1", "seconds": 2.5})]
    assert canaries.awaited(db) == []
    assert canaries.all_of(db)["gsm2"] == canaries.Canary("gsm2", bench.now, None, True, 0)


def test_it_may_come_before_the_network_s_answer(db, bench, begin, come):
    made = begin()
    claim = bench.claim()
    assert come(text_of(bench, made)).kind == "canary"
    bench.carry(claim)
    assert bench.transmission(made) == ("done", "sent")
    assert canaries.awaited(db) == []


@pytest.mark.parametrize(
    "forged",
    [
        "Modem Box canary {id} " + "f" * 32,
        "Modem Box canary 999999 " + TOKEN,
        "Modem Box canary " + "9" * 18 + " " + TOKEN,
        "Modem Box canary {id} " + TOKEN + "?",
        "What is this: Modem Box canary {id} " + TOKEN,
        "modem box canary {id} " + TOKEN,
        "Modem Box canary \u0661 " + TOKEN,
    ],
)
def test_a_forged_one_is_somebody_s_message(db, bench, begin, come, forged):
    made = begin()
    bench.carry(bench.claim())
    text = forged.replace("{id}", str(made))
    assert come(text, sender="+4917012345678").kind == "new_message"
    assert messages(db) == [text]


def test_what_looks_like_one_but_was_sent_by_a_person_is_a_message(db, bench, come):
    made = bench.send(NUMBER)
    text = f"Modem Box canary {made} {TOKEN}"
    db.execute("UPDATE transmissions SET body = ? WHERE id = ?", (text, made))
    assert come(text).kind == "new_message"


def test_it_counts_once_and_where_it_was_sent_to(db, bench, begin, come):
    made = begin()
    bench.carry(bench.claim())
    text = text_of(bench, made)
    assert come(text, line="gsm3").kind == "new_message"
    assert only(db).transmission_id == made
    assert come(text).kind == "canary"
    bench.now += 1.0
    assert come(text).kind == "new_message"


def test_a_repetition_of_it_is_one(db, bench, begin, come):
    made = begin()
    bench.carry(bench.claim())
    assert come(text_of(bench, made)) == Stored("canary", made)
    assert come(text_of(bench, made)) == Stored("duplicate", made)
    assert len(told(db)) == 1


def test_what_does_not_come_is_told_once(db, bench, begin):
    made = begin()
    bench.carry(bench.claim())
    late = only(db)
    assert (late.line, late.by, late.sent, late.sent_at) == ("gsm2", "gsm1", True, bench.now)
    assert canaries.failed(db, late, BOUND, bench.now) == 1
    assert canaries.failed(db, late, BOUND, bench.now) == 0
    assert told(db) == [("canary.failed", "gsm2", {"by": "gsm1", "bound": BOUND, "failures": 1})]
    assert events.of_transmission(db, made)[-1].kind == "canary.failed"
    assert not canaries.receives(db, "gsm2")
    assert canaries.receives(db, "gsm1")


def test_failures_in_a_row_are_counted_until_one_comes(db, bench, begin, come):
    for failures in (1, 2):
        begin(token=f"{failures:032x}")
        bench.carry(bench.claim())
        assert canaries.failed(db, only(db), BOUND, bench.now) == failures
    made = begin()
    bench.carry(bench.claim())
    come(text_of(bench, made))
    assert canaries.all_of(db)["gsm2"].failures == 0
    assert canaries.receives(db, "gsm2")


def test_one_that_comes_after_all_shows_that_the_line_receives(db, bench, begin, come):
    made = begin()
    bench.carry(bench.claim())
    canaries.failed(db, only(db), BOUND, bench.now)
    bench.now += 3600.0
    assert come(text_of(bench, made)).kind == "canary"
    assert told(db)[-1] == ("canary.ok", "gsm2", {"by": "gsm1", "seconds": 3600.0})
    assert canaries.receives(db, "gsm2")


def test_any_message_shows_that_the_line_receives(db, bench, begin, come):
    begin()
    bench.carry(bench.claim())
    canaries.failed(db, only(db), BOUND, bench.now)
    assert come("Hello").kind == "new_message"
    assert told(db)[-1] == ("canary.ok", "gsm2", {})
    assert canaries.receives(db, "gsm2")
    come("Hello again")
    assert len(told(db)) == 2


def test_a_message_saves_the_text_that_waits(db, bench, begin, come):
    made = begin()
    come("Hello")
    assert bench.transmission(made) == ("done", "cancelled")
    assert canaries.awaited(db) == []
    assert told(db) == []


def test_a_message_while_the_text_is_under_way(db, bench, begin, come):
    made = begin()
    claim = bench.claim()
    come("Hello")
    assert canaries.awaited(db) == []
    bench.carry(claim)
    assert come(text_of(bench, made)) == Stored("canary", made)


def test_a_message_at_another_line_proves_nothing(db, bench, begin, come):
    begin()
    come("Hello", line="gsm1")
    assert only(db).line == "gsm2"


def test_what_waits_can_be_taken_back_and_leaves_the_period_open(db, bench, begin):
    made = begin()
    assert canaries.withdraw(db, only(db), bench.now)
    assert bench.transmission(made) == ("done", "cancelled")
    assert canaries.all_of(db)["gsm2"].counts_from == 0.0
    assert canaries.awaited(db) == []


def test_what_is_under_way_cannot_be_taken_back(db, bench, begin):
    made = begin()
    bench.claim()
    assert not canaries.withdraw(db, only(db), bench.now)
    assert only(db).transmission_id == made


def test_what_ended_in_doubt_is_not_sent(db, bench, begin, come):
    made = begin()
    bench.lose(bench.claim())
    assert (only(db).ended, only(db).sent) == (True, False)
    canaries.let_go(db, only(db))
    assert canaries.awaited(db) == []
    assert canaries.receives(db, "gsm2")
    assert come(text_of(bench, made)).kind == "canary"


def test_since_when_it_counts(db, begin, bench):
    begin()
    assert only(db).since == bench.now
    canaries.count_since(db, only(db), None)
    assert only(db).since is None


def test_the_newest_message_of_a_line(db, bench, come):
    assert canaries.last_arrival(db, "gsm2") == 0.0
    come("Hello")
    bench.now += 5.0
    come("Hello", line="gsm3")
    assert canaries.last_arrival(db, "gsm2") == bench.now - 5.0
    inbound.store_unreadable(db, "sim2", "gsm2", b"print", b"noise", bench.now)
    assert canaries.last_arrival(db, "gsm2") == bench.now - 5.0
    canaries.count_from(db, "gsm2", 7.0)
    canaries.count_from(db, "gsm2", 8.0)
    assert canaries.all_of(db)["gsm2"].counts_from == 8.0


def test_a_line_s_state_shows_it_until_the_line_is_forgotten(db, bench, begin, come):
    ready = LineState("gsm2", "ready")
    line_states.save(db, ready, 1.0)
    assert receiving(db) is None
    begin()
    bench.carry(bench.claim())
    canaries.failed(db, only(db), BOUND, bench.now)
    assert receiving(db) is False
    assert not line_states.save(db, ready, 2.0)
    come("Hello")
    assert receiving(db) is True
    line_states.remove(db, "gsm2")
    assert canaries.all_of(db) == {}


def receiving(db: sqlite3.Connection) -> bool | None:
    seen = line_states.get(db, "gsm2")
    assert seen is not None
    assert [seen.receiving] == [each.receiving for each in line_states.all_lines(db)]
    return seen.receiving
