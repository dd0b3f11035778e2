"""Faxes as people read them: what came and what goes out, with their pages."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.spool.listing import Table
from appliance.spool.messages import CAUSES, NAME, NEWEST_TRY
from appliance.spool.part_rows import ACCOUNTED, those_of
from appliance.spool.transmissions import CAME_IN, STANDING

_CONFIRMED = f"""CASE direction WHEN 'inbound' THEN transmissions.parts ELSE
 (SELECT count(*) FROM parts WHERE {those_of("transmissions.id")} AND state IN {ACCOUNTED}) END"""  # noqa: S608
_OF_PROGRAM = "json_extract(programs.data, '$.document_id')"


@dataclass(frozen=True, slots=True)
class FaxView:
    """A fax. `confirmed`: how many of its `pages` the far end has, or came; `ident`: what the far station says it is,
    '' where it sent nothing. The rest as in `MessageView`."""

    id: int
    user_id: int | None
    direction: str
    service: int
    party: str
    name: str
    title: str
    body: str
    standing: str
    cause: str
    cause_text: str
    delivery: str
    pages: int
    confirmed: int
    document_id: int | None
    ident: str
    line: str
    next_at: float | None
    expires_at: float | None
    created_at: float


FAXES: Table[FaxView] = Table(
    FaxView,
    "transmissions",
    source=(
        "transmissions LEFT JOIN contacts ON contacts.id = transmissions.contact_id"
        " LEFT JOIN programs ON programs.id = transmissions.program_id"
    ),
    renamed={"pages": "parts"},
    computed={
        "standing": STANDING,
        **CAUSES,
        "name": NAME,
        "delivery": "''",
        "confirmed": _CONFIRMED,
        "document_id": f"coalesce(json_extract(transmissions.options, '$.document_id'), {_OF_PROGRAM})",
        "ident": "coalesce(json_extract(transmissions.options, '$.ident'), '')",
        "line": f"coalesce((SELECT line {NEWEST_TRY}), '')",
        "next_at": f"(SELECT not_before {NEWEST_TRY})",
    },
    searchable={"deleted": "transmissions.deleted"},
    spelled=CAME_IN,
    newest_first=True,
)
