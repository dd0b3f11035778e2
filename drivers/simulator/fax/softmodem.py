"""A class 1 fax modem (T.31) in software: AT commands on the one side, audio on the other."""

from __future__ import annotations

import ctypes
import enum
from collections.abc import Callable
from typing import Any

from drivers.simulator.fax.exchange import Cause
from drivers.simulator.fax.spandsp import CONTROLS, PACKET, SAYS, Audio, library


class Request(enum.IntEnum):
    """What the modem wants done (at_modem_control_operation_e), of which these matter."""

    CALL = 0
    ANSWER = 1
    HANGUP = 2
    ONHOOK = 4
    CTS = 7


class CallEvent(enum.IntEnum):
    """What the modem is told of its call (at_call_event_e)."""

    ALERTING = 1
    CONNECTED = 2
    ANSWERED = 3
    BUSY = 4
    NO_DIALTONE = 5
    NO_ANSWER = 6
    HANGUP = 7


OF_CAUSE = {
    Cause.BUSY: CallEvent.BUSY,
    Cause.NO_ANSWER: CallEvent.NO_ANSWER,
    Cause.NO_DIALTONE: CallEvent.NO_DIALTONE,
    Cause.HUNG_UP: CallEvent.HANGUP,
}


class SoftModem:
    """`say` gets what it says to the DTE, `ask` its requests: CALL with the number, CTS with "" where it is off.

    Both are called in the middle of `take`, `transmit` and `receive`; neither may call the modem itself.
    """

    def __init__(self, say: Callable[[bytes], None], ask: Callable[[Request, str], None]) -> None:
        """Raises SpandspMissing."""
        self._library = library()
        self._say = say
        self._ask = ask
        self._callbacks = (SAYS(self._said), CONTROLS(self._asked), PACKET(lambda *_: 0))
        says, controls, packet = self._callbacks
        self._modem: Any = self._library.t31_init(None, says, None, controls, None, packet, None)
        self._library.t31_set_transmit_on_idle(self._modem, 1)
        audio = Audio(self._library.t31_tx, self._library.t31_rx, self._modem)
        self.transmit = audio.transmit
        self.receive = audio.receive

    def take(self, data: bytes) -> None:
        """What the DTE says."""
        self._library.t31_at_rx(self._modem, data, len(data))

    def tell(self, event: CallEvent) -> None:
        self._library.t31_call_event(self._modem, event)

    def close(self) -> None:
        self._library.t31_free(self._modem)

    def _said(self, _state: int, _user: int, data: int, length: int) -> int:
        self._say(ctypes.string_at(data, length))
        return 0

    def _asked(self, _state: int, _user: int, operation: int, argument: int | None) -> int:
        if operation == Request.CTS:
            self._ask(Request.CTS, "on" if argument else "")
        elif operation in list(Request):
            dialled = ctypes.string_at(argument) if argument and operation == Request.CALL else b""
            self._ask(Request(operation), dialled.decode("latin-1"))
        return 0
