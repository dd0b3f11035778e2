"""A row for each address and line that have exchanged a text, made when somebody looks (docs/decisions)."""

from __future__ import annotations

from collections.abc import Collection

from appliance import parties
from appliance.office.desk import Desk
from appliance.office.marking import MDN, Marking, Place
from appliance.spool import consents, exchanges, refusing
from appliance.spool.consents import Status
from appliance.spool.exchanges import Exchange
from appliance.spool.listing import Connection

_SAVE_AFTER = 1000  # tries, until it is noted how far the last look came


class Exchanges:
    """Of all users."""

    def __init__(self, desk: Desk, marking: Marking) -> None:
        self._desk = desk
        self._marking = marking

    def look_at(self, address: str) -> None:
        """Have a row for each line that has exchanged a text with that address."""
        self._keep(exchanges.of_address(self._desk.read(), address))

    def look(self) -> None:
        """Have a row for everybody whom a line has exchanged a text with since the last look."""
        seen = reached = exchanges.seen(self._desk.read())
        while True:
            found, last = exchanges.after(self._desk.read(), reached)
            if last <= reached:
                break
            self._keep(found)
            reached = last
        if reached - seen >= _SAVE_AFTER:
            self._desk.write(lambda db: exchanges.see(db, reached))

    def _keep(self, found: Collection[Exchange]) -> None:
        first: dict[tuple[int, str, str], Exchange] = {}
        for each in found:
            first.setdefault((each.user_id, each.address, each.line), each)
        db = self._desk.read()
        lines = {each: refusing.sender_of(db, each) for each in {exchange.line for exchange in found}}
        placed = [(each, line) for each in first.values() if (line := lines[each.line])]  # others are gone
        missing = [(each, line) for each, line in placed if not _has_row(db, each, line)]
        if missing:
            self._desk.write(lambda db: self._make(db, missing))

    def _make(self, db: Connection, missing: Collection[tuple[Exchange, int]]) -> None:
        """One after the other: an address may come in two spellings."""
        for each, line_id in missing:
            if not _has_row(db, each, line_id):
                place = Place(each.user_id, None, parties.usual(each.address), MDN, line_id)
                self._marking.make(db, place, _heard(db, each, line_id), each.at)


def _has_row(db: Connection, exchange: Exchange, line_id: int) -> bool:
    return exchange.user_id in consents.said_at(db, exchange.address, line_id)


def _heard(db: Connection, exchange: Exchange, line_id: int) -> str:
    """What the far end has said to the line, as others keep it."""
    said = consents.said_at(db, exchange.address, line_id).values()
    return next((each for each in (Status.OPTOUT, Status.OPTIN) if each in said), Status.NONE)
