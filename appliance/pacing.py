"""Whether a line's limits let its SIM send now: pure, from the counts so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from appliance.domain import Line

MINUTE = 60.0


class Counts(NamedTuple):
    """What a SIM has sent: parts this hour, day and month, and to how many different recipients this month."""

    hour: int = 0
    day: int = 0
    month: int = 0
    recipients: int = 0


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may send."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not before `until` (Unix time); `why` for people."""

    until: float
    why: str


Allowance = Allowed | Wait


def allowance(
    line: Line, counts: Counts, recent: Sequence[float], now: float, *, known_recipient: bool = True
) -> Allowance:
    """Whether one part more may go out.

    `counts` of the SIM; `recent`: when parts went out in the last minute (Unix times, oldest first);
    `known_recipient`: false where it would be one recipient more this month.
    """
    waits = (
        _in_the_minute(line.per_minute, recent, now),
        _until(line.per_hour, counts.hour, next_hour(now), "an hour"),
        _until(line.per_day, counts.day, next_day(now), "a day"),
        _until(line.per_month, counts.month, next_month(now), "a month"),
        None
        if known_recipient
        else _until(line.recipients_per_month, counts.recipients, next_month(now), "recipients a month"),
    )
    return max((wait for wait in waits if wait), key=lambda wait: wait.until, default=Allowed())


def next_hour(now: float) -> float:
    """When the next hour strikes in the box's time zone."""
    this = datetime.fromtimestamp(now).replace(minute=0, second=0, microsecond=0)
    return (this + timedelta(hours=1)).timestamp()


def next_day(now: float) -> float:
    """The next midnight in the box's time zone."""
    today = datetime.fromtimestamp(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today + timedelta(days=1)).timestamp()


def next_month(now: float) -> float:
    """Midnight before the first day of the next month in the box's time zone."""
    first = datetime.fromtimestamp(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1).timestamp()


def _in_the_minute(limit: int, recent: Sequence[float], now: float) -> Wait | None:
    within = [at for at in recent if now - MINUTE < at <= now]
    if not limit or len(within) < limit:
        return None
    return Wait(within[-limit] + MINUTE, f"limit of {limit} a minute")


def _until(limit: int, count: int, until: float, what: str) -> Wait | None:
    return Wait(until, f"limit of {limit} {what}") if limit and count >= limit else None
