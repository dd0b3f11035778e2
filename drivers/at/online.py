"""A dialogue that goes in and out of online data state many times a call, as facsimile has it (T.31, T.32)."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drivers.at.chat import Chat
from drivers.at.syntax import Command, Connect, FinalResult, InformationText, Prompt, Syntax
from drivers.errors import CallAborted, NoAnswer
from drivers.port import HELD_STALL, Port
from drivers.trace import Trace

Result = FinalResult | Connect

_CAN = b"\x18"
_END = b"\x10\x03"
_DC1, _DC3 = 0x11, 0x13
_ENDED = re.compile(rb"\r\n(?:OK|ERROR|NO CARRIER|\+FCERROR)\r\n")
_CROSSED = 0.1  # seconds in which a result may come that crossed our character


class OnlineChat(Chat):
    """A Chat whose commands may lead to data, and the results behind it.

    `told` is the information text that came before the latest result, `calls` how many calls there were.
    """

    def __init__(
        self,
        port: Port,
        syntax: Syntax | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        trace: Trace | None = None,
    ) -> None:
        super().__init__(port, syntax, clock=clock, trace=trace)
        self.told: tuple[str, ...] = ()
        self.calls = 0
        self._under_way = threading.Lock()
        self._abortable = False
        self._aborted = False
        self._sending = False
        self._held = False

    def result(self, command: Command, timeout: float) -> Result:
        """How `command` ends, whichever way. Raises NoAnswer, PortLost, CallAborted."""
        self._send(command)
        return self._result(command, timeout)

    def after_data(self, command: Command, timeout: float, rest: bytes = b"") -> Result:
        """How `command` goes on behind its data, `rest` being what was read already. Raises as `result` does."""
        self._syntax.expect(command)
        answers = self._take(rest)
        told = tuple(answer.line for answer in answers if isinstance(answer, InformationText))
        for answer in answers:
            if isinstance(answer, FinalResult | Connect):
                self.told = told
                return answer
        result = self._result(command, timeout)
        self.told = told + self.told
        return result

    def _result(self, command: Command, timeout: float) -> Result:
        lines, closing = self._answer(command, timeout)
        self.told = tuple(information.line for information in lines)
        assert not isinstance(closing, Prompt)
        return closing

    def octets(self, timeout: float) -> bytes:
        """The next octets in online data state, b"" where none come in time. Raises PortLost, CallAborted."""
        return self._come(self._read, timeout)

    def unrecorded(self, timeout: float) -> bytes:
        """The same, for what is too long to be recorded."""
        return self._come(self._heard, timeout)

    def _come(self, read: Callable[[float], bytes], timeout: float) -> bytes:
        data, deadline = self._syntax.take(), self._clock() + timeout
        while not data and (remaining := deadline - self._clock()) > 0.0:
            data = self._syntax.data(read(remaining))
        return data

    def carry(self, data: bytes) -> bytes:
        """Write `data` when the modem isn't holding us. Where it says something instead, that, and nothing is written.

        Raises NoAnswer where it holds us for too long, PortLost, CallAborted.
        """
        said = self._read(0.0)
        deadline = self._clock() + HELD_STALL
        while self._held:
            if self._clock() >= deadline:
                raise NoAnswer("DC1")
            said += self._read(deadline - self._clock())
        said = said.strip(b"\0")
        if not said:
            self._port.write(data)
        return said

    def noted(self, data: bytes) -> None:
        """Record `data` as heard."""
        if self._trace is not None:
            self._trace.heard(data)

    def remark(self, text: str) -> None:
        """Record what the lines don't tell."""
        if self._trace is not None:
            self._trace.note(text)

    def end_data(self) -> None:
        """End data that the modem may still want (DLE ETX). Raises PortLost."""
        self._write(_END)

    def interrupt(self, timeout: float = 5.0) -> None:
        """Have the modem give up what it is at, by a character (V.250 5.6.1, T.31 8.3). Raises NoAnswer, PortLost."""
        self._syntax.reset()
        self._write(_CAN)
        deadline, heard = self._clock() + timeout, b""
        while not _ENDED.search(heard):
            more = self._hear_until(deadline)
            if not more:
                raise NoAnswer("an abort")
            heard += more
        self._hear_out(self._clock() + _CROSSED)

    def pause(self, seconds: float) -> None:
        """Let time pass; what comes meanwhile is taken as ever. Raises PortLost, CallAborted."""
        deadline = self._clock() + seconds
        while data := self._hear_until(deadline):
            self._take(data)

    @contextmanager
    def sending(self) -> Iterator[None]:
        """While data go out, DC3 and DC1 that come in are flow control and no data."""
        self._sending, self._held = True, False
        self._port.flow(on=True)
        try:
            yield
        finally:
            self._sending = self._held = False
            self._port.flow(on=False)

    @contextmanager
    def abortable(self) -> Iterator[None]:
        """A call is under way, which `abort` ends by CallAborted from whatever waits; once.

        What the modem says unasked in a call, or said of its ringing, is no news after it.
        """
        self.calls += 1
        with self._under_way:
            self._abortable, self._aborted = True, False
        try:
            yield
        finally:
            with self._under_way:
                self._abortable = self._aborted = False
            self.unsolicited()

    def abort(self) -> None:
        """End the call that is under way; for any thread."""
        with self._under_way:
            if self._abortable:
                self._aborted = True
                self._port.wake()

    def check(self) -> None:
        """Raises CallAborted, once, where the call has been aborted."""
        with self._under_way:
            aborted, self._aborted = self._aborted, False
        if aborted:
            raise CallAborted

    def _read(self, timeout: float | None) -> bytes:
        data = self._heard(timeout)
        if data and self._trace is not None:
            self._trace.heard(data)
        return data

    def _heard(self, timeout: float | None) -> bytes:
        data = self._port.read(timeout)
        if self._aborted:
            self.check()
        return self._regulated(data) if self._sending else data

    def _regulated(self, data: bytes) -> bytes:
        """Without DC1 and DC3, whose last counts."""
        latest = max(data.rfind(_DC1), data.rfind(_DC3))
        if latest < 0:
            return data
        self._held = data[latest] == _DC3
        return data.translate(None, bytes((_DC1, _DC3)))
