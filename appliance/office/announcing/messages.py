"""Messages: what came in, and each change of state of what goes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from appliance.domain import Direction, Event, Service, Verdict
from appliance.identifiers import encode
from appliance.office.announcing.said import SUCCESS, Announce, Announcement, identified, of_messages, sender_of
from appliance.office.topics import MESSAGE
from appliance.spool import announced, canaries, events
from appliance.spool.announced import Message, Outlet
from appliance.spool.listing import Connection

_TYPES = {Service.SMS: "SMS", Service.FAX: "FAX", Service.VOICE: "VOICE", Service.EMAIL: "EMAIL"}


def _received(db: Connection, event: Event) -> Announcement | None:
    found = _message(db, event, Direction.INBOUND)
    if found is None:
        return None
    line = announced.outlet(db, found.line, found.sender_id)
    fields = {
        "message_id": encode("message", found.id),
        "from_address": found.party,
        "to_address": found.own or line.number,
        "message_body": found.body,
        "message_body_truncated": event.kind == events.SMS_INCOMPLETE,
        "mo_price": 0,
        **_common(found, line),
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
    found = _message(db, event, None)
    state = state_after(event, found) if found else None
    if found is None or state is None:
        return None
    before = [each for each in events.of_transmission(db, found.id) if each.id < event.id]
    states = [known for each in before if (known := state_after(each, found)) is not None]
    if not states or states[-1] == state:
        return None
    line = announced.outlet(db, found.line, found.sender_id)
    own = found.own or line.number or None
    inbound = found.direction == Direction.INBOUND
    fields = {
        "message_id": encode("message", found.id),
        "message_request_id": identified("request", found.request_id),
        "external_message_request_id": found.external_id or None,
        "external_id": found.external_id or None,
        "previous_state": states[-1],
        "new_state": state,
        "from_address": found.party if inbound else own,
        "to_address": own if inbound else found.party,
        **_reason(event, state, found.failure),
        "mt_price": found.price,
        "campaign_id": found.campaign or None,
        "conversation_id": found.conversation or None,
        **_common(found, line),
    }
    return _told("message_state_change", found, fields)


_ENDED: Mapping[str, str] = {
    Verdict.SENT: "SENT",
    Verdict.IN_DOUBT: "SENT",
    Verdict.EXPIRED: "EXPIRED",
    Verdict.CANCELLED: "DELETED",
}


def _ended(event: Event, message: Message) -> str:
    """A fax is delivered as it is sent: the far end said so. A test is not sent at all."""
    verdict = event.data.get("verdict", "")
    if verdict == Verdict.SENT and message.service == Service.FAX:
        return "DELIVERED"
    if verdict == Verdict.CANCELLED and event.data.get("cause") == "TEST":
        return "TEST"
    return _ENDED.get(verdict, "FAILED")


_STATES: Mapping[str, Callable[[Event, Message], str]] = {
    events.TRANSMISSION_CREATED: lambda event, message: "CREATED",
    events.TRANSMISSION_QUEUED: lambda event, message: "CREATED",
    events.TRANSMISSION_DONE: _ended,
    events.SMS_DELIVERED: lambda event, message: "DELIVERED",
    events.SMS_UNDELIVERED: lambda event, message: "FAILED",
    events.SMS_RECEIVED: lambda event, message: "RECEIVED",
    events.SMS_INCOMPLETE: lambda event, message: "RECEIVED",
    events.FAX_RECEIVED: lambda event, message: "RECEIVED",
    events.MAIL_RECEIVED: lambda event, message: "RECEIVED",
}


def state_after(event: Event, message: Message) -> str | None:
    """The state that a message is in after an event of it, None where that does not tell (see `message_states`)."""
    told = _STATES.get(event.kind)
    return told(event, message) if told else None


_CODES = {"NO_CONSENT": "1005", "INVALID_RECIPIENT": "1002", "CMS 1": "1002", "CMS 30": "1002"}
"""Of what SCG tells apart, by its own word or the network's cause (spec/SCG.md 3)."""
_DELIVERY_FAILURE, _EXPIRED = "1009", "1007"
_CODED = re.compile(r"(1\d{3}) ")
_NOT_SENT = ("FAILED", "EXPIRED", "DELETED")


def _reason(event: Event, state: str, failure: str) -> Mapping[str, str]:
    """Why it came to that state; a text of ours may begin with the code."""
    if state not in _NOT_SENT:
        return SUCCESS
    text, cause = str(event.data.get("text", "")), str(event.data.get("cause", ""))
    if event.kind == events.SMS_UNDELIVERED:
        text = f"part {event.data.get('part')} was not delivered: TP-ST {event.data.get('status', 0):#04x}"
    coded = _CODED.match(text)
    code = coded[1] if coded else _CODES.get(failure) or _CODES.get(cause, _DELIVERY_FAILURE)
    why = ": ".join(each for each in (cause, text) if each)
    return {"reason_code": _EXPIRED if state == "EXPIRED" else code, "reason_description": why or state}


def _message(db: Connection, event: Event, direction: Direction | None) -> Message | None:
    """The message that an event is about; a canary is the box's own business."""
    found = announced.message(db, event.transmission_id)
    if found is None or found.origin == canaries.ORIGIN:
        return None
    return found if direction in (None, found.direction) else None


def _common(found: Message, line: Outlet) -> Mapping[str, Any]:
    return {
        **sender_of(line),
        "type": _TYPES.get(Service(found.service)),
        "has_attachment": bool(found.attachments),
        "attachment_ids": ",".join(encode("attachment", each) for each in found.attachments),
        "fragments_count": found.parts,
        "carrier_name": line.operator or None,
        "application_id": found.application_id,
        "company-id": found.user_id,
    }


def _told(kind: str, found: Message, fields: Mapping[str, Any]) -> Announcement:
    audience = of_messages(found.user_id, found.application_id)
    return Announcement(MESSAGE, kind, encode("message", found.id), fields, audience)


ANNOUNCE: Mapping[str, Announce] = {
    events.SMS_RECEIVED: _received,
    events.SMS_INCOMPLETE: _received,
    events.SMS_COMPLETED: _received,
    events.FAX_RECEIVED: _received,
    events.MAIL_RECEIVED: _received,
    events.TRANSMISSION_QUEUED: _state_change,
    events.TRANSMISSION_DONE: _state_change,
    events.SMS_DELIVERED: _state_change,
    events.SMS_UNDELIVERED: _state_change,
}
