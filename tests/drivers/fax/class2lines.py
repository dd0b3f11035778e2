"""Two class 2 modems at ports of their own, by which two drivers fax each other."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from drivers.at.online import OnlineChat
from drivers.fax.call import Call
from drivers.fax.class2 import Class2
from drivers.fax.dis import Dis
from drivers.fax.identification import Identification
from drivers.fax.page import Coding, Length, Resolution, Width
from drivers.fax.quirks import FaxQuirks
from drivers.port import SerialPort
from drivers.simulator.fax.class2modem import Class2Modem, step_exchange
from drivers.simulator.fax.exchange import Ring
from drivers.simulator.loop import Loop
from drivers.simulator.plug import Plug
from tests.drivers.fax.link import Desk
from tests.drivers.fax.stations import DeskStation

NUMBERS = ("+15550001", "+15550002")
EVERYTHING = Dis(
    resolutions=frozenset(Resolution), codings=frozenset(Coding), width=Width.A3, length=Length.UNLIMITED, ecm=True
)


class Line:
    """A modem at a port, and its driver where one is asked for. `rung` is set once it rings."""

    def __init__(self, lines: Lines, number: str, service_class: str, baud: int | None) -> None:
        self.number = number
        self.rung = threading.Event()
        self._service_class = service_class
        self._plug = Plug(lines.loop, number, None, baud, None)
        self.modem = Class2Modem(number, lines.loop, lines.exchange, send=self._plug.send)
        ring = self.modem.ring

        def rings(signal: Ring) -> None:
            ring(signal)
            self.rung.set()

        self.modem.ring = rings  # type: ignore[method-assign]
        self._plug.receive = self.modem.feed
        self._plug.put_in()
        lines.exchange.attach(self.modem)
        self.call = Call(Identification(number), EVERYTHING, time.monotonic)
        self.desk = Desk()
        self.quirks = FaxQuirks()

    @property
    def path(self) -> str:
        return self._plug.port

    @functools.cached_property
    def port(self) -> SerialPort:
        return SerialPort.open(self.path)

    @functools.cached_property
    def chat(self) -> OnlineChat:
        chat = OnlineChat(self.port)
        chat.run("ATE0")
        return chat

    @functools.cached_property
    def fax(self) -> Class2:
        return Class2(self.chat, self.quirks, self._service_class)

    @property
    def station(self) -> DeskStation:
        return DeskStation(self.desk)

    def pull_out(self) -> None:
        """Its port is gone."""
        self._plug.pull_out()

    def close(self) -> None:
        self.port.close()
        self._plug.close()


class Lines:
    """`caller` and `callee`. Data pass the ports at `baud`."""

    def __init__(self, service_class: str, baud: int | None = None) -> None:
        self.loop = Loop()
        self.corrupt: Callable[[bytes], bytes] = bytes
        self.exchange = step_exchange(self.loop, self._damaged)
        self.exchange.timing.setup = self.exchange.timing.ring = 0.02
        self.exchange.timing.rings = 5000
        self._thread = threading.Thread(target=self.loop.run)
        self._thread.start()
        self.caller, self.callee = (Line(self, number, service_class, baud) for number in NUMBERS)
        self._pool = ThreadPoolExecutor(1)

    def _damaged(self, octets: bytes) -> bytes:
        """Training checks are none of them."""
        return self.corrupt(octets) if any(octets) else octets

    def answer(self, station: DeskStation | None = None) -> Future[object]:
        """The callee takes the first call that rings."""

        def take() -> object:
            assert self.callee.rung.wait(10)
            return self.callee.fax.answer(self.callee.call, station or self.callee.station)

        return self._pool.submit(take)

    def caller_waits(self, call: Callable[[], object]) -> Future[object]:
        """Have a thread of its own make a call."""
        return self._pool.submit(call)

    def now(self, call: Callable[[], None]) -> None:
        """Have the simulator's thread do something, and wait until it has."""
        done = threading.Event()
        self.loop.post(lambda: (call(), done.set()))  # type: ignore[func-returns-value]
        assert done.wait(10)

    def close(self) -> None:
        self._pool.shutdown()
        self.loop.stop()
        self._thread.join()
        for line in (self.caller, self.callee):
            line.close()
        self.loop.close()
