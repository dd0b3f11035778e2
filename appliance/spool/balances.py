"""What the network said last of each SIM's balance. `sim` is its ICCID or what stands for it."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from appliance.spool import events

_ASKED = """INSERT INTO sim_balances (sim, asked_at) VALUES (?, ?)
 ON CONFLICT DO UPDATE SET asked_at = excluded.asked_at"""
_READ = """INSERT INTO sim_balances (sim, read_at, amount, low) VALUES (?, ?, ?, ?)
 ON CONFLICT DO UPDATE SET read_at = excluded.read_at, amount = excluded.amount, low = excluded.low, trouble = ''"""
_FAILED = """INSERT INTO sim_balances (sim, trouble) VALUES (?, ?)
 ON CONFLICT DO UPDATE SET trouble = excluded.trouble"""
_OF = "SELECT asked_at, read_at, amount, low, trouble FROM sim_balances WHERE sim = ?"


class Balance(NamedTuple):
    """`amount` in the network's currency, read at `read_at`, both None where it was never told.

    `asked_at`: when the network was asked last; `trouble`: why its last answer gave no amount, "" where it did; `low`:
    the amount is below the threshold that held when it was read. Times are Unix times.
    """

    asked_at: float | None = None
    read_at: float | None = None
    amount: float | None = None
    low: bool = False
    trouble: str = ""


def of(db: sqlite3.Connection, sim: str) -> Balance:
    """What is known of it."""
    row = db.execute(_OF, (sim,)).fetchone()
    if row is None:
        return Balance()
    asked_at, read_at, amount, low, trouble = row
    return Balance(asked_at, read_at, amount, bool(low), trouble)


def asked(db: sqlite3.Connection, sim: str, now: float) -> None:
    """The network is about to be asked."""
    db.execute(_ASKED, (sim, now))


def read(db: sqlite3.Connection, sim: str, line: str, amount: float, below: float, now: float) -> None:
    """The network told it. `below` (0 for none) is the threshold: that it was crossed is told once."""
    low = amount < below if below else False
    crossed = low and not of(db, sim).low
    db.execute(_READ, (sim, now, amount, int(low)))
    data = {"sim": sim, "amount": amount}
    events.append(db, now, events.SIM_BALANCE, line=line, data=data)
    if crossed:
        events.append(db, now, events.SIM_BALANCE_LOW, line=line, data={**data, "below": below})


def failed(db: sqlite3.Connection, sim: str, why: str) -> None:
    """The network was asked in vain; the amount that was known stays."""
    db.execute(_FAILED, (sim, why))
