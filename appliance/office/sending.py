"""How a transmission is asked to go: to whom, with what, in how many parts, in which lane."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from appliance.domain import Direction, Service
from appliance.errors import Conflict
from appliance.office.covers import covered
from appliance.office.desk import Desk
from appliance.programs import KINDS
from appliance.programs.kind import Message
from appliance.programs.tokens import Facts
from appliance.spool import queue, refusing, transmissions
from appliance.spool.listing import Connection, exactly
from appliance.spool.programs import PROGRAMS
from appliance.spool.queue import Draft
from appliance.spool.tasks import Task
from appliance.spool.transmissions import TRANSMISSIONS, Standing, TransmissionView

# What a person may ask to go: all else is under way, was sent, or never can be.
_SENDABLE = frozenset(
    (
        Standing.DRAFT,
        Standing.WAITING,
        Standing.UNANSWERED,
        Standing.FAILED,
        Standing.REJECTED,
        Standing.IN_DOUBT,
        Standing.EXPIRED,
        Standing.CANCELLED,
    )
)

_ENDED = frozenset((Standing.SENT, *_SENDABLE)) - {Standing.DRAFT, Standing.WAITING}

TRANSMISSION, SEND = "transmission", "send"
"""As what a schedule knows them."""


class Sending:
    """What every way of asking shares."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def content(self, db: Connection, view: TransmissionView) -> tuple[str, Message]:
        """To whom and what: as it was sent before where the network may have some of it, else as it is now."""
        if transmissions.on_the_network(db, view.id):
            return view.party, Message(view.body, json.loads(view.options))
        program = PROGRAMS.newest(db, exactly(id=view.program_id))
        service = Service(view.service)
        if program is None:
            return self._desk.party(service, view.party, view.party), Message(view.body, json.loads(view.options))
        given = view.facts
        facts = {**facts_of(view), **given.get("facts", {})}
        message = _filled(KINDS[program.type].render(db, program, facts), given)
        if service is Service.FAX:
            message = covered(self._desk, db, view, program, message, facts)
        party = self._desk.party(service, view.contact_phone, view.contact_email)
        return party, self._desk.ready(service, message)

    def due(self, db: Connection, task: Task) -> str:
        """Send what was planned to be sent now, or where it recurs one more like it; the lane to wake.

        Raises NotFound, Conflict, NotReady, Invalid.
        """
        view = _kept(db, task.subject_id)
        if task.rule and view.standing in _ENDED:
            view = self._one_more(db, view)
        check_sendable(view)
        if view.standing == Standing.IN_DOUBT and task.created_at <= (view.last_run or 0):
            raise Conflict(f"transmission {view.id} is in doubt since; whoever knows better sends it again")
        if view.standing == Standing.WAITING:
            return transmissions.hurry(db, view.id, self._desk.clock())[1]
        party, message = self.content(db, view)
        return self.enqueue_in(db, view, party, message, *self.way(view, party, message))[1]

    def _one_more(self, db: Connection, view: TransmissionView) -> TransmissionView:
        """A draft like it. Raises Conflict while one like it is under way: they must not pile up where no line is."""
        like = exactly(contact_id=view.contact_id, program_id=view.program_id, party=view.party, deleted=0)
        newest = TRANSMISSIONS.newest(db, like) or view
        if newest.standing in (Standing.ACTIVE, Standing.WAITING):
            raise Conflict(f"transmission {newest.id}, the one before, is under way")
        return _kept(db, queue.create(db, copy_of(view), self._desk.clock()))

    def way(self, view: TransmissionView, party: str, message: Message) -> tuple[int, str]:
        """In how many parts it goes, and in which lane."""
        service = Service(view.service)
        return self._desk.parts(service, message), self._desk.route(party, service)

    def enqueue(self, view: TransmissionView, party: str, message: Message) -> tuple[int, str]:
        """Ask it to go; the id of the try, and its lane. Raises NotReady where no line will do, Invalid."""
        way = self.way(view, party, message)
        return self._desk.write(lambda db: self.enqueue_in(db, view, party, message, *way))

    def enqueue_in(
        self, db: Connection, view: TransmissionView, party: str, message: Message, parts: int, lane: str
    ) -> tuple[int, str]:
        """The same in a transaction under way, once its way is known. It ends REJECTED where nobody there wants it."""
        attempt_id = queue.enqueue(
            db,
            view.id,
            party=party,
            body=message.body,
            options=message.options,
            parts=parts,
            concat_reference=view.concat_reference or view.id & 0xFFFF,
            lane=lane,
            not_before=None,
            now=self._desk.clock(),
        )
        refusing.refuse(db, view.id, attempt_id, party, self._desk.clock())
        return attempt_id, transmissions.lane(db, attempt_id)


def _filled(message: Message, given: Mapping[str, Any]) -> Message:
    """With what this one transmission encloses; a later try finds the same."""
    kept = {name: given[name] for name in ("facts", "enclosed") if given.get(name)}
    if not kept:
        return message
    attached = [*message.options.get("attachments", ()), *kept.get("enclosed", ())]
    return Message(message.body, {**message.options, **kept, **({"attachments": attached} if attached else {})})


def facts_of(view: TransmissionView) -> Facts:
    """What `[transmission:contact:first_name]` and the like stand for (spec/ICTCORE.md 10)."""
    people = {
        party: {name: getattr(view, f"{party}_{name}") for name in ("first_name", "last_name", "phone", "email")}
        for party in ("contact", "account")
    }
    own = {"transmission_id": view.id, "title": view.title, "origin": view.origin}
    return {"transmission": {**own, **people}}


def copy_of(view: TransmissionView) -> Draft:
    """One like it, not sent; without a program it has what the first one said."""
    draft = Draft(
        user_id=view.user_id,
        account_id=view.account_id,
        contact_id=view.contact_id,
        program_id=view.program_id,
        title=view.title,
        origin=view.origin,
        service=Service(view.service),
        party=view.party,
        priority=max(view.priority, 0),  # a campaign's is below that
        tries_allowed=view.tries_allowed,
    )
    return draft if view.program_id else replace(draft, body=view.body, options=view.options, parts=view.parts)


def _kept(db: Connection, transmission_id: int) -> TransmissionView:
    return TRANSMISSIONS.get(db, f"transmission {transmission_id}", exactly(id=transmission_id, deleted=0))


def check_sendable(view: TransmissionView) -> None:
    """Raises Conflict for what came in, is under way, was sent or never can be."""
    if view.direction != Direction.OUTBOUND:
        raise Conflict("it came in")
    if view.standing not in _SENDABLE:
        raise Conflict(f"transmission {view.id} is {view.standing}")
