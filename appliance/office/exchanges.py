"""A row for each address and line that have exchanged a text, made when somebody looks (docs/decisions)."""

from __future__ import annotations

from collections.abc import Collection

from appliance import parties
from appliance.office.desk import Desk
from appliance.office.marking import MDN, Marking, Place
from appliance.spool import consents, exchanges, refusing
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
        first = {(each.user_id, each.address, each.line): each for each in reversed(list(found))}
        missing = self._missing(self._desk.read(), list(first.values()))
        if missing:
            self._desk.write(lambda db: self._make(db, [each for each, _ in missing]))

    def _make(self, db: Connection, found: Collection[Exchange]) -> None:
        for each, line_id in self._missing(db, found):
            place = Place(each.user_id, None, parties.usual(each.address), MDN, line_id)
            self._marking.make(db, place, created_at=each.at)

    def _missing(self, db: Connection, found: Collection[Exchange]) -> list[tuple[Exchange, int]]:
        """Those that have no row, with the line of each; a line that is gone has none."""
        lines = {each: refusing.sender_of(db, each) for each in {exchange.line for exchange in found}}
        known = ((each, lines[each.line]) for each in found)
        return [(each, line) for each, line in known if line and not _has_row(db, each, line)]


def _has_row(db: Connection, exchange: Exchange, line_id: int) -> bool:
    return consents.has_row(db, exchange.user_id, exchange.address, line_id)
