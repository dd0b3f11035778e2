"""What the box answers by itself: once, through the line that was written to, and never so often that two boxes which
answer each other go on for long."""

from __future__ import annotations

import logging

from appliance import parties
from appliance.domain import Service
from appliance.errors import BoxError
from appliance.office.desk import Desk
from appliance.programs.kind import Message
from appliance.spool import answers, consents, queue
from appliance.spool.consents import Requirement
from appliance.spool.inbound import Owner
from appliance.spool.listing import Connection
from appliance.spool.queue import Draft
from appliance.spool.refusing import REQUIREMENT, sender_of

log = logging.getLogger(__name__)

ORIGIN = "keyword"
IN_AN_HOUR, IN_A_DAY = 5, 20
"""The most that are sent to one number, whoever asks for them."""
HOUR = 3600.0
DAY = 24 * HOUR


class Answering:
    """In transactions under way."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def say(
        self, db: Connection, owner: Owner, party: str, line: str, text: str, requirement: str = Requirement.OPT_OUT
    ) -> int | None:
        """Send `text` through `line`; its transmission, None where that number gets none.

        Only telephones do, a few in an hour, and those that want it by `requirement`.
        """
        now = self._desk.clock()
        if not parties.is_subscriber(party) or not text or self._said_enough(db, party, now):
            return None
        if consents.refusal(db, party, sender_of(db, line), requirement) is not None:
            return None
        try:
            message = self._desk.ready(Service.SMS, Message(text, _options(requirement)))
            parts = self._desk.parts(Service.SMS, message)
            number = self._desk.party(Service.SMS, party, "")
        except BoxError as error:
            log.warning("line %s: no answer was sent: %s", line, error)
            return None
        return self._queue(db, owner, number, line, message, parts, now)

    def _said_enough(self, db: Connection, party: str, now: float) -> bool:
        times = answers.since(db, party, ORIGIN, now - DAY)
        return len(times) >= IN_A_DAY or sum(at > now - HOUR for at in times) >= IN_AN_HOUR

    def _queue(
        self, db: Connection, owner: Owner, number: str, line: str, message: Message, parts: int, now: float
    ) -> int:
        draft = Draft(
            user_id=owner.user_id,
            account_id=owner.account_id,
            contact_id=owner.contact_id,
            title="Automatic answer",
            origin=ORIGIN,
            party=number,
            expires_at=now + DAY,
            bound=True,
        )
        made = queue.create(db, draft, now)
        queue.enqueue(
            db,
            made,
            party=number,
            body=message.body,
            options=message.options,
            parts=parts,
            concat_reference=made & 0xFFFF,
            lane=line,
            not_before=None,
            now=now,
        )
        return made


def _options(requirement: str) -> dict[str, str]:
    return {} if requirement == Requirement.OPT_OUT else {REQUIREMENT: requirement}
