"""What is on its way to whom it is told: put there with the cursor, tried until it is delivered or given up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appliance.spool import cursors
from appliance.spool.connection import Connection
from appliance.spool.listing import exactly
from appliance.spool.webhooks import DELIVERIES, READER, Delivery

AT_ONCE = 500  # rows in a transaction
_OPEN = "state IN ('pending', 'retry')"
_LET_IN = """EXISTS (SELECT 1 FROM users WHERE id = delivery_configurations.user_id AND active = 1)
 AND (application_id IS NULL OR EXISTS (SELECT 1 FROM applications WHERE id = application_id AND active = 1))"""
_PUT = """INSERT INTO deliveries
 (configuration_id, subscription_id, event_id, topic, type, key, at, fields, queued_at, due)
 SELECT configuration_id, id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8 FROM subscriptions WHERE id = ?1"""
_POSITION = "SELECT event_id FROM cursors WHERE reader = ?"
_WAITING = f"""SELECT id, failures, max(coalesce(rests_until, 0), first) FROM (SELECT id, failures, rests_until,
 delivered_at,
 (SELECT min(due) FROM deliveries WHERE configuration_id = delivery_configurations.id AND {_OPEN}) AS first
 FROM delivery_configurations WHERE active = 1 AND {_LET_IN}) WHERE first IS NOT NULL ORDER BY failures, delivered_at"""  # noqa: S608
_NEXT = f"""SELECT id FROM deliveries WHERE configuration_id = ? AND {_OPEN} AND due <= ? ORDER BY due, id LIMIT 1"""  # noqa: S608
_DELIVERED = f"""UPDATE deliveries SET state = 'success', attempts = ?, tried_at = ?, ended_at = ?, status = ?,
 trouble = '' WHERE id = ? AND {_OPEN}"""  # noqa: S608
_WELL = """UPDATE delivery_configurations SET failures = 0, failing_since = NULL, rests_until = NULL, trouble = '',
 delivered_at = ? WHERE id = ?"""
_MISSED = f"""UPDATE deliveries SET state = ?, attempts = ?, tried_at = ?, ended_at = ?, status = ?, trouble = ?,
 due = ? WHERE id = ? AND {_OPEN}"""  # noqa: S608
_ILL = """UPDATE delivery_configurations SET failures = failures + 1, failing_since = coalesce(failing_since, ?1),
 rests_until = ?2, trouble = ?3 WHERE id = ?4"""
_FAILS_SINCE = "SELECT failing_since FROM delivery_configurations WHERE id = ?"
_GIVE_UP = f"""UPDATE deliveries SET state = 'failed', ended_at = ?1, trouble = ?2 WHERE id IN
 (SELECT id FROM deliveries WHERE configuration_id = ?3 AND {_OPEN} AND queued_at <= ?4 LIMIT {AT_ONCE})"""  # noqa: S608
_AGAIN = """UPDATE deliveries SET state = 'pending', attempts = 0, queued_at = ?1, due = ?1, ended_at = NULL
 WHERE id = ?2 AND state = 'failed'"""
_NO_REST = "UPDATE delivery_configurations SET rests_until = NULL WHERE id = ?"
_SOONER = f"UPDATE deliveries SET due = ?1 WHERE configuration_id = ?2 AND {_OPEN} AND due > ?1"  # noqa: S608
_FORGET = """DELETE FROM deliveries WHERE id IN
 (SELECT id FROM deliveries WHERE state = '{}' AND ended_at < ? ORDER BY ended_at LIMIT 200)"""
_FORGET_WAITING = f"""DELETE FROM deliveries WHERE id IN
 (SELECT id FROM deliveries WHERE {_OPEN} AND queued_at < ? LIMIT 200)"""  # noqa: S608
_DEAD = "SELECT count(*) FROM deliveries WHERE state = 'failed'"
_COUNTED = f"""SELECT configuration_id, sum({_OPEN}), sum(state = 'failed') FROM deliveries WHERE state <> 'success'
 GROUP BY configuration_id"""  # noqa: S608
_DOWN = """SELECT coalesce(nullif(name, ''), address), failing_since, trouble FROM delivery_configurations
 WHERE active = 1 AND failing_since IS NOT NULL ORDER BY failing_since LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Told:
    """An event for a subscription, as it will be told. `event_id` is the one that those who are told know it by."""

    subscription_id: int
    event_id: int
    topic: str
    type: str
    key: str
    at: float
    fields: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A try that went wrong: with an answer of that `status`, None for none, and why.

    `due`: when it is tried again, None where it is given up; `rests_until`: before when nothing else is sent there.
    """

    status: int | None
    trouble: str
    due: float | None
    rests_until: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A configuration with its failures in a row, and when something may be sent there (Unix time)."""

    configuration_id: int
    failures: int
    due: float


def position(db: sqlite3.Connection) -> int | None:
    """The last event that was copied for those who are told of it; None while nobody is."""
    row = db.execute(_POSITION, (READER,)).fetchone()
    return None if row is None else int(row[0])


def copy(db: sqlite3.Connection, seen: int, up_to: int, told: Iterable[Told], now: float) -> bool:
    """Put on its way what is told of the events after `seen` up to `up_to`, and move the cursor there.

    False, and nothing is done, where the cursor is not where it was: who was told has changed altogether.
    """
    found = position(db)
    if found is None or found > seen:
        return False
    for each in told:
        about = (each.event_id, each.topic, each.type, each.key, each.at, each.fields)
        db.execute(_PUT, (each.subscription_id, *about, now))
    cursors.move(db, READER, up_to)
    return True


def waiting(db: sqlite3.Connection) -> list[Waiting]:
    """Every configuration that something is to be sent to, the healthy ones first; nothing goes to who is kept out."""
    return [Waiting(*row) for row in db.execute(_WAITING).fetchall()]


def upcoming(db: sqlite3.Connection, configuration_id: int, now: float) -> Delivery | None:
    """What is sent there next: the oldest that is due."""
    row = db.execute(_NEXT, (configuration_id, now)).fetchone()
    return None if row is None else DELIVERIES.newest(db, exactly(id=row[0]))


def delivered(db: sqlite3.Connection, delivery: Delivery, status: int, now: float) -> None:
    """Its target has it."""
    db.execute(_DELIVERED, (delivery.attempts + 1, now, now, status, delivery.id))
    db.execute(_WELL, (now, delivery.configuration_id))


def missed(db: sqlite3.Connection, delivery: Delivery, missed: Missed, now: float) -> None:
    """A try went wrong."""
    over = missed.due is None
    state, ended, due = ("failed", now, now) if missed.due is None else ("retry", None, missed.due)
    tried = (state, delivery.attempts + 1, now, ended, missed.status, missed.trouble, due, delivery.id)
    db.execute(_MISSED, tried)
    db.execute(_ILL, (now, missed.rests_until, missed.trouble, delivery.configuration_id))
    if over:
        announce(db)


def give_up(db: sqlite3.Connection, configuration_id: int, trouble: str, oldest: float, now: float) -> bool:
    """Some of what waits for a target since before `oldest` is given up where it fails as long; whether there is more.

    What waits behind another was perhaps never tried itself.
    """
    (since,) = db.execute(_FAILS_SINCE, (configuration_id,)).fetchone() or (None,)
    if since is None or since > oldest:
        return False
    gone = db.execute(_GIVE_UP, (now, trouble, configuration_id, oldest)).rowcount
    if gone:
        announce(db)
    return gone == AT_ONCE


def replay(db: sqlite3.Connection, dead: Sequence[Delivery], now: float) -> None:
    """Try again, as if it had just happened, what was given up; at once, even where the target rests."""
    db.executemany(_AGAIN, [(now, each.id) for each in dead])
    db.executemany(_NO_REST, [(each,) for each in {delivery.configuration_id for delivery in dead}])
    announce(db)


def bring_forward(db: sqlite3.Connection, configuration_id: int, now: float) -> None:
    """Let all that waits for a target be due: what a clock that was wrong has put off may be years away."""
    db.execute(_NO_REST, (configuration_id,))
    db.execute(_SOONER, (now, configuration_id))


def forget_delivered(db: sqlite3.Connection, before: float) -> int:
    """Remove some of what was delivered before that; how many."""
    return db.execute(_FORGET.format("success"), (before,)).rowcount


def forget_dead(db: sqlite3.Connection, before: float) -> int:
    """Remove some of what was given up before that; how many."""
    return db.execute(_FORGET.format("failed"), (before,)).rowcount


def forget_waiting(db: sqlite3.Connection, before: float) -> int:
    """Remove some of what waits since before that, its target being switched off; how many."""
    return db.execute(_FORGET_WAITING, (before,)).rowcount


def dead(db: sqlite3.Connection) -> int:
    """How many were given up."""
    return int(db.execute(_DEAD).fetchone()[0])


def counted(db: sqlite3.Connection) -> dict[int, tuple[int, int]]:
    """For each configuration how many wait and how many were given up, where there are any."""
    return {row[0]: (row[1], row[2]) for row in db.execute(_COUNTED).fetchall()}


def down(db: sqlite3.Connection) -> tuple[str, float, str] | None:
    """The target that fails for the longest: its name, since when, why; None where none does."""
    row = db.execute(_DOWN).fetchone()
    return None if row is None else (str(row[0]), float(row[1]), str(row[2]))


def announce(db: sqlite3.Connection) -> None:
    """Have those who listen to the spool look, though no event is written."""
    if isinstance(db, Connection):
        db.appended = True
