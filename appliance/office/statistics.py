"""How much there is, and how it went."""

from __future__ import annotations

from appliance.office.desk import Actor, Desk
from appliance.spool import statistics
from appliance.spool.listing import Condition


class Statistics:
    """Of one's own records; `statistic_admin` counts everybody's."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def read(self, actor: Actor, where: tuple[Condition, ...] = ()) -> statistics.Statistics:
        """The counts, of records that meet the conditions where they have the column."""
        return statistics.statistics(self._desk.read(), [*actor.own("statistic"), *where])
