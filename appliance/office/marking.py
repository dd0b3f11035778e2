"""How consent changes: by what the far end says to a line, and by what somebody of this box says of it. Each change has
its line in the history and its event, and what was queued to who declined is not sent, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from appliance import parties
from appliance.office.versions import revise
from appliance.spool import consents, events, profiles, refusing
from appliance.spool.consents import CONSENTS, HISTORY, Consent, Source, Status
from appliance.spool.listing import Connection

ASKED_FOR = 24 * 3600.0
"""Seconds for which somebody who was asked may answer."""

MDN = "MDN"
_NOTHING: Mapping[str, Any] = {}
_DECLINED = frozenset((Status.OPTOUT, Status.BLACKLIST))


@dataclass(frozen=True, slots=True)
class Word:
    """What was said: by whom, the whole message, and the keyword in it."""

    source: Source
    message: str = ""
    keyword: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Of whom and what a row is: an address at a sender id, None for all."""

    user_id: int | None
    application_id: int | None
    address: str
    address_type: str
    sender_id: int | None


def _fields(place: Place) -> dict[str, Any]:
    return {each: getattr(place, each) for each in Place.__slots__}


class Marking:
    """In transactions under way."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock

    def make(self, db: Connection, place: Place, status: str = Status.NONE, created_at: float | None = None) -> Consent:
        """A row, which may say something from the beginning."""
        row: dict[str, Any] = {**_fields(place), "tail": parties.tail(place.address), "status": status}
        at = self._clock() if created_at is None else created_at
        kept = {**row, "asked_at": None, "version": 1, "created_at": at, "updated_at": None}
        return Consent(CONSENTS.insert(db, kept), **kept)

    def begin(self, db: Connection, place: Place, status: str, word: Word) -> Consent:
        """A row that says what somebody of this box does."""
        made = self.make(db, place, status)
        self._follow(db, replace(made, status=Status.NONE), status)
        self._note(db, made, status, word)
        return made

    def told(
        self,
        db: Connection,
        consent: Consent,
        status: str,
        word: Word,
        also: Mapping[str, Any] = _NOTHING,
        expected: int | None = None,
    ) -> None:
        """Somebody of this box, or the network, says what it is; `also`: further fields. Raises Stale."""
        self._set(db, consent, status, also, expected)
        self._note(db, consent, status, word)

    def said(self, db: Connection, consent: Consent, status: str | None, word: Word) -> bool:
        """The far end says what it is, None for nothing of that; whether it is another now. The lists stand.

        Contacts with that number have the time at which they opted in.
        """
        wanted = consent.status if status is None or consents.listed(consent.status) else status
        if status == wanted == Status.OPTIN:
            profiles.acquired(db, consent.user_id, consent.address, self._clock())
        if wanted != consent.status or (status is not None and consent.asked_at is not None):
            self._set(db, consent, wanted, _NOTHING, None)
        self._note(db, consent, wanted, word)
        return wanted != consent.status

    def ask(
        self, db: Connection, consent: Consent, word: Word, also: Mapping[str, Any], expected: int | None = None
    ) -> None:
        """They were asked to agree; `also`: further fields. Raises Stale."""
        revise(db, CONSENTS, consent, {**also, "asked_at": self._clock()}, expected, self._clock())
        self._note(db, consent, consent.status, word)

    def awaits(self, consent: Consent) -> bool:
        """Whether they were asked and may still answer."""
        return consent.asked_at is not None and self._clock() < consent.asked_at + ASKED_FOR

    def _set(
        self, db: Connection, consent: Consent, status: str, also: Mapping[str, Any], expected: int | None
    ) -> None:
        revise(db, CONSENTS, consent, {**also, "status": status, "asked_at": None}, expected, self._clock())
        if status != consent.status:
            self._follow(db, consent, status)

    def _follow(self, db: Connection, consent: Consent, status: str) -> None:
        now = self._clock()
        told = {"consent": consent.id, "previous": consent.status, "status": status}
        events.append(db, now, events.CONSENT_CHANGED, data=told)
        if status in _DECLINED:
            refusing.refuse_waiting(db, consent.address, now)

    def _note(self, db: Connection, consent: Consent, status: str, word: Word) -> None:
        about = {each: getattr(consent, each) for each in ("user_id", "application_id", "address", "tail", "sender_id")}
        said = {"source": word.source, "status": status, "message": word.message, "keyword": word.keyword}
        HISTORY.insert(db, {**about, **said, "created_at": self._clock()})
