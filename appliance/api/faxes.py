"""Faxes in the box's own dialect: a file becomes a document, is looked at and sent; what came is read."""

from __future__ import annotations

from appliance.api.dialect import (
    NUMBER,
    OPTIONAL_NUMBER,
    PHONE,
    TIME,
    Field,
    File,
    Filter,
    Many,
    Octets,
    One,
    Operation,
    Shape,
    text,
)
from appliance.office import Office
from appliance.spool.listing import Match

KINDS = ("application/pdf", "image/tiff", "image/png", "image/jpeg", "text/plain")

_WORD, _BODY, _COMMENTS = text(255), text(65_536, lines=True), text(4000, lines=True)
DOCUMENT = Shape(
    "Document",
    Field("id", "id", NUMBER),
    Field("name", "name", _WORD),
    Field("type", "type", _WORD),
    Field("quality", "quality", _WORD),
    Field("pages", "pages", NUMBER),
    Field("at", "created_at", TIME),
)
FAX = Shape(
    "Fax",
    Field("id", "id", NUMBER),
    Field("direction", "direction", _WORD),
    Field("service", "service", NUMBER),
    Field("number", "party", _WORD),
    Field("name", "name", _WORD),
    Field("ident", "ident", _WORD),
    Field("title", "title", _WORD),
    Field("text", "body", _BODY),
    Field("standing", "standing", _WORD),
    Field("cause", "cause", _WORD),
    Field("cause_text", "cause_text", _WORD),
    Field("delivery", "delivery", _WORD),
    Field("pages", "pages", NUMBER),
    Field("confirmed", "confirmed", NUMBER),
    Field("document_id", "document_id", OPTIONAL_NUMBER),
    Field("line", "line", _WORD),
    Field("next_at", "next_at", TIME),
    Field("expires_at", "expires_at", TIME),
    Field("at", "created_at", TIME),
)
NEW_FAX = Shape(
    "NewFax",
    Field("number", "phone", PHONE, required=True, gives=False),
    Field("document_id", "document_id", NUMBER, required=True, gives=False),
    Field("cover", "cover", _COMMENTS, gives=False),
)
_ALL = Many(
    FAX,
    (
        Filter("after", "id", Match.AFTER, NUMBER),
        Filter("before", "id", Match.BEFORE, NUMBER),
        Filter("direction", "direction", Match.EXACT, _WORD),
    ),
)
_MAKE, _READ = ("document_create",), ("document_read",)
_SEND, _LIST = ("program_create", "transmission_create", "transmission_send"), ("transmission_list",)
_PNG, _PDF, _TIFF = File(("image/png",)), File(("application/pdf",)), File(("image/tiff",))


def operations(office: Office) -> tuple[Operation, ...]:
    """Their rows of the table."""
    use, faxes, one = office.documents, office.faxes, "/documents/{document_id}"
    return (
        Operation("POST", "/documents", "A file to be faxed", use.take, One(DOCUMENT), Octets(KINDS), needs=_MAKE),
        Operation("GET", one, "A document", use.read, One(DOCUMENT), needs=_READ),
        Operation("GET", f"{one}/pdf", "It for people", use.download, _PDF, needs=_READ),
        Operation("GET", f"{one}/tiff", "It as it is faxed", use.tiff, _TIFF, needs=_READ),
        Operation("GET", f"{one}/pages/{{number}}", "A page as the far end sees it", use.page, _PNG, needs=_READ),
        Operation("GET", f"{one}/thumbnails/{{number}}", "The same, small", use.thumbnail, _PNG, needs=_READ),
        Operation("GET", "/faxes", "Faxes, the newest first", faxes.find, _ALL, needs=_LIST),
        Operation("POST", "/faxes", "Fax a document", faxes.send, One(FAX), NEW_FAX, keyed=True, needs=_SEND),
    )
