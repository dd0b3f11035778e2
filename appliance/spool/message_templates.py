"""Rows of what messages are written with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from appliance.spool.listing import Table

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
