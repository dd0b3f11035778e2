"""Two stations on a line that loses and damages what they send, in time that is only counted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from drivers.fax import timers
from drivers.fax.call import Call
from drivers.fax.dis import Dis
from drivers.fax.durations import data_seconds, frames_seconds
from drivers.fax.encoder import encode_page
from drivers.fax.frames import Fcf, Frame
from drivers.fax.identification import Identification
from drivers.fax.page import PageFormat
from drivers.fax.rates import Modulation, Scheme
from drivers.fax.steps import (
    Admit,
    CodedPage,
    Collect,
    Collected,
    Confirmed,
    Deliver,
    Heard,
    LineDropped,
    Listen,
    NextFormat,
    NextPage,
    ReceivedPage,
    Reply,
    Send,
    Step,
    Steps,
    Transmit,
)
from drivers.fax.termination import Termination
from tests.drivers.fax.pages import Rows

LONGEST_CALL = 6 * 3600.0


@dataclass(frozen=True)
class Noise:
    """How likely a signal is lost, a train of frames damaged; how many bit errors there are in a page on average at a
    rate of 14400 bit/s, in proportion at slower ones; how likely the line drops at any step."""

    lost: float = 0
    damaged: float = 0
    bit_errors: float = 0
    drops: float = 0


@dataclass
class Desk:
    """What a station has to send, and what it has got."""

    document: tuple[tuple[Rows, PageFormat], ...] = ()
    verdicts: dict[int, list[Fcf]] = field(default_factory=dict)  # of pages that are not simply kept
    admits: bool = True
    kept: list[ReceivedPage] = field(default_factory=list)
    confirmed: list[int] = field(default_factory=list)
    admitted: list[Admit] = field(default_factory=list)
    sent_as: list[NextPage] = field(default_factory=list)

    def reply(self, step: Step) -> Reply:
        match step:
            case NextFormat(number):
                return self.document[number][1]
            case NextPage():
                self.sent_as.append(step)
                return self._coded(step)
            case Confirmed(number):
                self.confirmed.append(number)
                return None
            case Admit():
                self.admitted.append(step)
                return self.admits
            case Deliver(page):
                return self._verdict(page)
        raise AssertionError(step)

    def _coded(self, wanted: NextPage) -> CodedPage:
        rows, layout = self.document[wanted.number]
        dcs = wanted.dcs
        octets = encode_page(rows, dcs.coding, dcs.format.resolution, dcs.modulation.rate * dcs.scan_line_time // 1000)
        if wanted.number == len(self.document) - 1:
            return CodedPage(octets, Fcf.EOP)
        return CodedPage(octets, Fcf.MPS if self.document[wanted.number + 1][1] == layout else Fcf.EOM)

    def _verdict(self, page: ReceivedPage) -> Fcf:
        queue = self.verdicts.get(page.number)
        verdict = queue.pop(0) if queue else (Fcf.MCF if page.good else Fcf.RTN)
        if verdict in (Fcf.MCF, Fcf.RTP):
            self.kept.append(page)
        return verdict


@dataclass(frozen=True)
class Signal:
    """On the line from `start` to `end`: frames by V.21, or octets by `modulation`."""

    start: float
    end: float
    frames: tuple[bytes, ...] = ()
    octets: bytes = b""
    modulation: Modulation | None = None
    short_training: bool = False
    damaged: bool = False


class End:
    """One station, at its own time."""

    def __init__(self, name: str, own: Identification, dis: Dis, desk: Desk) -> None:
        self.name = name
        self.desk = desk
        self.now = 0.0
        self.call = Call(own, dis, lambda: self.now)
        self.signals: list[Signal] = []
        self.step: Step | None = None
        self.until = 0.0
        self.termination: Termination | None = None
        self._steps: Steps[Termination]

    def begin(self, procedure: Callable[[Call], Steps[Termination]]) -> None:
        self._steps = procedure(self.call)
        self._run(lambda: next(self._steps))

    def resume(self, reply: Reply) -> None:
        self._run(lambda: self._steps.send(reply))

    def drop(self) -> None:
        self._run(lambda: self._steps.throw(LineDropped()))

    def _run(self, go_on: Callable[[], Step]) -> None:
        try:
            step = go_on()
            while not isinstance(step, (Send, Transmit, Listen, Collect)):
                step = self._steps.send(self.desk.reply(step))
            self.step = step
        except StopIteration as stop:
            self.step, self.termination = None, stop.value


class Link:
    """The line between a caller and an answerer."""

    def __init__(self, caller: End, answerer: End, noise: Noise, seed: int) -> None:
        self.ends = (caller, answerer)
        self.noise = noise
        self.random = random.Random(seed)
        self.log: list[str] = []

    def run(self, calling: Callable[[Call], Steps[Termination]], called: Callable[[Call], Steps[Termination]]) -> None:
        """Until both have ended."""
        for end, procedure in zip(self.ends, (calling, called), strict=True):
            end.begin(procedure)
            self._put(end)
        while going := [end for end in self.ends if end.step]:
            time, end, reply = min((self._next(end) for end in going), key=lambda event: event[0])
            assert time < LONGEST_CALL, "\n".join(self.log[-40:])
            end.now = time
            if self.random.random() < self.noise.drops:
                self._drop(time)
                continue
            end.resume(reply())
            self._put(end)

    def _drop(self, time: float) -> None:
        self.log.append(f"{time:8.2f} the line drops")
        for end in self.ends:
            if end.step:
                end.drop()

    def _other(self, end: End) -> End:
        return self.ends[1] if end is self.ends[0] else self.ends[0]

    def _put(self, end: End) -> None:
        """A step that sends puts its signal on the line."""
        step = end.step
        if isinstance(step, Send):
            end.until = end.now + frames_seconds(step)
            self._send(end, Signal(end.now, end.until, frames=step.frames))
            self.log.append(f"{end.now:8.2f} {end.name} {', '.join(str(Frame.decode(each)) for each in step.frames)}")
        elif isinstance(step, Transmit):
            start = end.now + timers.SILENCE.seconds
            end.until = start + data_seconds(step)
            signal = Signal(
                start, end.until, octets=step.octets, modulation=step.modulation, short_training=step.short_training
            )
            self._send(end, signal)
            self.log.append(f"{end.now:8.2f} {end.name} {len(step.octets)} octets by {step.modulation}")

    def _send(self, end: End, signal: Signal) -> None:
        if self.random.random() < self.noise.lost:
            self.log.append(f"{end.now:8.2f} {end.name} is not heard:")
        else:
            end.signals.append(self._damaged(signal))

    def _damaged(self, signal: Signal) -> Signal:
        if signal.modulation is None:
            if self.random.random() >= self.noise.damaged:
                return signal
            self.log.append("  damaged:")
            kept = tuple(frame for frame in signal.frames if self.random.random() < 0.5)
            return Signal(signal.start, signal.end, frames=kept[: len(signal.frames) - 1], damaged=True)
        octets = bytearray(signal.octets)
        expected = self.noise.bit_errors * signal.modulation.rate / 14400
        for _ in range(int(self.random.expovariate(1 / expected)) if expected else 0):
            octets[self.random.randrange(len(octets))] ^= 1 << self.random.randrange(8)
        return Signal(signal.start, signal.end, (), bytes(octets), signal.modulation, signal.short_training)

    def _next(self, end: End) -> tuple[float, End, Callable[[], Reply]]:
        """When the step of `end` is over as things stand, and its reply."""
        step = end.step
        if isinstance(step, Listen):
            time, reply = self._heard(end, step)
            return time, end, lambda: reply
        if isinstance(step, Collect):
            time, how, octets = self._collected(end, step)
            return time, end, lambda: fed(step, octets, how)
        return end.until, end, lambda: None

    def _coming(self, end: End) -> Iterator[Signal]:
        return (signal for signal in self._other(end).signals if signal.end > end.now)

    def _heard(self, end: End, step: Listen) -> tuple[float, Heard]:
        over = end.now + step.timeout
        for signal in self._coming(end):
            if signal.modulation is None and signal.start < over:
                caught = end.now < signal.start + timers.PREAMBLE.seconds
                return signal.end, Heard(signal.frames, signal.damaged) if caught else Heard(damaged=True)
        return over, Heard()

    def _collected(self, end: End, step: Collect) -> tuple[float, Collected, bytes]:
        over = end.now + step.timeout
        for signal in self._coming(end):
            if signal.start >= over:
                break
            if signal.modulation is None:
                return max(end.now, signal.start) + 0.1, Collected.V21, b""
            wanted = (step.modulation, step.short_training or step.modulation.scheme is not Scheme.V17)
            comes = (signal.modulation, signal.short_training or step.modulation.scheme is not Scheme.V17)
            if signal.start >= end.now and wanted == comes:
                return signal.end, Collected.ENDED, signal.octets
        return over, Collected.SILENCE, b""


def fed(step: Collect, octets: bytes, how: Collected) -> Collected:
    for at in range(0, len(octets), 1000):
        step.sink(octets[at : at + 1000])
    return how
