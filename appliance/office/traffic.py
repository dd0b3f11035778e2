"""Messages as programs see and settle them, in SCG's words (spec/SCG.md 9, 13-15)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from appliance.domain import Direction, PartState, Service, Verdict
from appliance.errors import Conflict, Invalid
from appliance.office.attachments import theirs
from appliance.office.desk import Actor, Desk
from appliance.office.failures import code_of
from appliance.office.requests import Requests
from appliance.office.transmissions import Transmissions
from appliance.office.versions import check
from appliance.office.ways import Ways
from appliance.spool import exchange, fragments
from appliance.spool.attachments import MESSAGE_ATTACHMENTS, MessageAttachment
from appliance.spool.exchange import EXCHANGE, Exchanged
from appliance.spool.fragments import Part
from appliance.spool.listing import Condition, Connection, Found, Match, Page, exactly
from appliance.spool.message_states import NOT_SENT, MessageState

_REPORTED = "TP-ST {:#04x}"  # of a status report, 23.040 9.2.3.15
_NEVER = (MessageState.FAILED, MessageState.EXPIRED)
_IN_DOUBT = "in doubt: it was handed over, and whether the network took it is not known"
_PARTS_CAME = re.compile(r"(\d+) of \d+ parts")
_CONVERTIBLE = (MessageState.SENT, MessageState.DELIVERED, MessageState.READ)


@dataclass(frozen=True, slots=True)
class Fragment:
    """What became of a part. `code` of why it failed, None where it did not; `error` is the standard's own cause."""

    number: int
    state: str
    code: int | None = None
    details: str = ""
    error: str = ""
    reference: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A message with its parts."""

    message: Exchanged
    fragments: tuple[Fragment, ...]

    @property
    def came_in(self) -> bool:
        """Whether it did."""
        return self.message.direction == Direction.INBOUND

    @property
    def from_address(self) -> str:
        """Who sent it."""
        return self.message.party if self.came_in else self.message.own

    @property
    def to_address(self) -> str:
        """Who gets it."""
        return self.message.own if self.came_in else self.message.party

    @property
    def references(self) -> str:
        """What the network calls its parts (TP-MR), between commas."""
        return ",".join(str(each.reference) for each in self.fragments if each.reference is not None)

    @property
    def details(self) -> str:
        """Why it failed, or is not known to have been sent; "" where there is nothing to say."""
        it = self.message
        why = ": ".join(each for each in (it.cause, it.cause_text) if each)
        if it.verdict == Verdict.IN_DOUBT:
            return f"{_IN_DOUBT}: {why}" if why else _IN_DOUBT
        if it.status is not None and it.state in NOT_SENT:
            lost = [each.number for each in self.fragments if each.code is not None]
            return f"part {lost[0]} of {it.parts} was not delivered: {_REPORTED.format(it.status)}"
        return why


class Traffic:
    """Each owner's own."""

    def __init__(self, desk: Desk, transmissions: Transmissions, requests: Requests, ways: Ways) -> None:
        self._desk = desk
        self._ways = ways  # each line has its row then, which messages name
        self._transmissions = transmissions
        self._requests = requests

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Shown]:
        """Those that match, the newest first; deleted ones only where their state is asked for."""
        self._ways()
        db = self._desk.read()
        kept = () if any(_asks_for_deleted(each) for each in where) else exactly(deleted=0)
        found = EXCHANGE.find(db, [*actor.own("transmission"), *kept, *where], page)
        return Found(_shown(db, found.rows), found.total)

    def of_request(self, actor: Actor, request_id: int, where: tuple[Condition, ...], page: Page) -> Found[Shown]:
        """Those of a message request. Raises NotFound."""
        self._requests.read(actor, request_id)
        return self.find(actor, (*where, Condition("request_id", Match.EQUAL, request_id)), page)

    def read(self, actor: Actor, message_id: int) -> Shown:
        """One of them, deleted or not. Raises NotFound."""
        self._ways()
        db = self._desk.read()
        return _shown(db, [message_in(db, actor, message_id)])[0]

    def change(
        self,
        actor: Actor,
        message_id: int,
        state: str = "",
        expected: int | None = None,
        converted_at: float | None = None,
        conversion_source: str = "",
    ) -> int:
        """Say that it is PROCESSED or CONVERTED; its id. The state that it has changes nothing.

        Raises NotFound, Stale, Conflict where it is not in a state for that, Invalid for any other state.
        """

        def change(db: Connection) -> None:
            message = message_in(db, actor, message_id)
            check(message, expected)
            if state and state != message.state:
                now = self._desk.clock()
                _change(db, message, state, converted_at or now, conversion_source, now)

        self._desk.write(change)
        return message_id

    def delete(self, actor: Actor, message_id: int) -> int:
        """Take it out of the lists, stopping it first; its id. Raises NotFound, Conflict where that is too late."""
        if message_in(self._desk.read(), actor, message_id).state != MessageState.DELETED:
            self._transmissions.delete(actor, message_id)
        return message_id

    def attachments(
        self, actor: Actor, message_id: int, where: tuple[Condition, ...], page: Page
    ) -> Found[MessageAttachment]:
        """Those of a message that are there still. Raises NotFound."""
        db = self._desk.read()
        these = Condition("id", Match.AMONG, message_in(db, actor, message_id).attached)
        return MESSAGE_ATTACHMENTS.find(db, [*theirs(actor), these, *where], page)


def message_in(db: Connection, actor: Actor, message_id: int) -> Exchanged:
    """One of the actor's, deleted or not. Raises NotFound."""
    return EXCHANGE.get(db, "message", [*actor.own("transmission"), *exactly(id=message_id)])


def _asks_for_deleted(condition: Condition) -> bool:
    return condition.column == "state" and MessageState.DELETED in str(condition.value)


# --- what programs say of them


def _change(db: Connection, message: Exchanged, state: str, at: float, source: str, now: float) -> None:
    allowed = _SAID.get((message.direction, state))
    if allowed is None:
        raise Invalid(f"a program may say PROCESSED of what came in, CONVERTED of what went out; not {state} of this")
    before, note = allowed
    if message.state not in before:
        raise Conflict(f"it is {message.state}")
    note(db, message.id, at, source, now)


_Note = Callable[[Connection, int, float, str, float], None]
_SAID: Mapping[tuple[str, str], tuple[tuple[MessageState, ...], _Note]] = {
    (Direction.INBOUND, MessageState.PROCESSED): (
        (MessageState.RECEIVED,),
        lambda db, message_id, at, source, now: exchange.processed(db, message_id, now),
    ),
    (Direction.OUTBOUND, MessageState.CONVERTED): (_CONVERTIBLE, exchange.converted),
}


# --- their parts


def _shown(db: Connection, messages: Sequence[Exchanged]) -> tuple[Shown, ...]:
    begun = fragments.begun(db, [each.id for each in messages if each.direction == Direction.OUTBOUND])
    return tuple(Shown(each, _fragments(each, begun.get(each.id, {}))) for each in messages)


def _fragments(message: Exchanged, begun: Mapping[int, Part]) -> tuple[Fragment, ...]:
    if message.service != Service.SMS:
        return ()
    if message.direction == Direction.INBOUND:
        return tuple(Fragment(number, MessageState.RECEIVED) for number in range(1, _came(message) + 1))
    return tuple(_fragment(message, number, begun.get(number)) for number in range(1, message.parts + 1))


def _came(message: Exchanged) -> int:
    """How many parts of it came; of one that is incomplete its cause tells."""
    told = _PARTS_CAME.match(message.cause_text) if message.verdict == Verdict.INCOMPLETE else None
    return int(told[1]) if told else message.parts


def _fragment(message: Exchanged, number: int, part: Part | None) -> Fragment:
    if part is None:
        return _not_begun(message, number)
    state = fragments.STATES[part.state]
    if state is MessageState.FAILED:
        error = part.cause if part.status is None else _REPORTED.format(part.status)
        code = code_of(state, part.cause_text, message.failure)
        return Fragment(number, state, code, part.cause_text, error, part.reference)
    doubt = _IN_DOUBT if part.state == PartState.IN_DOUBT else ""
    return Fragment(number, state, None, doubt, part.cause if doubt else "", part.reference)


def _not_begun(message: Exchanged, number: int) -> Fragment:
    """Of one that came to its end before, its end; of one under way, CREATED."""
    if message.state in _NEVER:
        code = code_of(message.state, message.cause_text, message.failure)
        return Fragment(number, message.state, code, message.cause_text, message.cause)
    waits = message.state in (*_CONVERTIBLE, MessageState.CONVERTED)
    return Fragment(number, MessageState.CREATED if waits else message.state)
