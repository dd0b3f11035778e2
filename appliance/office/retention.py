"""What happened long ago is forgotten, a little at a time; messages and what became of them stay."""

from __future__ import annotations

from collections.abc import Callable

from appliance.spool import deliveries, events, inbound, reports
from appliance.spool.listing import Connection
from appliance.spool.store import Spool

DAY = 86_400.0
EVERY = 3600.0  # seconds between looks; from the start, too: first the lines find what still lies in their modems
PAUSE = 0.5  # seconds between two steps, in which others have the disk

_FORGETTERS = (events.forget, inbound.forget, reports.forget)
_AGED = (  # whatever the setting says
    (deliveries.forget_delivered, 7 * DAY),
    (deliveries.forget_dead, 30 * DAY),
    (deliveries.forget_waiting, 30 * DAY),
)


class Retention:
    """Of events, of TPDUs that became messages, of reports that matched nothing. `days` they are kept, 0: for ever.

    Copies of events for those who subscribed go by an age of their own: what was delivered, dead letters, what waits.
    """

    def __init__(self, spool: Spool, days: Callable[[], int]) -> None:
        self._spool = spool
        self._days = days
        self._due: float | None = None

    def run(self, now: float) -> float:
        """Forget a little where it is time; when it is next needed (Unix time)."""
        if self._due is None or self._due > now + EVERY:  # the clock was put back
            self._due = now + EVERY
        if now >= self._due:
            self._due = now + (PAUSE if self._forget(now) else EVERY)
        return self._due

    def _forget(self, now: float) -> int:
        """How many rows, each step in a transaction of its own."""
        days = self._days()
        kept = [(forget, days * DAY) for forget in _FORGETTERS] if days else []
        return sum(self._step(forget, now - age) for forget, age in (*kept, *_AGED))

    def _step(self, forget: Callable[[Connection, float], int], before: float) -> int:
        return self._spool.write(lambda db: forget(db, before))
