"""Which lanes a line serves: its own, what all share, and those of the channels that it is in at the time."""

from __future__ import annotations

from appliance.domain import Line
from appliance.routing import CHANNEL, SHARED
from appliance.spool import channels
from appliance.spool.listing import Connection


class Lanes:
    """Of one line. One with prefixes has its own alone: what it is to carry is queued for it by name."""

    def __init__(self, line: Line) -> None:
        self._name = line.name
        self._shares = not line.prefixes
        self._steady = (SHARED, line.name) if self._shares else (line.name,)

    def now(self, db: Connection) -> tuple[str, ...]:
        """All of them."""
        return (*self._steady, *channels.lanes_of(db, self._name)) if self._shares else self._steady

    def has(self, db: Connection, lane: str) -> bool:
        """Whether that is one of them."""
        return lane in self._steady or (lane.startswith(CHANNEL) and lane in self.now(db))
