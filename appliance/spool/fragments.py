"""What became of each part of a message, as SCG tells it (spec/SCG.md 9, 13-15)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.domain import PartState
from appliance.spool.message_states import MessageState
from appliance.spool.part_rows import those_of

STATES: Mapping[str, MessageState] = {
    PartState.IN_FLIGHT: MessageState.CREATED,
    PartState.ACCEPTED: MessageState.SENT,
    PartState.REFUSED: MessageState.FAILED,
    PartState.IN_DOUBT: MessageState.SENT,
    PartState.DELIVERED: MessageState.DELIVERED,
    PartState.UNDELIVERED: MessageState.FAILED,
}
"""One in doubt was handed over, which is all that is known of it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part that was begun. `reference` is TP-MR, `status` TP-ST, `cause` what its last try ended with."""

    number: int
    state: str
    reference: int | None
    status: int | None
    cause: str
    cause_text: str


_OF_THESE = f"""SELECT parts.transmission_id, number, parts.state, reference, status, cause, cause_text
 FROM json_each(?) AS these CROSS JOIN parts ON {those_of("these.value")}
 LEFT JOIN attempts ON attempts.id = parts.attempt_id ORDER BY parts.id"""  # noqa: S608


def begun(db: sqlite3.Connection, transmissions: Sequence[int]) -> dict[int, dict[int, Part]]:
    """The parts of each of those that were ever begun, by number."""
    found: dict[int, dict[int, Part]] = {each: {} for each in transmissions}
    for transmission_id, *values in db.execute(_OF_THESE, (json.dumps(list(transmissions)),)).fetchall():
        part = Part(*values)
        found[transmission_id][part.number] = part
    return found
