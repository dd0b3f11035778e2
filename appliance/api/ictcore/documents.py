"""ICTCore's documents (spec/ICTCORE.md 5.5, 8, 11)."""

from __future__ import annotations

from typing import Any

from appliance.api.dialect import NUMBER, OPTIONAL_NUMBER, Field, Kind, Many, Operation, Shape, text, word
from appliance.api.ictcore.fields import COMMON, WORDS, file_name, filters, read_only
from appliance.api.ictcore.media import Noun, media_operations
from appliance.media.documents import QUALITIES, Quality
from appliance.media.kinds import DOCUMENT_TYPES
from appliance.office import Office
from appliance.spool.contents import Document
from appliance.spool.listing import Match


def _of_pages(name: str, attribute: str) -> Field:
    """A property of the pages that there are, 0 where there are none."""

    def encode(document: Document) -> Any:
        quality: Quality = QUALITIES[document.quality]
        return getattr(quality, attribute) if document.file else 0

    return read_only(name, "", Kind({"type": "integer"}, NUMBER.decode, encode))


DOCUMENT = Shape(
    "Document",
    read_only("document_id", "id", NUMBER),
    Field("name", "name", text(128), required=True),
    Field("description", "description", text(255)),
    Field("type", "type", text(32)),
    Field("quality", "quality", word({each: each for each in QUALITIES})),
    file_name(".pdf"),
    read_only("pages", "pages", NUMBER),
    _of_pages("size_x", "width"),
    _of_pages("size_y", "height"),
    _of_pages("resolution_x", "resolution_x"),
    _of_pages("resolution_y", "resolution_y"),
    read_only("user_id", "user_id", OPTIONAL_NUMBER),
)

DOCUMENT_FILTERS = (
    *filters(Match.EXACT, NUMBER, document_id="id"),
    *filters(Match.CONTAINS, WORDS, name="name", type="type", description="description"),
    *COMMON,
)

_NOUN = Noun("document", DOCUMENT, Many(DOCUMENT, DOCUMENT_FILTERS), DOCUMENT_TYPES, ("application/pdf",))


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    return media_operations(_NOUN, office.documents)
