"""Times as SCG has them (spec/SCG.md 4): epoch milliseconds out; in, that or any of the forms that programs send."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from appliance.api.dialect import Kind
from appliance.errors import Invalid

_MILLISECONDS = re.compile(r"-?[0-9]{1,15}")
_LATEST = 253_402_300_799.0  # the last second of the year 9999
_FORMS = "epoch milliseconds, yyyy-MM-dd, yyyy-MM-ddTHH:mm:ss with or without .SSS and Z or an offset"


def moment(name: str, value: Any) -> float:
    """Unix time, seconds, of what a program said. Raises Invalid naming the field."""
    try:
        found = _moment(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise Invalid(f"{name} is no time: {_FORMS}") from error
    if not 0 <= found <= _LATEST:
        raise Invalid(f"{name} is out of range: from 1970 to 9999")
    return found


def _moment(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(value)
    if isinstance(value, int | float):
        return float(value) / 1000
    said = value.strip()
    if _MILLISECONDS.fullmatch(said):
        return int(said) / 1000
    read = datetime.fromisoformat(said) if said[:4].isdecimal() else parsedate_to_datetime(said)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


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


_IN = {"type": ["integer", "string"], "description": _FORMS}
MILLIS = Kind({"type": "integer", "description": "epoch milliseconds"}, moment, _milliseconds)
"""Seconds in the core, milliseconds on the wire."""
ISO = Kind({"type": "string", "description": _FORMS}, moment, _text)
"""Seconds in the core, a text on the wire (spec/SCG.md 4: what Java and C# keep as one)."""
DAY = Kind({"type": "string", "description": "yyyy-MM-dd"}, _day)
