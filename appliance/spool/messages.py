"""Messages as people read them: one by one, by number, and the newest of each number (a conversation)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.spool.listing import Condition, Match, Table
from appliance.spool.part_rows import those_of
from appliance.spool.transmissions import CAME_IN, STANDING

NEAR = 5000  # how many messages are looked at one after the other, before every number is
MOST_COUNTED = 1000

_DELIVERY = f"""(SELECT CASE WHEN sum(state = 'undelivered') > 0 THEN 'undelivered'
 WHEN sum(state = 'delivered') >= transmissions.parts THEN 'delivered' ELSE '' END
 FROM parts WHERE {those_of("transmissions.id")})"""  # noqa: S608
NEWEST_TRY = "FROM attempts WHERE transmission_id = transmissions.id ORDER BY id DESC LIMIT 1"
_UNDER_WAY = """transmissions.id IN (SELECT transmission_id FROM attempts WHERE state = 'queued'
 UNION ALL SELECT transmission_id FROM attempts WHERE state = 'waiting'
 UNION ALL SELECT transmission_id FROM attempts WHERE state = 'open')"""
_WHILE_IT_WAITS = """CASE WHEN transmissions.state <> 'active' THEN transmissions.{0} ELSE coalesce(
 (SELECT ended.{0} FROM attempts AS waiting JOIN attempts AS ended ON ended.transmission_id = waiting.transmission_id
 WHERE waiting.transmission_id = transmissions.id AND waiting.state = 'waiting' AND ended.started_at IS NOT NULL
 ORDER BY ended.id DESC LIMIT 1), transmissions.{0}) END"""
CAUSES = {column: _WHILE_IT_WAITS.format(column) for column in ("cause", "cause_text")}
"""The cause of how it ended; of one that waits for its next try, that of the last try."""
NAME = "trim(coalesce(contacts.first_name, '') || ' ' || coalesce(contacts.last_name, ''))"


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message. `name` of the contact, '' for none; `line` of the newest try; `next_at` when a try is due that waits,
    and then `cause` and `cause_text` tell of the last try.

    `delivery` is '' while no status report told, else delivered, or undelivered where a part never will be.
    """

    id: int
    user_id: int | None
    direction: str
    service: int
    party: str
    name: str
    body: str
    standing: str
    cause: str
    cause_text: str
    delivery: str
    parts: int
    line: str
    next_at: float | None
    expires_at: float | None
    created_at: float
    last_run: float | None


def _messages(newest_first: bool) -> Table[MessageView]:
    return Table(
        MessageView,
        "transmissions",
        source=(
            "transmissions LEFT JOIN contacts ON contacts.id = transmissions.contact_id"
            " LEFT JOIN programs ON programs.id = transmissions.program_id"
        ),
        computed={
            "standing": STANDING,
            **CAUSES,
            "name": NAME,
            "delivery": f"coalesce({_DELIVERY}, '')",
            "line": f"coalesce((SELECT line {NEWEST_TRY}), '')",
            "next_at": f"(SELECT not_before {NEWEST_TRY})",
        },
        searchable={
            "deleted": "transmissions.deleted",
            "words": f"transmissions.party || ' ' || {NAME} || ' ' || transmissions.body",
            "under_way": _UNDER_WAY,
            "not_sent": "transmissions.verdict <> 'sent' AND transmissions.verdict",
        },
        spelled=CAME_IN,
        newest_first=newest_first,
    )


MESSAGES = _messages(newest_first=True)
MESSAGES_IN_ORDER = _messages(newest_first=False)

_MINE = "NOT {0}.deleted AND (:user IS NULL OR {0}.user_id = :user)"
_NEAR = f"""SELECT id FROM transmissions AS one WHERE id < :before AND id >= :floor AND {_MINE.format("one")}
 AND NOT EXISTS (SELECT 1 FROM transmissions AS later WHERE later.party = one.party AND later.id > one.id
 AND {_MINE.format("later")}) ORDER BY id DESC LIMIT :limit"""  # noqa: S608
_FAR = f"""WITH RECURSIVE known(party) AS (SELECT min(party) FROM transmissions UNION ALL
 SELECT (SELECT min(party) FROM transmissions WHERE party > known.party) FROM known WHERE known.party IS NOT NULL),
 conversations(id) AS (SELECT (SELECT one.id FROM transmissions AS one WHERE one.party = known.party
 AND {_MINE.format("one")} ORDER BY one.id DESC LIMIT 1) FROM known WHERE known.party IS NOT NULL)
 SELECT id FROM conversations WHERE id < :before ORDER BY id DESC LIMIT :limit"""  # noqa: S608
_IN_DOUBT = f"""SELECT count(*) FROM (SELECT 1 FROM transmissions AS one
 WHERE one.verdict <> 'sent' AND one.verdict = 'in_doubt' AND {_MINE.format("one")} LIMIT :most)"""  # noqa: S608
_MANY_UNDER_WAY = f"""SELECT count(*) FROM (SELECT 1 FROM transmissions
 WHERE {_UNDER_WAY} AND {_MINE.format("transmissions")} LIMIT :most)"""  # noqa: S608


def conversations(db: sqlite3.Connection, user_id: int | None, before: int | None, limit: int) -> list[MessageView]:
    """The newest message of each number, the newest first, `limit` of those older than the message `before`.

    `user_id` asks for one owner's messages only. Few numbers with many messages and many numbers with few are both
    found by looking at few rows: the newest messages one by one, or else each number once.
    """
    top = before or _next(db)
    asked = {"user": user_id, "before": top, "floor": top - NEAR, "limit": limit}
    found = db.execute(_NEAR, asked).fetchall()
    if len(found) < limit and top > NEAR:
        found = db.execute(_FAR, asked).fetchall()
    return _views(db, [row[0] for row in found])


def _next(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(id), 0) + 1 FROM transmissions").fetchone()[0])


def _views(db: sqlite3.Connection, ids: Sequence[int]) -> list[MessageView]:
    wanted = Condition("id", Match.AMONG, json.dumps(ids))
    views = {view.id: view for view in MESSAGES.find(db, [wanted]).rows}
    return [views[each] for each in ids]


def in_doubt(db: sqlite3.Connection, user_id: int | None) -> int:
    """How many messages are in doubt, of everybody or of one owner; no more than MOST_COUNTED."""
    return _count(db, _IN_DOUBT, user_id)


def under_way(db: sqlite3.Connection, user_id: int | None) -> int:
    """How many messages are queued, wait or are on their way, counted as `in_doubt` is."""
    return _count(db, _MANY_UNDER_WAY, user_id)


def _count(db: sqlite3.Connection, statement: str, user_id: int | None) -> int:
    return int(db.execute(statement, {"user": user_id, "most": MOST_COUNTED}).fetchone()[0])
