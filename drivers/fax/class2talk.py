"""What is said to a modem of class 2 or 2.0 in a call, and what it reports, noted in the Call."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from drivers.at.online import OnlineChat, Result
from drivers.at.syntax import Command, Connect, FinalResult
from drivers.errors import CallAborted, CommandRefused, NoAnswer
from drivers.fax.bitorder import BitOrder
from drivers.fax.call import Call
from drivers.fax.class2quirks import Class2Quirks
from drivers.fax.class2words import (
    FINALS,
    REPORTS,
    Abilities,
    Connected,
    FarNumber,
    HungUp,
    PageEnd,
    PageStatus,
    Polled,
    Report,
    Session,
    Words,
)
from drivers.fax.dle import CAN, DC1, DC3, DLE, END, Unshielder, shielded
from drivers.fax.termination import Termination

T = TypeVar("T")

_CHUNK = 512  # octets written at a time: between two, what the modem says is heard
_STALL = 35.0  # seconds without an octet of a page: a modem's own time-out is 30 (+FPHCTO, +FCT)
_RESULT = 60.0  # seconds from the end of a page to what the far end says of it
_BUFFERED = 30.0  # seconds that a page may take beyond its time
_SETTING = 5.0
_REFUSED = frozenset("24")  # RTN, PIN


class Talk:
    """Of one call. `connected` and `polled` are what was reported, `status` and `after` that of the last page, `ended`
    how the call has ended, None where it hasn't."""

    def __init__(
        self,
        chat: OnlineChat,
        words: Words,
        quirks: Class2Quirks,
        call: Call,
        finals: frozenset[str] = FINALS,
    ) -> None:
        self.words = words
        self.call = call
        self.connected = False
        self.polled = False
        self.status: int | None = None
        self.after: int | None = None
        self.ended: Termination | None = None
        self._chat = chat
        self._quirks = quirks
        self._finals = finals
        self._order = BitOrder(quirks.turned[words.service_class])

    def ask(self, text: str, timeout: float) -> Result:
        """How a command ends; what was reported before that is noted. Raises NoAnswer, PortLost, CallAborted."""
        self._chat.check()
        command = Command(text, REPORTS, finals=self._finals)
        return self._interruptible(lambda: self._chat.result(command, timeout))

    def set(self, text: str) -> bool:
        """Give a command that sets something; whether the modem has taken it. Raises as `ask` does."""
        result = self.ask(f"AT{text}", _SETTING)
        return isinstance(result, FinalResult) and result.ok

    def give(self, octets: bytes, end: bytes, seconds: float) -> Result:
        """The data of a page, which take so long, behind a CONNECT: how that ended. Raises as `ask` does."""
        self.status = None
        data = shielded(octets) + DLE + end
        self._chat.remark(f"sends {len(octets)} octets")
        command = Command("AT+FDT", REPORTS, finals=self._finals)
        said = self._until_ready()
        with self._chat.sending():
            for at in range(0, len(data), _CHUNK):
                said = said or self._carried(data[at : at + _CHUNK])  # in the middle of a page that is the end of it
            return self._interruptible(lambda: self._chat.after_data(command, seconds + _RESULT, said))

    def refused(self, result: Result) -> bool:
        """Whether an ERROR behind a page says that the far end won't have it: then the modem's parameter does, too.

        Raises as `ask` does.
        """
        if result.line != "ERROR":
            return False
        name = self.words.verdict
        try:
            told = self._chat.run(Command(f"AT{name}?", (f"{name}:",), bare=True), _SETTING).lines
        except CommandRefused:
            return False
        return any(each.line.removeprefix(f"{name}:").strip()[:1] in _REFUSED for each in told)

    def cut_short(self) -> None:
        """No more of the page comes. Raises NoAnswer, PortLost."""
        self._chat.data_write(DLE + CAN + END)
        with suppress(NoAnswer):
            self._chat.after_data(Command("AT+FDT", REPORTS, finals=self._finals), _BUFFERED)
            self._note()

    def take(self, sink: Callable[[bytes], None]) -> None:
        """The data of a page that comes behind a CONNECT, each octet's first bit the lowest. Raises as `ask` does."""
        self.status = self.after = None
        assert self.call.dcs
        self._order.begin(self.call.dcs.coding)
        unshielder = Unshielder()
        data = self._requested()
        while True:
            sink(self._order.feed(unshielder.feed(data)))
            if unshielder.ended:
                break
            data = self._data()
        sink(self._order.finish())
        command = Command("AT+FDR", REPORTS, finals=self._finals)
        self._chat.noted(unshielder.rest)
        self._interruptible(lambda: self._chat.after_data(command, _RESULT, unshielder.rest))

    def _requested(self) -> bytes:
        """The first data, by whatever the modem takes for a request."""
        for request in self._quirks.requests:
            self._chat.data_write(request)
            data = self._interruptible(lambda: self._chat.unrecorded(self._quirks.request_wait))
            if data:
                return data
        return self._data()

    def leave(self) -> None:
        """End the call that the modem may still have. Raises NoAnswer, PortLost."""
        if self.connected and self.ended is None:
            self._chat.run(f"AT{self.words.abort}", _SETTING * 2)

    def _until_ready(self) -> bytes:
        """Wait for DC1; what else came."""
        seconds = self._quirks.ready[self.words.service_class]
        return self._shortened(lambda: self._chat.octets(seconds)).translate(None, DC1 + DC3 + b"\0")

    def _carried(self, data: bytes) -> bytes:
        return self._shortened(lambda: self._chat.carry(data))

    def _shortened(self, data: Callable[[], bytes]) -> bytes:
        """Where the call is aborted in the middle of a page, the page ends there."""
        try:
            return data()
        except CallAborted:
            self.cut_short()
            raise

    def _data(self) -> bytes:
        data = self._interruptible(lambda: self._chat.unrecorded(_STALL))
        if not data:
            self._chat.remark("data without end")
            self._chat.interrupt()
            raise NoAnswer("a page")
        return data

    def _interruptible(self, wait: Callable[[], T]) -> T:
        """Where the call is aborted meanwhile, or nothing comes, the modem is told."""
        try:
            result = wait()
        except (CallAborted, NoAnswer):
            with suppress(NoAnswer):
                self._chat.interrupt()
            raise
        if isinstance(result, FinalResult | Connect):
            self._note()
        return result

    def _note(self) -> None:
        for line in (*(each.line for each in self._chat.unsolicited()), *self._chat.told):
            self._take_note(self.words.report(line))

    def _take_note(self, report: Report | None) -> None:
        call, notation = self.call, self.words.notation
        match report:
            case Connected():
                self.connected = True
            case Polled():
                self.polled = True
            case FarNumber(number):
                call.far = replace(call.far, ident=number)
            case Abilities(parameters):
                call.far_dis = notation.dis(parameters)
            case Session(parameters):
                call.dcs = notation.dcs(parameters)
            case PageStatus(status):
                self.status = status
            case PageEnd(after):
                self.after = after
            case HungUp(termination):
                self.connected, self.ended = True, termination
