"""Two class 2 modems on an exchange in memory, each with a DTE that the test plays."""

from __future__ import annotations

from drivers.simulator.fax.class2modem import Class2Modem, step_exchange
from tests.drivers.simulator.conftest import ManualClock

NUMBERS = ("+15550001", "+15550002")


class Desk:
    """A DTE. `say` types; `look` gives what came since the last look."""

    def __init__(self, pair: Pair, number: str, classes: tuple[str, ...]) -> None:
        self._pair = pair
        self.received = b""
        self.modem = Class2Modem(number, pair.clock, pair.exchange, send=self._take, classes=classes)
        pair.exchange.attach(self.modem)

    def _take(self, data: bytes) -> None:
        self.received += data

    def look(self) -> bytes:
        received, self.received = self.received, b""
        return received

    def say(self, data: bytes, seconds: float = 0.01) -> bytes:
        self.modem.feed(data)
        self._pair.clock.advance(seconds)
        return self.look()

    def at(self, command: str, seconds: float = 0.01) -> list[str]:
        """The lines that come back for a command."""
        return lines(self.say(f"AT{command}\r".encode(), seconds))


class Pair:
    """`caller` and `callee`, both set to `service_class`, without echo, and ready to receive."""

    def __init__(self, service_class: str, classes: tuple[str, ...] = ("2", "2.0")) -> None:
        self.clock = ManualClock()
        self.exchange = step_exchange(self.clock)
        self.exchange.timing.setup = self.exchange.timing.ring = 1.0
        self.caller, self.callee = (Desk(self, number, classes) for number in NUMBERS)
        for desk in (self.caller, self.callee):
            assert desk.at("E0")[-1] == "OK"
            assert desk.at(f"+FCLASS={service_class};+FCR=1") == ["OK"]

    def connect(self, caller: str = "D+15550002", callee: str = "A") -> tuple[list[str], list[str]]:
        """What both hear once the call is through and the caller's DTE is asked for its page."""
        assert self.caller.at(caller, 1.5) == []
        assert lines(self.callee.look()) == ["RING"]
        answered = self.callee.at(callee, 0)
        self.clock.advance(0.1)
        return lines(self.caller.look()), answered + lines(self.callee.look())


def lines(data: bytes) -> list[str]:
    return [line for line in data.decode("latin-1").split("\r\n") if line]
