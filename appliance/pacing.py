"""Whether a line's limits let its SIM send now, and how a steady stream is paced: pure, from what was so far."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from appliance.domain import Line

MINUTE = 60.0
CATCH_UP = 1.0  # seconds; a stream that was held up for longer does not make up for it


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


@dataclass(frozen=True, slots=True)
class Beat:
    """`due` of a stream are due now; the first of them was at `first`, one more each `interval` seconds (Unix time)."""

    due: int
    first: float
    interval: float

    def last(self, count: int) -> float:
        """For when the last of the first `count` was due, from 1."""
        return self.first + (count - 1) * self.interval


def beat(last: float | None, per_minute: int, now: float) -> Beat:
    """What is due of a stream of `per_minute`, `last` being for when the last one was, None where it only begins.

    A clock that was put back begins it anew.
    """
    interval = MINUTE / per_minute
    if last is None or last > now:
        return Beat(1, now, interval)
    first = max(last + interval, now - CATCH_UP)
    return Beat(max(0, math.floor((now - first) / interval + _ROUNDING) + 1), first, interval)


class Turn(NamedTuple):
    """A turn of those that are given away one after the other: at what Unix time, and the how manieth of its day."""

    at: float
    in_day: int


def turn(last: Turn | None, per_second: float, per_day: int, now: float, opens: Callable[[float], float]) -> Turn:
    """The turn after `last`, at `now` at the earliest and when it is open; 0 is no limit.

    `opens` gives the first time from a given one on at which it is.
    """
    if last is None:
        return Turn(opens(now), 1)
    at = opens(max(now, last.at + (1 / per_second if per_second else 0.0)))
    if at >= next_day(last.at):
        return Turn(at, 1)
    if per_day and last.in_day >= per_day:
        return Turn(opens(next_day(last.at)), 1)
    return Turn(at, last.in_day + 1)


_ROUNDING = 1e-6  # of an interval: what floating point loses must not cost a turn


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
