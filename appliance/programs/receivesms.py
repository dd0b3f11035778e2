"""receivesms: says whose an inbound SMS is, keeps its text and its sender."""

from __future__ import annotations

import json

from appliance.domain import Service
from appliance.programs.receiving import receiving
from appliance.spool import transmissions
from appliance.spool.contents import TEXTS
from appliance.spool.listing import Connection, exactly
from appliance.spool.transmissions import TransmissionView

KIND = receiving("receivesms", Service.SMS)


def kept_text(db: Connection, view: TransmissionView) -> int | None:
    """The stored text of an inbound message, None where there is none yet or the message has grown since."""
    text_id = json.loads(view.options).get("text_id")
    text = TEXTS.newest(db, exactly(id=text_id)) if text_id else None
    return text.id if text and text.data == view.body else None


def keep_text(db: Connection, view: TransmissionView, now: float) -> int:
    """Store what came in as a text of its owner, once; its id."""
    text_id = json.loads(view.options).get("text_id")
    if text_id and TEXTS.newest(db, exactly(id=text_id)):
        TEXTS.update(db, text_id, {"data": view.body})
        return int(text_id)
    row = {"user_id": view.user_id, "name": f"from {view.party}"[:128], "data": view.body, "created_at": now}
    kept = TEXTS.insert(db, row)
    transmissions.set_option(db, view.id, "text_id", kept)
    return kept
