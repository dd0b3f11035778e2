"""From where a message request goes: any line that serves the number, or one that is named."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.domain import Service
from appliance.office.desk import Actor, Desk
from appliance.spool.listing import Connection


@dataclass(frozen=True, slots=True)
class Origin:
    """Where messages come from. `priority`: of its channel, higher goes first; `templates`: numbers of its own."""

    sender_id: int | None = None
    number: str = ""
    priority: int = 0
    bound: bool = False
    templates: tuple[int, ...] = ()

    def lane(self, desk: Desk, number: str) -> str:
        """The lane for a number. Raises NotReady where no line will do now, Unserved where none ever will."""
        return desk.route(number, Service.SMS)

    def opens(self, number: str, now: float) -> float:
        """When it may be sent to that number, `now` for at once."""
        return now

    def price(self, number: str) -> float | None:
        """What one message to that number costs, None where nobody says."""
        return None


def resolve(db: Connection, actor: Actor, given: str) -> Origin:
    """What `from` names. Raises Invalid, NotFound."""
    return Origin()
