"""Times as SCG has them (spec/SCG.md 4): epoch milliseconds out; in, that or any of the forms that programs send."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from appliance.api.dialect import Kind
from appliance.dates import FORMS, moment
from appliance.errors import Invalid


def _milliseconds(at: float | None) -> int | None:
    return None if at is None else round(at * 1000)


def _text(at: float | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def _day(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Invalid(f"{name} must be a day, yyyy-MM-dd")
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError as error:
        raise Invalid(f"{name} must be a day, yyyy-MM-dd") from error


_IN = {"type": ["integer", "string"], "description": FORMS}
MILLIS = Kind({"type": "integer", "description": "epoch milliseconds"}, moment, _milliseconds)
"""Seconds in the core, milliseconds on the wire."""
ISO = Kind({"type": "string", "description": FORMS}, moment, _text)
"""Seconds in the core, a text on the wire (spec/SCG.md 4: what Java and C# keep as one)."""
DAY = Kind({"type": "string", "description": "yyyy-MM-dd"}, _day)
