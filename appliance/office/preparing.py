"""Makes the messages of a request, a few at a time: whom to, what it says, whether it may go, and when.

All of a step is one transaction, so that a crash anywhere leaves each recipient with one message or none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from appliance.domain import Outcome, Service, Verdict
from appliance.errors import Invalid, Unserved
from appliance.numbers import moment
from appliance.office.asking import INVALID_RECIPIENT, OTHER, Asking, Made, lane_of, refuse, refused
from appliance.office.audience import Candidate, Following
from appliance.office.course import Course
from appliance.office.desk import Desk
from appliance.office.room import Places
from appliance.office.tracking import Short
from appliance.office.wording import Wording, Words
from appliance.programs.kind import Message
from appliance.routing import TRANSLATION
from appliance.spool import queue, requests
from appliance.spool.consents import NO_CONSENT
from appliance.spool.listing import Connection
from appliance.spool.queue import Draft
from appliance.spool.requests import Facts, Held, Request

ORIGIN = "message_request"
"""What made such a transmission, as ICTCore shows it."""

_TEST = Outcome(Verdict.CANCELLED, "TEST", "a test: it is not sent")
_LONGEST_TITLE = 64
_TEXTS = 64  # whose measure is remembered: most requests say the same to all


@dataclass(frozen=True, slots=True)
class _Content:
    """A message before it is made; `failure` and `why`: it never can be sent."""

    words: Words
    failure: str = ""
    why: str = ""
    options: str = "{}"
    parts: int = 0
    price: float | None = None


class Preparing:
    """One for the box."""

    def __init__(self, desk: Desk, asking: Asking, wording: Wording) -> None:
        self._desk = desk
        self._asking = asking
        self._wording = wording
        self._measure = lru_cache(_TEXTS)(self._options_and_parts)

    def prepare(self, db: Connection, course: Course, found: Following, places: Places, made: Made, now: float) -> None:
        """Make the messages of the next recipients; the place in the request moves on.

        Those that may go at once are asked to. Nothing where the request is not at that place.
        """
        request = course.request
        made.waits = self._wording.waits(db, request)
        if not made.waits and found.place == (request.element, request.position):
            self._follow(db, course, found, places, made, now)
        made.lanes.update((TRANSLATION,) if made.waits else ())

    def _follow(self, db: Connection, course: Course, found: Following, places: Places, made: Made, now: float) -> None:
        request, reached = course.request, found.place
        for candidate in found.candidates:
            content = self._content(db, course, candidate)
            made.waits = made.waits or content is None
            if made.waits or content is None:
                continue
            if not requests.has_message_to(db, request.id, candidate.party):
                self._make(db, course, candidate, content, places, made, now)
            reached = (candidate.element, candidate.position)
        requests.reach(db, request.id, *reached, found.last and not made.waits)

    def _content(self, db: Connection, course: Course, whom: Candidate) -> _Content | None:
        """None where it must be translated first."""
        contact_id = whom.contact.id if whom.contact else None
        composed = course.composition.of(db, contact_id)
        failure, why = _objection(db, course, whom)
        if failure:
            return self._measured(course, Words(Short(composed.body)), failure, why)
        words = self._wording.words(db, course.request, composed, contact_id)
        if words is None:
            return None
        return self._measured(course, words, OTHER if words.failed else "", words.failed)

    def _measured(self, course: Course, words: Words, failure: str, why: str) -> _Content:
        """In how many parts it goes, so that one that can't go now can be sent by a person later."""
        try:
            options, parts = self._measure(words.short.text, course.origin.reports)
        except Invalid as error:
            return _Content(words, failure or OTHER, why or error.detail)
        price = None if course.origin.price is None else round(parts * course.origin.price, 4)
        if not failure and _is_too_dear(price, course.request.price_threshold):
            failure, why = OTHER, f"it costs {price}, more than the request's price_threshold"
        return _Content(words, failure, why, options, parts, price)

    def _options_and_parts(self, text: str, reports: bool) -> tuple[str, int]:
        message = self._desk.ready(Service.SMS, Message(text, {"status_report": True} if reports else {}))
        return json.dumps(dict(message.options)), self._desk.parts(Service.SMS, message) if text else 0

    def _make(
        self, db: Connection, course: Course, whom: Candidate, content: _Content, places: Places, made: Made, now: float
    ) -> None:
        request, words, due_at = course.request, content.words, _due_at(course.request, whom.party, now)
        draft = _draft(course, whom, content, due_at)
        message_id = queue.create(db, draft, now)
        requests.note(db, message_id, _facts(course, content, due_at))
        words.short.keep(db, message_id)
        requests.count_translations(db, request.id, bool(words.language), bool(words.untranslated), 0)
        if content.failure:
            refuse(db, message_id, content.failure, content.why, now)
        elif request.test:
            queue.rest(db, message_id, _TEST, now, attempt_id=None)
        elif draft.lane not in made.full and not request.pauses and due_at is None:
            held = Held(message_id, draft.party, draft.body, draft.options, draft.parts, draft.lane)
            self._asking.start(db, course, held, places, made, now)


def _objection(db: Connection, course: Course, whom: Candidate) -> tuple[str, str]:
    """Why it can't go: SCG's word and ours, both "" where it can."""
    if whom.trouble:
        return INVALID_RECIPIENT, whom.trouble
    why = refused(db, course, whom.party)
    return ("", "") if why is None else (NO_CONSENT, why)


def _is_too_dear(price: float | None, threshold: float | None) -> bool:
    return price is not None and threshold is not None and price > threshold


def _draft(course: Course, whom: Candidate, content: _Content, due_at: float | None) -> Draft:
    request, body = course.request, content.words.short.text
    return Draft(
        lane="" if content.failure else _lane(course, whom.party),
        user_id=request.user_id,
        application_id=request.application_id,
        account_id=course.account_id,
        contact_id=whom.contact.id if whom.contact else None,
        title=(request.subject or body)[:_LONGEST_TITLE],
        origin=ORIGIN,
        party=whom.party,
        priority=request.priority,
        expires_at=request.expires_at,
        bound=course.origin.bound,
        request_id=request.id,
        due_at=due_at,
        body=body,
        options=content.options,
        parts=content.parts,
    )


def _lane(course: Course, party: str) -> str:
    """The lane that it waits for, as far as that can be told now."""
    try:
        return lane_of(course, party) or ""
    except Unserved:  # it is told when it is asked to go
        return ""


def _facts(course: Course, content: _Content, due_at: float | None) -> Facts:
    request, words = course.request, content.words
    return Facts(
        subject=request.subject,
        conversation_id=request.conversation_id,
        campaign=request.campaign,
        sender_id=course.origin.sender_id,
        from_address=course.origin.number,
        consent_requirement=request.consent_requirement,
        price=None if content.failure else content.price,
        language=words.language,
        failed_translation=words.untranslated,
        scheduled_at=due_at,
    )


def _due_at(request: Request, party: str, now: float) -> float | None:
    """When a message is due, None for at once. A local one is when the recipient's clock shows that time."""
    if request.scheduled_at is None:
        return None
    shown = datetime.fromtimestamp(request.scheduled_at, UTC).replace(tzinfo=None)
    due_at = moment(party, shown) if request.local else request.scheduled_at
    return due_at if due_at > now else None
