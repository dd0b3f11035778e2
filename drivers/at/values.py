"""Parameter lists of command lines and information text (V.250 5.4.2, 27.007 4): pure functions."""

from __future__ import annotations

import re

_PART = re.compile(r'((?:"[^"]*"?|[^,"])*)(,?)')
_COMPOUND = re.compile(r'\(+([^()]*)\)+|("[^"]*"|[^,()\s]+)')
_NAME = re.compile(r"\s*[+^*$%#&][\w ]*:")


def _body(text: str) -> str:
    name = _NAME.match(text)
    return text[name.end() :] if name else text


def parameters(text: str) -> list[str | None]:
    """The parameters of a line, with or without its `+NAME:`: strings without quotes, None where one is left out."""
    body = _body(text).strip()
    if not body:
        return []
    values: list[str | None] = []
    for part in _PART.finditer(body):
        values.append(_value(part[1].strip()))
        if not part[2]:
            break
    return values


def _value(part: str) -> str | None:
    if part.startswith('"'):
        return part[1:].removesuffix('"')
    return part or None


def field(values: list[str | None], index: int) -> str:
    """The parameter at `index`; '' where it is left out or the list is shorter."""
    return (values[index] or "") if index < len(values) else ""


def integer(value: str | None, base: int = 10) -> int | None:
    """The whole number in a parameter; None where it is left out or is none."""
    try:
        return int(value, base) if value and not value.isspace() else None
    except ValueError:
        return None


def quoted(text: str) -> str:
    """A string constant (V.250 5.4.2.2). Raises ValueError for a text that holds a quote, a control or non-ASCII."""
    if not (text.isascii() and text.isprintable()) or '"' in text:
        raise ValueError(f"not a string for a command line: {text!r}")
    return f'"{text}"'


def compounds(text: str) -> list[tuple[str, ...]]:
    """The values in a test command's answer (V.250 5.4.4.1), one tuple for each parameter, ranges spelled out.

    '("SM","ME"),(0-2,5),1' gives [("SM", "ME"), ("0", "1", "2", "5"), ("1",)]; brackets around all of it are let be.
    """
    return [_members(group) for group in _COMPOUND.findall(_body(text))]


def _members(group: tuple[str, str]) -> tuple[str, ...]:
    inside, alone = group
    return tuple(value for part in parameters(inside or alone) if part for value in _spelled(part))


def _spelled(part: str) -> list[str]:
    """A range `a-b` (V.250 5.4.4.2) as its numbers; anything else, or more than 1,000, as it is."""
    low, dash, high = part.partition("-")
    if not (dash and low.isdecimal() and high.isdecimal() and 0 <= int(high) - int(low) <= 1000):
        return [part]
    return [str(number) for number in range(int(low), int(high) + 1)]
