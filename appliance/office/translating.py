"""Messages in the language of who gets them, where their request asks for it (spec/SCG.md 9).

The server is asked by a thread of its own, outside any transaction. A request's message whose translation is not there
yet is not made: its request stays where it is, and goes on when the thread has told. What could not be translated
goes out as it was written and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appliance.composition.links import found_again
from appliance.composition.program import Piece
from appliance.office.composing import Composed
from appliance.office.desk import Desk
from appliance.outside import TranslationSettings
from appliance.spool import translations
from appliance.spool.listing import Connection
from appliance.spool.translations import TranslationState

SOURCE = "en"
"""What a request is written in that says nothing of it."""

_WITH_REGION = ("zh", "pt")
_NO_SERVER = "no translation server is set up"
_LINK_LOST = "the translation has lost a tracked link"


@dataclass(frozen=True, slots=True)
class Worded:
    """What a message says in the end: `language` where it was translated to one, `failed` why it was not."""

    pieces: tuple[Piece, ...]
    language: str | None = None
    failed: str | None = None


class Translating:
    """`settings` tells which server there is."""

    def __init__(self, desk: Desk, settings: Callable[[], TranslationSettings]) -> None:
        self._desk = desk
        self._settings = settings

    def pending(self, db: Connection, request_id: int) -> bool:
        """Whether a server is there and has texts of that request still to translate."""
        return translations.pending(db, request_id) and bool(self._settings().url)

    def worded(self, db: Connection, request_id: int, composed: Composed, source: str, target: str) -> Worded | None:
        """What a message says in `target`, or None: it is asked for, TRANSLATION is to be woken after the commit.

        Each text is asked for once for a request and a language.
        """
        source, target = _language(source) or SOURCE, _language(target)
        if source == target or not target or not composed.body.strip():
            return Worded(composed.pieces)
        if not self._settings().url:
            return Worded(composed.pieces, failed=_NO_SERVER)
        found = translations.look(db, request_id, composed.body, source, target)
        if found is None:
            translations.ask(db, request_id, composed.body, source, target, self._desk.clock())
        if found is None or found.state is TranslationState.PENDING:
            return None
        if found.state is TranslationState.FAILED:
            return Worded(composed.pieces, failed=found.result)
        pieces = found_again(found.result, composed.links)
        return Worded(composed.pieces, failed=_LINK_LOST) if pieces is None else Worded(pieces, target)


def target_of(dst_language: str | None, preferred_language: str | None) -> str:
    """The language for a contact: what the request says, else what the contact prefers, else '' for none."""
    return dst_language or preferred_language or ""


def _language(said: str) -> str:
    """A language as servers know it: without its region, but where that says how it is written or spoken."""
    language, *others = said.strip().replace("_", "-").split("-")
    kept = others if language.lower() in _WITH_REGION else ()
    return "-".join((language.lower(), *(each.upper() if len(each) == 2 else each.title() for each in kept)))
