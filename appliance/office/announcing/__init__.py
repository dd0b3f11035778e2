"""The core's events in SCG's words: of which topic and type, with which fields, and who may know (spec/SCG.md 8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from appliance.domain import Event
from appliance.office.announcing import calls, consents, messages, requests, senders
from appliance.office.announcing.said import Announce, Announcement
from appliance.office.topics import CONTACT, MESSAGE, SENDER_ID, VOICE_CALL
from appliance.spool.listing import Connection

_OF: Mapping[str, Mapping[str, Announce]] = {
    MESSAGE: {**messages.ANNOUNCE, **requests.ANNOUNCE},
    VOICE_CALL: calls.ANNOUNCE,
    SENDER_ID: senders.ANNOUNCE,
    CONTACT: consents.ANNOUNCE,
}


def announcement(db: Connection, event: Event, topics: Collection[str]) -> Announcement | None:
    """What is told of an event where it is of one of the topics; None where it is nothing to others."""
    announce = next((found for each in topics if (found := _OF[each].get(event.kind))), None)
    return None if announce is None else announce(db, event)
