"""Where a message stands, in SCG's words (spec/SCG.md 9, 13-15): never more than is known of it.

What is in doubt is SENT: it was handed over, and nobody can tell yet whether the network took it. FAILED is also what
was sent and will, as a status report says, never be delivered; DELETED is also what was cancelled before it went. A fax
is DELIVERED when it is sent: its far end said so.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

from appliance.spool.part_rows import those_of


class MessageState(enum.StrEnum):
    """The first eleven of a message that goes out, the next two of one that came in, the last of either."""

    SCHEDULED = "SCHEDULED"
    PAUSED = "PAUSED"
    TEST = "TEST"
    CREATED = "CREATED"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    READ = "READ"
    CONVERTED = "CONVERTED"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"
    RECEIVED = "RECEIVED"
    PROCESSED = "PROCESSED"
    DELETED = "DELETED"


NOT_SENT = (MessageState.FAILED, MessageState.EXPIRED)
"""Of which a failure is told."""

JOINS = (
    " LEFT JOIN message_facts ON message_facts.transmission_id = transmissions.id"
    " LEFT JOIN message_requests ON message_requests.id = transmissions.request_id"
)
"""What STATE needs beside `transmissions`."""

_UNDELIVERED = f"SELECT {{}} FROM parts WHERE {those_of('transmissions.id')} AND +parts.state = 'undelivered'"  # noqa: S608
UNDELIVERED_STATUS = f"({_UNDELIVERED.format('status')} ORDER BY id LIMIT 1)"
"""TP-ST of the first part that never will be delivered."""

STATE = f"""CASE WHEN transmissions.deleted THEN 'DELETED'
 WHEN transmissions.direction = 'inbound' THEN iif(message_facts.processed_at IS NULL, 'RECEIVED', 'PROCESSED')
 WHEN message_facts.converted_at IS NOT NULL THEN 'CONVERTED'
 WHEN transmissions.delivered_at IS NOT NULL THEN 'DELIVERED'
 WHEN transmissions.state = 'active' THEN 'CREATED'
 WHEN transmissions.state = 'draft' THEN CASE WHEN message_requests.state = 'PAUSED' THEN 'PAUSED'
 WHEN transmissions.request_id IS NULL OR transmissions.due_at IS NOT NULL THEN 'SCHEDULED' ELSE 'CREATED' END
 WHEN transmissions.verdict = 'sent' THEN iif(EXISTS ({_UNDELIVERED.format("1")}), 'FAILED', 'SENT')
 WHEN transmissions.verdict = 'in_doubt' THEN 'SENT'
 WHEN transmissions.verdict = 'expired' THEN 'EXPIRED'
 WHEN transmissions.verdict = 'cancelled' THEN iif(transmissions.cause = 'TEST', 'TEST', 'DELETED')
 ELSE 'FAILED' END"""
"""The state as SQL."""

_ENDED = "SELECT id FROM transmissions WHERE verdict = '{}' AND verdict <> 'sent'"
_DRAFTS = "SELECT id FROM transmissions WHERE state = 'draft'"
_ATTEMPTED = "SELECT transmission_id FROM attempts WHERE state = '{}'"
_ACTIVE = tuple(_ATTEMPTED.format(each) for each in ("queued", "waiting", "open"))
_DELETED = "SELECT id FROM transmissions INDEXED BY transmissions_deleted WHERE deleted = 1"  # not by the one on party
_CANCELLED = _ENDED.format("cancelled")

SOURCES: Mapping[str, tuple[str, ...]] = {
    MessageState.SCHEDULED: (_DRAFTS,),
    MessageState.PAUSED: (_DRAFTS,),
    MessageState.TEST: (_CANCELLED,),
    MessageState.CREATED: (_DRAFTS, *_ACTIVE),
    MessageState.SENT: (
        _ENDED.format("in_doubt"),
        "SELECT id FROM transmissions WHERE verdict = 'sent' AND delivered_at IS NULL AND direction = 'outbound'",
    ),
    MessageState.DELIVERED: ("SELECT id FROM transmissions WHERE delivered_at IS NOT NULL",),
    MessageState.READ: (),
    MessageState.CONVERTED: ("SELECT transmission_id FROM message_facts WHERE converted_at IS NOT NULL",),
    MessageState.FAILED: (
        *(_ENDED.format(each) for each in ("failed", "rejected", "unanswered")),
        "SELECT transmission_id FROM parts WHERE state = 'undelivered'",
    ),
    MessageState.EXPIRED: (_ENDED.format("expired"),),
    MessageState.RECEIVED: ("SELECT id FROM transmissions WHERE direction = 'inbound'",),
    MessageState.PROCESSED: ("SELECT transmission_id FROM message_facts WHERE processed_at IS NOT NULL",),
    MessageState.DELETED: (_DELETED, _CANCELLED),
}
"""For each state the SELECTs, each by an index, among whose ids those of all messages in that state are."""
