"""A clock turned by hand, modems in memory, and a DTE to talk to them."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator

import pytest

from drivers.simulator.circumstances import Circumstances
from drivers.simulator.equipment import Nameplate
from drivers.simulator.exchange import Exchange
from drivers.simulator.gsm import GsmModem
from drivers.simulator.journal import Journal
from drivers.simulator.loop import Timer
from drivers.simulator.observation import Observation
from drivers.simulator.simulation import card_of, imei_of
from drivers.simulator.traffic import Traffic
from drivers.simulator.verbs import Modems, Verbs


class ManualClock:
    """Time that passes when told."""

    def __init__(self) -> None:
        self.time = 1000.0
        self._timers: list[tuple[float, int, Timer]] = []
        self._serial = itertools.count()

    def now(self) -> float:
        return self.time

    def wall(self) -> float:
        return 1_700_000_000.0 + self.time

    def later(self, seconds: float, call: Callable[[], None]) -> Timer:
        timer = Timer(self.time + seconds, call)
        heapq.heappush(self._timers, (timer.when, next(self._serial), timer))
        return timer

    def advance(self, seconds: float) -> None:
        end = self.time + seconds
        while self._timers and self._timers[0][0] <= end:
            self.time, _, timer = heapq.heappop(self._timers)
            if timer.call is not None:
                timer.call()
        self.time = end


class Terminal:
    """A DTE: `say` types and gives what came back since the last look."""

    def __init__(self) -> None:
        self.received = b""
        self.modem: GsmModem

    def take(self, data: bytes) -> None:
        self.received += data

    def look(self) -> str:
        text, self.received = self.received.decode("latin-1"), b""
        return text

    def say(self, text: str) -> str:
        self.modem.receive(text.encode("latin-1"))
        return self.look()

    def at(self, command: str) -> list[str]:
        """The lines that come back for a command."""
        return [line for line in self.say(f"{command}\r").split("\r\n") if line]


class World:
    """An exchange with modems in memory."""

    def __init__(self, modems: int = 2) -> None:
        self.clock = ManualClock()
        self.journal = Journal(None, self.clock.wall)
        self.exchange = Exchange(self.clock, self.journal)
        self.terminals: list[Terminal] = []
        self.modems: dict[str, GsmModem] = {}
        for position in range(modems):
            self._add(position)
        named = Modems(self.modems)
        observation = Observation(self.clock, self.exchange, self.journal, named, port_of=lambda name: f"/dev/{name}")
        traffic = Traffic(self.clock, self.exchange, named)
        circumstances = Circumstances(self.exchange, named)
        self._verbs = Verbs({**observation.verbs(), **traffic.verbs(), **circumstances.verbs()})

    def ask(self, verb: str, **arguments: object) -> dict:
        """The answer of a verb; {} while it is still to come."""
        answers: list[dict] = []
        self._verbs.answer({"verb": verb, **arguments}, answers.append)
        return answers[0] if answers else {}

    def asks(self, verb: str, **arguments: object) -> list[dict]:
        """A list that the answer will be put in."""
        answers: list[dict] = []
        self._verbs.answer({"verb": verb, **arguments}, answers.append)
        return answers

    def events(self, event: str) -> list[dict]:
        return [record for record in self.journal.recent if record["event"] == event]

    def _add(self, position: int) -> None:
        terminal = Terminal()
        name = f"gsm{position}"
        terminal.modem = GsmModem(
            name=name,
            plate=Nameplate(imei_of(position)),
            card=card_of(position),
            exchange=self.exchange,
            clock=self.clock,
            send=terminal.take,
        )
        terminal.say("ATE0\r")
        self.terminals.append(terminal)
        self.modems[name] = terminal.modem


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def dte(world: World) -> Terminal:
    """The DTE of gsm0."""
    return world.terminals[0]


@pytest.fixture
def other(world: World) -> Terminal:
    """The DTE of gsm1."""
    return world.terminals[1]


@pytest.fixture
def make_world() -> Iterator[type[World]]:
    """Worlds for tests that need several."""
    yield World
