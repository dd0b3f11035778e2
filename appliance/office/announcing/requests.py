"""Message requests: each change of state."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.domain import Event
from appliance.identifiers import encode
from appliance.office.announcing.said import SUCCESS, Announce, Announcement, of_messages
from appliance.office.topics import MESSAGE
from appliance.spool import events
from appliance.spool.listing import Connection, exactly
from appliance.spool.requests import REQUESTS, RequestState

BAD_REQUEST = "400"


def _state_change(db: Connection, event: Event) -> Announcement | None:
    found = REQUESTS.newest(db, exactly(id=event.data["request"]))
    if found is None or found.deleted:
        return None
    key, state = encode("request", found.id), event.data["new"]
    fields = {
        "message_request_id": key,
        "external_id": found.external_id or None,
        "external_message_request_id": found.external_id or None,
        "previous_state": event.data["previous"],
        "new_state": state,
        **_reason(state, event.data.get("reason", "")),
        "campaign_id": found.campaign or None,
        "application_id": found.application_id,
        "company-id": found.user_id,
    }
    audience = of_messages(found.user_id, found.application_id)
    return Announcement(MESSAGE, "message_request_state_change", key, fields, audience)


def _reason(state: str, why: str) -> Mapping[str, str]:
    if state == RequestState.REJECTED:
        return {"reason_code": BAD_REQUEST, "reason_description": why or state}
    return {**SUCCESS, **({"reason_description": why} if why else {})}


ANNOUNCE: Mapping[str, Announce] = {events.REQUEST_STATE: _state_change}
