"""Consent: what is known of each far address at each line, changed by whom it belongs to and by who asks it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from appliance import parties
from appliance.addresses import mailbox
from appliance.errors import Invalid, Taken
from appliance.office.desk import Actor, Desk
from appliance.office.exchanges import Exchanges
from appliance.office.marking import MDN, Marking, Place, Word
from appliance.office.senders import Senders
from appliance.office.soliciting import Soliciting
from appliance.spool import consents
from appliance.spool.consents import CONSENTS, HISTORY, Consent, Said, Source, Status, refusal
from appliance.spool.listing import Condition, Connection, Found, Match, Page, Table, exactly
from appliance.spool.people import USERS
from appliance.spool.roles import ADMIN

__all__ = ["Consents", "OptedOut", "refusal"]

R = TypeVar("R")

NOUN = "status"
ADDRESS = "address"
EMAIL = "EMAIL"
LONGEST_ADDRESS = 254
_UNSAID = (Status.NONE, Status.OPTIN)  # which only the far end can make of it at a line that the box manages
_COMPANY = Word(Source.COMPANY)


@dataclass(frozen=True, slots=True)
class OptedOut:
    """The rows that were set, and why others were not, by address."""

    ids: tuple[int, ...]
    errors: dict[str, str]


class Consents:
    """What the box's lines have been told, and each application's own."""

    def __init__(
        self, desk: Desk, senders: Senders, marking: Marking, soliciting: Soliciting, exchanges: Exchanges
    ) -> None:
        self._desk = desk
        self._senders = senders
        self._marking = marking
        self._soliciting = soliciting
        self._exchanges = exchanges

    def create(self, actor: Actor, address: str = "", **fields: Any) -> int:
        """Keep what is known of an address; its id. At a line that the box manages it is asked to agree.

        Raises Taken where there is a row, Invalid, Conflict where they may not be asked.
        """
        kind, wanted = fields.get("address_type") or MDN, fields.get("status") or Status.NONE
        plain = self._address(kind, address)
        sender_id = self._senders.check(actor, fields.get("sender_id"))
        self._exchanges.look_at(plain)

        def change(db: Connection) -> tuple[int, str | None]:
            if _row(db, actor, plain, sender_id) is not None:
                raise Taken(f"address and sender_id: {plain} has a status there")
            place = Place(**actor.owner, address=plain, address_type=kind, sender_id=sender_id)
            if wanted in _UNSAID and consents.is_managed(db, sender_id):
                made = self._marking.make(db, place)
                return made.id, self._soliciting.ask(db, actor, made)
            return self._begin(db, place, wanted).id, None

        return self._woken(*self._desk.write(change))

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Consent]:
        """Those that match; whoever was written to or wrote by then has a row."""
        asked = [each for each in where if each.column == ADDRESS]
        for address in (address for each in asked for address in _values(each)):
            self._exchanges.look_at(address)
        if not asked:
            self._exchanges.look()
        return self._found(CONSENTS, actor, where, page)

    def read(self, actor: Actor, status_id: int) -> Consent:
        """One of them. Raises NotFound."""
        return _get(self._desk.read(), actor, status_id)

    def update(self, actor: Actor, status_id: int, expected: int | None = None, **fields: Any) -> int:
        """Say what is known now; its id. At a line that the box manages, OPTIN asks them.

        Raises NotFound, Stale, Conflict where they may not be asked.
        """

        def change(db: Connection) -> tuple[int, str | None]:
            consent = _get(db, actor, status_id)
            wanted = fields.get("status") or consent.status
            also = {"address_type": fields.get("address_type") or consent.address_type}
            if self._soliciting.is_wanted(db, consent, wanted):
                return consent.id, self._soliciting.ask(db, actor, consent, also, expected)
            self._marking.told(db, consent, wanted, _COMPANY, also, expected)
            return consent.id, None

        return self._woken(*self._desk.write(change))

    def delete(self, actor: Actor, status_id: int) -> int:
        """Forget what is known now; its id. The history stays. Raises NotFound."""
        self._desk.write(lambda db: CONSENTS.delete(db, [_get(db, actor, status_id).id]))
        return status_id

    def opt_out(self, actor: Actor, addresses: Sequence[str], **fields: Any) -> OptedOut:
        """Say of many addresses that they declined, or what `status` says; rows are made where there are none.

        What is no address is told in the reply, the others are set. Raises Invalid.
        """
        status = fields.get("status") or Status.OPTOUT
        if status == Status.OPTIN:
            raise Invalid("consent_status is OPTOUT, BLACKLIST or NONE here")
        sender_id = self._senders.check(actor, fields.get("sender_id"))
        kind, errors, plain = fields.get("address_type") or MDN, {}, []
        for each in addresses:
            try:
                plain.append(self._address(kind, each))
            except Invalid as error:
                errors[each] = str(error)

        def change(db: Connection) -> tuple[int, ...]:
            places = [Place(**actor.owner, address=each, address_type=kind, sender_id=sender_id) for each in plain]
            return tuple(dict.fromkeys(self._set(db, actor, place, status) for place in places))

        return OptedOut(self._desk.write(change), errors)

    def known(self) -> list[tuple[Consent, str | None]]:
        """What is known of whomever, with the line that it is of, None for every line; for the owner of the box."""
        return consents.known(self._desk.read())

    def say(self, address: str, status: str) -> None:
        """The owner of the box says what holds for a number at every line, for everybody. Raises Invalid."""
        plain = self._address(MDN, address)

        def change(db: Connection) -> None:
            rows = consents.of_address(db, plain)
            for row in rows:
                self._marking.told(db, row, status, _COMPANY)
            if not rows:
                owner = next(iter(USERS.find(db, exactly(role_id=ADMIN)).rows), None)
                self._begin(db, Place(owner.id if owner else None, None, plain, MDN, None), status)

        self._desk.write(change)

    def history(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Said]:
        """What was said, in order."""
        return self._found(HISTORY, actor, where, page)

    def _found(self, table: Table[R], actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[R]:
        db = self._desk.read()
        meant = [_of_address(db, table, each) if each.column == ADDRESS else each for each in where]
        return table.find(db, [*actor.own(NOUN), *meant], page)

    def _begin(self, db: Connection, place: Place, status: str) -> Consent:
        if status == Status.NONE:
            return self._marking.make(db, place)
        return self._marking.begin(db, place, status, _COMPANY)

    def _set(self, db: Connection, actor: Actor, place: Place, status: str) -> int:
        known = _row(db, actor, place.address, place.sender_id)
        if known is None:
            return self._begin(db, place, status).id
        self._marking.told(db, known, status, _COMPANY)
        return known.id

    def _address(self, kind: str, address: str) -> str:
        """As it is kept. Raises Invalid."""
        if not address.strip() or len(address) > LONGEST_ADDRESS or not address.isprintable():
            raise Invalid("address is missing" if not address.strip() else "address is no address")
        if kind == EMAIL:
            return mailbox(address)
        return self._desk.carrier.dialable(address) if parties.is_subscriber(address) else address.strip()

    def _woken(self, made: int, lane: str | None) -> int:
        if lane is not None:
            self._desk.wake(lane)
        return made


def _get(db: Connection, actor: Actor, status_id: int) -> Consent:
    return CONSENTS.get(db, f"{NOUN} {status_id}", [*actor.own(NOUN), *exactly(id=status_id)])


def _row(db: Connection, actor: Actor, address: str, sender_id: int | None) -> Consent | None:
    """What the user keeps of that address at that sender id, whichever application made it."""
    own = (each for each in consents.of_address(db, address) if each.user_id == actor.user_id)
    return next((each for each in own if each.sender_id == sender_id), None)


def _values(condition: Condition) -> list[str]:
    found = json.loads(str(condition.value)) if condition.match is Match.AMONG else [condition.value]
    return [str(each) for each in found]


def _of_address(db: Connection, table: Table[Any], condition: Condition) -> Condition:
    """The same of an address, which may be spelled otherwise there."""
    found = [row.id for address in _values(condition) for row in consents.those_of(db, table, address)]
    return Condition("id", Match.AMONG, json.dumps(found))
