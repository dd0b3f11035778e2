"""How much of a list is given at once, and what its body looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.spool.listing import Found, Page


@dataclass(frozen=True, slots=True)
class Paging:
    """How many records of a list are given where nobody says, and at `most`, None for the most that there can be.

    `counted`: the total is told always.
    """

    usual: int | None = None
    most: int | None = None
    counted: bool = False


ALL = Paging()


def bare_list(records: Sequence[Any], found: Found[Any], page: Page) -> Any:
    """Just the records."""
    return records


def array(items: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of just the records."""
    return {"type": "array", "items": items}
