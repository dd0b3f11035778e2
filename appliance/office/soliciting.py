"""Double opt-in: who is to be written to is asked first, once, and has to agree within a day (spec/SCG.md 9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.errors import Conflict
from appliance.office import phrases
from appliance.office.answering import Answering
from appliance.office.desk import Actor
from appliance.office.marking import Marking, Word
from appliance.spool import consents, people
from appliance.spool.consents import Consent, Source, Status
from appliance.spool.inbound import Owner
from appliance.spool.listing import Connection, exactly
from appliance.spool.providers import PROVIDERS

_NOTHING: Mapping[str, Any] = {}
_SOMEBODY = "This number"


class Soliciting:
    """In transactions under way."""

    def __init__(self, marking: Marking, answering: Answering) -> None:
        self._marking = marking
        self._answering = answering

    def is_wanted(self, db: Connection, consent: Consent, status: str) -> bool:
        """Whether that address must be asked before it is OPTIN: the box keeps what is said to that line."""
        if status != Status.OPTIN or consent.status == Status.OPTIN or consent.sender_id is None:
            return False
        return consents.is_managed(db, consents.line_of(db, consent.sender_id))

    def ask(
        self,
        db: Connection,
        actor: Actor,
        consent: Consent,
        also: Mapping[str, Any] = _NOTHING,
        expected: int | None = None,
    ) -> str:
        """Send the question; the lane to wake. Raises Stale, Forbidden, Conflict where they may not be asked."""
        actor.need(("transmission_send",))
        assert consent.sender_id is not None
        way = PROVIDERS.newest(db, exactly(id=consents.line_of(db, consent.sender_id)))
        if way is None or way.outlet is None:
            raise Conflict("that sender_id has no line to ask with")
        account = people.newest_account(db, actor.user_id)
        owner = Owner(actor.user_id, account.id if account else None)
        text = phrases.ASKING.format(name=_SOMEBODY)
        if self._answering.say(db, owner, consent.address, way.outlet, text) is None:
            raise Conflict(f"{consent.address} can't be asked: it declined, is no telephone, or was asked too often")
        self._marking.ask(db, consent, Word(Source.COMPANY, text), also, expected)
        return way.outlet
