"""Transmissions: made, sent, sent again, copied, looked at, taken away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from appliance.domain import AttemptState, Direction, Service
from appliance.errors import Conflict, Invalid
from appliance.office.desk import Actor, Desk
from appliance.office.people import account_for
from appliance.office.programs import create_in, get_in
from appliance.office.steps import Step, meets, steps_of
from appliance.programs import KINDS, receivesms
from appliance.programs.kind import Message
from appliance.spool import people, queue, transmissions
from appliance.spool.history import EVENTS, EventView
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.people import CONTACTS, Contact
from appliance.spool.programs import PROGRAMS
from appliance.spool.queue import Draft
from appliance.spool.transmissions import ATTEMPTS, IN_ORDER, TRANSMISSIONS, AttemptView, Standing, TransmissionView

_MOST_TRIES = 100
_HIGHEST_PRIORITY = 9

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


class Transmissions:
    """Each owner's own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, actor: Actor, program_id: int, **fields: Any) -> int:
        """Make a draft for `contact_id`, `phone` or `email`; its id, the same for the same `request_key`.

        Raises NotFound for a record that is not there, Invalid where nobody is named or nothing can be sent.
        """
        return self._desk.write(lambda db: self._create_in(db, actor, program_id, fields))

    def create_with(self, actor: Actor, kind: str, **fields: Any) -> int:
        """Make a program of that type and a draft for it, both or neither; its id, the same for the same `request_key`.

        Raises as either.
        """

        def change(db: Connection) -> int:
            made = _made_before(db, actor, fields)
            return made or self._create_in(db, actor, create_in(db, self._desk, actor, kind, fields), fields)

        return self._desk.write(change)

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[TransmissionView]:
        """Those that match, the newest first; deleted ones only where asked for."""
        kept = () if any(each.column == "deleted" for each in where) else exactly(deleted=0)
        return TRANSMISSIONS.find(self._desk.read(), [*actor.own, *kept, *where], page)

    def of_program(
        self, actor: Actor, program_id: int, where: tuple[Condition, ...], page: Page
    ) -> Found[TransmissionView]:
        """Those of one program. Raises NotFound."""
        get_in(self._desk.read(), actor, program_id)
        return self.find(actor, (*where, *exactly(program_id=program_id)), page)

    def read(self, actor: Actor, transmission_id: int) -> TransmissionView:
        """One of them. Raises NotFound."""
        return _get(self._desk.read(), actor, transmission_id)

    def standing(self, actor: Actor, transmission_id: int) -> str:
        """Where it stands. Raises NotFound."""
        return self.read(actor, transmission_id).standing

    def send(self, actor: Actor, transmission_id: int) -> int:
        """Ask it to go, now or again; the id of the try. That is also a person's permission to send what is in doubt.

        Raises Conflict where it is under way, was sent or can't be, NotReady where no line will do, Invalid.
        """
        db = self._desk.read()
        view = _get(db, actor, transmission_id)
        _check_sendable(view)
        if view.standing == Standing.WAITING:
            attempt_id, lane = self._desk.write(lambda db: transmissions.hurry(db, transmission_id, self._desk.clock()))
        else:
            attempt_id, lane = self._enqueue(view, *self._content(db, view))
        self._desk.wake(lane)
        return attempt_id

    def create_and_send(self, actor: Actor, kind: str, **fields: Any) -> int:
        """Make a program of that type and a transmission by it and ask it to go: all of it or nothing; its id.

        The same `request_key` makes one, and asks once. Raises as `create_with` and `send` do.
        """

        def change(db: Connection) -> tuple[int, str | None]:
            before = _made_before(db, actor, fields)
            if before is not None:
                return before, None
            made = self._create_in(db, actor, create_in(db, self._desk, actor, kind, fields), fields)
            view = _get(db, actor, made)
            party, message = self._content(db, view)
            return made, self._enqueue_in(db, view, party, message, *self._way(view, party, message))[1]

        made, lane = self._desk.write(change)
        if lane is not None:
            self._desk.wake(lane)
        return made

    def clone(self, actor: Actor, transmission_id: int) -> int:
        """A draft like it; its id. Raises NotFound, Conflict for one that came in."""

        def change(db: Connection) -> int:
            view = _get(db, actor, transmission_id)
            if view.direction != Direction.OUTBOUND:
                raise Conflict("it came in")
            return queue.create(db, _copy(view), self._desk.clock())

        return self._desk.write(change)

    def cancel(self, actor: Actor, transmission_id: int) -> None:
        """Stop it before it goes. Raises NotFound, Conflict where it is too late."""

        def change(db: Connection) -> None:
            queue.cancel(db, _get(db, actor, transmission_id).id, self._desk.clock())

        self._desk.write(change)

    def delete(self, actor: Actor, transmission_id: int) -> None:
        """Take it away, stopping it first; its history stays. Raises NotFound, Conflict while a line works on it."""

        def change(db: Connection) -> None:
            if _get(db, actor, transmission_id).state == "active":
                queue.cancel(db, transmission_id, self._desk.clock())
            transmissions.mark_deleted(db, transmission_id)

        self._desk.write(change)

    def settle(self, actor: Actor, transmission_id: int, sent: bool) -> None:
        """Say what became of a transmission in doubt; parts that never went go on. Raises NotFound, Conflict."""

        def change(db: Connection) -> str | None:
            queue.settle(db, _get(db, actor, transmission_id).id, sent, self._desk.clock())
            rest = ATTEMPTS.newest(db, exactly(transmission_id=transmission_id, state=AttemptState.QUEUED))
            return transmissions.lane(db, rest.id) if rest else None

        lane = self._desk.write(change)
        if lane is not None:
            self._desk.wake(lane)

    def attempts(
        self, actor: Actor, transmission_id: int, where: tuple[Condition, ...], page: Page
    ) -> Found[AttemptView]:
        """Every try, the first one first. Raises NotFound."""
        self.read(actor, transmission_id)
        return ATTEMPTS.find(self._desk.read(), [*where, *exactly(transmission_id=transmission_id)], page)

    def attempt(self, actor: Actor, attempt_id: int) -> AttemptView:
        """One try. Raises NotFound."""
        return ATTEMPTS.get(self._desk.read(), f"spool {attempt_id}", [*actor.own, *exactly(id=attempt_id)])

    def attempt_standing(self, actor: Actor, attempt_id: int) -> str:
        """Where a try stands. Raises NotFound."""
        return self.attempt(actor, attempt_id).standing

    def results(self, actor: Actor, transmission_id: int, where: tuple[Condition, ...], page: Page) -> Found[Step]:
        """What the latest try came to, or what came in, step by step. Raises NotFound."""
        db = self._desk.read()
        view = _get(db, actor, transmission_id)
        latest = ATTEMPTS.newest(db, exactly(transmission_id=transmission_id))
        tries = (None, latest.id if latest else None)
        told = EVENTS.find(db, exactly(transmission_id=transmission_id)).rows
        steps = steps_of((each for each in told if each.attempt_id in tries), self._kept_text(view))
        return _page_of([step for step in steps if all(meets(step, each) for each in where)], page)

    def attempt_results(self, actor: Actor, attempt_id: int, where: tuple[Condition, ...], page: Page) -> Found[Step]:
        """What one try came to, step by step. Raises NotFound."""
        view = self.read(actor, self.attempt(actor, attempt_id).transmission_id)
        told = EVENTS.find(self._desk.read(), exactly(transmission_id=view.id, attempt_id=attempt_id)).rows
        steps = steps_of(told, self._kept_text(view))
        return _page_of([step for step in steps if all(meets(step, each) for each in where)], page)

    def events(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[EventView]:
        """Every fact that the actor may know, in order."""
        return EVENTS.find(self._desk.read(), [*actor.own, *where], page)

    def inbox(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[TransmissionView]:
        """What came in, in order."""
        came = exactly(direction=Direction.INBOUND, deleted=0)
        return IN_ORDER.find(self._desk.read(), [*actor.own, *came, *where], page)

    def _kept_text(self, view: TransmissionView) -> int | None:
        """The stored text of a message that came in, made when it is first asked for."""
        if view.direction != Direction.INBOUND:
            return None
        return receivesms.kept_text(self._desk.read(), view) or self._desk.write(
            lambda db: receivesms.keep_text(db, view, self._desk.clock())
        )

    def _create_in(self, db: Connection, actor: Actor, program_id: int, fields: Mapping[str, Any]) -> int:
        made = _made_before(db, actor, fields)
        if made is not None:
            return made
        program = get_in(db, actor, program_id)
        kind = KINDS[program.type]
        if kind.direction is not Direction.OUTBOUND:
            raise Invalid(f"a {program.type} program sends nothing")
        tries_allowed = fields.get("tries_allowed", 1)
        if not 1 <= tries_allowed <= _MOST_TRIES:
            raise Invalid(f"try_allowed is from 1 to {_MOST_TRIES}")
        contact = self._contact(db, actor, fields)
        wishes = _wishes(fields, self._desk.clock())
        draft = Draft(
            user_id=actor.user_id,
            account_id=account_for(db, actor, fields.get("account_id", program.account_id)),
            contact_id=contact.id,
            program_id=program.id,
            title=fields.get("title") or program.name,
            origin=fields.get("origin") or program.type,
            service=kind.service,
            party=self._desk.carrier.dialable(contact.phone),
            tries_allowed=tries_allowed,
            request_key=fields.get("request_key"),
            **wishes,
        )
        return queue.create(db, draft, self._desk.clock())

    def _contact(self, db: Connection, actor: Actor, fields: Mapping[str, Any]) -> Contact:
        if fields.get("contact_id") is not None:
            wanted = exactly(id=fields["contact_id"])
            return CONTACTS.get(db, f"contact {fields['contact_id']}", [*actor.own, *wanted])
        if not fields.get("phone"):
            raise Invalid("phone is missing: an SMS needs one" if fields.get("email") else "contact is missing")
        phone = self._desk.carrier.dialable(fields["phone"])
        known = people.contact_of_number(db, actor.user_id, phone)
        if known:
            return known
        row = {"user_id": actor.user_id, "phone": phone, "email": fields.get("email") or ""}
        contact_id = CONTACTS.insert(db, {**row, "created_at": self._desk.clock()})
        return CONTACTS.get(db, "contact", exactly(id=contact_id))

    def _content(self, db: Connection, view: TransmissionView) -> tuple[str, Message]:
        """To whom and what: as it was sent before where the network may have some of it, else as it is now."""
        if transmissions.on_the_network(db, view.id):
            return view.party, Message(view.body, json.loads(view.options))
        program = PROGRAMS.newest(db, exactly(id=view.program_id))
        if program is None:
            return view.party, Message(view.body, json.loads(view.options))
        message = KINDS[program.type].render(db, program)
        party = self._desk.carrier.dialable(view.contact_phone)
        return party, Message(message.body, self._desk.all_options(message))

    def _way(self, view: TransmissionView, party: str, message: Message) -> tuple[int, str]:
        """In how many parts it goes, and in which lane."""
        parts = self._desk.carrier.measure(message.body, message.options).parts
        return parts, self._desk.route(party, Service(view.service))

    def _enqueue(self, view: TransmissionView, party: str, message: Message) -> tuple[int, str]:
        way = self._way(view, party, message)
        return self._desk.write(lambda db: self._enqueue_in(db, view, party, message, *way))

    def _enqueue_in(
        self, db: Connection, view: TransmissionView, party: str, message: Message, parts: int, lane: str
    ) -> tuple[int, str]:
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
        return attempt_id, transmissions.lane(db, attempt_id)


def _wishes(fields: Mapping[str, Any], now: float) -> dict[str, Any]:
    """How it is to be carried, where that is said: `priority`, `expires_at`, `doubt`. Raises Invalid."""
    wishes = {name: fields[name] for name in ("priority", "expires_at", "doubt") if fields.get(name) is not None}
    if not 0 <= wishes.get("priority", 0) <= _HIGHEST_PRIORITY:
        raise Invalid(f"priority is from 0 to {_HIGHEST_PRIORITY}")
    if wishes.get("expires_at", now + 1) <= now:
        raise Invalid("expires_at is over")
    return wishes


def _made_before(db: Connection, actor: Actor, fields: Mapping[str, Any]) -> int | None:
    key = fields.get("request_key")
    return transmissions.by_request(db, actor.user_id, key) if key else None


def _get(db: Connection, actor: Actor, transmission_id: int) -> TransmissionView:
    wanted = exactly(id=transmission_id, deleted=0)
    return TRANSMISSIONS.get(db, f"transmission {transmission_id}", [*actor.own, *wanted])


def _check_sendable(view: TransmissionView) -> None:
    if view.direction != Direction.OUTBOUND:
        raise Conflict("it came in")
    if view.standing not in _SENDABLE:
        raise Conflict(f"transmission {view.id} is {view.standing}")


def _copy(view: TransmissionView) -> Draft:
    return Draft(
        user_id=view.user_id,
        account_id=view.account_id,
        contact_id=view.contact_id,
        program_id=view.program_id,
        title=view.title,
        origin=view.origin,
        service=Service(view.service),
        party=view.party,
        priority=view.priority,
        tries_allowed=view.tries_allowed,
    )


def _page_of(steps: list[Step], page: Page) -> Found[Step]:
    return Found(tuple(steps[page.offset : page.offset + page.limit]), len(steps))
