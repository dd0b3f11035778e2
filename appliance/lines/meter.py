"""How much a SIM may carry: paces and quotas, counted for the SIM whatever line or port it is in."""

from __future__ import annotations

import math
from collections import deque

from appliance import pacing
from appliance.domain import LIMITS, Line
from appliance.spool import sims, usage
from appliance.spool.listing import Connection

NOTED_AT_ONCE = 32  # parts of a SIM without limits; of so many a crash may lose the count


class Meter:
    """The limits of one line on one SIM; `carried`: how many parts. Inside Spool.write, by the line's worker only."""

    def __init__(self, line: Line, sim: str) -> None:
        self._line = line
        self._sim = sim
        self._recent: deque[float] | None = None
        self._learnt = False
        self._unnoted = 0
        self._limited = any(getattr(line, limit) for limit in LIMITS)
        self.carried = 0
        self.closed_until = math.inf
        self.why = ""

    def open(self, db: Connection, now: float) -> bool:
        """Whether another message may begin now; else `closed_until` is when to look again and `why` what holds it."""
        self.closed_until, self.why = math.inf, ""
        until, why = self._closed(db, now)
        if until <= now:
            return True
        self.closed_until, self.why = until, why
        return False

    def full(self, db: Connection, now: float) -> bool:
        """Whether it is open only to the recipients that the SIM has this month; then both hold for all others."""
        if not self._line.recipients_per_month:
            return False
        if not self._learnt:
            usage.learn_recipients(db, self._sim, now)
            self._learnt = True
        found = self._allowance(db, now, known_recipient=False)
        if isinstance(found, pacing.Allowed):
            return False
        self.closed_until, self.why = found.until, found.why
        return True

    def count(self, db: Connection, recipient: str, now: float) -> None:
        """One part has gone. What no limit asks for is noted seldom or never: each note costs a page of the card."""
        self._unnoted += 1
        self.carried += 1
        if self._limited or self._unnoted >= NOTED_AT_ONCE:
            self.note(db, recipient if self._line.recipients_per_month else "", now)
        if self._line.per_minute:
            self._minute(db, now).append(now)

    def note(self, db: Connection, recipient: str, now: float) -> None:
        """Bring the SIM's count up to date, once nothing is left to carry."""
        if self._unnoted:
            usage.record(db, self._sim, recipient, now, self._unnoted)
            self._unnoted = 0

    def _closed(self, db: Connection, now: float) -> tuple[float, str]:
        paused = sims.paused(db, self._sim)
        if paused.until > now:
            return paused.until, paused.why
        if not self._limited:
            return now, ""
        found = self._allowance(db, now, known_recipient=True)
        return (now, "") if isinstance(found, pacing.Allowed) else (found.until, found.why)

    def _allowance(self, db: Connection, now: float, known_recipient: bool) -> pacing.Allowance:
        return pacing.allowance(
            self._line,
            usage.held_against(db, self._sim, now),
            self._minute(db, now),
            now,
            known_recipient=known_recipient,
        )

    def _minute(self, db: Connection, now: float) -> deque[float]:
        """When parts went out in the last minute, an earlier run of the box included."""
        if self._recent is None:
            self._recent = deque(usage.last_minute(db, self._sim, now))
        while self._recent and self._recent[0] <= now - pacing.MINUTE:
            self._recent.popleft()
        return self._recent
