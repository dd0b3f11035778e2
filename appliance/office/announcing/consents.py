"""Consent: what an address said, or somebody of this box of it."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.domain import Event
from appliance.identifiers import encode
from appliance.office.announcing.said import SUCCESS, Announce, Announcement, Audience, identified
from appliance.office.topics import CONTACT
from appliance.spool import events
from appliance.spool.consents import CONSENTS
from appliance.spool.listing import Connection, exactly


def _status_change(db: Connection, event: Event) -> Announcement | None:
    found = CONSENTS.newest(db, exactly(id=event.data["consent"]))
    if found is None:
        return None
    key = encode("status", found.id)
    fields = {
        "address_status_id": key,
        "address_type": found.address_type,
        "address": found.address,
        "sender_id_id": identified("sender", found.sender_id),
        "previous_status": event.data.get("previous"),
        "new_status": event.data["status"],
        **SUCCESS,
        "application_id": found.application_id,
        "company-id": found.user_id,
    }
    audience = Audience(("contact_read",), "contact", found.user_id, found.application_id)
    return Announcement(CONTACT, "contact_address_status_change", key, fields, audience)


ANNOUNCE: Mapping[str, Announce] = {events.CONSENT_CHANGED: _status_change}
