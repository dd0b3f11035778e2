"""Messages: what came in, and each change of state of what goes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from appliance.domain import Direction, Event, Service, Verdict
from appliance.identifiers import encode
from appliance.office.announcing.said import SUCCESS, Announce, Announcement, identified, of_messages, sender_of
from appliance.office.failures import code_of
from appliance.office.topics import MESSAGE
from appliance.spool import announced, canaries, events
from appliance.spool.announced import Made
from appliance.spool.exchange import EXCHANGE, Exchanged
from appliance.spool.listing import Connection, exactly
from appliance.spool.message_states import MessageState

_TYPES = {Service.SMS: "SMS", Service.FAX: "FAX", Service.VOICE: "VOICE", Service.EMAIL: "EMAIL"}


def _received(db: Connection, event: Event) -> Announcement | None:
    found = _message(db, event) if _made(db, event) else None
    if found is None or found.direction != Direction.INBOUND or found.state == MessageState.DELETED:
        return None
    fields = {
        "message_id": encode("message", found.id),
        "from_address": found.party,
        "to_address": found.own,
        "message_body": found.body,
        "message_body_truncated": event.kind == events.SMS_INCOMPLETE,
        "mo_price": 0,
        **_common(db, found),
        **_keyword(event.data),
    }
    return _told("mo_message_received", found, fields)


def _keyword(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The keyword that it was taken for, and what goes with that."""
    if "keyword_id" not in facts:
        return {}
    known = {name: facts.get(name) for name in ("keyword", "associated_info", "campaign_id")}
    return {"keyword_id": encode("keyword", facts["keyword_id"]), **known}


def _state_change(db: Connection, event: Event) -> Announcement | None:
    states = _states(db, event)
    found = _message(db, event) if states else None
    if states is None or found is None:
        return None
    inbound = found.direction == Direction.INBOUND
    fields = {
        "message_id": encode("message", found.id),
        "message_request_id": identified("request", found.request_id),
        "external_message_request_id": found.external_request_id or None,
        "external_id": found.external_request_id or None,
        "previous_state": states[0],
        "new_state": states[1],
        "from_address": found.party if inbound else found.own or None,
        "to_address": found.own if inbound else found.party,
        **_reason(event, states[1], found.failure),
        "mt_price": found.price,
        "campaign_id": found.campaign or None,
        **_common(db, found),
    }
    return _told("message_state_change", found, fields)


def _states(db: Connection, event: Event) -> tuple[MessageState, MessageState] | None:
    """That before an event and that after it, where they differ."""
    made = _made(db, event)
    if made is None or event.transmission_id is None:
        return None
    told = events.of_transmission(db, event.transmission_id)
    before = state_after([each for each in told if each.id < event.id], made.service)
    after = state_after([each for each in told if each.id <= event.id], made.service)
    return None if before is None or after is None or before == after else (before, after)


_ENDED: Mapping[str, MessageState] = {
    Verdict.SENT: MessageState.SENT,
    Verdict.IN_DOUBT: MessageState.SENT,
    Verdict.EXPIRED: MessageState.EXPIRED,
    Verdict.CANCELLED: MessageState.DELETED,
}


def _ended(event: Event, service: int) -> MessageState:
    """A fax is delivered as it is sent: the far end said so. A test is not sent at all."""
    verdict = event.data.get("verdict", "")
    if verdict == Verdict.SENT and service == Service.FAX:
        return MessageState.DELIVERED
    if verdict == Verdict.CANCELLED and event.data.get("cause") == "TEST":
        return MessageState.TEST
    return _ENDED.get(verdict, MessageState.FAILED)


_COMES_TO: Mapping[str, MessageState | Callable[[Event, int], MessageState]] = {
    events.TRANSMISSION_CREATED: MessageState.CREATED,
    events.TRANSMISSION_QUEUED: MessageState.CREATED,
    events.TRANSMISSION_DONE: _ended,
    events.SMS_DELIVERED: MessageState.DELIVERED,
    events.SMS_UNDELIVERED: MessageState.FAILED,
    events.MESSAGE_CONVERTED: MessageState.CONVERTED,
    events.SMS_RECEIVED: MessageState.RECEIVED,
    events.SMS_INCOMPLETE: MessageState.RECEIVED,
    events.FAX_RECEIVED: MessageState.RECEIVED,
    events.MAIL_RECEIVED: MessageState.RECEIVED,
    events.MESSAGE_PROCESSED: MessageState.PROCESSED,
}
_LATE: Mapping[str, frozenset[MessageState]] = {
    MessageState.DELIVERED: frozenset((MessageState.SENT, MessageState.FAILED)),
    MessageState.CONVERTED: frozenset((MessageState.SENT, MessageState.FAILED, MessageState.DELIVERED)),
}
"""What comes after a state and changes nothing any more."""


def state_after(told: list[Event], service: int) -> MessageState | None:
    """The state of a message of that service after those events of it, oldest first, as `message_states` has it.

    None where they do not tell, as where they were forgotten.
    """
    state: MessageState | None = None
    for event in told:
        comes_to = _COMES_TO.get(event.kind)
        new = comes_to(event, service) if callable(comes_to) else comes_to
        if new is not None and new not in _LATE.get(state or "", ()):
            state = new
    return state


_NOT_SENT = (MessageState.FAILED, MessageState.EXPIRED, MessageState.DELETED)


def _reason(event: Event, state: MessageState, failure: str) -> Mapping[str, str]:
    """Why it came to that state."""
    if state not in _NOT_SENT:
        return SUCCESS
    text, cause = str(event.data.get("text", "")), str(event.data.get("cause", ""))
    if event.kind == events.SMS_UNDELIVERED:
        text = f"part {event.data.get('part')} was not delivered: TP-ST {event.data.get('status', 0):#04x}"
    why = ": ".join(each for each in (cause, text) if each)
    return {"reason_code": str(code_of(state, text, failure, cause)), "reason_description": why or state}


def _made(db: Connection, event: Event) -> Made | None:
    """What the message of an event was made as; a canary is the box's own business."""
    made = announced.made(db, event.transmission_id)
    return None if made is None or made.origin == canaries.ORIGIN else made


def _message(db: Connection, event: Event) -> Exchanged | None:
    return EXCHANGE.newest(db, exactly(id=event.transmission_id))


def _common(db: Connection, found: Exchanged) -> Mapping[str, Any]:
    line = announced.outlet(db, announced.carrier(db, found.id), found.sender_id)
    attached: list[int] = json.loads(found.attached)
    return {
        **sender_of(line),
        "type": _TYPES.get(Service(found.service)),
        "conversation_id": found.conversation or None,
        "has_attachment": bool(attached),
        "attachment_ids": ",".join(encode("attachment", each) for each in attached),
        "fragments_count": found.parts,
        "carrier_name": line.operator or None,
        "application_id": found.application_id,
        "company-id": found.user_id,
    }


def _told(kind: str, found: Exchanged, fields: Mapping[str, Any]) -> Announcement:
    audience = of_messages(found.user_id, found.application_id)
    return Announcement(MESSAGE, kind, encode("message", found.id), fields, audience)


_CHANGES = (
    events.TRANSMISSION_QUEUED,
    events.TRANSMISSION_DONE,
    events.SMS_DELIVERED,
    events.SMS_UNDELIVERED,
    events.MESSAGE_CONVERTED,
    events.MESSAGE_PROCESSED,
)
_ARRIVALS = (
    events.SMS_RECEIVED,
    events.SMS_INCOMPLETE,
    events.SMS_COMPLETED,
    events.FAX_RECEIVED,
    events.MAIL_RECEIVED,
)
ANNOUNCE: Mapping[str, Announce] = {**dict.fromkeys(_ARRIVALS, _received), **dict.fromkeys(_CHANGES, _state_change)}
