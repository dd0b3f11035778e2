"""The station of a call that came: each page on disk before the far end is told that it has arrived."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from appliance import durable
from appliance.errors import NotReady
from appliance.spool import faxes
from appliance.spool.faxes import Caller, Held
from appliance.spool.inbound import Owner
from appliance.spool.listing import Connection
from appliance.spool.store import Spool
from drivers.fax.frames import Fcf
from drivers.fax.page import PageFormat
from drivers.fax.sheet import sheet_received
from drivers.fax.steps import Admit, CodedPage, Confirmed, Deliver, NextFormat, NextPage, ReceivedPage
from drivers.fax.tiff import encode_tiff

MOST_REFUSALS = 2
"""How often one page is asked for again; then it is kept as it came, for some stations send no page a fourth time."""

NO_DOCUMENT = "there is no document here that could be fetched"


class Receiving:
    """`owner` tells, in the transaction that keeps the first page, whose the fax is."""

    def __init__(
        self,
        spool: Spool,
        clock: Callable[[], float],
        media: Path,
        line: str,
        number: str,
        owner: Callable[[Connection], Owner],
    ) -> None:
        self._spool = spool
        self._clock = clock
        self._media = media
        self._line = line
        self._caller = Caller(number)
        self._owner = owner
        self._refused = (-1, 0)

    def admit(self, step: Admit) -> bool:
        """Whoever has a document may send it; there is none to be fetched."""
        self._caller = Caller(self._caller.number, step.far.ident)
        return not step.polls

    def deliver(self, step: Deliver) -> Fcf:
        """MCF once it is on disk; RTN for a damaged one, RTP where that was said often enough."""
        page = step.page
        if not page.good and self._again(page):
            return Fcf.RTN
        self._keep(page)
        return Fcf.MCF if page.good else Fcf.RTP

    def _again(self, page: ReceivedPage) -> bool:
        number, times = self._refused
        times = times + 1 if number == page.number else 1
        self._refused = (page.number, times)
        return times <= MOST_REFUSALS or not page.rows.rows

    def _keep(self, page: ReceivedPage) -> None:
        name = f"page-{secrets.token_hex(8)}.tif"
        self._media.mkdir(parents=True, exist_ok=True, mode=0o700)
        durable.replace(self._media / name, encode_tiff([sheet_received(page.dcs.format, page.rows)]))
        facts = {"rate": page.dcs.modulation.rate, "coding": page.dcs.coding.value, "ecm": int(page.dcs.ecm)}
        self._spool.write(lambda db: self._note(db, name, facts))

    def _note(self, db: Connection, name: str, facts: Mapping[str, object]) -> None:
        now = self._clock()
        if not faxes.held(db, self._line):
            faxes.begin(db, self._line, self._caller, self._owner(db), now)
        faxes.add_page(db, self._only(db), name, facts, now)

    def _only(self, db: Connection) -> Held:
        (one,) = faxes.held(db, self._line)
        return one

    def format(self, step: NextFormat) -> PageFormat:
        """Raises NotReady: who polls is not admitted."""
        raise NotReady(NO_DOCUMENT)

    def page(self, step: NextPage) -> CodedPage:
        """Raises NotReady, too."""
        raise NotReady(NO_DOCUMENT)

    def confirmed(self, step: Confirmed) -> None:
        """Nothing was sent."""
