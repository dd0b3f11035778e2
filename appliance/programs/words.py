"""The plain words of HTML, for who reads mail without it."""

from __future__ import annotations

import re
from html import unescape

_TAGS = re.compile(r"<(?:style|script)\b.*?</(?:style|script)\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>", re.IGNORECASE)


def words_of(html: str) -> str:
    """The words, each block of them on lines of its own."""
    words = unescape(_TAGS.sub("", _BREAKS.sub("\n", html)))
    return "\n".join(" ".join(line.split()) for line in words.splitlines()).strip()
