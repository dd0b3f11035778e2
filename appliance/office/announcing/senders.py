"""Sender ids: the box's lines, as they are seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.domain import Event
from appliance.office.announcing.said import SUCCESS, Announce, Announcement, Audience, sender_of
from appliance.office.senderbook import BROKEN, INACTIVE, SEEN
from appliance.office.topics import SENDER_ID
from appliance.spool import announced, events
from appliance.spool.listing import Connection

_ANYBODY = Audience(("api_access",))


def _state_change(db: Connection, event: Event) -> Announcement | None:
    before = announced.earlier(db, event.id, events.LINE_STATE, event.line)
    if before is not None and before.data.get("state") == event.data.get("state"):
        return None
    line = announced.outlet(db, event.line)
    fields = {
        **sender_of(line),
        "address": line.number or None,
        "previous_state": _state(before.data) if before else None,
        "new_state": _state(event.data),
        "line_state": event.data.get("state"),
        **SUCCESS,
        **({"reason_description": event.data["detail"]} if event.data.get("detail") else {}),
    }
    key = str(fields["sender_id_id"] or event.line)
    return Announcement(SENDER_ID, "sender_id_state_change", key, fields, _ANYBODY)


def _state(seen: Mapping[str, Any]) -> str:
    return INACTIVE if seen.get("state") == "off" else SEEN.get(str(seen.get("state")), BROKEN)


ANNOUNCE: Mapping[str, Announce] = {events.LINE_STATE: _state_change}
