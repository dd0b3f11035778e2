"""What a message request needs of others while it is carried out: its owner, from where it goes, what it says."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from appliance.office.anywhere import Anywhere, From
from appliance.office.composing import Composition, restored
from appliance.office.desk import Actor, Desk
from appliance.office.people import account_for, owner_in
from appliance.office.senders import Senders
from appliance.routing import LineFacts
from appliance.spool.listing import Connection
from appliance.spool.requests import Request

_restored = lru_cache(16)(restored)


@dataclass(frozen=True, slots=True)
class Course:
    """A request and all that its messages have in common; `lines` of the box as they are now."""

    request: Request
    actor: Actor
    origin: From
    composition: Composition
    account_id: int | None
    lines: Sequence[LineFacts]


class Courses:
    """Looks it up, as it is now."""

    def __init__(self, desk: Desk, senders: Senders) -> None:
        self._desk = desk
        self._senders = senders
        self._anywhere = Anywhere(desk)

    def origin(self, db: Connection, actor: Actor, given: str) -> From:
        """From where a message goes that is from `given`, "" for anywhere. Raises Invalid."""
        return self._senders.resolve(db, actor, given) if given.strip() else self._anywhere

    def of(self, db: Connection, request: Request) -> Course:
        """A request's. Raises NotFound, Invalid where something is gone since it was asked for."""
        owner = dataclasses.replace(owner_in(db, request.user_id), application_id=request.application_id)
        return self.begun(db, request, owner, self.origin(db, owner, request.origin))

    def begun(self, db: Connection, request: Request, owner: Actor, origin: From) -> Course:
        """The same where it was just found out whose it is and from where it goes."""
        words = _restored(request.composition)
        return Course(request, owner, origin, words, account_for(db, owner, None), self._desk.line_facts())
