"""One facsimile call: who the two stations are, what is known of its pages, and how frames are said and heard."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

from drivers.fax import timers
from drivers.fax.dis import Dcs, Dis
from drivers.fax.frames import Fcf, Frame, FrameError, encode_train
from drivers.fax.identification import Identification
from drivers.fax.quality import STANDARD_QUALITY, CopyQuality
from drivers.fax.steps import Heard, LineDropped, Listen, Send, Steps
from drivers.fax.termination import Termination

_TRIES = 3  # of a command (T.30 5.4.2, figure 5-2)
_REPEATS_ASKED_FOR = 3  # by CRP


@dataclass(frozen=True, slots=True)
class Train:
    """Frames that came together. `damaged`: there was more that could not be read."""

    frames: tuple[Frame, ...] = ()
    damaged: bool = False

    @property
    def final(self) -> Frame | None:
        """The command or response: the others only come along with it."""
        return self.frames[-1] if self.frames and self.frames[-1].final else None


class Call:
    """`own` is who we are and whom we want, `dis` what we can do, `clock` gives seconds, `quality` is the rule by which
    a page is good.

    `far` and `far_dis` are what the other station has told, `dcs` is what holds for the pages. Of pages sent, the
    first `confirmed` have arrived, and page `in_doubt`, where there is one, may have, even where its last response was
    that it is `refused`: some stations keep what they refuse. Of pages received, `received` are kept. `longest_gap` is
    how long there were no frames on the line, at most, since somebody set it to 0, from the end of a train to the end
    of the next. `if_dropped` is how the call has ended where the line drops now.
    """

    def __init__(
        self,
        own: Identification,
        dis: Dis,
        clock: Callable[[], float],
        quality: CopyQuality = STANDARD_QUALITY,
    ) -> None:
        self.own = own
        self.dis = dis
        self.clock = clock
        self.quality = quality
        self.far = Identification()
        self.far_dis: Dis | None = None
        self.dcs: Dcs | None = None
        self.confirmed = 0
        self.in_doubt: int | None = None
        self.refused = False
        self.received = 0
        self.if_dropped = Termination.NO_ANSWER
        self.longest_gap = 0.0
        self._last_frames = clock()
        self._x = False

    def say(self, *frames: Frame) -> Steps[None]:
        """Send a train."""
        yield Send(encode_train(frames, x=self._x))
        self._last_frames = self.clock()

    def hear(self, timeout: float) -> Steps[Train]:
        """What comes within `timeout` seconds. DCN counts as the line dropping: raises LineDropped."""
        heard = yield Listen(timeout)
        assert isinstance(heard, Heard)
        train = _decoded(heard)
        if train.frames or train.damaged:
            self.longest_gap = max(self.longest_gap, self.clock() - self._last_frames)
            self._last_frames = self.clock()
        for frame in train.frames:
            self._note(frame)
        return train

    def _note(self, frame: Frame) -> None:
        self.far = self.far.heard(frame)
        if frame.fcf is Fcf.DCN:
            raise LineDropped
        if frame.fcf in (Fcf.DIS, Fcf.DTC):
            self.far_dis = Dis.decode(frame.fif)
            self._x = self._x or frame.fcf is Fcf.DIS

    def identified(self, *by: Fcf) -> Steps[Dis | None]:
        """Wait for a DIS, or a DTC, as `by` says, until T1 has run out."""
        end = self.clock() + timers.T1.seconds
        while (left := end - self.clock()) > 0:
            train = yield from self.hear(left)
            if train.final and train.final.fcf in by:
                return self.far_dis
        return None

    def ask(self, command: Callable[[], Steps[None]], expected: Container[Fcf]) -> Steps[Frame | None]:
        """Give a command until one of the `expected` responses comes, three times at most, oftener where CRP asks.

        The response; one that was not expected, or None, where no other came.
        """
        tries, repeats, response = _TRIES, _REPEATS_ASKED_FOR, None
        while tries and repeats:
            yield from command()
            response = (yield from self.hear(timers.T4.seconds)).final
            if response and response.fcf in expected:
                return response
            if response and response.fcf is Fcf.CRP:
                repeats -= 1
            else:
                tries -= 1
        return response

    def hang_up(self, termination: Termination) -> Steps[Termination]:
        """Say DCN; the call has ended so."""
        self.if_dropped = termination
        yield from self.say(Frame(Fcf.DCN))
        return termination


def _decoded(heard: Heard) -> Train:
    """Frames that are none of the procedure's are as good as damaged."""
    frames = []
    for octets in heard.frames:
        try:
            frames.append(Frame.decode(octets))
        except FrameError:
            return Train(tuple(frames), damaged=True)
    return Train(tuple(frames), heard.damaged)
