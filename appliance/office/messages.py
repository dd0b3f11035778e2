"""Messages as people read and write them: by number, by what became of them, with a word on what wants attention."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.domain import Direction, Verdict
from appliance.errors import Conflict, Invalid
from appliance.office.desk import Actor, Desk
from appliance.office.transmissions import Transmissions
from appliance.programs.sendsms import message_of
from appliance.spool import events, line_states, messages
from appliance.spool.listing import Condition, Found, Match, Page, Table, exactly
from appliance.spool.messages import MESSAGES, MESSAGES_IN_ORDER, MessageView

SHOW, BEFORE = "show", "before"

_NOT_SENT = (Verdict.UNANSWERED, Verdict.FAILED, Verdict.REJECTED, Verdict.EXPIRED, Verdict.CANCELLED)
_MEANT_TO_BE = ("ready", "starting", "off", "stopped")
_GOING_OUT = exactly(direction=Direction.OUTBOUND)
SHOWN: Mapping[str, tuple[Condition, ...]] = {
    "outbound": _GOING_OUT,
    "under_way": (*_GOING_OUT, Condition("under_way", Match.HOLDS, None)),
    "in_doubt": (*_GOING_OUT, *exactly(not_sent=Verdict.IN_DOUBT)),
    "not_sent": (*_GOING_OUT, Condition("not_sent", Match.AMONG, json.dumps(_NOT_SENT))),
}
"""What a list may be narrowed to, by name."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How a text would go. `beyond`: its characters that made it UCS2, each once."""

    encoding: str
    parts: int
    units_left: int
    beyond: str


@dataclass(frozen=True, slots=True)
class Glance:
    """What a page shows everywhere: the event to begin after, how many messages are under way and in doubt, and how
    many lines can't send or receive though they are meant to."""

    newest_event: int
    under_way: int
    in_doubt: int
    lines_down: int


class Messages:
    """Each owner's own."""

    def __init__(self, desk: Desk, transmissions: Transmissions) -> None:
        self._desk = desk
        self._transmissions = transmissions

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[MessageView]:
        """Those that match, the newest first; a condition on SHOW takes a name of SHOWN."""
        return self._find(MESSAGES, actor, where, page)

    def find_in_order(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[MessageView]:
        """Those that match, the oldest first."""
        return self._find(MESSAGES_IN_ORDER, actor, where, page)

    def inbox(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[MessageView]:
        """What came in, in order."""
        return self._find(MESSAGES_IN_ORDER, actor, (*where, *exactly(direction=Direction.INBOUND)), page)

    def conversations(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[MessageView]:
        """The newest message of each number, the newest first; a condition on BEFORE takes the last one's id."""
        before = next((each.value for each in where if each.column == BEFORE), None)
        assert before is None or isinstance(before, int)
        rows = messages.conversations(self._desk.read(), _owner(actor), before, page.limit)
        return Found(tuple(rows), None)

    def read(self, actor: Actor, transmission_id: int) -> MessageView:
        """One of them. Raises NotFound."""
        wanted = exactly(id=transmission_id, deleted=0)
        return MESSAGES.get(self._desk.read(), f"transmission {transmission_id}", [*actor.own("transmission"), *wanted])

    def send(
        self, actor: Actor, phone: str, message: str, request_key: str | None = None, **wishes: Any
    ) -> MessageView:
        """Text somebody; the same `request_key` makes one message, however often it is asked for.

        Raises Invalid, NotReady where no line will do, Conflict where the key was that of another message.
        """
        fields = {**wishes, "phone": phone, "message": message, "request_key": request_key}
        view = self.read(actor, self._transmissions.create_and_send(actor, "sendsms", **fields))
        if (view.party, view.body) != (self._desk.carrier.dialable(phone), message):
            raise Conflict("that Idempotency-Key was used for another message")
        return view

    def measure(self, actor: Actor, message: str = "") -> Measured:
        """How a text would go as it stands. Raises Invalid where it can't."""
        if not message:
            raise Invalid("text is empty")
        content = message_of(message, "", None)
        found = self._desk.measure(content)
        beyond = "" if found.encoding != "UCS2" else self._desk.carrier.beyond(message, self._desk.all_options(content))
        return Measured(found.encoding, found.parts, found.units_left, beyond)

    def glance(self, actor: Actor) -> Glance:
        """What wants attention now."""
        db, owner = self._desk.read(), _owner(actor)
        down = sum(line.state not in _MEANT_TO_BE or line.deaf for line in line_states.all_lines(db))
        return Glance(events.newest(db), messages.under_way(db, owner), messages.in_doubt(db, owner), down)

    def _find(
        self, table: Table[MessageView], actor: Actor, where: tuple[Condition, ...], page: Page
    ) -> Found[MessageView]:
        shown = [condition for each in where if each.column == SHOW for condition in SHOWN[str(each.value)]]
        plain = [each for each in where if each.column != SHOW]
        return table.find(self._desk.read(), [*actor.own("transmission"), *plain, *shown, *exactly(deleted=0)], page)


def _owner(actor: Actor) -> int | None:
    return None if actor.may("transmission_admin") else actor.user_id
