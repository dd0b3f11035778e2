"""Times as programs say them (spec/SCG.md 4): epoch milliseconds, or any of the forms that they send."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from appliance.errors import Invalid

_MILLISECONDS = re.compile(r"-?[0-9]{1,15}")
_LATEST = 253_402_300_799.0  # the last second of the year 9999
FORMS = "epoch milliseconds, yyyy-MM-dd, yyyy-MM-ddTHH:mm:ss with or without .SSS and Z or an offset"
"""What `moment` takes, for people."""


def moment(name: str, value: Any) -> float:
    """Unix time, seconds, of what a program said. Raises Invalid naming the field."""
    try:
        found = _moment(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise Invalid(f"{name} is no time: {FORMS}") from error
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
