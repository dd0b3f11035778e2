"""When something is to happen: once, or at the minutes of civil time that a rule names. Pure.

A rule is cron's: a value, list, range or step for each field. In the hour that daylight saving leaves out, a rule that
names its hours happens at the time that follows; in the hour that comes twice, the first time only. A rule for every
hour simply goes on.
"""

from __future__ import annotations

import calendar
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any

from appliance.errors import Invalid

RANGES: Mapping[str, range] = {
    "year": range(1970, 2200),
    "month": range(1, 13),
    "day": range(1, 32),
    "weekday": range(1, 8),
    "hour": range(24),
    "minute": range(60),
}
"""Every field, the coarsest first, with its values; weekday 1 is Monday (ISO 8601)."""

_YEARS_AHEAD = 40  # the 29th of February on a given weekday comes within 28 years, or 40 across 2100
_LONGEST_WORD = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """The values that each field may have, in ascending order, None for any; `zone` is an IANA name or UTC."""

    year: tuple[int, ...] | None = None
    month: tuple[int, ...] | None = None
    day: tuple[int, ...] | None = None
    weekday: tuple[int, ...] | None = None
    hour: tuple[int, ...] | None = None
    minute: tuple[int, ...] | None = None
    zone: str = "UTC"

    def next(self, after: float) -> float | None:
        """The first of its minutes later than `after` (Unix time, seconds), None where there is none."""
        zone = zone_named(self.zone)
        first = datetime.fromtimestamp(after, zone).date()
        for day in self._days(first):
            later = [moment for moment in self._minutes(day, zone) if moment > after]
            if later:
                return min(later)
        return None

    def _days(self, first: date) -> Iterator[date]:
        for year in range(first.year, min(first.year + _YEARS_AHEAD + 1, RANGES["year"].stop)):
            for month in self.month or RANGES["month"]:
                if (year, month) >= (first.year, first.month) and _allows(self.year, year):
                    yield from (day for day in _of_month(year, month) if day >= first and self._has(day))

    def _has(self, day: date) -> bool:
        if self.weekday is not None:  # it disables the day of the month
            return day.isoweekday() in self.weekday
        return _allows(self.day, day.day)

    def _minutes(self, day: date, zone: tzinfo) -> set[float]:
        return {
            moment
            for hour in self.hour or RANGES["hour"]
            for minute in self.minute or RANGES["minute"]
            for moment in self._moments(datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone))
        }

    def _moments(self, civil: datetime) -> Iterator[float]:
        if self.hour is None:
            both = (civil, civil.replace(fold=1))
            yield from (each.timestamp() for each in both if _exists(each))
        else:
            yield civil.timestamp()


def _allows(values: tuple[int, ...] | None, value: int) -> bool:
    return values is None or value in values


def _of_month(year: int, month: int) -> Iterator[date]:
    return (date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1))


def _exists(civil: datetime) -> bool:
    there_and_back = datetime.fromtimestamp(civil.timestamp(), civil.tzinfo)
    return (there_and_back.hour, there_and_back.minute) == (civil.hour, civil.minute)


def zone_named(name: str) -> tzinfo:
    """The time zone of that IANA name. Raises Invalid."""
    if name in ("", "UTC"):
        return UTC
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(f"timezone {name[:64]!r} is not known; give one like Europe/Berlin, or UTC") from error


def rule(fields: Mapping[str, Any], zone: str = "UTC") -> Rule:
    """The rule of fields as people write them: `*`, 5, "1,2", "1-5", "*/5", ["1", "3"].

    A field finer than the finest one given is at its first value: `hour` 9 alone is 9:00, once a day. Raises Invalid.
    """
    zone_named(zone)
    read = {name: _values(name, fields[name]) for name in RANGES if fields.get(name) is not None}
    if not read:
        raise Invalid(f"a rule needs one of {', '.join(RANGES)}")
    names = list(RANGES)
    finest = max(names.index(name) for name in read)
    for name in names[finest + 1 :]:
        if name != "weekday":
            read[name] = (RANGES[name].start,)
    return Rule(**read, zone=zone)


def _values(name: str, given: Any) -> tuple[int, ...] | None:
    """None where every value will do."""
    items = given if isinstance(given, list) else str(given).split(",")
    if isinstance(given, bool | float | dict) or len(str(given)) > _LONGEST_WORD or not items:
        raise Invalid(f"{name} is no value, list, range or step")
    found = {value for item in items for value in _item(name, str(item).strip())}
    return None if found == set(RANGES[name]) else tuple(sorted(found))


def _item(name: str, item: str) -> range:
    span, _, step = item.partition("/")
    allowed = RANGES[name]
    try:
        first, _, last = (str(allowed.start), "-", str(allowed.stop - 1)) if span == "*" else span.partition("-")
        low, high, by = _number(first), _number(last or first), _number(step or "1")
    except ValueError as error:
        raise Invalid(f"{name} can't be {item[:40]!r}") from error
    if not (allowed.start <= low <= high < allowed.stop and by > 0):
        raise Invalid(f"{name} is from {allowed.start} to {allowed.stop - 1}, not {item[:40]!r}")
    return range(low, high + 1, by)


def _number(digits: str) -> int:
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 4):
        raise ValueError(digits)
    return int(digits)


def moment(text: str, zone: str = "UTC") -> float:
    """The Unix time of a date as ISO 8601 or RFC 5322 writes it, in `zone` where it names none. Raises Invalid."""
    try:
        found = _read(text.strip(), zone_named(zone)).timestamp()
    except (ValueError, OverflowError, TypeError):
        found = -1.0
    if found < 0:
        raise Invalid(f"{text[:40]!r} is no date; write it as 2026-12-24 18:30 or 2026-12-24T18:30:00+01:00")
    return found


def _read(text: str, zone: tzinfo) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = parsedate_to_datetime(text)
    return found if found.tzinfo else found.replace(tzinfo=zone)
