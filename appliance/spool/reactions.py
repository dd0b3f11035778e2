"""The events that programs answer: of faxes that faxtoemail took in, and of those that emailtofax sent."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

_ANSWERED = """
SELECT events.id, events.kind, events.transmission_id, coalesce(parents.id, programs.id)
FROM events
JOIN transmissions ON transmissions.id = events.transmission_id
JOIN programs ON programs.id = transmissions.program_id
LEFT JOIN programs AS parents ON parents.id = programs.parent_id
WHERE events.id > ?1 AND (
    (events.kind IN ('transmission.created', 'transmission.done') AND programs.type = 'sendfax'
     AND parents.type = 'emailtofax')
    OR (events.kind = 'fax.received' AND programs.type = 'faxtoemail')
) ORDER BY events.id LIMIT ?2
"""
_ANYBODY = "SELECT EXISTS (SELECT 1 FROM programs WHERE type IN ('faxtoemail', 'emailtofax'))"


@dataclass(frozen=True, slots=True)
class Cue:
    """An event that the program answers: its parent's where it is a child."""

    event_id: int
    kind: str
    transmission_id: int
    program_id: int


def after(db: sqlite3.Connection, event_id: int, limit: int = 100) -> list[Cue]:
    """Those that follow `event_id`, the oldest first."""
    return [Cue(*row) for row in db.execute(_ANSWERED, (event_id, limit)).fetchall()]


def anybody(db: sqlite3.Connection) -> bool:
    """Whether there is a program that answers events."""
    return bool(db.execute(_ANYBODY).fetchone()[0])
