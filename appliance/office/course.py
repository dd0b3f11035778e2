"""What a message request needs of others while it is carried out: its owner, its origin, its words, consent."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from appliance.office.composing import Composition, restored
from appliance.office.desk import Actor
from appliance.office.origin import Origin, resolve
from appliance.office.people import account_for, owner_in
from appliance.spool.listing import Connection
from appliance.spool.requests import Request


@dataclass(frozen=True, slots=True)
class Course:
    """A request and all that its messages have in common."""

    request: Request
    actor: Actor
    origin: Origin
    composition: Composition
    account_id: int | None


def course_of(db: Connection, request: Request) -> Course:
    """What it needs, as it is now. Raises NotFound, Invalid where something is gone since it was asked for."""
    owner = dataclasses.replace(owner_in(db, request.user_id), application_id=request.application_id)
    return Course(
        request,
        owner,
        resolve(db, owner, request.origin),
        restored(request.composition),
        account_for(db, owner, None),
    )
