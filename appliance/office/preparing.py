"""Makes the messages of a request, a few at a time: whom to, what it says, whether it may go, and when.

All of a step is in one transaction, so that a crash anywhere leaves each recipient with one message or none. Where one
must be translated first it ends before that one: what the others of the step need is asked for along with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from appliance.domain import Outcome, Service, Verdict
from appliance.errors import Invalid, NotReady
from appliance.numbers import moment
from appliance.office import audience
from appliance.office.asking import NO_CONSENT, OTHER, Asking, refuse, refused
from appliance.office.audience import Candidate
from appliance.office.composing import Composed
from appliance.office.course import Course
from appliance.office.desk import Desk
from appliance.office.room import Room
from appliance.office.tracking import Short
from appliance.office.wording import Wording, Words
from appliance.programs.kind import Message
from appliance.routing import TRANSLATION
from appliance.spool import queue, requests
from appliance.spool.listing import Connection
from appliance.spool.queue import Draft
from appliance.spool.requests import Facts, Held, Request

ORIGIN = "message_request"
"""What made such a transmission, as ICTCore shows it."""

INVALID_RECIPIENT = "INVALID_RECIPIENT"
"""Why a message can't go, in SCG's word."""

_TEST = Outcome(Verdict.CANCELLED, "TEST", "a test: it is not sent")
_LONGEST_TITLE = 64


@dataclass(frozen=True, slots=True)
class Batch:
    """The next recipients of a request and what each is told; `last`: there are no more."""

    candidates: Sequence[Candidate]
    texts: Sequence[Composed]
    last: bool


@dataclass(slots=True)
class Made:
    """What a step came to: how many messages were asked to go; which `lanes` are to be woken; `full` where no more can
    be now, `waits` for a translation, `more` where there is more to do at once."""

    asked: int = 0
    lanes: set[str] = field(default_factory=set)
    full: bool = False
    waits: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Content:
    """A message before it is made; `failure` and `why`: it never can be sent."""

    words: Words
    options: str = "{}"
    parts: int = 0
    failure: str = ""
    why: str = ""

    @property
    def body(self) -> str:
        """Its text."""
        return self.words.short.text


class Preparing:
    """One for the box."""

    def __init__(self, desk: Desk, asking: Asking, wording: Wording) -> None:
        self._desk = desk
        self._asking = asking
        self._wording = wording

    def gather(self, db: Connection, course: Course, most: int) -> Batch:
        """The next recipients, at most so many, with their texts. Raises BadCriteria."""
        found = audience.following(db, self._desk, course.request, most)
        texts = [course.composition.of(db, each.contact.id if each.contact else None) for each in found]
        return Batch(found, texts, len(found) < most)

    def write(self, db: Connection, course: Course, batch: Batch, room: Room | None, made: Made, now: float) -> None:
        """Make their messages, ask those to go that may now; the place in the request moves on."""
        request, reached = course.request, (course.request.element, course.request.position)
        for candidate, text in zip(batch.candidates, batch.texts, strict=True):
            content = self._content(db, course, candidate, text)
            made.waits = made.waits or content is None
            if made.waits or content is None:
                continue
            if not requests.has_message_to(db, request.id, candidate.party):
                self._make(db, course, candidate, content, room, made, now)
            reached = (candidate.element, candidate.position)
        made.lanes.update((TRANSLATION,) if made.waits else ())
        requests.reach(db, request.id, *reached, batch.last and not made.waits)

    def _content(self, db: Connection, course: Course, candidate: Candidate, text: Composed) -> _Content | None:
        """None where it must be translated first."""
        failure, why = _objection(db, course, candidate)
        if failure:
            return _Content(Words(Short(text.body)), failure=failure, why=why)
        words = self._wording.words(db, course.request, text, candidate.contact.id if candidate.contact else None)
        return None if words is None else self._measured(words)

    def _measured(self, words: Words) -> _Content:
        if words.failed:
            return _Content(words, failure=OTHER, why=words.failed)
        message = self._desk.ready(Service.SMS, Message(words.short.text, {}))
        try:
            parts = self._desk.parts(Service.SMS, message)
        except Invalid as error:
            return _Content(words, failure=OTHER, why=error.detail)
        return _Content(words, json.dumps(dict(message.options)) if message.options else "{}", parts)

    def _make(
        self,
        db: Connection,
        course: Course,
        candidate: Candidate,
        content: _Content,
        room: Room | None,
        made: Made,
        now: float,
    ) -> None:
        due_at = _due_at(course.request, candidate.party, now)
        message_id = queue.create(db, _draft(course, candidate, content, due_at), now)
        requests.note(db, message_id, _facts(course, candidate, content, due_at))
        content.words.short.keep(db, message_id)
        requests.count_translations(
            db, course.request.id, bool(content.words.language), bool(content.words.untranslated), 0
        )
        if content.failure:
            refuse(db, message_id, content.failure, content.why, now)
        elif course.request.test:
            queue.rest(db, message_id, _TEST, now, attempt_id=None)
        elif not made.full and not course.request.pauses and due_at is None:
            held = Held(message_id, candidate.party, content.body, content.options, content.parts)
            self.ask(db, course, held, room, made, now)

    def ask(self, db: Connection, course: Course, held: Held, room: Room | None, made: Made, now: float) -> None:
        """Ask one that is held to go, and note what came of it."""
        try:
            lane = self._asking.ask(db, course, held, room, now)
        except NotReady:
            made.full = True
            return
        if lane is not None:
            made.asked += 1
            made.lanes.add(lane)


def _draft(course: Course, candidate: Candidate, content: _Content, due_at: float | None) -> Draft:
    request = course.request
    return Draft(
        user_id=request.user_id,
        application_id=request.application_id,
        account_id=course.account_id,
        contact_id=candidate.contact.id if candidate.contact else None,
        title=(request.subject or content.body)[:_LONGEST_TITLE],
        origin=ORIGIN,
        party=candidate.party,
        priority=request.priority,
        expires_at=request.expires_at,
        bound=course.origin.bound,
        request_id=request.id,
        due_at=due_at,
        body=content.body,
        options=content.options,
        parts=content.parts,
    )


def _facts(course: Course, candidate: Candidate, content: _Content, due_at: float | None) -> Facts:
    request = course.request
    return Facts(
        subject=request.subject,
        conversation_id=request.conversation_id,
        campaign=request.campaign,
        sender_id=course.origin.sender_id,
        from_address=course.origin.number,
        consent_requirement=request.consent_requirement,
        price=None if content.failure else course.origin.price(candidate.party),
        language=content.words.language,
        failed_translation=content.words.untranslated,
        failure=content.failure,
        scheduled_at=due_at,
    )


def _objection(db: Connection, course: Course, candidate: Candidate) -> tuple[str, str]:
    """Why it can't go: SCG's word and ours, both "" where it can."""
    if candidate.trouble:
        return INVALID_RECIPIENT, candidate.trouble
    if (why := refused(db, course, candidate.party)) is not None:
        return NO_CONSENT, why
    return (OTHER, why) if (why := _too_dear(course, candidate.party)) is not None else ("", "")


def _too_dear(course: Course, party: str) -> str | None:
    threshold = course.request.price_threshold
    price = None if threshold is None else course.origin.price(party)
    if price is None or threshold is None or price <= threshold:
        return None
    return f"it costs {price:g}, more than the request's threshold of {threshold:g}"


def _due_at(request: Request, party: str, now: float) -> float | None:
    """When a message is due, None for at once. A local one is when the recipient's clock shows that time."""
    if request.scheduled_at is None:
        return None
    shown = datetime.fromtimestamp(request.scheduled_at, UTC).replace(tzinfo=None)
    due_at = moment(party, shown) if request.local else request.scheduled_at
    return due_at if due_at > now else None
