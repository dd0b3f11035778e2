"""sendfax: sends a document, behind a cover page with comments where `cover` is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.domain import Direction, Service
from appliance.errors import Conflict, Invalid
from appliance.programs.kind import Kind, Message, Own
from appliance.programs.tokens import Facts
from appliance.spool.contents import DOCUMENTS
from appliance.spool.listing import Connection, exactly
from appliance.spool.programs import Program


def _check(db: Connection, own: Own, given: Mapping[str, Any]) -> dict[str, Any]:
    if given.get("document_id") is None:
        raise Invalid("document_id is missing")
    wanted = given["document_id"]
    document = DOCUMENTS.get(db, f"document {wanted}", [*own("document"), *exactly(id=wanted)])
    comments = {} if given.get("cover") is None else {"cover": str(given["cover"])}
    return {"document_id": document.id, **comments}


def _render(db: Connection, program: Program, facts: Facts) -> Message:
    document = DOCUMENTS.newest(db, exactly(id=program.parameters["document_id"]))
    if document is None:
        raise Conflict("its document was deleted")
    if not document.fax:
        raise Conflict(f"document {document.id} has no pages: upload its file first")
    station = facts.get("transmission", {}).get("account", {}).get("phone") or ""
    known = {"document_id": document.id, "file": document.fax, "pages": document.pages, "header": document.name}
    return Message("", {**known, "station": station})


KIND = Kind("sendfax", Service.FAX, Direction.OUTBOUND, _check, _render)
