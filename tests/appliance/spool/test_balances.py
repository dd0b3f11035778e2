from __future__ import annotations

import sqlite3

from appliance.spool import balances, events
from appliance.spool.balances import Balance


def told(db: sqlite3.Connection) -> list[tuple[str, str, dict[str, object]]]:
    return [(event.kind, event.line, dict(event.data)) for event in events.after(db, 0)]


def test_nothing_is_known_until_the_network_was_asked(db: sqlite3.Connection) -> None:
    assert balances.of(db, "sim1") == Balance()
    balances.asked(db, "sim1", 1.0)
    assert balances.of(db, "sim1") == Balance(asked_at=1.0)
    assert balances.of(db, "sim2") == Balance()


def test_an_answer_is_kept_and_told(db: sqlite3.Connection) -> None:
    balances.asked(db, "sim1", 1.0)
    balances.read(db, "sim1", "gsm1", 12.34, 0.0, 2.0)
    assert balances.of(db, "sim1") == Balance(1.0, 2.0, 12.34)
    assert told(db) == [("sim.balance", "gsm1", {"sim": "sim1", "amount": 12.34})]


def test_an_answer_without_an_amount_leaves_the_last_one(db: sqlite3.Connection) -> None:
    balances.failed(db, "sim1", "no answer")
    assert balances.of(db, "sim1") == Balance(trouble="no answer")
    balances.read(db, "sim1", "gsm1", 3.0, 0.0, 2.0)
    balances.failed(db, "sim1", "no answer")
    assert balances.of(db, "sim1") == Balance(None, 2.0, 3.0, trouble="no answer")
    balances.read(db, "sim1", "gsm1", 3.0, 0.0, 3.0)
    assert balances.of(db, "sim1").trouble == ""


def test_that_it_fell_below_the_threshold_is_told_once_until_it_was_above_again(db: sqlite3.Connection) -> None:
    for number, amount in enumerate((6.0, 5.0, 4.99, 3.0, 7.0, -1.5)):
        balances.read(db, "sim1", "gsm1", amount, 5.0, float(number))
    low = [data["amount"] for kind, _, data in told(db) if kind == "sim.balance_low"]
    assert low == [4.99, -1.5]
    assert told(db)[-1] == ("sim.balance_low", "gsm1", {"sim": "sim1", "amount": -1.5, "below": 5.0})
    assert balances.of(db, "sim1").low


def test_without_a_threshold_nothing_is_low(db: sqlite3.Connection) -> None:
    balances.read(db, "sim1", "gsm1", -1.0, 0.0, 1.0)
    assert not balances.of(db, "sim1").low
