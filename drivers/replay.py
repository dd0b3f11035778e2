"""A Port that plays a transcript: what is written must be its `>` lines, what is read are its `<` lines."""

from __future__ import annotations

from collections import deque

from drivers.errors import PortLost
from drivers.trace import Entry, Transcript

SILENCE = b"silence"
LOST = b"port lost"

_ANY = ord("*")

# A read that times out takes a hair longer, so that a deadline reached by adding up is over.
_HAIR = 1e-6


class ReplayPort:
    """`Chat(port, clock=port.clock)`: time passes only where nothing is said, by the time-out that was asked for.

    A `<` line can be read once every `>` line before it was written. The note `! silence` makes one read time out;
    `! port lost` ends the port. Other notes and the comments are passed over. Every read gives one `<` line.
    """

    def __init__(self, transcript: Transcript) -> None:
        self._script = deque(entry for entry in transcript.entries if _plays(entry))
        self._said: deque[bytes] = deque()
        self._now = 0.0
        self._woken = False

    @classmethod
    def of(cls, text: str) -> ReplayPort:
        """The port that plays `text`, see drivers.trace."""
        return cls(Transcript.parse(text))

    def clock(self) -> float:
        """Seconds that went by in reads that timed out."""
        return self._now

    def read(self, timeout: float | None) -> bytes:
        if self._woken:
            self._woken = False
            return b""
        if not self._said:
            self._hear()
        if self._said:
            return self._said.popleft()
        if timeout is None:
            raise PortLost("the transcript has no more to say")
        self._now += timeout + _HAIR
        return b""

    def write(self, data: bytes) -> None:
        """Raises AssertionError where the transcript has other bytes."""
        while data:
            while self._script and self._script[0].direction != ">":
                self._pass_over(self._script.popleft())
            expected = self._script.popleft().data if self._script else b""
            part, data = data[: len(expected) or None], data[len(expected) or len(data) :]
            assert _matches(part, expected[: len(part)]), f"wrote {part!r} where the transcript has {expected!r}"
            if len(part) < len(expected):
                self._script.appendleft(Entry(">", expected[len(part) :]))

    def wake(self) -> None:
        self._woken = True

    def flow(self, *, on: bool) -> None:
        """A transcript holds nobody."""

    def close(self) -> None:
        """A transcript needs no closing."""

    def assert_done(self) -> None:
        """Raises AssertionError where something was not written or not read."""
        rest = [*(Entry("<", data) for data in self._said), *self._script]
        assert not rest, f"left of the transcript:\n{Transcript(tuple(rest))}"

    def _hear(self) -> None:
        """Move what the modem says next, one line, to where it is read from; a silence lets one read time out."""
        if self._script and self._script[0].direction != ">":
            self._pass_over(self._script.popleft())

    def _pass_over(self, entry: Entry) -> None:
        if entry.data == LOST:
            raise PortLost("the transcript says so")
        if entry.direction == "<":
            self._said.append(entry.data)


def _plays(entry: Entry) -> bool:
    return entry.direction in "<>" or (entry.direction == "!" and entry.data in (SILENCE, LOST))


def _matches(data: bytes, expected: bytes) -> bool:
    """A `*` in the transcript stands for any byte."""
    return len(data) == len(expected) and all(want in (have, _ANY) for have, want in zip(data, expected, strict=True))
