"""Events as they are read: those of one transmission or try, or all that a user may see, in order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.spool.listing import Table


@dataclass(frozen=True, slots=True)
class EventView:
    """A fact with its owner: `user_id` of its transmission, None for one of the box itself. `data` is a JSON object."""

    id: int
    at: float
    kind: str
    line: str
    transmission_id: int | None
    attempt_id: int | None
    data: str
    user_id: int | None

    @property
    def facts(self) -> Mapping[str, Any]:
        """`data`, read."""
        found: Mapping[str, Any] = json.loads(self.data)
        return found


EVENTS: Table[EventView] = Table(
    EventView,
    "events",
    source="events LEFT JOIN transmissions ON transmissions.id = events.transmission_id",
    computed={"user_id": "transmissions.user_id"},
)
