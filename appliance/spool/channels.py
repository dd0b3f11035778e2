"""Rows of channels, and the lanes of what is sent from them, which each of their lines serves."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appliance.domain import Service
from appliance.routing import CHANNEL, lane_of_channel
from appliance.spool.listing import Table
from appliance.spool.senders import OWNERSHIP


@dataclass(frozen=True, slots=True)
class Channel:
    """Lines that carry together. `message_templates`: ids as a JSON array."""

    id: int
    user_id: int | None
    application_id: int | None
    name: str
    priority: str
    description: str
    ownership: str
    role: str
    message_templates: str
    deleted: int
    version: int
    created_at: float
    updated_at: float | None


CHANNELS: Table[Channel] = Table(Channel, "channels")


# From lane to lane by the index: however many wait in each, that is one look.
_BEYOND = f"""SELECT min(lane) FROM attempts WHERE state = 'queued' AND service = :service
 AND lane > {{}} AND lane < '{CHANNEL[:-1]};'"""  # noqa: S608  ; follows :
_WITH_WORK = f"""WITH RECURSIVE lanes (lane) AS ({_BEYOND.format(f"'{CHANNEL}'")}
 UNION ALL SELECT ({_BEYOND.format("lanes.lane")}) FROM lanes WHERE lane IS NOT NULL)
 SELECT lane FROM lanes WHERE lane IS NOT NULL"""  # noqa: S608


def templates(channel: Channel) -> tuple[int, ...]:
    """The numbers of its templates."""
    return tuple(json.loads(channel.message_templates))


_ON = f"sender_ids.state NOT IN ('INACTIVE', 'PENDING_DELETE') AND {OWNERSHIP} <> 'PURCHASED'"
_OF_LINE = f"""SELECT DISTINCT channel_id FROM channel_members JOIN sender_ids ON sender_ids.id = sender_id
 WHERE line_id = (SELECT id FROM providers WHERE outlet = ?) AND {_ON}"""  # noqa: S608
_MEMBERS = "SELECT sender_id FROM channel_members WHERE channel_id = ? ORDER BY sender_id"
_ADD = "INSERT OR IGNORE INTO channel_members (channel_id, sender_id, line_id) VALUES (?, ?, ?)"
_REMOVE = "DELETE FROM channel_members WHERE channel_id = ? AND sender_id = ?"
_SERVED_BY = f"""SELECT 1 FROM channel_members JOIN sender_ids ON sender_ids.id = sender_id
 JOIN providers ON providers.id = line_id WHERE channel_id = ? AND {_ON}
 AND outlet IN (SELECT value FROM json_each(?)) LIMIT 1"""  # noqa: S608


def lanes_of(db: sqlite3.Connection, line: str) -> list[str]:
    """The lanes of the channels that a line is in."""
    return [lane_of_channel(row[0]) for row in db.execute(_OF_LINE, (line,)).fetchall()]


def members(db: sqlite3.Connection, channel_id: int) -> list[int]:
    """The ids of the sender ids in a channel."""
    return [row[0] for row in db.execute(_MEMBERS, (channel_id,)).fetchall()]


def add(db: sqlite3.Connection, channel_id: int, sender_id: int, line_id: int) -> None:
    """Put a sender id, which stands for that line, into a channel; nothing where it is there."""
    db.execute(_ADD, (channel_id, sender_id, line_id))


def remove(db: sqlite3.Connection, channel_id: int, senders: Iterable[int]) -> int:
    """Take sender ids out of a channel; how many were in it."""
    return sum(db.execute(_REMOVE, (channel_id, each)).rowcount for each in senders)


def served(db: sqlite3.Connection, channel_id: int, lines: Sequence[str]) -> bool:
    """Whether one of those lines carries for the channel."""
    return db.execute(_SERVED_BY, (channel_id, json.dumps(lines))).fetchone() is not None


def with_work(db: sqlite3.Connection, service: Service) -> list[int]:
    """The channels that have something of a service in the queue, those that were deleted too."""
    lanes = db.execute(_WITH_WORK, {"service": service.value}).fetchall()
    return [int(lane.removeprefix(CHANNEL)) for (lane,) in lanes]
