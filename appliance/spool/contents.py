"""Rows of what is sent: texts."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.spool.listing import Table


@dataclass(frozen=True, slots=True)
class Text:
    """`type` is unicode, plain, binary (`data` is hex) or '' for not said; `message_class` as in 23.038, or None."""

    id: int
    user_id: int | None
    name: str
    data: str
    type: str
    message_class: int | None
    description: str
    created_at: float


TEXTS: Table[Text] = Table(Text, "texts", renamed={"message_class": "class"})
