"""Calls, as far as the box knows of them: that one comes, and that it is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.domain import Event
from appliance.identifiers import encode
from appliance.office.announcing.said import SUCCESS, Announce, Announcement, Audience, of_messages
from appliance.office.topics import VOICE_CALL
from appliance.spool import announced, events, people
from appliance.spool.announced import Outlet
from appliance.spool.listing import Connection


def _incoming(db: Connection, event: Event) -> Announcement:
    line, key = announced.outlet(db, event.line), encode("event", event.id)
    fields = {"call_id": key, **_parties(line, event.data), **SUCCESS}
    return Announcement(VOICE_CALL, "call_incoming_received", key, fields, _callee(db, line))


def _ended(db: Connection, event: Event) -> Announcement | None:
    """COMPLETED where the box took it, as a fax; it answers no other call, so those are REJECTED."""
    begun = announced.earlier(db, event.id, events.CALL_INCOMING, event.line)
    if begun is None:
        return None
    line, key = announced.outlet(db, event.line), encode("event", begun.id)
    taken = announced.answered(db, begun.id, event.id, event.line)
    fields = {
        "call_id": key,
        "previous_state": "ACTIVE" if taken else "STARTED",
        "new_state": "COMPLETED" if taken else "REJECTED",
        **_parties(line, begun.data),
        **SUCCESS,
        **({"reason_description": event.data["text"]} if event.data.get("text") else {}),
    }
    return Announcement(VOICE_CALL, "call_state_change", key, fields, _callee(db, line))


def _parties(line: Outlet, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"from_address": facts.get("number") or None, "to_address": line.number or None}


def _callee(db: Connection, line: Outlet) -> Audience:
    """Whose number was called; where it is no account's, who is above all owners."""
    account = people.account_of_number(db, line.number) if line.number else None
    return of_messages(account.user_id if account else None)


ANNOUNCE: Mapping[str, Announce] = {events.CALL_INCOMING: _incoming, events.CALL_ENDED: _ended}
