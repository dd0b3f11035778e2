"""Rows of keywords: words that those who write to the box may send, their owner's and those built in."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.spool.listing import Connection, Table, last_change

RESERVED, COMPANY = "RESERVED", "COMPANY"
SENSITIVE, INSENSITIVE = "SENSITIVE", "INSENSITIVE"


@dataclass(frozen=True, slots=True)
class Keyword:
    """`value` is a POSIX extended regular expression, of those built in words between |. `actions`: a JSON array.

    `sender_id`: on that line alone, None for all. `language`: in which those built in are answered. Times are Unix
    seconds.
    """

    id: int
    user_id: int | None
    application_id: int | None
    name: str
    description: str
    value: str
    sensitivity: str
    sender_id: int | None
    valid_from: float | None
    valid_to: float | None
    associated_info: str
    campaign_id: str
    type: str
    actions: str
    reply_template: str
    language: str
    version: int
    created_at: float
    updated_at: float | None


KEYWORDS: Table[Keyword] = Table(Keyword, "keywords", searchable=last_change("keywords"))

_FIELDS = ", ".join(KEYWORDS.columns[each] for each in Keyword.__dataclass_fields__)
_RESERVED = f"SELECT {_FIELDS} FROM keywords WHERE type = 'RESERVED' ORDER BY id"  # noqa: S608
_VALID = f"""SELECT {_FIELDS} FROM keywords WHERE user_id = ?1 AND type = 'COMPANY'
 AND (sender_id IS NULL OR coalesce((SELECT parent_id FROM sender_ids WHERE id = sender_id), sender_id) = ?2)
 AND coalesce(valid_from, ?3) <= ?3 AND coalesce(valid_to, ?3) >= ?3 ORDER BY sender_id IS NULL, id"""  # noqa: S608


def reserved(db: Connection) -> list[Keyword]:
    """Those built in."""
    return [Keyword(*row) for row in db.execute(_RESERVED).fetchall()]


def valid(db: Connection, user_id: int, line_id: int, now: float) -> list[Keyword]:
    """Those of a user that hold at a line now: the line's own first, then the oldest."""
    return [Keyword(*row) for row in db.execute(_VALID, (user_id, line_id, now)).fetchall()]
