"""A row for each address and line that have exchanged a text, made when somebody looks (docs/decisions)."""

from __future__ import annotations

from collections.abc import Iterable

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

    def _keep(self, found: Iterable[Exchange]) -> None:
        first = {(each.user_id, each.address, each.line): each for each in reversed(list(found))}
        missing = [each for each in first.values() if self._sender(self._desk.read(), each) is not None]
        if missing:
            self._desk.write(lambda db: self._make(db, missing))

    def _make(self, db: Connection, missing: Iterable[Exchange]) -> None:
        for each in missing:
            sender_id = self._sender(db, each)
            if sender_id is not None:
                self._marking.make(
                    db, Place(each.user_id, None, parties.usual(each.address), MDN, sender_id), created_at=each.at
                )

    def _sender(self, db: Connection, exchange: Exchange) -> int | None:
        """The line, where it has no row with that address; None too for a line that is gone."""
        line_id = refusing.sender_of(db, exchange.line)
        own = (each for each in consents.of_address(db, exchange.address) if each.user_id == exchange.user_id)
        if line_id is None or any(consents.line_of(db, each.sender_id or 0) == line_id for each in own):
            return None
        return line_id
