"""The core's events in SCG's words: of which topic and type, with which fields, and who may know (spec/SCG.md 8)."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.domain import Event
from appliance.office.announcing import calls, consents, messages, requests, senders
from appliance.office.announcing.said import Announce, Announcement
from appliance.spool.listing import Connection

_ANNOUNCE: Mapping[str, Announce] = {
    **messages.ANNOUNCE,
    **requests.ANNOUNCE,
    **calls.ANNOUNCE,
    **senders.ANNOUNCE,
    **consents.ANNOUNCE,
}


def announcement(db: Connection, event: Event) -> Announcement | None:
    """What is told of an event; None where it is nothing to others."""
    announce = _ANNOUNCE.get(event.kind)
    return None if announce is None else announce(db, event)
