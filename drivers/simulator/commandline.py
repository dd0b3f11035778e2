"""Takes a command line apart (V.250 5.2 - 5.4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from drivers.simulator.answers import Outcome, cme, error

Form = Literal["execute", "set", "read", "test"]

_EXTENDED = re.compile(
    r"""\s*([+^$*\#%!][A-Za-z][A-Za-z0-9!%\-./:_]*)\s*(=\?|\?|=((?:"[^"]*"|[^";])*))?\s*(?:;|$)""", re.VERBOSE
)
_BASIC = re.compile(r"\s*(&?[A-Za-z])\s*(\d*)\s*;?")
_REGISTER = re.compile(r"\s*[Ss]\s*(\d+)\s*(?:(\?)|=\s*(\d*))\s*;?")
_DIAL = re.compile(r"\s*[Dd](.*)$")
_FORMS: dict[str, Form] = {"": "execute", "?": "read", "=?": "test"}


@dataclass(frozen=True, slots=True)
class Parsed:
    """One command of a line: `text` holds what follows the name, without the `=` or `?`."""

    name: str
    form: Form
    text: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """The forms of an extended command (V.250 5.4.3); a form that is None answers ERROR, a test without range OK.

    `free` commands work while the SIM wants its PIN or is out; the others are refused then, those of 27.005
    (`messages`) with `+CMS ERROR`.
    """

    execute: Callable[[], Outcome] | None = None
    set: Callable[[list[str]], Outcome] | None = None
    read: Callable[[], Outcome] | None = None
    test: Callable[[], Outcome] | None = None
    free: bool = False
    messages: bool = False


def parse(body: str) -> list[Parsed]:
    """The commands of a line without its `AT`. Raises Refusal where the syntax is none of V.250's."""
    commands: list[Parsed] = []
    at = 0
    while at < len(body):
        command, at = _parse_one(body, at)
        commands.append(command)
        at = _skip_blank(body, at)
    return commands


def parameters(text: str) -> list[str]:
    """The values of a set command: split at commas outside quotes, quotes and blanks around a value dropped."""
    if '"' not in text:
        return [value.strip() for value in text.split(",")]
    return [_unquoted(value) for value in re.findall(r'(?:^|,)((?:"[^"]*"|[^",])*)', text)]


def number(values: list[str], index: int, default: int | None = None) -> int:
    """Value `index` as a whole number, `default` where left out. Raises `+CME ERROR: 50` where it is neither."""
    text = values[index] if index < len(values) else ""
    if text.isdecimal():
        return int(text)
    if text or default is None:
        raise cme(50)  # incorrect parameters
    return default


def number_in(values: list[str], index: int, allowed: range | tuple[int, ...], default: int | None = None) -> int:
    """As `number`, and one of `allowed`."""
    value = number(values, index, default)
    if value not in allowed:
        raise cme(50)
    return value


def text_at(values: list[str], index: int, default: str = "") -> str:
    """Value `index`, or `default` where left out or empty."""
    return values[index] or default if index < len(values) else default


def _parse_one(body: str, at: int) -> tuple[Parsed, int]:
    if (match := _EXTENDED.match(body, at)) is not None:
        return _extended(match), match.end()
    if (match := _DIAL.match(body, at)) is not None:
        return Parsed("D", "set", match[1]), match.end()
    if (match := _REGISTER.match(body, at)) is not None:
        return Parsed(f"S{int(match[1])}", "read" if match[2] else "set", match[3] or ""), match.end()
    if (match := _BASIC.match(body, at)) is not None:
        return Parsed(match[1].upper(), "execute", match[2]), match.end()
    raise error()


def _extended(match: re.Match[str]) -> Parsed:
    form = _FORMS.get(match[2] or "", "set")
    return Parsed(match[1].upper(), form, match[3] or "")


def _skip_blank(body: str, at: int) -> int:
    while at < len(body) and body[at] in " ;":
        at += 1
    return at


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
