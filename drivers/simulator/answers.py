"""What a command gives back to the DCE, and how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Domain = Literal["CMS", "CME", "V250"]


@dataclass(frozen=True, slots=True)
class Reply:
    """Information text and a final result code (V.250 5.7); a command line goes on only after OK."""

    lines: tuple[str, ...] = ()
    final: str = "OK"


@dataclass(frozen=True, slots=True)
class Prompt:
    """Ask for text that Ctrl-Z ends and ESC cancels (27.005 3.5.1); `each_line` prompts again after every CR."""

    take: Callable[[str], Outcome]
    each_line: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """The outcome of `then`, `seconds` from now; the DTE waits."""

    seconds: float
    then: Callable[[], Outcome]


@dataclass(frozen=True, slots=True)
class Never:
    """No answer at all."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """The outcome is given to `Dce.complete`, some time; the DTE waits."""


Outcome: TypeAlias = Reply | Prompt | Later | Never | Awaited
OK = Reply()


class Refusal(Exception):
    """A final result other than OK: `+CMS ERROR`, `+CME ERROR`, or the V.250 result in `text`."""

    def __init__(self, domain: Domain, code: int = 0, text: str = "ERROR") -> None:
        super().__init__(domain, code, text)
        self.domain = domain
        self.code = code
        self.text = text


def cms(code: int) -> Refusal:
    """`+CMS ERROR: <code>` (27.005 3.2.5)."""
    return Refusal("CMS", code)


def cme(code: int) -> Refusal:
    """`+CME ERROR: <code>` (27.007 9.2)."""
    return Refusal("CME", code)


def error() -> Refusal:
    """A bare ERROR."""
    return Refusal("V250")


def info(*lines: str) -> Reply:
    """Information text, then OK."""
    return Reply(lines)
