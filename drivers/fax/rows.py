"""Rows of pels, and the pels where their colour changes (T.4 4.2.1.3.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

Changes = tuple[int, ...]
"""Where a row changes colour, left to right; it begins white, so one that begins black changes at 0."""

_RUNS = re.compile("0+|1+")
_REMEMBERED = 256  # rows that repeat: blank ones, those along a frame


@lru_cache(_REMEMBERED)
def changes_of(row: bytes) -> Changes:
    """Of a row of octets, the first pel the highest bit, 1 black."""
    bits = f"{int.from_bytes(row):0{len(row) * 8}b}"
    ends = tuple(accumulate(map(len, _RUNS.findall(bits))))[:-1]
    return (0, *ends) if bits[:1] == "1" else ends


@lru_cache(_REMEMBERED)
def row_of(changes: Changes, pels: int) -> bytes:
    """The row of `pels` that changes there."""
    black = sum(1 << (pels - at) for at in changes[::2]) - sum(1 << (pels - at) for at in changes[1::2])
    if len(changes) % 2:
        black -= 1  # black to the end
    return black.to_bytes(pels // 8)


def runs_of(changes: Sequence[int], pels: int) -> list[int]:
    """Lengths of the runs of a row, white and black in turn, the first one white and maybe 0."""
    return [end - start for start, end in zip((0, *changes), (*changes, pels), strict=True)]
