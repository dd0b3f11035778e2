"""The code words of T.4 and T.6: run lengths (T.4 tables 2 and 3), modes (table 4), synchronisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

EOL = "000000000001"
PASS = "0001"  # noqa: S105 - a mode
HORIZONTAL = "001"
VERTICAL: Mapping[int, str] = {
    0: "1",
    1: "011",
    2: "000011",
    3: "0000011",
    -1: "010",
    -2: "000010",
    -3: "0000010",
}
"""By a1 - b1: positive where a1 lies to the right."""

LONGEST_CODE = 13
_LONGEST_MODE = 7

# fmt: off
_WHITE_TERMINATING = (
    "00110101", "000111", "0111", "1000", "1011", "1100", "1110", "1111", "10011", "10100", "00111", "01000",
    "001000", "000011", "110100", "110101", "101010", "101011", "0100111", "0001100", "0001000", "0010111",
    "0000011", "0000100", "0101000", "0101011", "0010011", "0100100", "0011000", "00000010", "00000011", "00011010",
    "00011011", "00010010", "00010011", "00010100", "00010101", "00010110", "00010111", "00101000", "00101001",
    "00101010", "00101011", "00101100", "00101101", "00000100", "00000101", "00001010", "00001011", "01010010",
    "01010011", "01010100", "01010101", "00100100", "00100101", "01011000", "01011001", "01011010", "01011011",
    "01001010", "01001011", "00110010", "00110011", "00110100",
)
_BLACK_TERMINATING = (
    "0000110111", "010", "11", "10", "011", "0011", "0010", "00011", "000101", "000100", "0000100", "0000101",
    "0000111", "00000100", "00000111", "000011000", "0000010111", "0000011000", "0000001000", "00001100111",
    "00001101000", "00001101100", "00000110111", "00000101000", "00000010111", "00000011000", "000011001010",
    "000011001011", "000011001100", "000011001101", "000001101000", "000001101001", "000001101010", "000001101011",
    "000011010010", "000011010011", "000011010100", "000011010101", "000011010110", "000011010111", "000001101100",
    "000001101101", "000011011010", "000011011011", "000001010100", "000001010101", "000001010110", "000001010111",
    "000001100100", "000001100101", "000001010010", "000001010011", "000000100100", "000000110111", "000000111000",
    "000000100111", "000000101000", "000001011000", "000001011001", "000000101011", "000000101100", "000001011010",
    "000001100110", "000001100111",
)
_WHITE_MAKE_UP = (  # 64, 128 and so on to 1728
    "11011", "10010", "010111", "0110111", "00110110", "00110111", "01100100", "01100101", "01101000", "01100111",
    "011001100", "011001101", "011010010", "011010011", "011010100", "011010101", "011010110", "011010111",
    "011011000", "011011001", "011011010", "011011011", "010011000", "010011001", "010011010", "011000", "010011011",
)
_BLACK_MAKE_UP = (
    "0000001111", "000011001000", "000011001001", "000001011011", "000000110011", "000000110100", "000000110101",
    "0000001101100", "0000001101101", "0000001001010", "0000001001011", "0000001001100", "0000001001101",
    "0000001110010", "0000001110011", "0000001110100", "0000001110101", "0000001110110", "0000001110111",
    "0000001010010", "0000001010011", "0000001010100", "0000001010101", "0000001011010", "0000001011011",
    "0000001100100", "0000001100101",
)
_BOTH_MAKE_UP = (  # 1792 to 2560
    "00000001000", "00000001100", "00000001101", "000000010010", "000000010011", "000000010100", "000000010101",
    "000000010110", "000000010111", "000000011100", "000000011101", "000000011110", "000000011111",
)
# fmt: on

_MAKE_UP_UNIT = 64
_LONGEST_MAKE_UP = 2560
LONGEST_RUN = 4864
"""Pels of the widest line there is: A3 at 408 dots an inch."""


def _runs(terminating: tuple[str, ...], make_up: tuple[str, ...]) -> tuple[str, ...]:
    made_up = ("", *make_up, *_BOTH_MAKE_UP)

    def code(run: int) -> str:
        whole, rest = divmod(run, _LONGEST_MAKE_UP)
        return made_up[-1] * whole + made_up[rest // _MAKE_UP_UNIT] + terminating[rest % _MAKE_UP_UNIT]

    return tuple(map(code, range(LONGEST_RUN + 1)))


@cache
def run_codes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """For white and for black, the code words of each run length from 0 to LONGEST_RUN."""
    return _runs(_WHITE_TERMINATING, _WHITE_MAKE_UP), _runs(_BLACK_TERMINATING, _BLACK_MAKE_UP)


Runs = Mapping[str, tuple[int, int]]
"""The next LONGEST_CODE bits of a line, to the run that their first code word stands for and that word's length. A run
of 64 or more is a make-up: one more word follows."""


@cache
def run_lookup() -> tuple[Runs, Runs]:
    """For white and for black."""
    return _lookup(_WHITE_TERMINATING, _WHITE_MAKE_UP), _lookup(_BLACK_TERMINATING, _BLACK_MAKE_UP)


def _lookup(terminating: tuple[str, ...], make_up: tuple[str, ...]) -> Runs:
    words = dict(zip(terminating, range(_MAKE_UP_UNIT), strict=True))
    words |= {word: _MAKE_UP_UNIT * number for number, word in enumerate((*make_up, *_BOTH_MAKE_UP), 1)}
    return {key: (run, len(word)) for word, run in words.items() for key in _beginning_with(word, LONGEST_CODE)}


@cache
def mode_lookup() -> Mapping[str, tuple[str, int]]:
    """The next seven bits of a line, to the code word of the mode that they begin with, and its length."""
    words = (PASS, HORIZONTAL, *VERTICAL.values())
    return {key: (word, len(word)) for word in words for key in _beginning_with(word, _LONGEST_MODE)}


def _beginning_with(word: str, length: int) -> Iterable[str]:
    spare = length - len(word)
    return (f"{word}{rest:0{spare}b}" if spare else word for rest in range(1 << spare))
