"""From a ring to a document: the call is taken, its pages are kept one by one, and put together when it is over."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance import durable
from appliance.domain import Line, Outcome, Service, Verdict
from appliance.lines.fax.causes import cause_of
from appliance.lines.fax.receiving import Receiving
from appliance.lines.fax.sending import ABLE, ident_of
from appliance.lines.home import Home
from appliance.spool import faxes
from appliance.spool.faxes import Held
from appliance.spool.inbound import Owner
from appliance.spool.listing import Connection
from drivers.errors import NotConnected
from drivers.facsimile import Fax
from drivers.fax.call import Call
from drivers.fax.identification import Identification
from drivers.fax.pdf import encode_pdf
from drivers.fax.termination import Termination
from drivers.fax.tiff import Document, DocumentError, encode_tiff

log = logging.getLogger(__name__)

_CUT = Outcome(Verdict.INCOMPLETE, text="the box or its modem failed in the middle of the call")


class FaxInbox:
    """Of one line, for its thread."""

    def __init__(self, home: Home, fax: Fax, line: Line) -> None:
        self._home = home
        self._fax = fax
        self._line = line

    def answer(self, number: str) -> Outcome:
        """Take the call that rings, from that number. All that came is kept when this returns, or raises what a failing
        modem or disk does: where the disk did not take the document, it takes it when the line begins anew.
        """
        home, line = self._home, self._line
        receiving = Receiving(
            home.spool,
            home.surroundings.clock,
            home.surroundings.media,
            line.name,
            number,
            lambda db: self._owner(db, number),
        )
        call = Call(Identification(ident=ident_of(line.number)), ABLE, time.monotonic)
        try:
            outcome = _ended(self._fax.answer(call, receiving), call.received)
        except NotConnected as gone:
            outcome = Outcome(Verdict.UNANSWERED, gone.cause.text, "the caller was gone")
        except Exception:
            self.settle()
            raise
        self.settle(outcome)
        return outcome

    def settle(self, outcome: Outcome = _CUT) -> None:
        """Make a document of what the line holds, if it holds anything."""
        keep_held(self._home, outcome, self._line.name)

    def _owner(self, db: Connection, number: str) -> Owner:
        return self._home.owner(db, number, self._line.name, Service.FAX)


def _ended(termination: Termination, received: int) -> Outcome:
    if termination is Termination.NORMAL:
        return Outcome(Verdict.SENT)
    why = f"the call broke off after {received} page{'' if received == 1 else 's'}: {termination.text}"
    return Outcome(Verdict.INCOMPLETE, cause_of(termination), why)


def keep_held(home: Home, outcome: Outcome = _CUT, line: str | None = None) -> None:
    """Make a document of what the lines hold, or that one: of calls that are over, or that a crash has cut."""
    media = home.surroundings.media
    for one in faxes.held(home.spool.read(), line):
        files = _put_together(media, one)
        home.spool.write(lambda db, one=one, files=files: faxes.finish(db, one, files, outcome, _now(home)))  # type: ignore[misc]
        for each in one.files:
            (media / each).unlink(missing_ok=True)


def keep_interrupted(home: Home) -> None:
    """The same of all calls that a crash has cut, at the start; one that can't be is left for its line to try."""
    try:
        keep_held(home)
    except Exception:  # the box must come up
        log.exception("a fax that came before can't be kept yet")


def _now(home: Home) -> float:
    return home.surroundings.clock()


def _readable(media: Path, one: Held) -> Iterator[Document]:
    """Its pages, but for those that the disk has lost: they must not keep the line from its work for ever."""
    for each in one.files:
        try:
            page = Document(media / each)
            page.coded(0)
        except (DocumentError, OSError) as error:
            log.error("line %s: a page of the fax %d is lost: %s", one.line, one.transmission_id, error)
        else:
            yield page


def _put_together(media: Path, one: Held) -> dict[str, Any]:
    """A PDF for people and a TIFF as modems send it: their names, how many pages they have; nothing where none is."""
    pages = list(_readable(media, one))
    if not pages:
        return {}
    name = f"fax-{one.transmission_id}-{secrets.token_hex(6)}"
    durable.replace(media / f"{name}.tif", encode_tiff(page.sheet(0) for page in pages))
    durable.replace(media / f"{name}.pdf", encode_pdf(page.coded(0) for page in pages))
    return {"file": f"{name}.pdf", "fax": f"{name}.tif", "pages": len(pages)}
