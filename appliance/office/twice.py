"""What a record is told by two names: the guide's, and that of programs written for it (spec/SCG.md 10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def meant(fields: Mapping[str, Any], present: object, **also: str) -> dict[str, Any]:
    """What is said under the first names; `also` gives each second name its first. `present` is the record as it is.

    Who sends back both and has changed one of them means that one; of two that were changed the first counts.
    """
    found = {name: value for name, value in fields.items() if name not in also}
    for second, first in also.items():
        said = fields.get(second)
        if said is not None and found.get(first) in (None, getattr(present, first, None)):
            found[first] = said
    return found
