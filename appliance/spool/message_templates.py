"""Rows of what messages are written with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from appliance.spool.listing import Connection, Table

TEMPLATE: Final = "TEMPLATE"
VALIDATOR: Final = "VALIDATOR"


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """`designation`: a TEMPLATE is put into bodies, a VALIDATOR says what a sender's bodies may be."""

    id: int
    user_id: int | None
    application_id: int | None
    designation: str
    name: str
    pattern: str
    version: int
    created_at: float
    updated_at: float


MESSAGE_TEMPLATES: Table[MessageTemplate] = Table(MessageTemplate, "message_templates")

_USED = """SELECT ownership FROM sender_ids, json_each(sender_ids.message_templates) WHERE value = ?1
 UNION SELECT ownership FROM channels, json_each(channels.message_templates) WHERE value = ?1 AND deleted = 0"""


def used_by(db: Connection, template_id: int) -> frozenset[str]:
    """The ownerships of the sender ids and channels that have it."""
    return frozenset(row[0] for row in db.execute(_USED, (template_id,)).fetchall())
