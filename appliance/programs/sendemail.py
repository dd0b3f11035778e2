"""sendemail: sends a template, its tokens replaced, with its attachments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.domain import Direction, Service
from appliance.errors import Conflict, Invalid, NotFound
from appliance.programs.kind import Kind, Message, Own
from appliance.programs.tokens import Facts, render, render_html, render_line
from appliance.programs.words import words_of
from appliance.spool.contents import ATTACHMENTS, TEMPLATES
from appliance.spool.listing import Connection, exactly
from appliance.spool.programs import Program


def _check(db: Connection, own: Own, given: Mapping[str, Any]) -> dict[str, Any]:
    if given.get("template_id") is None:
        raise Invalid("template_id is missing")
    wanted = given["template_id"]
    return {"template_id": TEMPLATES.get(db, f"template {wanted}", [*own("template"), *exactly(id=wanted)]).id}


def _render(db: Connection, program: Program, facts: Facts) -> Message:
    try:
        template = TEMPLATES.get(db, "template", exactly(id=program.parameters["template_id"]))
    except NotFound as gone:
        raise Conflict("its template was deleted") from gone
    html = render_html(template.body, facts)
    attached = ATTACHMENTS.find(db, exactly(template_id=template.id)).rows
    account = facts.get("transmission", {}).get("account", {})
    name = f"{account.get('first_name') or ''} {account.get('last_name') or ''}".strip()
    options = {
        "subject": render_line(template.subject, facts),
        "html": html,
        "sender": account.get("email") or "",
        "sender_name": name,
        "attachments": [{"file": each.file, "name": each.name, "type": each.kind} for each in attached],
    }
    body = render(template.body_alt, facts) or words_of(html)
    return Message(body, {name: value for name, value in options.items() if value})


KIND = Kind("sendemail", Service.EMAIL, Direction.OUTBOUND, _check, _render)
