"""What others want done with a line's modem, between two messages, by the one thread that owns it."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from appliance.errors import Invalid, NotReady
from drivers.capabilities import Modem
from drivers.errors import CommandRefused, ModemError, PortLost

R = TypeVar("R")
Errand = Callable[[Modem], object]


class Errands:
    """Those that wait, in order. Any thread may `add` and `close`; the modem's own alone may `run`."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Errand, Future[object]]] = deque()
        self._closed = False

    def add(self, errand: Errand) -> Future[object]:
        """Its result or its exception, PortLost where the modem goes away first. A cancelled one is not begun."""
        future: Future[object] = Future()
        self._waiting.append((errand, future))
        if self._closed:
            self._turn_away()
        return future

    def run(self, modem: Modem) -> None:
        """Do them all. Raises what a failing modem raises, after whoever waits was told."""
        while self._waiting:
            errand, future = self._waiting.popleft()
            if future.set_running_or_notify_cancel():
                _run(errand, future, modem)

    def close(self) -> None:
        """The modem is gone: whoever waits is told, and whoever comes."""
        self._closed = True
        self._turn_away()

    def _turn_away(self) -> None:
        with contextlib.suppress(IndexError):
            while True:
                _, future = self._waiting.popleft()
                if future.set_running_or_notify_cancel():
                    future.set_exception(PortLost("the line has no modem any more"))


def outcome(future: Future[R], patience: float, line: str) -> R:
    """What came of an errand, for who waits so many seconds for it. Raises NotReady, Invalid."""
    try:
        return future.result(patience)
    except ValueError as error:
        raise Invalid(str(error)) from error
    except ModemError as error:
        raise NotReady(str(error)) from error
    except TimeoutError as error:
        future.cancel()
        raise NotReady(f"line {line} is busy") from error


def _run(errand: Errand, future: Future[object], modem: Modem) -> None:
    try:
        future.set_result(errand(modem))
    except (CommandRefused, ValueError) as refused:
        future.set_exception(refused)
    except Exception as error:  # whoever waits is told in any case
        future.set_exception(error)
        raise
