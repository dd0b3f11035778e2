"""Delivery windows: at what times of the recipient's day a message may come, country by country. Pure.

A window is `{"US": {"MON": ["08:00-21:00"], "OTH": ["10:00-18:00"]}, "DEFAULT": ...}`: OTH stands for the days that
are not named, HOL for holidays, which are days of their own where it is there (spec/SCG.md 9).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from appliance.errors import Invalid

DEFAULT = "DEFAULT"
"""The country that stands for all that are not named."""

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
HOLIDAY, OTHER = "HOL", "OTH"

Week = Mapping[str, tuple[str, ...]]
"""The times of each day, such as "08:00-21:30"; 24:00 is the end of a day."""

Windows = Mapping[str, Week]
"""A week for each country."""

Zones = Sequence[tzinfo | None]

_COUNTRY = re.compile(r"[A-Z]{2}|DEFAULT")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)|([01]\d|2[0-3]):([0-5]\d)-24:00")
_AHEAD = 15  # days; a week comes round twice, so that no holiday hides it
_END = timedelta(days=1)

_Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Hours:
    """Windows, and the holidays of countries, as days such as 2026-12-25, DEFAULT for those that are not named."""

    windows: Windows = field(default_factory=dict)
    holidays: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def opens(self, country: str, zones: Zones, now: float, only: tzinfo | None = None) -> float:
        """When it is open, as `opens` below."""
        days = self.holidays.get(country, self.holidays.get(DEFAULT, ()))
        return opens(self.windows, country, zones, [date.fromisoformat(day) for day in days], now, only)


def windows(name: str, value: Any) -> dict[str, dict[str, tuple[str, ...]]]:
    """Windows of JSON; a day's times may be one text or a list. A check of settings: raises Invalid."""
    if not isinstance(value, Mapping):
        raise Invalid(f"{name} must be an object with a week for each country, not {value!r}")
    return {country: _week(f"{name} of {country}", country, week) for country, week in value.items()}


def opens(
    found: Windows, country: str, zones: Zones, holidays: Sequence[date], now: float, only: tzinfo | None = None
) -> float:
    """The first time from `now` on (Unix time) at which it is within the window in each of `zones`.

    `only` is the zone to go by where there is no such time.
    """
    week = found.get(country) or found.get(DEFAULT)
    if not week or all(_open_at(week, zone, holidays, now) for zone in zones):
        return now
    common = [(now, float("inf"))]
    for zone in zones:
        common = _both(common, _intervals(week, zone, holidays, now))
    return common[0][0] if common else _intervals(week, only, holidays, now)[0][0]


def _week(name: str, country: Any, week: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(country, str) or not _COUNTRY.fullmatch(country):
        raise Invalid(f"{country!r} is no country: two capital letters of ISO 3166, or {DEFAULT}")
    if not isinstance(week, Mapping) or set(week) - {*DAYS, HOLIDAY, OTHER}:
        raise Invalid(f"{name} must be an object with times for {', '.join(DAYS)}, {HOLIDAY} and {OTHER}")
    found = {day: _times(f"{name}, {day},", times) for day, times in week.items()}
    if not any(times for day, times in found.items() if day != HOLIDAY):
        raise Invalid(f"{name} is never open")
    return found


def _times(name: str, given: Any) -> tuple[str, ...]:
    spans = [given] if isinstance(given, str) else given
    if not isinstance(spans, list | tuple):
        raise Invalid(f"{name} must be times such as 08:00-21:00")
    for each in spans:
        if not isinstance(each, str) or not _SPAN.fullmatch(each) or each[:5] >= each[6:]:
            raise Invalid(f"{name} must be times such as 08:00-21:00, not {each!r}")
    return tuple(sorted(spans))


def _spans(week: Week, day: date, holidays: Sequence[date]) -> tuple[str, ...]:
    if HOLIDAY in week and day in holidays:
        return week[HOLIDAY]
    return week.get(DAYS[day.weekday()], week.get(OTHER, ()))


def _open_at(week: Week, zone: tzinfo | None, holidays: Sequence[date], now: float) -> bool:
    civil = datetime.fromtimestamp(now, zone)
    clock = f"{civil:%H:%M}"
    return any(span[:5] <= clock < span[6:] for span in _spans(week, civil.date(), holidays))


def _intervals(week: Week, zone: tzinfo | None, holidays: Sequence[date], now: float) -> list[_Interval]:
    """When it is open from `now` on, in Unix time."""
    first = datetime.fromtimestamp(now, zone).date()
    days = [first + timedelta(days=ahead) for ahead in range(_AHEAD)]
    found = [
        (max(_at(day, span[:5], zone), now), _at(day, span[6:], zone))
        for day in days
        for span in _spans(week, day, holidays)
    ]
    return [(start, end) for start, end in found if start < end]


def _at(day: date, clock: str, zone: tzinfo | None) -> float:
    if clock == "24:00":
        return datetime.combine(day + _END, time(0), zone).timestamp()
    return datetime.combine(day, time.fromisoformat(clock), zone).timestamp()


def _both(some: Sequence[_Interval], others: Sequence[_Interval]) -> list[_Interval]:
    """What lies in one of either, both ascending."""
    overlaps = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return sorted((start, end) for start, end in overlaps if start < end)
