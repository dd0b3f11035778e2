"""Transmissions: made, sent, sent again, copied, looked at, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from appliance.domain import AttemptState, Direction, Service
from appliance.errors import Conflict, Invalid
from appliance.office.desk import Actor, Desk
from appliance.office.people import account_for, contact_for
from appliance.office.programs import create_in, get_in
from appliance.office.reports import transmission_in
from appliance.office.schedules import Schedules
from appliance.office.sending import SEND, TRANSMISSION, Sending, check_sendable, copy_of
from appliance.programs import KINDS
from appliance.retry import CALL_TRIES
from appliance.spool import queue, tasks, transmissions
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.queue import Draft
from appliance.spool.transmissions import ATTEMPTS, TRANSMISSIONS, Standing, TransmissionView

MOST_TRIES = 100
_HIGHEST_PRIORITY = 9
_TRIES: Mapping[Service, int] = {Service.FAX: CALL_TRIES}  # where nobody says


class Transmissions:
    """Each owner's own."""

    def __init__(self, desk: Desk, sending: Sending, schedules: Schedules) -> None:
        self._desk = desk
        self._sending = sending
        self._schedules = schedules

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
        return TRANSMISSIONS.find(self._desk.read(), [*actor.own("transmission"), *kept, *where], page)

    def of_program(
        self, actor: Actor, program_id: int, where: tuple[Condition, ...], page: Page
    ) -> Found[TransmissionView]:
        """Those of one program. Raises NotFound."""
        get_in(self._desk.read(), actor, program_id)
        return self.find(actor, (*where, *exactly(program_id=program_id)), page)

    def read(self, actor: Actor, transmission_id: int) -> TransmissionView:
        """One of them. Raises NotFound."""
        return transmission_in(self._desk.read(), actor, transmission_id)

    def standing(self, actor: Actor, transmission_id: int) -> str:
        """Where it stands. Raises NotFound."""
        return self.read(actor, transmission_id).standing

    def send(self, actor: Actor, transmission_id: int) -> int:
        """Ask it to go, now or again; the id of the try. That is also a person's permission to send what is in doubt.

        Raises Conflict where it is under way, was sent or can't be, NotReady where no line will do, Invalid.
        """
        db = self._desk.read()
        view = transmission_in(db, actor, transmission_id)
        check_sendable(view)
        if view.standing == Standing.WAITING:
            attempt_id, lane = self._desk.write(lambda db: transmissions.hurry(db, transmission_id, self._desk.clock()))
        else:
            attempt_id, lane = self._sending.enqueue(view, *self._sending.content(db, view))
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
            view = transmission_in(db, actor, made)
            party, message = self._sending.content(db, view)
            return made, self._sending.enqueue_in(db, view, party, message, *self._sending.way(view, party, message))[1]

        made, lane = self._desk.write(change)
        if lane is not None:
            self._desk.wake(lane)
        return made

    def schedule(self, actor: Actor, transmission_id: int, **when: Any) -> int:
        """Have it sent later; the schedule's id. Raises NotFound, Conflict where it can't be sent, Invalid."""
        return self._schedules.plan(
            actor,
            TRANSMISSION,
            transmission_id,
            SEND,
            when,
            lambda db: check_sendable(transmission_in(db, actor, transmission_id)),
        )

    def unschedule(self, actor: Actor, transmission_id: int) -> None:
        """Forget all that is planned for it. Raises NotFound."""
        seen = partial(transmission_in, actor=actor, transmission_id=transmission_id)
        self._schedules.cancel(TRANSMISSION, transmission_id, seen, (SEND,))

    def clone(self, actor: Actor, transmission_id: int) -> int:
        """A draft like it; its id. Raises NotFound, Conflict for one that came in."""

        def change(db: Connection) -> int:
            view = transmission_in(db, actor, transmission_id)
            if view.direction != Direction.OUTBOUND:
                raise Conflict("it came in")
            return queue.create(db, copy_of(view), self._desk.clock())

        return self._desk.write(change)

    def cancel(self, actor: Actor, transmission_id: int) -> None:
        """Stop it before it goes, a fax in its call as well, which ends then. Raises NotFound, Conflict if too late."""

        def change(db: Connection) -> str | None:
            return queue.call_off(db, transmission_in(db, actor, transmission_id).id, self._desk.clock())

        self._call_off(self._desk.write(change))

    def delete(self, actor: Actor, transmission_id: int) -> None:
        """Take it away, stopping it first; its history stays. Raises NotFound, Conflict where that is too late."""

        def change(db: Connection) -> str | None:
            active = transmission_in(db, actor, transmission_id).state == "active"
            line = queue.call_off(db, transmission_id, self._desk.clock()) if active else None
            tasks.forget(db, TRANSMISSION, transmission_id)
            transmissions.mark_deleted(db, transmission_id)
            return line

        self._call_off(self._desk.write(change))

    def _call_off(self, line: str | None) -> None:
        if line is not None:
            self._desk.call_off(line)

    def settle(self, actor: Actor, transmission_id: int, sent: bool) -> None:
        """Say what became of a transmission in doubt; parts that never went go on. Raises NotFound, Conflict."""

        def change(db: Connection) -> str | None:
            queue.settle(db, transmission_in(db, actor, transmission_id).id, sent, self._desk.clock())
            rest = ATTEMPTS.newest(db, exactly(transmission_id=transmission_id, state=AttemptState.QUEUED))
            return transmissions.lane(db, rest.id) if rest else None

        lane = self._desk.write(change)
        if lane is not None:
            self._desk.wake(lane)

    def _create_in(self, db: Connection, actor: Actor, program_id: int, fields: Mapping[str, Any]) -> int:
        made = _made_before(db, actor, fields)
        if made is not None:
            return made
        program = get_in(db, actor, program_id)
        kind = KINDS[program.type]
        if kind.direction is not Direction.OUTBOUND:
            raise Invalid(f"a {program.type} program sends nothing")
        tries_allowed = fields.get("tries_allowed", _TRIES.get(kind.service, 1))
        if not 1 <= tries_allowed <= MOST_TRIES:
            raise Invalid(f"try_allowed is from 1 to {MOST_TRIES}")
        contact = contact_for(db, self._desk, actor, kind.service, fields)
        wishes = _wishes(fields, self._desk.clock())
        draft = Draft(
            user_id=actor.user_id,
            application_id=actor.application_id,
            account_id=account_for(db, actor, fields.get("account_id", program.account_id)),
            contact_id=contact.id,
            program_id=program.id,
            title=fields.get("title") or program.name,
            origin=fields.get("origin") or program.type,
            service=kind.service,
            party=self._desk.party(kind.service, contact.phone, contact.email),
            tries_allowed=tries_allowed,
            request_key=fields.get("request_key"),
            **wishes,
        )
        return queue.create(db, draft, self._desk.clock())


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
