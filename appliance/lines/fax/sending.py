"""The station of a call that is made: what it sends, and what is on disk of each page before and after."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from appliance.domain import Claim, Line
from appliance.lines.fax.covered import paper
from appliance.spool import pages, queue
from appliance.spool.store import Spool
from drivers.fax.call import Call
from drivers.fax.dis import Dcs, Dis
from drivers.fax.frames import IDENT_LENGTH, Fcf
from drivers.fax.identification import Identification
from drivers.fax.outgoing import Outgoing
from drivers.fax.page import Coding, Length, PageFormat, Resolution, Width
from drivers.fax.steps import Admit, CodedPage, Confirmed, Deliver, NextFormat, NextPage
from drivers.fax.tagline import TagLine

ABLE = Dis(
    resolutions=frozenset(Resolution),
    codings=frozenset(Coding),
    width=Width.A3,
    length=Length.UNLIMITED,
    ecm=True,
)
"""What a document may be like; the driver of a modem that can do less takes that away."""

_LONGEST_SENDER = 60  # characters of a tag line, so that the page's number still fits
_NOT_IN_IDENT = re.compile(r"[^0-9+*# ]")


class Stopped(Exception):
    """The line stops before the next page, or the fax was called off."""


def ident_of(number: str) -> str:
    """A station's number as it goes in TSI and CSI (T.30 5.3.6.2.4)."""
    return _NOT_IN_IDENT.sub("", number)[:IDENT_LENGTH]


class Sending:
    """Of one claim, for its `call`; `first` is the page that begins it, from 1. `ending` tells that the box stops.

    A page that can't be read raises what the document does.
    """

    def __init__(
        self,
        spool: Spool,
        clock: Callable[[], float],
        media: Path,
        claim: Claim,
        line: Line,
        ending: Callable[[], bool],
    ) -> None:
        """Raises DocumentError where its file is none, KeyError for a claim without one, BoxError where its cover page
        can't be drawn."""
        self._spool = spool
        self._clock = clock
        self._claim = claim
        self._ending = ending
        self.first = claim.left[0]
        self._flying = 0
        self.in_a_page = False  # for any thread: once it stops, no page begins that this does not tell of
        self._dcs: Dcs | None = None
        document = paper(media, claim.options)
        if document.pages != claim.parts:
            raise ValueError(f"it has {document.pages} pages now, it was accounted for {claim.parts}")
        number = ident_of(claim.options.get("station") or line.number)
        sender = str(claim.options.get("header", ""))[:_LONGEST_SENDER]
        tag = TagLine(datetime.fromtimestamp(clock()).astimezone(), sender, number)
        self._outgoing = Outgoing(document, tag, self.first - 1)
        self.call = Call(Identification(ident=number), ABLE, time.monotonic)

    def called_off(self) -> bool:
        """Whether it stands on disk that it is not wanted any more; for any thread."""
        return queue.called_off(self._spool.read(), self._claim.attempt_id)

    def go_on(self) -> None:
        """Raises Stopped where it is not to be."""
        if self._ending() or self.called_off():
            raise Stopped

    def format(self, step: NextFormat) -> PageFormat:
        return self._outgoing.format(step)

    def page(self, step: NextPage) -> CodedPage:
        """It is on disk that the page may be at the far end when this returns. Raises Stopped between two pages."""
        number = self.first + step.number
        self.in_a_page = True  # before it is asked whether the box stops
        if number != self._flying:
            self.go_on()
        coded = self._outgoing.page(step)
        if number != self._flying:
            self._spool.write(lambda db: pages.begin(db, self._claim, number, self._clock()))
            self._flying = number
        self._dcs, self.call.refused = step.dcs, False  # what was refused is not what goes out now
        return coded

    def confirmed(self, step: Confirmed) -> None:
        """It is on disk that the far end has the page when this returns."""
        number, facts = self.first + step.number, _facts(self._dcs)
        self._spool.write(lambda db: pages.confirmed(db, self._claim, number, facts, self._clock()))
        self.in_a_page = False

    def admit(self, step: Admit) -> bool:
        """Who is called sends nothing to us."""
        return False

    def deliver(self, step: Deliver) -> Fcf:
        """Nor is it taken."""
        return Fcf.RTN


def _facts(dcs: Dcs | None) -> dict[str, object]:
    """How a page went, for people."""
    if dcs is None:
        return {}
    return {"rate": dcs.modulation.rate, "coding": dcs.coding.value, "ecm": int(dcs.ecm)}
