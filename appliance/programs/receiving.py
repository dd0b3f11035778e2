"""Programs for what comes in: each names the account whose traffic it is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.domain import Direction, Service
from appliance.errors import Conflict, Invalid
from appliance.programs.kind import Kind, Message, Own
from appliance.programs.tokens import Facts
from appliance.spool.listing import Connection, exactly
from appliance.spool.people import ACCOUNTS
from appliance.spool.programs import Program

_KNOWN_BY = ("phone", "email")


def _check(db: Connection, own: Own, given: Mapping[str, Any]) -> dict[str, Any]:
    if given.get("account_id") is not None:
        wanted = [*own("account"), *exactly(id=given["account_id"])]
        return {"account_id": ACCOUNTS.get(db, f"account {given['account_id']}", wanted).id}
    for name in _KNOWN_BY:
        if given.get(name):
            wanted = [*own("account"), *exactly(**{name: given[name]})]
            return {"account_id": ACCOUNTS.get(db, f"account with {name} {given[name]}", wanted).id}
    raise Invalid("account_id is missing")


def says_nothing(db: Connection, program: Program, facts: Facts) -> Message:
    """What is for traffic that comes in has nothing to send: raises Conflict."""
    raise Conflict(f"a {program.type} program sends nothing")


def receiving(name: str, service: Service) -> Kind:
    """The type of that name, for what comes in by that service."""
    return Kind(name, service, Direction.INBOUND, _check, says_nothing)


RECEIVEFAX = receiving("receivefax", Service.FAX)
"""A fax is kept as a document."""
RECEIVEEMAIL = receiving("receiveemail", Service.EMAIL)
"""A mail is kept as a template with its attachments."""
FAXTOEMAIL = receiving("faxtoemail", Service.FAX)
"""A fax is kept, and mailed to the account as a PDF."""
EMAILTOFAX = receiving("emailtofax", Service.EMAIL)
"""A mail from the account to NUMBER@domain goes out as a fax."""
