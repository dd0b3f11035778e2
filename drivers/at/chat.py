"""The dialogue with a modem over a Port; one thread owns it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from drivers.at.syntax import Command, Connect, FinalResult, InformationText, Prompt, Syntax, Unsolicited
from drivers.errors import CommandRefused, NoAnswer, PortLost, ProtocolError, SubmitInDoubt
from drivers.masking import mask
from drivers.port import Port
from drivers.trace import Trace

ESC = b"\x1b"
CTRL_Z = b"\x1a"

# How long the line must be quiet before what a modem had to say is over, and how long that is waited for at most.
QUIET = 0.25
DRAIN = 2.0

# V.250 S12 and its kin: the silence before and after the escape from online data state.
GUARD = 1.0

# How long the final result may take after the line that says what it will be, in seconds.
FINAL = 5.0

_IDLE_FINALS = frozenset({"OK", "ERROR"})
_ONLINE_END = re.compile(rb"\r\n(?:OK|NO CARRIER)\r\n")

Closing = FinalResult | Prompt | Connect
Answer = InformationText | Closing


@dataclass(frozen=True, slots=True)
class Response:
    """The information text of a command that ended in OK."""

    lines: tuple[InformationText, ...] = ()

    def text(self, prefix: str = "") -> str:
        """The first line that starts with `prefix`, without it and stripped; raises ProtocolError where none does."""
        for information in self.lines:
            if information.line.startswith(prefix):
                return information.line[len(prefix) :].strip()
        raise ProtocolError(f"no {prefix or 'information text'} in the answer")


class Chat:
    """Commands and answers over `port`. Unsolicited lines that come meanwhile are kept for `unsolicited` and `wait`."""

    def __init__(
        self,
        port: Port,
        syntax: Syntax | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        trace: Trace | None = None,
    ) -> None:
        self._port = port
        self._syntax = syntax or Syntax()
        self._clock = clock
        self._trace = trace
        self._collected: list[Unsolicited] = []
        self._woken = False
        self._owed: Command | None = None

    def run(self, command: Command | str, timeout: float = 5.0) -> Response:
        """The answer to `command`. Raises CommandRefused, NoAnswer after `timeout` seconds, PortLost."""
        if isinstance(command, str):
            command = Command(command)
        self._send(command)
        return _conclude(*self._answer(command, timeout))

    def submit(self, command: Command, payload: bytes, timeout: float, prompt_timeout: float = 10.0) -> Response:
        """The answer to `command` with `payload`, which goes out after the prompt, with Ctrl-Z (27.005 3.5.1).

        Returns with the information text as soon as that comes, for it comes only where the network took the payload:
        that counts, whatever final result follows, which is heard before the next command. Raises ValueError for a
        payload that holds a control of its own; NoAnswer, PortLost or CommandRefused where the payload was surely not
        taken; SubmitInDoubt where it was handed over and neither +CMGS nor a final result came.
        """
        if CTRL_Z in payload or ESC in payload:
            raise ValueError("Ctrl-Z or ESC in a payload")
        self._send(command)
        self._await_prompt(command, prompt_timeout)
        self._syntax.handed_over(payload.decode("latin-1"))
        try:
            self._write(payload + CTRL_Z)
            lines, closing = self._hear(command, self._clock() + timeout)
        except (NoAnswer, PortLost) as lost:
            self._syntax.reset()
            raise SubmitInDoubt(lost.detail) from lost
        if closing is None:
            self._owed = command
        return Response(tuple(lines)) if lines else _conclude(lines, closing)

    def settle(self) -> None:
        """Hear the final result owed for a payload that was taken; let one be that got lost. Raises PortLost."""
        owed, self._owed = self._owed, None
        if owed is not None:
            with suppress(NoAnswer):
                self._answer(owed, FINAL)

    def unsolicited(self) -> list[Unsolicited]:
        """What has come unasked until now; once."""
        collected, self._collected = self._collected, []
        return collected

    def wait(self, timeout: float | None) -> list[Unsolicited]:
        """What has come unasked, waiting up to `timeout` seconds for it; [] on time-out or wake. Raises PortLost."""
        self.settle()
        deadline = None if timeout is None else self._clock() + timeout
        while not self._collected:
            if self._woken:
                self._woken = False
                break
            remaining = None if deadline is None else max(0.0, deadline - self._clock())
            data = self._read(remaining)
            if not data:
                break
            self._take(data)
        return self.unsolicited()

    def escape(self) -> None:
        """Leave a prompt that may be open, and hear out what the modem still has to say. Raises PortLost.

        ESC, never Ctrl-Z: that would send half a message.
        """
        self._owed = None
        self._syntax.reset()
        self._write(ESC)
        latest = self._clock() + DRAIN
        while data := self._hear_until(min(self._clock() + QUIET, latest)):
            self._take(data)
        self._collected = [heard for heard in self._collected if heard.line not in _IDLE_FINALS]

    def dial(self, command: Command, timeout: float) -> Connect:
        """Enter online data state. Raises CommandRefused (`BUSY` and the like), NoAnswer, PortLost, ProtocolError."""
        self._send(command)
        lines, closing = self._answer(command, timeout)
        if not isinstance(closing, Connect):
            _conclude(lines, closing)
            raise ProtocolError("OK in place of CONNECT")
        return closing

    def data_read(self, timeout: float | None) -> bytes:
        """What came in online data state; b'' on time-out or wake. Raises PortLost."""
        return self._syntax.take() or self._read(timeout)

    def data_write(self, data: bytes) -> None:
        """All of `data` as it is. Raises PortLost."""
        self._write(data)

    def leave_data_mode(self, timeout: float = 5.0) -> bytes:
        """Escape to online command state by `+++` between two silences; the data that still came.

        Raises NoAnswer where no final result comes, PortLost.
        """
        before = self._syntax.take() + self._hear_out(self._clock() + GUARD)
        self._write(b"+++")
        deadline = self._clock() + GUARD + timeout
        data = b""
        while (end := _ONLINE_END.search(data)) is None:
            heard = self._hear_until(deadline)
            if not heard:
                raise NoAnswer("+++")
            data += heard
        self._syntax.reset()
        self._collected += [event for event in self._syntax.feed(data[end.end() :]) if isinstance(event, Unsolicited)]
        return before + data[: end.start()]

    def _send(self, command: Command) -> None:
        self.settle()
        self._syntax.expect(command)
        self._write(command.text.encode("ascii") + b"\r")

    def _write(self, data: bytes) -> None:
        if self._trace is not None:
            self._trace.wrote(data)
        self._port.write(data)

    def _await_prompt(self, command: Command, timeout: float) -> None:
        try:
            lines, closing = self._answer(command, timeout)
        except NoAnswer:
            self.escape()
            raise
        if not isinstance(closing, Prompt):
            _conclude(lines, closing)

    def _answer(self, command: Command, timeout: float) -> tuple[list[InformationText], Closing]:
        """The command's lines, up to a prompt or its end; NoAnswer gives the command up."""
        deadline = self._clock() + timeout
        lines, closing = self._hear(command, deadline)
        while closing is None:
            if self._clock() >= deadline:
                self._give_up(command)
            more, closing = self._hear(command, deadline)
            lines += more
        return lines, closing

    def _hear(self, command: Command, deadline: float) -> tuple[list[InformationText], Closing | None]:
        """What comes next of the command's answer; NoAnswer gives the command up."""
        while True:
            remaining = deadline - self._clock()
            data = self._read(remaining if remaining > 0.0 else 0.0)
            if data:
                answers = self._take(data)
                if answers:
                    return _sorted(answers)
            if remaining <= 0.0:
                self._give_up(command)
            self._woken = self._woken or (not data and self._clock() < deadline)

    def _give_up(self, command: Command) -> NoReturn:
        self._syntax.reset()
        if self._trace is not None:
            self._trace.note("no answer")
        raise NoAnswer(mask(command.text))

    def _take(self, data: bytes) -> list[Answer]:
        """Feed what was read; unsolicited lines are kept, the rest returned."""
        answers: list[Answer] = []
        for event in self._syntax.feed(data):
            if isinstance(event, Unsolicited):
                self._collected.append(event)
            else:
                answers.append(event)
        return answers

    def _read(self, timeout: float | None) -> bytes:
        data = self._port.read(timeout)
        if data and self._trace is not None:
            self._trace.heard(data)
        return data

    def _hear_until(self, deadline: float) -> bytes:
        """The next bytes that come before `deadline`, b'' where none do; a wake is kept for `wait`."""
        while (remaining := deadline - self._clock()) > 0.0:
            data = self._read(remaining)
            if data:
                return data
            self._woken = self._woken or self._clock() < deadline
        return b""

    def _hear_out(self, deadline: float) -> bytes:
        """Everything that comes before `deadline`."""
        parts = []
        while data := self._hear_until(deadline):
            parts.append(data)
        return b"".join(parts)


def _sorted(answers: list[Answer]) -> tuple[list[InformationText], Closing | None]:
    """Information text, and what ends it or asks for a payload."""
    lines: list[InformationText] = []
    closing: Closing | None = None
    for answer in answers:
        if isinstance(answer, InformationText):
            lines.append(answer)
        else:
            closing = answer
    return lines, closing


def _conclude(lines: list[InformationText], closing: Closing | None) -> Response:
    if not isinstance(closing, FinalResult):
        raise ProtocolError(f"{type(closing).__name__} where a final result was due")
    if closing.cause is not None:
        raise CommandRefused(closing.cause)
    return Response(tuple(lines))
