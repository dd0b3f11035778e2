"""Templates that a body must match: `${x}` stands for any text, all else for itself, from beginning to end."""

from __future__ import annotations

import re

_ANY = re.compile(r"\$!?\{[^${}]*+\}")


def matches(pattern: str, body: str) -> bool:
    """Whether `body` is what `pattern` allows.

    The texts between two that stand for anything are looked for from left to right: where there is a way, the first
    place of each leaves most room for the others.
    """
    first, *others = _ANY.split(pattern)
    if not others:
        return body == first
    *middle, last = others
    if len(body) < len(first) + len(last) or not body.startswith(first) or not body.endswith(last):
        return False
    at, end = len(first), len(body) - len(last)
    for each in middle:
        found = body.find(each, at, end)
        if found < 0:
            return False
        at = found + len(each)
    return True
