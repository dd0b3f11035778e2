"""Tokens of templates: `[transmission:contact:first_name]` stands for what the facts say (spec/ICTCORE.md 10)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]
"""Mappings within mappings: what a token's words lead to, one by one."""

_TOKEN = re.compile(r"\[([a-z][a-z0-9_]*(?::[a-z0-9_]+)+)\]", re.IGNORECASE)


def render(text: str, facts: Facts) -> str:
    """Plain text with its tokens replaced; those whose first word is none of the facts' stay, being none.

    What is not known, or None, leaves nothing. What takes a token's place is not looked at again.
    """
    return _render(text, facts, str)


def render_html(text: str, facts: Facts) -> str:
    """HTML, likewise; what takes a token's place is text, never markup."""
    return _render(text, facts, lambda value: html.escape(str(value)))


def render_line(text: str, facts: Facts) -> str:
    """One line such as a subject, likewise; line breaks and other controls within become spaces."""
    return "".join(each if each.isprintable() else " " for each in render(text, facts))


def _render(text: str, facts: Facts, write: Callable[[Any], str]) -> str:
    def replaced(token: re.Match[str]) -> str:
        words = token[1].lower().split(":")
        if words[0] not in facts:
            return token[0]
        value = _looked_up(facts, words)
        return "" if value is None or isinstance(value, Mapping) else write(value)

    return _TOKEN.sub(replaced, text)


def _looked_up(facts: Facts, words: list[str]) -> Any:
    found: Any = facts
    for word in words:
        found = found.get(word) if isinstance(found, Mapping) else None
    return found
