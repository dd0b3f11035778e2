"""Where a DCE may depart from the standard, and one that doesn't."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

Piece: TypeAlias = tuple[float, str]
STANDARD_PROMPT = "\r\n> "  # 27.005 3.5.1


class Manners(Protocol):
    """Where a DCE may misbehave."""

    def hears(self, body: str) -> bool:
        """False: the command line is lost."""

    def prompt(self) -> Sequence[Piece]:
        """The prompt as (seconds after the piece before, text)."""

    def intrusions(self) -> Sequence[str]:
        """Lines to put between the lines of a response."""


class GoodManners:
    """A DCE as the standard has it."""

    def hears(self, body: str) -> bool:
        return True

    def prompt(self) -> Sequence[Piece]:
        return ((0.0, STANDARD_PROMPT),)

    def intrusions(self) -> Sequence[str]:
        return ()
