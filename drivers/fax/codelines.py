"""Coded lines to where their colour changes: one-dimensional (T.4 4.1) and two-dimensional (T.4 4.2, T.6 2.2)."""

from __future__ import annotations

from drivers.fax.codewords import HORIZONTAL, LONGEST_CODE, PASS, VERTICAL, mode_lookup, run_lookup
from drivers.fax.rows import Changes

_LONGEST_MODE = 7
_MAKE_UP = 64
_OFFSETS = {word: offset for offset, word in VERTICAL.items()}


class BadLine(ValueError):
    """The bits are no line. `at` is where they stopped being one."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


def read_one_dimensional(bits: str, at: int, pels: int) -> tuple[Changes, int]:
    """A line of `pels` that begins at `at`: its changes, and where it ends. Raises BadLine."""
    changes: list[int] = []
    position = colour = 0
    while position < pels:
        run, at = _read_run(bits, at, colour)
        position += run
        changes.append(position)
        colour = 1 - colour
    if position > pels:
        raise BadLine(at)
    return tuple(changes[:-1]), at


def _read_run(bits: str, at: int, colour: int) -> tuple[int, int]:
    lookup = run_lookup()[colour]
    length = 0
    while True:
        found = lookup.get(bits[at : at + LONGEST_CODE])
        if not found:
            raise BadLine(at)
        run, size = found
        at += size
        length += run
        if run < _MAKE_UP:
            return length, at


def read_two_dimensional(bits: str, at: int, pels: int, reference: Changes) -> tuple[Changes, int]:
    """The same of a line that is coded against a `reference` line."""
    lookup = mode_lookup()
    above = (*reference, pels, pels, pels)
    changes: list[int] = []
    a0 = colour = b = 0
    start = -1  # the pel before the first, where coding begins; from then on a0
    while a0 < pels:
        while b >= 2 and above[b - 2] > start:
            b -= 2
        while above[b] <= start and above[b] < pels:
            b += 2
        mode, size = lookup.get(bits[at : at + _LONGEST_MODE], ("", 0))
        if mode in _OFFSETS:
            a1 = above[b] + _OFFSETS[mode]
            if not start < a1 <= pels:
                raise BadLine(at)
            changes.append(a1)
            a0, colour, b, at = a1, 1 - colour, b + 1, at + size
        elif mode == PASS:
            a0, at = above[b + 1], at + size
        elif mode == HORIZONTAL:
            first, at = _read_run(bits, at + size, colour)
            second, at = _read_run(bits, at, 1 - colour)
            changes += (a0 + first, a0 + first + second)
            a0 += first + second
        else:
            raise BadLine(at)
        start = a0
    if a0 > pels:
        raise BadLine(at)
    return tuple(change for change in changes if change < pels), at
