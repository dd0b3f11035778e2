"""Rows to what goes over the line: MH and MR (T.4), MMR (T.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from drivers.fax.codewords import EOL, HORIZONTAL, PASS, VERTICAL, run_codes
from drivers.fax.line import octets_of
from drivers.fax.page import Coding, Resolution
from drivers.fax.rows import Changes, changes_of, runs_of

_ONE_DIMENSIONAL, _TWO_DIMENSIONAL = "1", "0"  # the tag bit behind an EOL of MR
_EOLS_OF_RTC = 6
_RTC: Mapping[Coding, str] = {
    Coding.MH: EOL * _EOLS_OF_RTC,
    Coding.MR: (EOL + _ONE_DIMENSIONAL) * _EOLS_OF_RTC,
    Coding.MMR: "",
}
_EOFB = EOL * 2
_FARTHEST_VERTICAL = 3


def encode_page(rows: Sequence[bytes], coding: Coding, resolution: Resolution, least_bits: int = 0) -> bytes:
    """A page as octets of the line. `rows` of octets, the first pel the highest bit, 1 black, all of one length.

    A line is filled up to `least_bits` bits, as the minimum scan line time asks for (MH and MR).
    """
    return octets_of("".join(_ENCODERS[coding](rows, resolution, least_bits)))


def _mh(rows: Sequence[bytes], _resolution: Resolution, least_bits: int) -> Iterator[str]:
    for row in rows:
        yield EOL
        yield _mh_row(row).ljust(least_bits - len(EOL), "0")
    yield _RTC[Coding.MH]


def _mr(rows: Sequence[bytes], resolution: Resolution, least_bits: int) -> Iterator[str]:
    k = parameter_k(resolution)
    head = len(EOL) + 1
    for number, row in enumerate(rows):
        if number % k:
            yield EOL + _TWO_DIMENSIONAL + _mr_row(rows[number - 1], row).ljust(least_bits - head, "0")
        else:
            yield EOL + _ONE_DIMENSIONAL + _mh_row(row).ljust(least_bits - head, "0")
    yield _RTC[Coding.MR]


def _mmr(rows: Sequence[bytes], _resolution: Resolution, _least_bits: int) -> Iterator[str]:
    before = bytes(len(rows[0])) if rows else b""
    for row in rows:
        yield _mr_row(before, row)
        before = row
    yield _EOFB


_ENCODERS: Mapping[Coding, Callable[[Sequence[bytes], Resolution, int], Iterator[str]]] = {
    Coding.MH: _mh,
    Coding.MR: _mr,
    Coding.MMR: _mmr,
}


def parameter_k(resolution: Resolution) -> int:
    """Of so many lines, one at least is coded one-dimensionally (T.4 4.2.1.1)."""
    return 2 if resolution is Resolution.STANDARD else 4


def end_of_page(coding: Coding) -> bytes:
    """RTC, as octets of the line; for MMR nothing, whose EOFB belongs to its last line."""
    return octets_of(_RTC[coding])


@lru_cache(256)
def _mh_row(row: bytes) -> str:
    white, black = run_codes()
    runs = runs_of(changes_of(row), len(row) * 8)
    words = [""] * len(runs)
    words[::2] = map(white.__getitem__, runs[::2])
    words[1::2] = map(black.__getitem__, runs[1::2])
    return "".join(words)


def _mr_row(reference: bytes, row: bytes) -> str:
    changes = changes_of(row)
    if row == reference:
        return VERTICAL[0] * (len(changes) + 1)
    return "".join(_modes(changes_of(reference), changes, len(row) * 8))


def _modes(reference: Changes, changes: Changes, pels: int) -> Iterator[str]:
    """The coding line in words of table 4, by its `changes` and those of the reference line (T.4 4.2.1.3.2)."""
    codes = run_codes()
    above = (*reference, pels, pels, pels)
    coding = (*changes, pels, pels)
    a0 = colour = next_change = b = 0
    start = -1  # the pel before the first, where coding begins; from then on a0
    while a0 < pels:
        while b >= 2 and above[b - 2] > start:
            b -= 2
        while above[b] <= start and above[b] < pels:
            b += 2
        a1, b1 = coding[next_change], above[b]
        if above[b + 1] < a1:
            yield PASS
            a0 = above[b + 1]
        elif abs(a1 - b1) <= _FARTHEST_VERTICAL:
            yield VERTICAL[a1 - b1]
            a0, colour, next_change = a1, 1 - colour, next_change + 1
            b += 1
        else:
            a2 = coding[next_change + 1]
            yield HORIZONTAL + codes[colour][a1 - a0] + codes[1 - colour][a2 - a1]
            a0, next_change = a2, next_change + 2
        start = a0
