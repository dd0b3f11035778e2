"""Tracked links: what may be one, and where they stand in a text that was translated."""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from appliance.composition.program import Link, Piece

LONGEST_URL = 2_000
TOKEN_LENGTH = 11  # of 62 signs: 65 bits, nobody guesses one
_SIGNS = string.ascii_letters + string.digits
_URL = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_AFTER_URL = r"(?=[.,;:!?)\]\"'>]*(?:\s|$))"


class BadLink(ValueError):
    """It can't be tracked; the text says why, for people."""


def checked(url: str) -> str:
    """The URL, where it may be tracked. Raises BadLink.

    It is absolute, http or https, in ASCII without spaces, and names nobody's password.
    """
    if len(url) > LONGEST_URL:
        raise BadLink(f"it has more than {LONGEST_URL} characters")
    if not _URL.fullmatch(url):
        raise BadLink(f"{url[:80]!r} is not http:// or https:// and then ASCII without spaces")
    try:
        parted = urlsplit(url)
        host, _ = parted.hostname, parted.port
    except ValueError as error:
        raise BadLink(f"{url[:80]!r}: {error}") from error
    if not host or "@" in parted.netloc or "\\" in url:
        raise BadLink(f"{url[:80]!r} must name a host, and no user")
    return url


def token() -> str:
    """A new one."""
    return "".join(secrets.choice(_SIGNS) for _ in range(TOKEN_LENGTH))


def shortened(pieces: Iterable[Piece], short: Callable[[Link], str]) -> str:
    """The text, each tracked link as `short` has it."""
    return "".join(short(each) if isinstance(each, Link) else each for each in pieces)


def found_again(text: str, links: Sequence[Link]) -> tuple[Piece, ...] | None:
    """A translation as pieces with those links in it, in their order; None where one of them is lost."""
    pieces: list[Piece] = []
    for link in links:
        found = re.search(re.escape(link.url) + _AFTER_URL, text)
        if found is None:
            return None
        pieces += [text[: found.start()], link]
        text = text[found.end() :]
    return tuple(each for each in (*pieces, text) if each != "")
