"""The steps of T.30 as audio, by the soft modem: so a modem that speaks T.30 itself reaches any fax machine.

Time is that of the line, counted in frames of audio; what the soft modem says is waited for by generators, each the
performance of one step.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping
from typing import Any, TypeVar

from drivers.fax.dle import END, Unshielder, shielded
from drivers.fax.frames import Fcf
from drivers.fax.steps import Collect, Collected, Heard, Listen, Reply, Send, Transmit
from drivers.simulator.fax.softmodem import CallEvent, Request, SoftModem
from drivers.simulator.fax.spandsp import FRAME_SECONDS
from drivers.simulator.fax.steplink import Done, LineStep

T = TypeVar("T")
Said = str | bytes | None
"""A result, data up to the end of them, or only that 20 ms have passed."""
Performance = Generator[None, Said, T]

_PIECE = 256  # octets at once: the soft modem has room for 1024 when it asks to wait
_RESULT = 10.0  # seconds of the line to a result that waits for nobody
_BUFFERED = 20.0  # seconds that a message may take beyond its time
_BETWEEN = 4.0  # seconds from one frame to the end of the next
_FCS = 2  # octets behind a frame
_AGAIN = 0.1  # seconds before a carrier is asked for again
_HEARD_OUT = 0.3  # seconds until the far end has heard our DCN
_X, _FINAL = 0x01, 0x10
_RESULTS = frozenset(("OK", "CONNECT", "NO CARRIER", "ERROR", "+FCERROR"))


class SoftLine:
    """One end of a call; see `LineEnd`. It is off hook from the beginning; `answers` says who called."""

    def __init__(self, *, answers: bool) -> None:
        """Raises SpandspMissing."""
        self._frames = 0
        self._heard: deque[Said] = deque()
        self._text = bytearray()
        self._data: Unshielder | None = None
        self._octets = bytearray()
        self._gives_data = False
        self._outgoing: deque[bytes] = deque()
        self._held = False
        self._asked: deque[Request] = deque()
        self._performance: Performance[Reply] | None = None
        self._done: Done = _nothing
        self._pumping = False
        self._spoke = False
        self._listens, self._speaks = not answers, answers  # what the first CONNECT is for (T.31 8.3.1)
        self._modem = SoftModem(self._say, self._ask)
        self._steps: Mapping[type[LineStep], Callable[[Any], Performance[Reply]]] = {
            Send: self._send,
            Listen: self._listen,
            Transmit: self._transmit,
            Collect: self._collect,
        }
        self.in_message = False
        for line in (b"ATE0\r", b"AT+FCLASS=1\r"):
            self._modem.take(line)
        self._heard.clear()
        self._gives_data = not answers
        self._modem.take(b"ATA\r" if answers else b"ATD1\r")
        self._modem.tell(CallEvent.ANSWERED if answers else CallEvent.CONNECTED)

    # As an end of the line

    @property
    def busy(self) -> bool:
        """Whether a step is performed; where not, the DTE is waited for."""
        return self._performance is not None

    def now(self) -> float:
        """Seconds of the line."""
        return self._frames * FRAME_SECONDS

    def perform(self, step: LineStep, done: Done) -> None:
        """`done` is called later with the reply."""
        self._performance, self._done = self._steps[type(step)](step), done
        self.in_message = isinstance(step, Transmit | Collect)
        self._go_on(self._performance, None)
        self._pump()

    def hold(self, octets: bytearray) -> None:
        """Nothing is on the line until a page is complete."""

    def leave(self) -> None:
        """The procedure is over."""
        self._performance = None

    def close(self) -> None:
        self._modem.close()

    # As audio

    def transmit(self) -> bytes:
        """The next frame."""
        frame = self._modem.transmit()
        self._pump()
        return frame

    def receive(self, frame: bytes) -> None:
        """Hear a frame."""
        self._frames += 1
        self._modem.receive(frame)
        self._heard.append(None)
        self._pump()

    # Between the soft modem and the performance

    def _say(self, said: bytes) -> None:
        """The soft modem says something, in any pieces."""
        for at in range(len(said)):
            octet = said[at : at + 1]
            if self._data is not None:
                self._octets += self._data.feed(octet)
                if self._data.ended:
                    self._heard.append(bytes(self._octets))
                    self._data = None
            elif octet == b"\n":
                self._take_line()
            elif octet != b"\r":
                self._text += octet

    def _take_line(self) -> None:
        line = self._text.decode("latin-1")
        self._text.clear()
        if line in _RESULTS:
            self._heard.append(line)
            if line == "CONNECT" and self._gives_data:
                self._data, self._octets = Unshielder(), bytearray()

    def _ask(self, request: Request, text: str) -> None:
        if request is Request.CTS:
            self._held = not text

    def _pump(self) -> None:
        """Let the performance hear what was said, and give the soft modem what it has room for."""
        if self._pumping:
            return
        self._pumping = True
        self._feed()
        while self._heard and self._performance is not None:
            self._go_on(self._performance, self._heard.popleft())
            self._feed()
        while self._heard and self._heard[0] is None:
            self._heard.popleft()
        self._pumping = False

    def _go_on(self, performance: Performance[Reply], said: Said) -> None:
        try:
            performance.send(said)
        except StopIteration as stop:
            self._performance = None
            self._done(stop.value)

    def _feed(self) -> None:
        while self._outgoing and not self._held:
            piece = self._outgoing.popleft()
            self._modem.take(piece)

    def _give(self, data: bytes) -> None:
        self._outgoing.extend(data[at : at + _PIECE] for at in range(0, len(data), _PIECE))

    # Performances

    def _command(self, text: str, *, gives_data: bool = False) -> None:
        self._gives_data = gives_data
        self._give(f"AT{text}\r".encode())

    def _result(self, until: float) -> Performance[str]:
        """The next result, "" where none comes in time."""
        while self.now() < until:
            said = yield
            if isinstance(said, str):
                return said
        return ""

    def _pause(self, seconds: float) -> Performance[None]:
        until = self.now() + seconds
        while self.now() < until:
            yield

    def _abort(self) -> Performance[None]:
        """Have it give up waiting for a carrier."""
        self._data = None
        self._give(b"\x18")
        yield from self._result(self.now() + 1)

    def _fall_silent(self) -> Performance[None]:
        self._command("+FTS=8" if self._spoke else "+FRS=7")
        if not (yield from self._result(self.now() + 2)):
            yield from self._abort()
        self._spoke = True

    def _send(self, step: Send) -> Performance[Reply]:
        if not self._speaks:
            yield from self._fall_silent()
            self._command("+FTH=3")
        self._speaks, self._spoke = False, True
        yield from self._result(self.now() + _RESULT)
        for frame in step.frames:
            self._give(shielded(frame) + END)
            yield from self._result(self.now() + _RESULT)
        if step.frames[-1][2] | _X == Fcf.DCN | _X:
            yield from self._pause(_HEARD_OUT)
        return None

    def _listen(self, step: Listen) -> Performance[Reply]:
        self._spoke = False
        frames: list[bytes] = []
        damaged, until = False, self.now() + step.timeout
        while (yield from self._carrier("+FRH=3", until)) == "CONNECT":
            frame = yield from self._frame()
            damaged = damaged or not frame
            frames += [frame] if frame else []
            if frame and frame[1] & _FINAL:
                return Heard(tuple(frames), damaged)
            until = self.now() + _BETWEEN
        return Heard(tuple(frames), damaged or bool(frames))

    def _frame(self) -> Performance[bytes]:
        """b"" where it is damaged."""
        octets = yield from self._octets_until(self.now() + _RESULT)
        result = yield from self._result(self.now() + _RESULT)
        return octets[:-_FCS] if result == "OK" and len(octets) > _FCS else b""

    def _octets_until(self, until: float) -> Performance[bytes]:
        while self.now() < until:
            said = yield
            if isinstance(said, bytes):
                return said
            if said is not None:
                self._heard.appendleft(said)
                return b""
        yield from self._abort()
        return b""

    def _carrier(self, command: str, until: float) -> Performance[str]:
        """CONNECT, +FCERROR, or "" where nothing came."""
        while self.now() < until:
            if not self._listens:
                self._command(command, gives_data=True)
            self._listens = False
            result = yield from self._result(until)
            if result in ("CONNECT", "+FCERROR") or not result:
                break
            yield from self._pause(_AGAIN)
        else:
            return ""
        if not result:
            yield from self._abort()
        return result

    def _transmit(self, step: Transmit) -> Performance[Reply]:
        yield from self._fall_silent()
        code = step.modulation.short_code if step.short_training else step.modulation.code
        self._command(f"+FTM={code}")
        yield from self._result(self.now() + _RESULT)
        self._give(shielded(step.octets) + END)
        yield from self._result(self.now() + step.modulation.seconds(len(step.octets)) + _BUFFERED)
        return None

    def _collect(self, step: Collect) -> Performance[Reply]:
        self._spoke = False
        code = step.modulation.short_code if step.short_training else step.modulation.code
        result = yield from self._carrier(f"+FRM={code}", self.now() + step.timeout)
        if result == "CONNECT":
            step.sink((yield from self._octets_until(float("inf"))))
            yield from self._result(self.now() + _RESULT)
            return Collected.ENDED
        return Collected.V21 if result == "+FCERROR" else Collected.SILENCE


def _nothing(_reply: Reply) -> None:
    """Nobody waits."""
