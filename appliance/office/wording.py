"""What each message of a request says: its words with the recipient's values, in their language, its links short."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.office.composing import Composed
from appliance.office.tracking import Short, Tracking
from appliance.office.translating import Translating, Worded, target_of
from appliance.spool import contact_values
from appliance.spool.listing import Connection
from appliance.spool.requests import Request

_LANGUAGE = "preferred_language"


@dataclass(frozen=True, slots=True)
class Words:
    """A message's text, or why there is none; `language` and `untranslated` tell of its translation."""

    short: Short
    failed: str = ""
    language: str = ""
    untranslated: str = ""


class Wording:
    """One for the box."""

    def __init__(self, tracking: Tracking, translating: Translating) -> None:
        self._tracking = tracking
        self._translating = translating

    def waits(self, db: Connection, request: Request) -> bool:
        """Whether texts of it are being translated: then nobody looks again before they are."""
        return bool(request.translate) and self._translating.pending(db, request.id)

    def words(self, db: Connection, request: Request, composed: Composed, contact_id: int | None) -> Words | None:
        """As its recipient is told; None: a translation of it is asked for, TRANSLATION is to be woken."""
        if composed.failed:
            return Words(Short(""), composed.failed)
        if not request.translate:
            return Words(self._tracking.shortened(composed.pieces))
        worded = self._translated(db, request, composed, contact_id)
        if worded is None:
            return None
        return Words(self._tracking.shortened(worded.pieces), "", worded.language or "", worded.failed or "")

    def _translated(
        self, db: Connection, request: Request, composed: Composed, contact_id: int | None
    ) -> Worded | None:
        known = {} if contact_id is None else contact_values.of(db, contact_id, (_LANGUAGE,))
        target = target_of(request.dst_language, known.get(_LANGUAGE))
        return self._translating.worded(db, request.id, composed, request.src_language, target)
