"""Documents that go out and come in by a modem that speaks T.30 itself."""

from __future__ import annotations

from drivers.at.syntax import Connect, FinalResult
from drivers.facsimile import Station
from drivers.fax.class2talk import Talk
from drivers.fax.class2words import AFTER, ARRIVED, VERDICTS
from drivers.fax.decoder import decoder
from drivers.fax.dis import Dis
from drivers.fax.encoder import end_of_page
from drivers.fax.frames import Fcf
from drivers.fax.negotiation import common_modulations, negotiate
from drivers.fax.rates import SLOWEST
from drivers.fax.sessionparameters import SessionParameters
from drivers.fax.steps import Admit, Confirmed, Deliver, NextFormat, NextPage, ReceivedPage
from drivers.fax.termination import Termination

_MOST_REFUSALS = 3  # of one page
_TRAINING = 150.0  # seconds: three commands at each of eight rates
_NEXT = 100.0  # seconds from our word on a page to the next page
_RESPONSE = 60.0


class Outgoing:
    """Sends a document to a far end that has said what it can do."""

    def __init__(self, talk: Talk, station: Station) -> None:
        self._talk = talk
        self._call = talk.call
        self._station = station
        self._page = 0
        self._refusals = 0
        self._complete = False
        self._ended: Termination | None = None

    def run(self) -> Termination:
        """Until the call has ended, or is to be. Raises what the station does, NoAnswer, PortLost, CallAborted."""
        self._negotiate()
        while self._ended is None:
            after = self._send_page()
            self._ended = self._ended or self._talk.ended
            if self._ended is None and after is Fcf.EOM:
                self._negotiate()
        early = self._ended is Termination.NORMAL and not self._complete
        return Termination.TRANSMIT_D_RESPONSE_LOST if early else self._ended

    def _negotiate(self) -> None:
        far = self._call.far_dis or Dis()
        wanted = self._station.format(NextFormat(self._page, far))
        fastest = next(iter(common_modulations(self._call.dis, far)), SLOWEST)
        self._call.dcs = negotiate(self._call.dis, far, wanted, fastest)
        notation = self._talk.words.notation
        self._talk.set(f"{self._talk.words.session}={notation.encode(notation.of_dcs(self._call.dcs))}")

    def _send_page(self) -> Fcf | None:
        """What comes after the page, None where it comes again."""
        if not isinstance(self._talk.ask("AT+FDT", _TRAINING), Connect):
            self._over(Termination.TRANSMIT_B)
            return None
        call = self._call
        assert call.dcs
        try:
            page = self._station.page(NextPage(self._page, call.dcs))
        except BaseException:
            self._talk.cut_short()
            raise
        call.in_doubt = self._page
        seconds = call.dcs.modulation.seconds(len(page.octets))
        result = self._talk.give(page.octets, self._talk.words.page_ends[page.after], seconds)
        if self._talk.words.page_end and self._talk.ended is None:
            result = self._talk.ask(f"AT{self._talk.words.page_end}={AFTER[page.after]}", seconds + _RESPONSE)
        return self._conclude(page.after, self._arrived(page.after, result))

    def _arrived(self, after: Fcf, result: FinalResult | Connect) -> bool | None:
        """Whether the far end has the page; None where it hasn't said."""
        ended, status = self._talk.ended, self._talk.status
        if status is not None:
            return status in ARRIVED
        if ended is not None:
            return True if ended is Termination.NORMAL and after is Fcf.EOP else None
        if isinstance(result, FinalResult) and result.ok:
            return True
        return False if self._talk.refused(result) else None

    def _conclude(self, after: Fcf, arrived: bool | None) -> Fcf | None:
        if arrived:
            self._confirm()
            if after is Fcf.EOP:
                self._complete = True
                self._over(Termination.NORMAL)
            return after
        if arrived is None:  # it may have; so it doesn't go again by itself
            self._over(Termination.TRANSMIT_D_RESPONSE_LOST)
            return None
        self._call.refused, self._refusals = True, self._refusals + 1
        if self._refusals == _MOST_REFUSALS:
            self._over(Termination.TRANSMIT_D)
        return None

    def _confirm(self) -> None:
        number, self._page, self._refusals = self._page, self._page + 1, 0
        self._call.confirmed, self._call.in_doubt, self._call.refused = self._page, None, False
        self._station.confirmed(Confirmed(number))

    def _over(self, termination: Termination) -> None:
        """The call is at its end, whether the modem has said so or not."""
        self._ended = self._talk.ended or termination


class Incoming:
    """Takes the document of a far end that has said what it sends."""

    def __init__(self, talk: Talk, station: Station) -> None:
        self._talk = talk
        self._call = talk.call
        self._station = station

    def run(self) -> Termination:
        """Until the call has ended, or is to be. Raises what the station does, NoAnswer, PortLost, CallAborted."""
        if not self._station.admit(Admit(self._call.far, polls=False)):
            return Termination.ABORTED
        while isinstance(self._talk.ask("AT+FDR", _NEXT), Connect):
            page = self._page()
            if self._talk.ended is not None:
                return self._talk.ended
            self._respond(self._station.deliver(Deliver(page)))
        if self._talk.ended is not None:
            return self._talk.ended
        complete = self._talk.after == AFTER[Fcf.EOP] and self._call.received
        return Termination.NORMAL if complete else Termination.PAGE_NOT_RECEIVED

    def _page(self) -> ReceivedPage:
        """The page, each line checked."""
        call, octets = self._call, bytearray()
        call.dcs = call.dcs or self._talk.words.notation.dcs(SessionParameters())  # where the modem doesn't tell
        rows_of = decoder(call.dcs.coding, call.dcs.format.pels)

        def both(data: bytes) -> None:
            octets.extend(data)
            rows_of.feed(data)

        self._talk.take(both)
        rows_of.feed(end_of_page(call.dcs.coding))  # some modems leave it out
        rows = rows_of.finish()
        whole = rows.complete or self._talk.status in ARRIVED  # an EOFB may be left out, too
        good = whole and call.quality.accepts(len(rows.rows), rows.bad, rows.longest_bad, call.dcs.format.resolution)
        return ReceivedPage(call.received, call.dcs, bytes(octets), rows, good)

    def _respond(self, verdict: Fcf) -> None:
        """What the far end is told of the page, with the next +FDR."""
        if verdict in (Fcf.MCF, Fcf.RTP):
            self._call.received += 1
        self._talk.set(f"{self._talk.words.verdict}={VERDICTS.get(verdict, VERDICTS[Fcf.RTN])}")
