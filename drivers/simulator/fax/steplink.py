"""A call between two fax modems that speak T.30 themselves: steps instead of audio, in the line's own time.

While both modems are at work the time of the line jumps from one event to the next. While one of them waits for its
DTE it runs as the clock does, and while a page comes in from a DTE, its carrier on, it stands still.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from drivers.fax import timers
from drivers.fax.durations import data_seconds, frames_seconds
from drivers.fax.rates import Modulation, Scheme
from drivers.fax.steps import Collect, Collected, Heard, Listen, Reply, Send, Transmit
from drivers.simulator.loop import Clock, Timer

LineStep = Send | Listen | Transmit | Collect
Done = Callable[[Reply], None]

_RECOGNISED = 0.1  # seconds until a modem knows the V.21 that comes instead of its modulation


class Line(Protocol):
    """This modem's end of the connection."""

    def now(self) -> float:
        """Seconds of the line."""

    def perform(self, step: LineStep, done: Done) -> None:
        """`done` is called later with the reply."""

    def hold(self, octets: bytearray) -> None:
        """The carrier is on while a page comes from the DTE; `octets` is what has come of it so far."""

    def leave(self) -> None:
        """The procedure is over."""


@dataclass(frozen=True, slots=True)
class Signal:
    """On the line from `start` to `end`: frames by V.21, or octets by `modulation`."""

    start: float
    end: float
    frames: tuple[bytes, ...] = ()
    octets: bytes = b""
    modulation: Modulation | None = None
    short: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """When a step is over as things stand, and its reply."""

    time: float
    end: LineEnd
    reply: Callable[[], Reply]


class LineEnd:
    """One modem's end. `perform` a step, `hold` the line while a page comes from the DTE, `leave` after the last."""

    def __init__(self, link: StepLink) -> None:
        self._link = link
        self.signals: list[Signal] = []
        self.step: LineStep | None = None
        self.began = self.until = 0.0
        self.held: bytearray | None = None
        self.gone = False
        self.done: Done = _nothing

    @property
    def idle(self) -> bool:
        """Whether its DTE has the next move."""
        return self.step is None and not self.gone

    def now(self) -> float:
        """Seconds of the line."""
        return self._link.time()

    def perform(self, step: LineStep, done: Done) -> None:
        """`done` is called later with the reply."""
        self._link.settle()
        self.step, self.done, self.began, self.held = step, done, self._link.time(), None
        self._put(step)
        self._link.schedule()

    def hold(self, octets: bytearray) -> None:
        """The carrier is on; `octets` is what of the page has come so far."""
        self._link.settle()
        self.held = octets
        self._link.schedule()

    def leave(self) -> None:
        """The procedure is over."""
        self._link.settle()
        self.step, self.held, self.gone = None, None, True
        self._link.schedule()

    def _put(self, step: LineStep) -> None:
        """A step that sends puts its signal on the line."""
        if isinstance(step, Send):
            self.until = self.began + frames_seconds(step)
            self.signals.append(Signal(self.began, self.until, frames=step.frames))
        elif isinstance(step, Transmit):
            start = self.began + timers.SILENCE.seconds
            self.until = start + data_seconds(step)
            octets = self._link.corrupt(step.octets)
            self.signals.append(Signal(start, self.until, (), octets, step.modulation, step.short_training))


class StepLink:
    """`ends` are the caller's and the callee's. `corrupt` is what the line makes of the octets of a page."""

    def __init__(self, clock: Clock, corrupt: Callable[[bytes], bytes] = bytes) -> None:
        self.ends = (LineEnd(self), LineEnd(self))
        self.corrupt = corrupt
        self._clock = clock
        self._time = 0.0
        self._limit = 0.0
        self._runs_since: float | None = None
        self._timer: Timer | None = None

    def time(self) -> float:
        """Seconds of the line."""
        if self._runs_since is None:
            return self._time
        return min(self._time + self._clock.now() - self._runs_since, self._limit)

    def close(self) -> None:
        """The line is cut; what was under way of a page arrives up to there."""
        self._stop()
        for end, other in (self.ends, self.ends[::-1]):
            if end.held and isinstance(other.step, Collect):
                other.step.sink(bytes(end.held))
            end.held = None
        for end in self.ends:
            end.step, end.gone = None, True

    def settle(self) -> None:
        """Take note of the time that has passed."""
        self._time, self._runs_since = self.time(), None

    def schedule(self) -> None:
        """Wait for the next event, as long as it takes by the clock, or not at all where no DTE is waited for."""
        self._stop()
        events = [self._next(end, end.step) for end in self.ends if end.step]
        event = min(events, key=lambda event: event.time, default=None)
        if event is None or (event.time > self._time and any(end.held is not None for end in self.ends)):
            return
        seconds = 0.0
        if any(end.idle for end in self.ends):
            self._runs_since, self._limit = self._clock.now(), event.time
            seconds = event.time - self._time
        self._timer = self._clock.later(max(seconds, 0.0), lambda: self._happen(event))

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _happen(self, event: Event) -> None:
        self._time, self._runs_since = max(event.time, self._time), None
        self._forget()
        event.end.step = None
        event.end.done(event.reply())
        self.settle()
        self.schedule()

    def _forget(self) -> None:
        for end in self.ends:
            end.signals = [signal for signal in end.signals if signal.end >= self._time]

    def _other(self, end: LineEnd) -> LineEnd:
        return self.ends[1] if end is self.ends[0] else self.ends[0]

    def _next(self, end: LineEnd, step: LineStep) -> Event:
        if isinstance(step, Listen):
            return self._heard(end, step)
        if isinstance(step, Collect):
            return self._collected(end, step)
        return Event(end.until, end, lambda: None)

    def _coming(self, end: LineEnd) -> Iterator[Signal]:
        return (signal for signal in self._other(end).signals if signal.end > end.began)

    def _heard(self, end: LineEnd, step: Listen) -> Event:
        over = end.began + step.timeout
        for signal in self._coming(end):
            if signal.modulation is None and signal.start < over:
                caught = end.began < signal.start + timers.PREAMBLE.seconds
                return Event(signal.end, end, partial(Heard, signal.frames if caught else (), not caught))
        return Event(over, end, Heard)

    def _collected(self, end: LineEnd, step: Collect) -> Event:
        over = end.began + step.timeout
        for signal in self._coming(end):
            if signal.start >= over:
                break
            if signal.modulation is None:
                return Event(max(end.began, signal.start) + _RECOGNISED, end, lambda: Collected.V21)
            if signal.start >= end.began and _fits(step, signal):
                return Event(signal.end, end, partial(_fed, step, signal.octets))
        return Event(over, end, lambda: Collected.SILENCE)


def _fits(step: Collect, signal: Signal) -> bool:
    """Whether the modem can follow the training."""
    same = step.short_training == signal.short or step.modulation.scheme is not Scheme.V17
    return signal.modulation is step.modulation and same


def _fed(step: Collect, octets: bytes) -> Collected:
    step.sink(octets)
    return Collected.ENDED


def _nothing(_reply: Reply) -> None:
    """Nobody waits."""
