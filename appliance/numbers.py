"""Where a phone number is: its country and what its clocks may show, by the plan that it belongs to.

A number in international form, or its digits without the +, is known by Google's metadata; any other is taken for one
of the place where the box stands. Portable numbers tell their country alone: then every zone of that country counts.
"""

from __future__ import annotations

import functools
import re
import zoneinfo
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from appliance.windows import Hours

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

HERE: tuple[None] = (None,)
"""The zones of a number whose place is not known: the box's own time, as None stands for in `datetime`."""

_PUNCTUATION = re.compile(r"[^\d+]")
_BARE = re.compile(r"[1-9]\d{10,14}")
_UNKNOWN = "Etc/Unknown"
_WORLD = "001"  # of numbers that no country has, satellite phones for one


@functools.lru_cache(1024)
def country(number: str) -> str:
    """Its country by ISO 3166, such as GB; "" where that is not known."""
    from phonenumbers import region_code_for_country_code, region_code_for_number  # noqa: PLC0415  2 MB, for SCG alone

    parsed = _parsed(number)
    if parsed is None:
        return ""
    found = region_code_for_number(parsed) or region_code_for_country_code(parsed.country_code or 0)
    return found if len(found) == len("GB") and found.isalpha() else ""


@functools.lru_cache(1024)
def zones(number: str) -> Sequence[tzinfo | None]:
    """Every zone whose time its holder may have, HERE where nothing is known."""
    from phonenumbers import timezone  # noqa: PLC0415  as above

    parsed = _parsed(number)
    if parsed is None:
        return HERE
    names = timezone.time_zones_for_number(parsed)
    if _UNKNOWN in names:  # a number that nobody has been given yet
        names = timezone.time_zones_for_geographical_number(parsed)
    return tuple(zone for zone in map(_zone, names) if zone is not None) or HERE


def zone_at(number: str, now: float) -> tzinfo | None:
    """The one zone to go by where one must do: of those that it may have, the middle one by its clock at `now`."""
    return middle(zones(number), now)


def middle(among: Sequence[tzinfo | None], now: float) -> tzinfo | None:
    """The zone whose clock at `now` (Unix time) is in the middle of them all."""
    ordered = sorted(among, key=lambda zone: (datetime.fromtimestamp(now, zone).replace(tzinfo=None), str(zone)))
    return ordered[(len(ordered) - 1) // 2]


def moment(number: str, civil: datetime) -> float:
    """The Unix time at which its holder's clock shows `civil`, a time without a zone.

    Of an hour that comes twice the first; in the hour that daylight saving leaves out, as much later as it says.
    """
    zone = zone_at(number, civil.timestamp())
    return civil.replace(tzinfo=zone).timestamp()


@functools.lru_cache(1024)
def international(number: str) -> str:
    """With + in front where it is the digits of a whole international number, eleven at least; else as it is."""
    digits = _PUNCTUATION.sub("", number)
    return f"+{digits}" if _BARE.fullmatch(digits) and _parsed(digits) is not None else number


def opens(hours: Sequence[Hours], number: str, now: float) -> float:
    """The first time from `now` on (Unix time) at which all these hours are open for its holder."""
    kept = [each for each in hours if each.windows]
    if not kept:
        return now
    its_country, its_zones, at = country(number), zones(number), now
    for _ in range(len(kept) + 1):
        later = max(each.opens(its_country, its_zones, at, middle(its_zones, at)) for each in kept)
        if later == at:
            break
        at = later
    return at


def _parsed(number: str) -> PhoneNumber | None:
    """None for what is not international."""
    from phonenumbers import NumberParseException, is_valid_number, parse  # noqa: PLC0415  as above

    plain = _PUNCTUATION.sub("", number)
    international = plain.startswith(("+", "00"))
    try:
        parsed = parse(f"+{plain.removeprefix('00').removeprefix('+')}")
    except NumberParseException:
        return None
    return parsed if international or is_valid_number(parsed) else None


def _zone(name: str) -> tzinfo | None:
    try:
        return None if name == _UNKNOWN else zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # newer than the system's own list
        return None
