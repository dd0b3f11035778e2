"""Patterns that people set. RE2 matches each in a time that is linear in the text, so that none can hang a line."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

LONGEST = 500  # characters of a pattern
LONGEST_TEXT = 2000  # characters that are looked at
_MEMORY = 1 << 20  # bytes; one that takes more is refused
_LITTLE = 1 << 18  # the same, of which there may be many


class PatternError(ValueError):
    """It is no pattern, or this machine has none."""


class Pattern:
    """A pattern in RE2's syntax: Perl's without references back and without looking around."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled

    @property
    def groups(self) -> int:
        """How many there are."""
        return int(self._compiled.groups)

    def search(self, text: str) -> tuple[str | None, ...] | None:
        """What its groups hold where it is first found in `text`, None where it is not."""
        found = self._compiled.search(_encodable(text[:LONGEST_TEXT]))
        return None if found is None else found.groups()

    def matches(self, text: str) -> bool:
        """Whether it is all of `text`, which has LONGEST_TEXT characters at most."""
        return len(text) <= LONGEST_TEXT and self._compiled.fullmatch(_encodable(text)) is not None


@functools.lru_cache(64)
def compiled(pattern: str) -> Pattern:
    """Raises PatternError, saying what is wrong with it."""
    return _compiled(pattern, {})


@functools.lru_cache(64)
def extended(pattern: str, case_sensitive: bool) -> Pattern:
    """One in the syntax of POSIX's extended regular expressions (1003.1 9.4), in which \\d, \\s and \\w are known too.

    Raises PatternError as `compiled` does.
    """
    choices = {"posix_syntax": True, "perl_classes": True, "longest_match": True, "case_sensitive": case_sensitive}
    return _compiled(pattern, {**choices, "max_mem": _LITTLE})


def _compiled(pattern: str, choices: Mapping[str, int]) -> Pattern:
    if len(pattern) > LONGEST:
        raise PatternError(f"a pattern has at most {LONGEST} characters")
    try:
        import re2  # noqa: PLC0415  2.6 MB, for who has patterns alone
    except ImportError as error:
        raise PatternError("patterns need google-re2, which is not there for this machine") from error
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    for name, choice in choices.items():
        setattr(options, name, choice)
    try:
        return Pattern(re2.compile(pattern, options=options))
    except (re2.error, UnicodeEncodeError) as error:
        raise PatternError(f"{pattern!r} is no pattern: {_said(error)}") from error


def _encodable(text: str) -> str:
    """Without halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode()


def _said(error: Exception) -> str:
    why = error.args[0] if isinstance(error.args[0], bytes) else str(error).encode()
    return why.decode("utf-8", "replace")
