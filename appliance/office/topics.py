"""What may be subscribed to, by SCG's names (spec/SCG.md 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MESSAGE = "SCG-Message"
VOICE_CALL = "SCG-Voice-Call"
SENDER_ID = "SCG-Sender-ID"
CONTACT = "SCG-Contact"


@dataclass(frozen=True, slots=True)
class Topic:
    """With its types of event."""

    name: str
    description: str
    types: tuple[str, ...]


_MESSAGE_TYPES = ("mo_message_received", "message_state_change", "message_request_state_change")
TOPICS: Mapping[str, Topic] = {
    each.name: each
    for each in (
        Topic(MESSAGE, "Texts that come in, and what becomes of those that go out", _MESSAGE_TYPES),
        Topic(VOICE_CALL, "Calls", ("call_incoming_received", "call_state_change")),
        Topic(SENDER_ID, "Sender ids: the box's lines", ("sender_id_state_change",)),
        Topic(CONTACT, "Consent of those who are written to", ("contact_address_status_change",)),
    )
}
"""By name."""
