"""What a template consists of, and its form on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias


class BadTemplate(ValueError):
    """It is no template; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`${name}`: the value of that name. `quiet`, `$!{name}`: nothing where it has none."""

    name: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Assign:
    """`#set($name = "value")`."""

    name: str
    value: tuple[str | Reference, ...]


@dataclass(frozen=True, slots=True)
class Include:
    """`#parse("name")`: another template, here."""

    name: str


@dataclass(frozen=True, slots=True)
class Track:
    """`#track("url")` or `#trackurl("url", "label")`: a link whose clicks count."""

    url: tuple[str | Reference, ...]
    label: str = ""


Part: TypeAlias = str | Reference | Assign | Include | Track
Program: TypeAlias = tuple[str | Reference | Assign | Track, ...]
"""The parts of a whole message, nothing left to include."""


def packed(program: Program) -> list[Any]:
    """As JSON has it."""
    return [_packed(each) for each in program]


def _packed(part: str | Reference | Assign | Track) -> Any:
    match part:
        case str():
            return part
        case Reference(name, quiet):
            return {"name": name, "quiet": quiet}
        case Assign(name, value):
            return {"set": name, "value": packed(value)}
        case Track(url, label):
            return {"track": packed(url), "label": label}


def unpacked(kept: Sequence[Any]) -> Program:
    """What was packed."""
    return tuple(_unpacked(each) for each in kept)


def _unpacked(kept: Any) -> Any:
    if isinstance(kept, str):
        return kept
    if "set" in kept:
        return Assign(kept["set"], unpacked(kept["value"]))  # type: ignore[arg-type]
    if "track" in kept:
        return Track(unpacked(kept["track"]), kept["label"])  # type: ignore[arg-type]
    return Reference(kept["name"], kept["quiet"])
