"""The core's events in SCG's words: of which topic and type, with which fields, and who may know (spec/SCG.md 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.domain import Direction, Event, Service, Verdict
from appliance.identifiers import encode
from appliance.office.desk import Actor
from appliance.office.topics import MESSAGE, SENDER_ID, VOICE_CALL
from appliance.spool import announced, canaries, events, people
from appliance.spool.announced import Message, Outlet
from appliance.spool.listing import Connection

SUCCESS = {"reason_code": "200", "reason_description": "SUCCESS"}
DELIVERY_FAILURE, EXPIRED = "1009", "1007"

_LINES = ("api_access",)
_MESSAGES = ("transmission_read",)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may know: who holds the permissions `needs`; of a record of somebody's, its owner, an application of theirs
    where none other made it, and who is above all owners of its `kind`."""

    needs: tuple[str, ...]
    kind: str = ""
    user_id: int | None = None
    application_id: int | None = None

    def has(self, actor: Actor) -> bool:
        """Whether that one belongs to it."""
        if not all(actor.may(each) for each in self.needs):
            return False
        if not self.kind:
            return True
        theirs = actor.may(f"{self.kind}_admin") or (self.user_id is not None and self.user_id == actor.user_id)
        return theirs and (actor.application_id is None or self.application_id in (None, actor.application_id))


@dataclass(frozen=True, slots=True)
class Announcement:
    """An event as it is told. `key`: the id of what it is about. A field that is None is not told."""

    topic: str
    type: str
    key: str
    fields: Mapping[str, Any]
    audience: Audience


Announce = Callable[[Connection, Event], Announcement | None]


def announcement(db: Connection, event: Event) -> Announcement | None:
    """What is told of an event; None where it is nothing to others."""
    announce = _ANNOUNCE.get(event.kind)
    return None if announce is None else announce(db, event)


# --- messages


def _received(db: Connection, event: Event) -> Announcement | None:
    found = _text(db, event, Direction.INBOUND)
    if found is None:
        return None
    line = announced.outlet(db, found.line)
    fields = {
        "message_id": encode("message", found.id),
        "from_address": found.party,
        "to_address": line.number,
        "message_body": found.body,
        "message_body_truncated": event.kind == events.SMS_INCOMPLETE,
        **_sender(line),
        "has_attachment": False,
        "attachment_ids": "",
        "fragments_count": found.parts,
        "carrier_name": line.operator or None,
        **_whose(found),
    }
    return Announcement(MESSAGE, "mo_message_received", fields["message_id"], fields, _audience(found))


def _state_change(db: Connection, event: Event) -> Announcement | None:
    found = _text(db, event, Direction.OUTBOUND)
    if found is None:
        return None
    told = [each for each in events.of_transmission(db, found.id) if each.id < event.id]
    states = [state for each in told if (state := state_after(each)) is not None]
    state = state_after(event)
    if state is None or not states or states[-1] == state:
        return None
    line = announced.outlet(db, found.line)
    fields = {
        "message_id": encode("message", found.id),
        "previous_state": states[-1],
        "new_state": state,
        "from_address": line.number or None,
        "to_address": found.party,
        **_sender(line),
        **_reason(event, state),
        "fragments_count": found.parts,
        "has_attachment": False,
        "attachment_ids": "",
        **_whose(found),
    }
    return Announcement(MESSAGE, "message_state_change", fields["message_id"], fields, _audience(found))


_ENDED: Mapping[str, str | None] = {
    Verdict.SENT: "SENT",
    Verdict.IN_DOUBT: None,
    Verdict.EXPIRED: "EXPIRED",
    Verdict.CANCELLED: "DELETED",
}
_STATES: Mapping[str, Callable[[Event], str | None]] = {
    events.TRANSMISSION_CREATED: lambda event: "CREATED",
    events.TRANSMISSION_QUEUED: lambda event: "SCHEDULED" if event.data.get("not_before") else "CREATED",
    events.ATTEMPT_STARTED: lambda event: "CREATED",
    events.TRANSMISSION_DONE: lambda event: _ENDED.get(event.data.get("verdict", ""), "FAILED"),
    events.SMS_DELIVERED: lambda event: "DELIVERED",
    events.SMS_UNDELIVERED: lambda event: "FAILED",
}


def state_after(event: Event) -> str | None:
    """The state that a message is in after an event of it; None where the event does not tell."""
    told = _STATES.get(event.kind)
    return told(event) if told else None


def _reason(event: Event, state: str) -> Mapping[str, str]:
    if state not in ("FAILED", "EXPIRED", "DELETED"):
        return SUCCESS
    why = " ".join(str(event.data[each]) for each in ("text", "cause") if event.data.get(each))
    if state == "EXPIRED":
        return {"reason_code": EXPIRED, "reason_description": why or "it was not sent in time"}
    if event.kind == events.SMS_UNDELIVERED:
        why = f"part {event.data.get('part')} was not delivered: status {event.data.get('status')}"
    return {"reason_code": DELIVERY_FAILURE, "reason_description": why or "it could not be delivered"}


def _text(db: Connection, event: Event, direction: Direction) -> Message | None:
    """The text message that an event is about; a canary is the box's own business."""
    found = announced.message(db, event.transmission_id)
    if found is None or found.origin == canaries.ORIGIN:
        return None
    return found if found.service == Service.SMS and found.direction == direction else None


def _sender(line: Outlet) -> Mapping[str, Any]:
    known = line.provider_id is not None
    return {
        "sender_id_id": encode("sender", line.provider_id) if line.provider_id is not None else None,
        "sender_id_alias": (line.name or line.line) if known or line.line else None,
    }


def _whose(found: Message) -> Mapping[str, Any]:
    return {"application_id": found.application_id, "company-id": found.user_id}


def _audience(found: Message) -> Audience:
    return Audience(_MESSAGES, "transmission", found.user_id, found.application_id)


# --- calls


def _call_incoming(db: Connection, event: Event) -> Announcement:
    line = announced.outlet(db, event.line)
    fields = {"call_id": encode("event", event.id), **_parties(line, event.data), **SUCCESS}
    return Announcement(VOICE_CALL, "call_incoming_received", fields["call_id"], fields, _callee(db, line))


def _call_ended(db: Connection, event: Event) -> Announcement | None:
    """COMPLETED where the box took it, as a fax; it answers no other call, so those are REJECTED."""
    begun = announced.earlier(db, event.id, events.CALL_INCOMING, event.line)
    if begun is None:
        return None
    line = announced.outlet(db, event.line)
    taken = announced.answered(db, begun.id, event.id, event.line)
    fields = {
        "call_id": encode("event", begun.id),
        "previous_state": "ACTIVE" if taken else "STARTED",
        "new_state": "COMPLETED" if taken else "REJECTED",
        **_parties(line, begun.data),
        **SUCCESS,
        **({"reason_description": event.data["text"]} if event.data.get("text") else {}),
    }
    return Announcement(VOICE_CALL, "call_state_change", fields["call_id"], fields, _callee(db, line))


def _parties(line: Outlet, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"from_address": facts.get("number") or None, "to_address": line.number or None}


def _callee(db: Connection, line: Outlet) -> Audience:
    """Whose number was called; where it is no account's, who is above all owners."""
    account = people.account_of_number(db, line.number) if line.number else None
    return Audience(_MESSAGES, "transmission", account.user_id if account else None)


# --- sender ids

_WORKING = frozenset(("ready", "paused"))


def _line_state(db: Connection, event: Event) -> Announcement | None:
    before = announced.earlier(db, event.id, events.LINE_STATE, event.line)
    line = announced.outlet(db, event.line)
    previous = _sender_state(before.data) if before else None
    state = _sender_state(event.data)
    if previous == state and before is not None and before.data.get("state") == event.data.get("state"):
        return None
    fields = {
        **_sender(line),
        "address": line.number or None,
        "previous_state": previous,
        "new_state": state,
        "line_state": event.data.get("state"),
        **SUCCESS,
        **({"reason_description": event.data["detail"]} if event.data.get("detail") else {}),
    }
    return Announcement(
        SENDER_ID, "sender_id_state_change", fields["sender_id_id"] or event.line, fields, Audience(_LINES)
    )


def _sender_state(seen: Mapping[str, Any]) -> str:
    return "ACTIVE" if seen.get("state") in _WORKING else "BROKEN"


_ANNOUNCE: Mapping[str, Announce] = {
    events.SMS_RECEIVED: _received,
    events.SMS_INCOMPLETE: _received,
    events.SMS_COMPLETED: _received,
    events.TRANSMISSION_QUEUED: _state_change,
    events.ATTEMPT_STARTED: _state_change,
    events.TRANSMISSION_DONE: _state_change,
    events.SMS_DELIVERED: _state_change,
    events.SMS_UNDELIVERED: _state_change,
    events.CALL_INCOMING: _call_incoming,
    events.CALL_ENDED: _call_ended,
    events.LINE_STATE: _line_state,
}
