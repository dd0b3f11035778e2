"""What is told of an event, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.domain import Event
from appliance.identifiers import encode
from appliance.office.desk import Actor
from appliance.spool.announced import Outlet
from appliance.spool.listing import Connection

SUCCESS = {"reason_code": "200", "reason_description": "SUCCESS"}


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may know: who holds the permissions `needs`; of a record of somebody's, its owner, an application of theirs
    where none other made it, and who is above all owners of its `kind`."""

    needs: tuple[str, ...]
    kind: str = ""
    user_id: int | None = None
    application_id: int | None = None

    def has(self, actor: Actor) -> bool:
        """Whether that one belongs to it."""
        if not all(actor.may(each) for each in self.needs):
            return False
        if not self.kind:
            return True
        theirs = actor.may(f"{self.kind}_admin") or (self.user_id is not None and self.user_id == actor.user_id)
        return theirs and (actor.application_id is None or self.application_id in (None, actor.application_id))


@dataclass(frozen=True, slots=True)
class Announcement:
    """An event as it is told. `key`: the id of what it is about. A field that is None is not told."""

    topic: str
    type: str
    key: str
    fields: Mapping[str, Any]
    audience: Audience


Announce = Callable[[Connection, Event], Announcement | None]


def of_messages(user_id: int | None, application_id: int | None = None) -> Audience:
    """Who may read those messages."""
    return Audience(("transmission_read",), "transmission", user_id, application_id)


def identified(kind: str, number: int | None) -> str | None:
    """The id of a record, where there is one."""
    return None if number is None else encode(kind, number)


def sender_of(line: Outlet) -> Mapping[str, Any]:
    """A line as a sender id."""
    return {"sender_id_id": identified("sender", line.provider_id), "sender_id_alias": line.name or line.line or None}
