"""How a message of a request that is made and held is asked to go: now, later, or never."""

from __future__ import annotations

import json

from appliance.domain import Outcome, Verdict
from appliance.errors import NotReady, Unserved
from appliance.office.consent import refusal
from appliance.office.course import Course
from appliance.office.desk import Desk
from appliance.office.room import Room
from appliance.spool import queue, requests, transmissions
from appliance.spool.listing import Connection
from appliance.spool.requests import Held

NO_CONSENT, OTHER = "NO_CONSENT", "OTHER"
"""Why a message can't go, in SCG's words."""

_EXPIRED = Outcome(Verdict.EXPIRED, text="not sent in time")


class Asking:
    """One for the box."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(self, db: Connection, course: Course, held: Held, room: Room | None, now: float) -> str | None:
        """Ask it to go, where there is `room`, None for where nobody counts; its lane.

        None where it came to its end instead, or is not due yet. Raises NotReady where it must wait.
        """
        if course.request.expires_at is not None and course.request.expires_at <= now:
            queue.rest(db, held.id, _EXPIRED, now, attempt_id=None)
        elif (why := refused(db, course, held.party)) is not None:
            refuse(db, held.id, NO_CONSENT, why, now)
        elif (opens := course.origin.opens(held.party, now)) > now:
            requests.put_off(db, held.id, opens)
        else:
            return self._go(db, course, held, room, now)
        return None

    def _go(self, db: Connection, course: Course, held: Held, room: Room | None, now: float) -> str | None:
        try:
            lane = course.origin.lane(self._desk, held.party)
        except Unserved as error:
            refuse(db, held.id, OTHER, error.detail, now)
            return None
        if room is not None and not room.take(db, lane, course.request.priority):
            raise NotReady("enough waits in its lane")
        return self._enqueue(db, held, lane, now)

    def _enqueue(self, db: Connection, held: Held, lane: str, now: float) -> str:
        attempt_id = queue.enqueue(
            db,
            held.id,
            party=held.party,
            body=held.body,
            options=json.loads(held.options),
            parts=held.parts,
            concat_reference=held.id & 0xFFFF,
            lane=lane,
            not_before=None,
            now=now,
        )
        return transmissions.lane(db, attempt_id)


def refused(db: Connection, course: Course, party: str) -> str | None:
    """Why that number may not be written to, None where it may."""
    return refusal(db, party, course.origin.sender_id, course.request.consent_requirement or "OPT_OUT")


def refuse(db: Connection, transmission_id: int, failure: str, why: str, now: float) -> None:
    """It ends without having been asked to go."""
    requests.note_failure(db, transmission_id, failure)
    queue.rest(db, transmission_id, Outcome(Verdict.REJECTED, text=why), now, attempt_id=None)
