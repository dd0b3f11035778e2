"""What is told to those who subscribed, and what could not be: the dead letters, which may be sent again."""

from __future__ import annotations

from appliance.errors import Conflict
from appliance.office.desk import Actor, Desk
from appliance.office.subscribing import KIND
from appliance.spool import deliveries
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.webhooks import DELIVERIES, Delivery

AT_ONCE = 1000
_DEAD = exactly(state="failed")


class Deliveries:
    """Each owner's own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Delivery]:
        """Those that match, in whatever state."""
        return DELIVERIES.find(self._desk.read(), [*actor.own(KIND), *where], page)

    def read(self, actor: Actor, delivery_id: int) -> Delivery:
        """One of them. Raises NotFound."""
        return _delivery(self._desk.read(), actor, delivery_id)

    def dead(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Delivery]:
        """Those that were given up."""
        return self.find(actor, (*_DEAD, *where), page)

    def dead_letter(self, actor: Actor, delivery_id: int) -> Delivery:
        """One of those. Raises NotFound."""
        wanted = [*actor.own(KIND), *_DEAD, *exactly(id=delivery_id)]
        return DELIVERIES.get(self._desk.read(), f"dead letter {delivery_id}", wanted)

    def replay(self, actor: Actor, delivery_id: int) -> int:
        """Send one that was given up again, as the same event; its id. Raises NotFound, Conflict."""

        def change(db: Connection) -> int:
            found = _given_up(db, actor, delivery_id)
            deliveries.replay(db, [found], self._desk.clock())
            return found.id

        again = self._desk.write(change)
        self._desk.due()
        return again

    def replay_all(self, actor: Actor, configuration_id: int | None = None) -> int:
        """Send all that was given up again, or all for one target; how many."""
        where = exactly(configuration_id=configuration_id) if configuration_id is not None else ()
        replayed = 0
        while some := self._desk.write(lambda db: self._replay_some(db, actor, where)):
            replayed += some
        self._desk.due()
        return replayed

    def _replay_some(self, db: Connection, actor: Actor, where: tuple[Condition, ...]) -> int:
        found = DELIVERIES.find(db, [*actor.own(KIND), *_DEAD, *where], Page(AT_ONCE)).rows
        deliveries.replay(db, found, self._desk.clock())
        return len(found)

    def discard(self, actor: Actor, delivery_id: int) -> int:
        """Forget one that was given up; its id. Raises NotFound, Conflict."""

        def change(db: Connection) -> int:
            found = _given_up(db, actor, delivery_id)
            DELIVERIES.delete(db, [found.id])
            return found.id

        return self._desk.write(change)

    def discard_all(self, actor: Actor) -> int:
        """Forget all that was given up; how many."""
        discarded = 0
        while some := self._desk.write(lambda db: self._discard_some(db, actor)):
            discarded += some
        return discarded

    def _discard_some(self, db: Connection, actor: Actor) -> int:
        found = DELIVERIES.find(db, [*actor.own(KIND), *_DEAD], Page(AT_ONCE)).rows
        DELIVERIES.delete(db, [each.id for each in found])
        return len(found)


def _delivery(db: Connection, actor: Actor, delivery_id: int) -> Delivery:
    return DELIVERIES.get(db, f"delivery {delivery_id}", [*actor.own(KIND), *exactly(id=delivery_id)])


def _given_up(db: Connection, actor: Actor, delivery_id: int) -> Delivery:
    found = _delivery(db, actor, delivery_id)
    if found.state != "failed":
        raise Conflict(f"it is {found.state}, no dead letter")
    return found
