"""Listens to each text that comes in, in the transaction that keeps it: what a keyword asks for is done once, or the
message is not taken in yet and comes again."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from functools import partial

from appliance.office import matching, phrases
from appliance.office.answering import Answering
from appliance.office.consent import Consents
from appliance.office.desk import Desk
from appliance.office.exchanges import Exchanges
from appliance.office.marking import MDN, Marking, Place, Word
from appliance.office.phrases import ABOUT, CONFIRMED, WELCOME
from appliance.office.replies import reply_of
from appliance.office.senders import Senders
from appliance.office.soliciting import Soliciting
from appliance.spool import consents, keywords, refusing
from appliance.spool.aside import aside
from appliance.spool.consents import Consent, Requirement, Source, Status
from appliance.spool.inbound import Heard
from appliance.spool.keywords import RESERVED, Keyword
from appliance.spool.listing import Connection

log = logging.getLogger(__name__)

_ACTIONS: Mapping[str, Status] = {"OPTOUT": Status.OPTOUT, "OPTIN": Status.OPTIN}
_ANSWERS: Mapping[Status, str] = {Status.OPTOUT: CONFIRMED, Status.OPTIN: WELCOME}


class Hearing:
    """Called with each message; gives what its event tells of a keyword."""

    def __init__(self, desk: Desk, marking: Marking, answering: Answering) -> None:
        self._desk = desk
        self._marking = marking
        self._answering = answering
        self._words: Mapping[str, Keyword] | None = None

    def __call__(self, db: Connection, heard: Heard) -> Mapping[str, object]:
        """Never raises but where the disk fails: a message is taken in whatever its keyword comes to."""
        try:
            return aside(db, partial(self._hear, db, heard))
        except Exception:
            if not db.in_transaction:
                raise
            log.exception("line %s: the keyword of a message could not be followed", heard.line)
            return {}

    def _hear(self, db: Connection, heard: Heard) -> Mapping[str, object]:
        if not heard.sender:
            return {}
        line_id = refusing.sender_of(db, heard.line)
        managed = consents.is_managed(db, line_id)
        known = _at(db, heard.sender, line_id)
        keyword = self._keyword(db, heard, line_id, managed, known)
        if keyword is None:
            return {}
        wanted = next((_ACTIONS[each] for each in json.loads(keyword.actions) if each in _ACTIONS), None)
        changed = self._mark(db, heard, line_id, known, wanted, keyword)
        self._answer(db, heard, keyword, wanted if changed else None, managed)
        return _facts(keyword)

    def _keyword(
        self, db: Connection, heard: Heard, line_id: int | None, managed: bool, known: Sequence[Consent]
    ) -> Keyword | None:
        """Who just says yes means it where they were asked, or take back a STOP."""
        if self._words is None:
            self._words = matching.words_of(keywords.reserved(db))  # which nobody changes
        found = matching.built_in(heard.body, self._words, managed)
        if found is not None and (found.name != matching.YES or any(map(self._is_answered, known))):
            return found
        user_id = heard.owner.user_id
        if user_id is None:
            return None
        return matching.owned(heard.body, keywords.valid(db, user_id, line_id or 0, self._desk.clock()))

    def _is_answered(self, consent: Consent) -> bool:
        return consent.status == Status.OPTOUT or self._marking.awaits(consent)

    def _mark(
        self,
        db: Connection,
        heard: Heard,
        line_id: int | None,
        known: Sequence[Consent],
        wanted: Status | None,
        keyword: Keyword,
    ) -> bool:
        """Whether that changed anything. What asks only for help leaves no trace where nothing is known.

        The line has a row of its own whatever its other names have, which may be given up.
        """
        word = Word(Source.MESSAGE, heard.body, _told_as(keyword))
        rows, user_id = list(known), heard.owner.user_id
        sender_id = line_id or refusing.sender_for(db, heard.line, self._desk.clock())
        if json.loads(keyword.actions) and not any(
            (row.user_id, row.sender_id) == (user_id, sender_id) for row in rows
        ):
            rows.append(self._marking.make(db, Place(user_id, None, heard.sender, MDN, sender_id)))
        changed = [each for each in rows if self._marking.said(db, each, wanted, word)]
        return bool(changed)

    def _answer(self, db: Connection, heard: Heard, keyword: Keyword, became: Status | None, managed: bool) -> None:
        say = partial(self._answering.say, db, heard.owner, heard.sender, heard.line)
        if keyword.reply_template:
            text = reply_of(db, keyword, heard.owner)
        elif managed and became is not None:
            text = phrases.phrase(_ANSWERS[became], keyword.language)
        elif managed and keyword.name == matching.HELP and keyword.type == RESERVED:
            text = phrases.phrase(ABOUT, keyword.language)
        else:
            return
        say(text, Requirement.NONE if became is Status.OPTOUT else Requirement.OPT_OUT)


def consent_of(desk: Desk, senders: Senders) -> tuple[Consents, Hearing]:
    """What is known of consent, and who listens to what changes it."""
    marking, answering = Marking(desk.clock), Answering(desk)
    soliciting, exchanges = Soliciting(marking, answering), Exchanges(desk, marking)
    return Consents(desk, senders, marking, soliciting, exchanges), Hearing(desk, marking, answering)


def _at(db: Connection, address: str, line_id: int | None) -> list[Consent]:
    """What anybody keeps of an address at that line, by whatever name."""
    if line_id is None:
        return []
    found = (each for each in consents.of_address(db, address) if each.sender_id is not None)
    return [each for each in found if consents.line_of(db, each.sender_id or 0) == line_id]


def _told_as(keyword: Keyword) -> str:
    return keyword.name if keyword.type == RESERVED else keyword.value


def _facts(keyword: Keyword) -> Mapping[str, object]:
    told = {"associated_info": keyword.associated_info, "campaign_id": keyword.campaign_id}
    given = {name: value for name, value in told.items() if value}
    return {"keyword_id": keyword.id, "keyword": _told_as(keyword), **given}
