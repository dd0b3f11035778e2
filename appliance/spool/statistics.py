"""How many rows there are of what people count."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from appliance.spool.campaigns import CAMPAIGNS, CampaignStatus
from appliance.spool.groups import GROUPS
from appliance.spool.listing import Condition, Match, Table, exactly
from appliance.spool.people import ACCOUNTS, CONTACTS, DID, USERS
from appliance.spool.transmissions import CAME_IN


@dataclass(frozen=True, slots=True)
class Traffic:
    """As much of a transmission, or of a try, as is counted."""

    id: int
    user_id: int | None
    service: int
    created_at: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """`active`: campaigns that run, transmissions under way. `success`: tries that got through."""

    campaign_total: int
    campaign_active: int
    group_total: int
    contact_total: int
    transmission_total: int
    transmission_active: int
    transmission_inbound: int
    transmission_outbound: int
    spool_total: int
    spool_success: int
    spool_failed: int
    user_total: int
    account_total: int
    did_total: int


_FAILED = Condition("failed", Match.HOLDS, None)
_WORDS_OF_AN_INDEX = {"failed": "attempts.verdict <> 'sent'"}
_JOINED = "attempts JOIN transmissions ON transmissions.id = attempts.transmission_id"
# CROSS JOIN: from the few that failed or are under way, which have indexes of their own, to what they are
_FROM_TRIES = _JOINED.replace("JOIN", "CROSS JOIN")
_UNDER_WAY = """(SELECT id FROM attempts WHERE state = 'queued'
 UNION ALL SELECT id FROM attempts WHERE state = 'waiting'
 UNION ALL SELECT id FROM attempts WHERE state = 'open') AS under_way
 CROSS JOIN attempts ON attempts.id = under_way.id
 CROSS JOIN transmissions ON transmissions.id = attempts.transmission_id"""
_DELETED = {"deleted": "transmissions.deleted"}


def _tries(source: str, user_id: str) -> Table[Traffic]:
    computed = {"created_at": "attempts.queued_at", "user_id": user_id}
    return Table(Traffic, "attempts", source=source, computed=computed, searchable=_WORDS_OF_AN_INDEX)


_TRANSMISSIONS: Table[Traffic] = Table(
    Traffic,
    "transmissions",
    searchable={**_DELETED, "direction": "transmissions.direction"},
    spelled=CAME_IN,
    total="transmissions",
)
_ACTIVE: Table[Traffic] = Table(Traffic, "transmissions", source=_UNDER_WAY, searchable=_DELETED)
_TRIES, _OWNED_TRIES = _tries("attempts", "NULL"), _tries(_JOINED, "transmissions.user_id")
_FAILED_TRIES = _tries(_FROM_TRIES, "transmissions.user_id")
_OPEN_TRIES = _tries(_UNDER_WAY, "transmissions.user_id")


def statistics(db: sqlite3.Connection, conditions: Sequence[Condition]) -> Statistics:
    """Of the rows that meet those of the conditions whose column they have."""

    def count(table: Table[Any], *more: Condition) -> int:
        return table.count(db, [*(each for each in conditions if each.column in table.columns), *more])

    kept = exactly(deleted=0)
    transmissions, inbound = count(_TRANSMISSIONS, *kept), count(_TRANSMISSIONS, *kept, *CAME_IN)
    table = _OWNED_TRIES if any(each.column == "user_id" for each in conditions) else _TRIES
    tries, failed = count(table), count(_FAILED_TRIES, _FAILED)
    return Statistics(
        campaign_total=count(CAMPAIGNS),
        campaign_active=count(CAMPAIGNS, *exactly(status=CampaignStatus.RUNNING)),
        group_total=count(GROUPS),
        contact_total=count(CONTACTS),
        transmission_total=transmissions,
        transmission_active=count(_ACTIVE, *kept),
        transmission_inbound=inbound,
        transmission_outbound=transmissions - inbound,
        spool_total=tries,
        spool_success=tries - failed - count(_OPEN_TRIES),
        spool_failed=failed,
        user_total=count(USERS),
        account_total=count(ACCOUNTS),
        did_total=count(ACCOUNTS, *exactly(type=DID)),
    )
