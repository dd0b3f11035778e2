"""Whose move it is between a DTE and its class 1 modem, from the bytes that pass (T.31 8)."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable

_DLE, _ETX = 0x10, 0x03
_CR, _LF = 0x0D, 0x0A
_FINALS = frozenset(b"OK|CONNECT|NO CARRIER|ERROR|+FCERROR|BUSY|NO ANSWER|NO DIALTONE|+FRH:3|0|1|3|4|6|7|8".split(b"|"))
_CONNECTS = (b"CONNECT", b"1")
_MESSAGE = re.compile(rb"\+F[TR]M=\d")
_TAKES_DATA = (b"+FTM=", b"+FTH=")
_GIVES_DATA = (b"+FRM=", b"+FRH=")


class State(enum.Enum):
    """Of the modem."""

    COMMAND = enum.auto()  # the DTE owes a command
    BUSY = enum.auto()  # the modem owes a result
    RECEIVING = enum.auto()  # the modem gives what it hears
    SENDING = enum.auto()  # the DTE gives what is to be sent
    DRAINING = enum.auto()  # the DTE has given all, the modem sends the rest


class Turn:
    """`commanded` is called with each command line, in capitals, before the modem has it."""

    def __init__(self, commanded: Callable[[str], None] = lambda line: None) -> None:
        self._commanded = commanded
        self.state = State.COMMAND
        self._after_connect = State.RECEIVING
        self._message = False
        self._line = bytearray()
        self._said = bytearray()
        self._escaped = False

    @property
    def in_message(self) -> bool:
        """Whether it sends or receives a page or a training check, or is about to."""
        return self._message and self.state is not State.COMMAND

    def reset(self) -> None:
        """The modem waits for a command, whatever went before."""
        self.state = State.COMMAND
        self._line.clear()

    def modem_moves(self, held: bool) -> bool:
        """Whether the DTE can only wait: `held` is that it may not send just now."""
        return self.state in (State.BUSY, State.RECEIVING, State.DRAINING) or (self.state is State.SENDING and held)

    def host(self, data: bytes) -> None:
        """The DTE says `data`."""
        for octet in data:
            if self.state is State.SENDING:
                self._data(octet, State.DRAINING)
            elif self.state is State.RECEIVING:  # ends the reception
                self.state = State.BUSY
            elif self.state is not State.DRAINING:
                self._command(octet)

    def modem(self, data: bytes) -> None:
        """The modem says `data`."""
        for octet in data:
            if self.state is State.RECEIVING:
                self._data(octet, State.BUSY)
            elif octet in (_CR, _LF):
                self._result()
            else:
                self._said.append(octet)

    def _data(self, octet: int, after: State) -> None:
        if self._escaped:
            self._escaped = False
            if octet == _ETX:
                self.state = after
        else:
            self._escaped = octet == _DLE

    def _command(self, octet: int) -> None:
        if octet != _CR:
            self._line.append(octet)
            return
        line = bytes(self._line).strip().upper()
        self._line.clear()
        if line:
            self.state = State.BUSY
            self._after_connect = _after_connect(line)
            self._message = _MESSAGE.search(line) is not None
            self._commanded(line.decode("latin-1"))

    def _result(self) -> None:
        line = bytes(self._said)
        self._said.clear()
        if line in _FINALS:
            self.state = self._after_connect if line in _CONNECTS else State.COMMAND
            self._escaped = False


def _after_connect(line: bytes) -> State:
    """Whose the data are after CONNECT: dialling implies +FRH=3, answering +FTH=3 (T.31 8.3.1)."""
    if any(command in line for command in _TAKES_DATA) or line.startswith(b"ATA"):
        return State.SENDING
    if any(command in line for command in _GIVES_DATA) or line.startswith(b"ATD"):
        return State.RECEIVING
    return State.SENDING
