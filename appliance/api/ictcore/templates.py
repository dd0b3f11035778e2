"""ICTCore's templates (spec/ICTCORE.md 5.5, 8, 11)."""

from __future__ import annotations

from appliance.api.dialect import NUMBER, OPTIONAL_NUMBER, Field, Kind, Many, Operation, Shape, text
from appliance.api.ictcore.fields import COMMON, WORDS, filters, read_only
from appliance.api.ictcore.media import Noun, media_operations
from appliance.office import Office
from appliance.spool.listing import Match

_BODY = text(500_000, lines=True)

TEMPLATE = Shape(
    "Template",
    read_only("template_id", "id", NUMBER),
    Field("name", "name", text(128), required=True),
    Field("description", "description", text(255)),
    Field("type", "type", text(32)),
    Field("subject", "subject", text(255), required=True),
    Field("body", "body", _BODY, required=True),
    Field("body_alt", "body_alt", _BODY),
    read_only("attachment", "attached", WORDS),
    read_only("length", "body", Kind({"type": "integer"}, NUMBER.decode, len)),
    read_only("user_id", "user_id", OPTIONAL_NUMBER),
)

TEMPLATE_FILTERS = (
    *filters(Match.EXACT, NUMBER, template_id="id"),
    *filters(
        Match.CONTAINS,
        WORDS,
        name="name",
        subject="subject",
        type="type",
        description="description",
        body="body",
        body_alt="body_alt",
    ),
    *COMMON,
)

_NOUN = Noun("template", TEMPLATE, Many(TEMPLATE, TEMPLATE_FILTERS), ("*/*",), ("*/*", "application/zip"))


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    return media_operations(_NOUN, office.templates)
