"""The number in a dial command (V.250 6.3.1)."""

from __future__ import annotations

import re

# Digits and tones, an international prefix; pauses, the wait for a tone or an answer, the hook; tone or pulse dialling.
_DIALLABLE = re.compile(r"[0-9*#+A-DTPW,@!]+", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9*#]")
_WRITTEN = str.maketrans("", "", " -./()")
_LONGEST = 60  # DCEs take command lines of 80 characters or more


def diallable(number: str) -> str:
    """`number` as a modem takes it, without the signs that people put between digits.

    Raises ValueError where it has a character that isn't dialled. A `;` is one, for behind it another command begins
    (V.250 6.3.1.9), and no fax call comes of it.
    """
    dialled = number.translate(_WRITTEN)
    if not dialled.isascii() or not _DIALLABLE.fullmatch(dialled) or not _DIGIT.search(dialled):
        raise ValueError(f"{number!r} can't be dialled: digits, *, #, +, A to D, and T P W , @ ! between them")
    if len(dialled) > _LONGEST:
        raise ValueError(f"a number of {len(dialled)} characters can't be dialled: at most {_LONGEST}")
    return dialled
