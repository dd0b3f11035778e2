"""What a receiver says of a page: the responses to MPS, EOM, EOP, PPS, EOR and RR (T.30 5.3.6.1.6 on, annex A).

A page is delivered once, before it is confirmed. A command that comes again since its response was lost gets the same
response again. Without error correction nothing but time tells a repeated MPS from that of a page whose carrier was
missed altogether: where it may be either, the page is asked for again, and one that then comes again is not delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from drivers.fax import timers
from drivers.fax.call import Call
from drivers.fax.decoder import ReceivedRows
from drivers.fax.dis import Dcs
from drivers.fax.ecm import PartialPage, decode_after, encode_request
from drivers.fax.frames import AFTER_PAGE, Fcf, Frame
from drivers.fax.reception import CorrectedPage, Page, PlainPage, page_for
from drivers.fax.steps import Deliver, ReceivedPage, Steps

_REPEATED_WITHIN = timers.T4_MANUAL.longest + 0.5  # seconds without frames, to the end of a command that is repeated
_KEPT = frozenset((Fcf.MCF, Fcf.RTP, Fcf.PIP))


@dataclass(frozen=True, slots=True)
class Answer:
    """A `response` to a command, and what comes `after` the page by that command, None where the page goes on."""

    response: Frame
    after: Fcf | None


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer, and the place in the document that it was for."""

    answer: Answer
    place: PartialPage | None


_GO_ON = Answer(Frame(Fcf.MCF), Fcf.MPS)


class Receipt:
    """Of the pages of one call. `page` is the one that comes in."""

    def __init__(self, call: Call) -> None:
        self.page: Page | None = None
        self._call = call
        self._waits: ReceivedPage | None = None
        self._last: ReceivedRows | None = None
        self._may_come_again: ReceivedRows | None = None
        self._given: _Given | None = None
        self._place: PartialPage | None = None
        self.commands: Mapping[Fcf, Callable[[Frame], Steps[Answer | None]]] = {
            **dict.fromkeys(AFTER_PAGE, self._end_page),
            Fcf.PPS: self._end_block,
            Fcf.EOR: self._end_retransmission,
            Fcf.RR: self._ready,
            Fcf.CRP: self._again,
        }

    def begin(self, dcs: Dcs) -> None:
        """Pages come as `dcs` says from now on; what there was of a page is void."""
        self.page, self._given, self._waits = page_for(dcs), None, None

    def give(self, answer: Answer) -> Steps[None]:
        """Send the response, and remember it."""
        yield from self._call.say(answer.response)
        self._given = _Given(answer, self._place)
        self._call.longest_gap = 0

    def _end_page(self, command: Frame) -> Steps[Answer | None]:
        after, self._place = AFTER_PAGE[command.fcf], None
        if isinstance(self.page, PlainPage) and self.page.came:
            return Answer((yield from self._deliver(self.page)), after)
        if not self._given or self._given.answer.after is not after:
            return Answer(Frame(Fcf.RTN), after)
        if self._given.answer == _GO_ON and self._call.longest_gap >= _REPEATED_WITHIN:
            self._may_come_again = self._last
            return Answer(Frame(Fcf.RTN), after)
        return self._given.answer

    def _end_block(self, command: Frame) -> Steps[Answer | None]:
        """Raises FrameError."""
        page, partial = self.page, PartialPage.decode(command.fif)
        place = self._place = replace(partial, frames=1)
        if not isinstance(page, CorrectedPage):
            return None
        if self._given and self._given.place == place and not page.block.frames and not page.block.expected:
            return self._given.answer
        page.block.expect(partial.frames)
        if page.block.missing:
            return Answer(Frame(Fcf.PPR, encode_request(page.block.missing)), None)
        return Answer((yield from self._take_block(page, partial.after)), partial.after)

    def _take_block(self, page: CorrectedPage, after: Fcf | None) -> Steps[Frame]:
        page.end_block()
        if after is None:
            return Frame(Fcf.MCF)
        return (yield from self._deliver(page))

    def _end_retransmission(self, command: Frame) -> Steps[Answer | None]:
        """The far end gives a block up: what there is of the page is delivered. Raises FrameError."""
        page, after = self.page, decode_after(command.fif)
        if not isinstance(page, CorrectedPage):
            return None
        if page.block.expected:
            yield from self._take_block(page, after)
        return Answer(Frame(Fcf.ERR), after)

    def _ready(self, _command: Frame) -> Steps[Answer | None]:
        """RR: the far end asks whether we are ready."""
        if self._waits and self._given:
            return Answer((yield from self._offer(self._waits)), self._given.answer.after)
        return self._given.answer if self._given else None

    def _again(self, _command: Frame) -> Steps[Answer | None]:
        yield from ()
        return self._given.answer if self._given else None

    def _deliver(self, page: Page) -> Steps[Frame]:
        """The page is complete."""
        rows, dcs = page.rows(), page.dcs
        good = rows.complete and self._call.quality.accepts(
            len(rows.rows), rows.bad, rows.longest_bad, dcs.format.resolution
        )
        self.page = page_for(dcs)
        before, self._may_come_again = self._may_come_again, None
        if before and rows.is_copy_of(before):
            return Frame(Fcf.MCF)
        return (yield from self._offer(ReceivedPage(self._call.received, dcs, page.octets(), rows, good)))

    def _offer(self, page: ReceivedPage) -> Steps[Frame]:
        response = yield Deliver(page)
        assert isinstance(response, Fcf)
        self._waits = page if response is Fcf.RNR else None
        if response in _KEPT:
            self._call.received += 1
            self._last = page.rows
        return Frame(response)
