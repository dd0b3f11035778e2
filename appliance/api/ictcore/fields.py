"""How ICTCore's structures and list filters are written down."""

from __future__ import annotations

from appliance.api.dialect import NUMBER, Field, Filter, Kind, text
from appliance.spool.listing import Match

WORDS = text(255)
LONGEST_TEXT = 40_000  # 255 parts of 153 septets


def read_only(name: str, source: str, kind: Kind) -> Field:
    """A field that is only given."""
    return Field(name, source, kind, takes=False)


def write_only(name: str, source: str, kind: Kind, required: bool = False) -> Field:
    """A field that is only taken."""
    return Field(name, source, kind, required=required, gives=False)


def file_name(suffix: str) -> Field:
    """What the file of a record is called when it is given, "" where there is none."""
    return read_only("file_name", "", Kind(WORDS.schema, WORDS.decode, lambda it: it.name + suffix if it.file else ""))


def filters(match: Match, kind: Kind, **columns: str) -> tuple[Filter, ...]:
    """Query parameters of one kind, each with its column (spec/ICTCORE.md 7)."""
    return tuple(Filter(name, column, match, kind) for name, column in columns.items())


_OWNER = filters(Match.EXACT, NUMBER, user_id="user_id", created_by="user_id")
MADE = (Filter("after", "created_at", Match.FROM, NUMBER), Filter("before", "created_at", Match.UNTIL, NUMBER))
COMMON = (*_OWNER, *MADE)
