"""Sender classes: what sort of messages a line is for, when those may come, and how fast they go (spec/SCG.md 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from appliance.checks import Check, amount, each, matching, whole
from appliance.errors import Invalid
from appliance.windows import DEFAULT, Hours, Windows, windows

OTHER = "OTHER"
"""What stands for all countries."""

_COUNTRY = matching(r"[A-Z]{2}|OTHER", "a country, two capital letters of ISO 3166, or OTHER")


@dataclass(frozen=True, slots=True)
class SenderClass:
    """`countries` that it is for, OTHER for all. Of messages to one country: `per_second` and `per_day` of one user,
    `total_per_second` of everybody, 0 for no limit; `windows` in the recipient's time, {} for always, and `holidays`
    of a country, or of the DEFAULT one, as days such as 2026-12-25. `price` of each part of a message, 0 where that is
    not told.
    """

    name: str
    description: str = ""
    designation: str = ""
    countries: tuple[str, ...] = (OTHER,)
    per_second: float = 0.0
    total_per_second: float = 0.0
    per_day: int = 0
    windows: Windows = field(default_factory=dict)
    holidays: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    price: float = 0.0

    @property
    def hours(self) -> Hours:
        """When messages of it may come."""
        return Hours(self.windows, self.holidays)

    @property
    def limited(self) -> bool:
        """Whether a message of it has to wait for its turn."""
        return bool(self.per_second or self.total_per_second or self.per_day)


def _holidays(name: str, value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        raise Invalid(f"{name} must be an object with days for each country")
    return {_place(name, country): tuple(_day(name, day) for day in days) for country, days in value.items()}


def _place(name: str, country: Any) -> str:
    return country if country == DEFAULT else str(_COUNTRY(name, country))


def _day(name: str, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (ValueError, TypeError) as error:
        raise Invalid(f"{name} must be days such as 2026-12-25, not {value!r}") from error


CHECKS: Mapping[str, Check] = {
    "name": matching(r"[A-Z][A-Z0-9_]{0,31}", "1 to 32 of A-Z, 0-9 and _"),
    "description": matching(r"[^\x00-\x1f\x7f]{0,255}", "a line of text"),
    "designation": matching(r"[^\x00-\x1f\x7f]{0,64}", "a word or two"),
    "countries": each(_COUNTRY),
    "per_second": amount(0.0, 1000.0),
    "total_per_second": amount(0.0, 1000.0),
    "per_day": whole(0, 100_000_000),
    "windows": windows,
    "holidays": _holidays,
    "price": amount(0.0, 1000.0),
}
"""What each may be."""

COMMERCIAL = "COMMERCIAL"

BUILT_IN: Sequence[SenderClass] = (
    SenderClass(COMMERCIAL, "Offers and news to customers", "commercial"),
    SenderClass("NOTIFICATION", "What somebody has asked to be told of", "notifications"),
    SenderClass("ALERT", "What can't wait", "alerts"),
)
"""Those that every box has, as they are until its owner changes them."""
