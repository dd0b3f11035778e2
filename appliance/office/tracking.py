"""Tracked links: short ones of the box's own stand for them in messages, and who follows one converts the message."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from appliance.composition.links import shortened, token
from appliance.composition.program import Link, Piece
from appliance.errors import NotFound
from appliance.office.desk import Desk
from appliance.spool import events, exchange, links
from appliance.spool.listing import Connection

PREFIX = "/l"
"""Where they lie below the box's public address."""

MOST_COUNTED = 1000
"""Clicks of a link: whoever repeats them does not wear the card out."""

SOURCE = "SCG/URL"
"""What SCG calls the link tracking service, where a message was converted by it."""


@dataclass(frozen=True, slots=True)
class Short:
    """A text, and the tokens of the links in it."""

    text: str
    links: tuple[tuple[str, Link], ...] = ()

    def keep(self, db: Connection, transmission_id: int) -> None:
        """It is what that message says."""
        for made, link in self.links:
            links.keep(db, made, transmission_id, link.url, link.label)


class Tracking:
    """`public_url` tells where the box is reached by whoever has a message from it, '' for nowhere."""

    def __init__(self, desk: Desk, public_url: Callable[[], str]) -> None:
        self._desk = desk
        self._public_url = public_url

    def shortened(self, pieces: Iterable[Piece]) -> Short:
        """A message's text, each tracked link as one of the box's; as it is where the box is reached nowhere."""
        pieces, made = tuple(pieces), list[tuple[str, Link]]()
        public_url = self._public_url() if any(isinstance(each, Link) for each in pieces) else ""

        def short(link: Link) -> str:
            if not public_url:
                return link.url
            made.append((token(), link))
            return f"{public_url}{PREFIX}/{made[-1][0]}"

        return Short(shortened(pieces, short), tuple(made))

    def target(self, made: str) -> str:
        """Where a link leads to, nobody having followed it. Raises NotFound."""
        return _of(links.get(self._desk.read(), made)).url

    def click(self, made: str) -> str:
        """Where it leads to, now that somebody follows it: its message is converted by that. Raises NotFound."""
        known, now = _of(links.get(self._desk.read(), made)), self._desk.clock()
        if known.clicks >= MOST_COUNTED:
            return known.url

        def change(db: Connection) -> str:
            link = _of(links.click(db, made, now))
            facts = {"url": link.url, "label": link.label, "clicks": link.clicks}
            events.append(db, now, events.LINK_CLICKED, transmission_id=link.transmission_id, data=facts)
            if link.clicks == 1:
                exchange.converted(db, link.transmission_id, now, SOURCE, now)
            return link.url

        return self._desk.write(change)


def _of(link: links.TrackedLink | None) -> links.TrackedLink:
    if link is None:
        raise NotFound("link")
    return link
