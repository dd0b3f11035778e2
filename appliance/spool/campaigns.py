"""Rows of campaigns: which of their transmissions are made, held or unfinished, and who comes next."""

from __future__ import annotations

import enum
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.spool import events, membership
from appliance.spool.listing import Clause, Table
from appliance.spool.membership import Member, Span


class CampaignStatus(enum.StrEnum):
    """BROKEN: what it sends or to whom is gone."""

    NEW = "new"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Campaign:
    """`cpm` transmissions a minute to the members of a group. Times are Unix seconds, None for never.

    `reached`: the number of the member that it came to; `made`: transmissions; `paced_at`: for when the last one was
    due. `contact_total`: members and those who were; `contact_done`: transmissions that came to their end.
    """

    id: int
    user_id: int | None
    program_id: int
    group_id: int
    account_id: int | None
    cpm: int
    tries_allowed: int
    status: str
    reason: str
    reached: int
    made: int
    paced_at: float | None
    last_run: float | None
    created_at: float
    program_type: str
    contact_total: int
    contact_done: int


_OPEN = "campaign_id = {} AND campaign_id IS NOT NULL AND state <> 'done' AND deleted = 0"
_UNFINISHED = _OPEN.format("?")
_OF_CAMPAIGN = _OPEN.format("campaigns.id")

CAMPAIGNS: Table[Campaign] = Table(
    Campaign,
    "campaigns",
    source="campaigns LEFT JOIN programs ON programs.id = campaigns.program_id"
    " LEFT JOIN contact_groups ON contact_groups.id = campaigns.group_id",
    computed={
        "program_type": "coalesce(programs.type, '')",
        "contact_total": "iif(campaigns.status = 'completed', campaigns.made,"
        " max(campaigns.made, coalesce(contact_groups.contact_total, 0)))",
        "contact_done": f"campaigns.made - (SELECT count(*) FROM transmissions WHERE {_OF_CAMPAIGN})",  # noqa: S608
    },
)

# One that was written to, left and came back has a new number.
_UNWRITTEN = """NOT EXISTS (SELECT 1 FROM transmissions
 WHERE transmissions.campaign_id = ? AND transmissions.contact_id = contacts.id)"""
_RUNNING = "SELECT id FROM campaigns WHERE status = 'running' ORDER BY paced_at"
_IN_STATE = f"SELECT id FROM transmissions WHERE {_UNFINISHED} AND state = ? ORDER BY id LIMIT ?"  # noqa: S608
_UNDER_WAY = f"SELECT id FROM transmissions WHERE {_UNFINISHED} AND state = 'active'"  # noqa: S608
_REACH = "UPDATE campaigns SET reached = ?, made = made + 1 WHERE id = ?"
_GO_PAST = "UPDATE campaigns SET reached = ?1 WHERE id = ?2 AND reached < ?1"
_PACED = "UPDATE campaigns SET paced_at = ?, last_run = ? WHERE id = ?"
_SET = "UPDATE campaigns SET status = ?, reason = ? WHERE id = ?"
_TOLD = {
    CampaignStatus.RUNNING: events.CAMPAIGN_STARTED,
    CampaignStatus.PAUSED: events.CAMPAIGN_STOPPED,
    CampaignStatus.COMPLETED: events.CAMPAIGN_COMPLETED,
    CampaignStatus.BROKEN: events.CAMPAIGN_BROKEN,
}


def running(db: sqlite3.Connection) -> list[int]:
    """Their ids, the one first whose turn was longest ago."""
    return [row[0] for row in db.execute(_RUNNING).fetchall()]


def next_members(db: sqlite3.Connection, campaign: Campaign, span: Span) -> list[Member]:
    """The members in that span who have no transmission of this campaign yet. Raises BadCriteria."""
    return membership.members(db, campaign.group_id, span, Clause(_UNWRITTEN, (campaign.id,)))


def held(db: sqlite3.Connection, campaign_id: int, most: int = -1) -> list[int]:
    """Its transmissions that are made and not asked to go, the oldest first."""
    return [row[0] for row in db.execute(_IN_STATE, (campaign_id, "draft", most)).fetchall()]


def under_way(db: sqlite3.Connection, campaign_id: int) -> Sequence[int]:
    """Its transmissions that are queued, wait or are on their way."""
    return [row[0] for row in db.execute(_UNDER_WAY, (campaign_id,)).fetchall()]


def is_under_way(db: sqlite3.Connection, campaign_id: int) -> bool:
    """Whether any of them is."""
    return db.execute(_IN_STATE, (campaign_id, "active", 1)).fetchone() is not None


def reach(db: sqlite3.Connection, campaign_id: int, number: int) -> None:
    """It has come to the member with that number, and made their transmission."""
    db.execute(_REACH, (number, campaign_id))


def pass_by(db: sqlite3.Connection, campaign_id: int, number: int) -> None:
    """Nobody is left up to that number: no need to look there again."""
    db.execute(_GO_PAST, (number, campaign_id))


def paced(db: sqlite3.Connection, campaign_id: int, at: float, now: float) -> None:
    """Transmissions were asked to go, the last of which was due `at`."""
    db.execute(_PACED, (at, now, campaign_id))


def set_status(db: sqlite3.Connection, campaign_id: int, status: CampaignStatus, now: float, reason: str = "") -> None:
    """Change it, and tell of it."""
    db.execute(_SET, (status.value, reason, campaign_id))
    facts = {"campaign": campaign_id, **({"reason": reason} if reason else {})}
    events.append(db, now, _TOLD[status], data=facts)
