"""How a message of a request that is made and held is asked to go: now, later, or never."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from appliance.domain import Outcome, Service, Verdict
from appliance.errors import NotReady, Unserved
from appliance.office.consent import refusal
from appliance.office.course import Course
from appliance.office.room import Places
from appliance.spool import queue, requests
from appliance.spool.consents import NO_CONSENT, Requirement
from appliance.spool.listing import Connection
from appliance.spool.requests import Held

INVALID_RECIPIENT, OTHER = "INVALID_RECIPIENT", "OTHER"
"""Why a message can't go, in SCG's words; NO_CONSENT is another."""

AHEAD = 2.0  # seconds for which turns are given away: longer than it takes to look again
FAR = 60.0  # seconds: one whose turn is further off does not keep others of its request waiting

_EXPIRED = Outcome(Verdict.EXPIRED, text="not sent in time")


@dataclass(slots=True)
class Made:
    """What a step came to: how many messages were asked to go; which `lanes` are to be woken; which are `full`, the
    first of them `until` that time, `anytime` one of which nobody knows when it has room; `more` where there is more to
    do at once; `waits` for a translation."""

    asked: int = 0
    lanes: set[str] = field(default_factory=set)
    full: set[str] = field(default_factory=set)
    until: float | None = None
    anytime: bool = False
    more: bool = False
    waits: bool = False

    def fill(self, lane: str, until: float | None = None) -> None:
        """No more can go there now."""
        self.full.add(lane)
        self.anytime = self.anytime or until is None
        self.until = min((each for each in (until, self.until) if each is not None), default=None)

    @property
    def again(self) -> float | None:
        """When there is something to do again, None: it may be any time."""
        return None if self.more or self.anytime else self.until


class Asking:
    """One for the box."""

    def ask(self, db: Connection, course: Course, held: Held, places: Places, made: Made, now: float) -> None:
        """Ask one that was held to go, where its lane has a place for it. One that never can go comes to its end."""
        request = course.request
        if request.expires_at is not None and request.expires_at <= now:
            queue.rest(db, held.id, _EXPIRED, now, attempt_id=None)
        elif (why := refused(db, course, held.party)) is not None:
            refuse(db, held.id, NO_CONSENT, why, now)
        else:
            self.start(db, course, held, places, made, now)

    def start(self, db: Connection, course: Course, held: Held, places: Places, made: Made, now: float) -> None:
        """The same for one that was made just now."""
        if (opens := course.origin.opens(held.party, now)) > now:
            requests.put_off(db, held.id, opens)
        else:
            self._go(db, course, held, places, made, now)

    def _go(self, db: Connection, course: Course, held: Held, places: Places, made: Made, now: float) -> None:
        try:
            lane = lane_of(course, held.party)
        except Unserved as error:
            refuse(db, held.id, OTHER, error.detail, now)
            return
        booked = course.origin.booked(db, held.party, course.actor.user_id) - AHEAD
        if lane is None:
            made.fill(held.lane)
        elif booked > now + FAR:
            requests.put_off(db, held.id, booked)
        elif booked > now:
            made.fill(held.lane, booked)
        elif places.take(db, lane, course.request.priority):
            _enqueue(db, course, held, lane, now)
            made.lanes.add(lane)
            made.asked += 1
        else:
            made.fill(held.lane)


def _enqueue(db: Connection, course: Course, held: Held, lane: str, now: float) -> None:
    queue.enqueue(
        db,
        held.id,
        party=held.party,
        body=held.body,
        options=json.loads(held.options),
        parts=held.parts,
        concat_reference=held.id & 0xFFFF,
        lane=lane,
        not_before=course.origin.turn(db, held.party, course.actor.user_id, now),
        now=now,
    )
    course.origin.keep(db, held.id)


def lane_of(course: Course, party: str) -> str | None:
    """The lane for that number, None where no line will do now. Raises Unserved."""
    try:
        return course.origin.lane(party, Service.SMS, course.lines)
    except Unserved:
        raise
    except NotReady:
        return None


def refused(db: Connection, course: Course, party: str) -> str | None:
    """Why that number may not be written to, None where it may."""
    requirement = course.request.consent_requirement or Requirement.OPT_OUT
    why = refusal(db, party, course.origin.sender_id, requirement)
    by_each = [refusal(db, party, each, requirement) for each in course.origin.sender_ids]
    return why or (by_each[0] if by_each and all(by_each) else None)


def refuse(db: Connection, transmission_id: int, failure: str, why: str, now: float) -> None:
    """It ends without having been asked to go."""
    requests.note_failure(db, transmission_id, failure)
    cause = NO_CONSENT if failure == NO_CONSENT else ""
    queue.rest(db, transmission_id, Outcome(Verdict.REJECTED, cause, why), now, attempt_id=None)
