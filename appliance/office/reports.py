"""What became of transmissions: their tries, the steps of each, every fact."""

from __future__ import annotations

import json

from appliance.domain import Direction, Service
from appliance.office.desk import Actor, Desk
from appliance.office.steps import Step, recalled, steps_of
from appliance.programs import receivesms
from appliance.spool.history import EVENTS, EventView
from appliance.spool.listing import Condition, Connection, Found, Page, chosen, exactly
from appliance.spool.transmissions import ATTEMPTS, IN_ORDER, TRANSMISSIONS, AttemptView, TransmissionView


class Reports:
    """Each owner's own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def attempts(
        self, actor: Actor, transmission_id: int, where: tuple[Condition, ...], page: Page
    ) -> Found[AttemptView]:
        """Every try, the first one first. Raises NotFound."""
        transmission_in(self._desk.read(), actor, transmission_id)
        return ATTEMPTS.find(self._desk.read(), [*where, *exactly(transmission_id=transmission_id)], page)

    def attempt(self, actor: Actor, attempt_id: int) -> AttemptView:
        """One try. Raises NotFound."""
        return ATTEMPTS.get(self._desk.read(), f"spool {attempt_id}", [*actor.own("spool"), *exactly(id=attempt_id)])

    def attempt_standing(self, actor: Actor, attempt_id: int) -> str:
        """Where a try stands. Raises NotFound."""
        return self.attempt(actor, attempt_id).standing

    def results(self, actor: Actor, transmission_id: int, where: tuple[Condition, ...], page: Page) -> Found[Step]:
        """What the latest try came to, or what came in, step by step. Raises NotFound."""
        db = self._desk.read()
        view = transmission_in(db, actor, transmission_id)
        latest = ATTEMPTS.newest(db, exactly(transmission_id=transmission_id))
        tries = (None, latest.id if latest else None)
        rows = EVENTS.find(db, exactly(transmission_id=transmission_id)).rows
        told = recalled([each for each in rows if each.attempt_id in tries], latest)
        return chosen(steps_of(told, Service(view.service), self._kept(view)), where, page)

    def attempt_results(self, actor: Actor, attempt_id: int, where: tuple[Condition, ...], page: Page) -> Found[Step]:
        """What one try came to, step by step. Raises NotFound."""
        attempt = self.attempt(actor, attempt_id)
        view = transmission_in(self._desk.read(), actor, attempt.transmission_id)
        told = EVENTS.find(self._desk.read(), exactly(transmission_id=view.id, attempt_id=attempt_id)).rows
        steps = steps_of(recalled(told, attempt), Service(view.service), self._kept(view))
        return chosen(steps, where, page)

    def events(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[EventView]:
        """Every fact that the actor may know, in order."""
        return EVENTS.find(self._desk.read(), [*actor.own("transmission"), *where], page)

    def inbox(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[TransmissionView]:
        """What came in, in order."""
        came = exactly(direction=Direction.INBOUND, deleted=0)
        return IN_ORDER.find(self._desk.read(), [*actor.own("transmission"), *came, *where], page)

    def _kept(self, view: TransmissionView) -> tuple[str, int] | None:
        """As what something that came in was kept: a mail as a template, a fax as a document, an SMS as a text."""
        if view.direction != Direction.INBOUND:
            return None
        if view.service == Service.FAX and "document_id" not in view.facts:
            return None  # it is still coming
        options = json.loads(view.options)
        kept = next(
            ((name, options[f"{name}_id"]) for name in ("template", "document") if f"{name}_id" in options), None
        )
        return kept or ("text", self._kept_text(view))

    def _kept_text(self, view: TransmissionView) -> int:
        """Made when it is first asked for."""
        return receivesms.kept_text(self._desk.read(), view) or self._desk.write(
            lambda db: receivesms.keep_text(db, view, self._desk.clock())
        )


def transmission_in(db: Connection, actor: Actor, transmission_id: int) -> TransmissionView:
    """The transmission, where the actor may see it. Raises NotFound."""
    wanted = exactly(id=transmission_id, deleted=0)
    return TRANSMISSIONS.get(db, f"transmission {transmission_id}", [*actor.own("transmission"), *wanted])
