"""Which keyword a message is: the whole of it, or its first word (spec/SCG.md 9 "57-58")."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable, Mapping

from appliance import patterns
from appliance.patterns import PatternError
from appliance.spool.keywords import SENSITIVE, Keyword

log = logging.getLogger(__name__)

YES, HELP = "YES", "HELP"
_ALONE = frozenset((YES, HELP))
"""Of those built in: words that begin many a message which means nothing by it."""
_AROUND = " \t\r\n.,;:!?'\"()*-"
_LITERAL = re.compile(r"[^\\^$.|?*+()\[\]{}]*")


def plain(text: str) -> str:
    """As those built in are compared: without punctuation around, accents, and case."""
    words = " ".join(text.strip(_AROUND).casefold().split())
    apart = unicodedata.normalize("NFKD", words)
    return "".join(each for each in apart if not unicodedata.combining(each))


def words_of(reserved: Iterable[Keyword]) -> Mapping[str, Keyword]:
    """Each word that is built in, with its keyword; the first one where several have it."""
    found: dict[str, Keyword] = {}
    for keyword in reserved:
        for word in keyword.value.split("|"):
            found.setdefault(plain(word), keyword)
    return found


def built_in(body: str, words: Mapping[str, Keyword], by_first_word: bool) -> Keyword | None:
    """The one built in that a message is, all of it; where it may also be its first word, some of them."""
    if len(body) <= patterns.LONGEST_TEXT and (found := words.get(plain(body))):
        return found
    first = words.get(plain(_first_word(body))) if by_first_word else None
    return None if first is None or first.name in _ALONE else first


def owned(body: str, keywords: Iterable[Keyword]) -> Keyword | None:
    """The first of these that a message is, all of it or its first word, with or without what ends a sentence."""
    whole, first = body.strip(), _first_word(body)
    ways = dict.fromkeys((whole, whole.strip(_AROUND), first, first.strip(_AROUND)))
    return next((each for each in keywords if any(_is(each, way) for way in ways)), None)


def _first_word(body: str) -> str:
    return body.split(maxsplit=1)[0] if body.strip() else ""


def _is(keyword: Keyword, text: str) -> bool:
    sensitive = keyword.sensitivity == SENSITIVE
    if _LITERAL.fullmatch(keyword.value):  # most are, and need no matcher
        return text == keyword.value if sensitive else text.casefold() == keyword.value.casefold()
    try:
        return patterns.extended(keyword.value, sensitive).matches(text)
    except PatternError as error:  # it was one when it was made
        log.warning("keyword %d: %s", keyword.id, error)
        return False


def check(value: str) -> None:
    """Raises PatternError where that can be no keyword's value."""
    if _LITERAL.fullmatch(value):
        return
    patterns.extended(value, case_sensitive=True)
