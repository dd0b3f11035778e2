"""ICTCore's statistics (spec/ICTCORE.md 15)."""

from __future__ import annotations

from dataclasses import fields

from appliance.api.dialect import NUMBER, One, Operation, Shape
from appliance.api.ictcore.fields import WORDS, filters, read_only
from appliance.office import Office
from appliance.spool.listing import Match
from appliance.spool.statistics import Statistics

STATISTICS = Shape("Statistics", *(read_only(each.name, each.name, NUMBER) for each in fields(Statistics)))
_FILTERS = (
    *filters(Match.FROM, NUMBER, since="created_at", date_created="created_at", **{"from": "created_at"}),
    *filters(Match.EXACT, NUMBER, user_id="user_id", created_by="user_id"),
    *filters(Match.BITS, NUMBER, service_flag="service"),
    *filters(Match.EXACT, WORDS, account_type="type"),
)


def operations(office: Office) -> tuple[Operation, ...]:
    """Its row of the table."""
    given, use = One(STATISTICS, _FILTERS), office.statistics
    return (Operation("GET", "/statistics", "How much there is", use.read, given, needs=("statistic_read",)),)
