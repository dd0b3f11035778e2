"""The modems, the service centre and the executioner: all that outlives the box."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from drivers.simulator.answers import Outcome, cms
from drivers.simulator.commandline import Command
from drivers.simulator.gsm import GsmModem
from drivers.simulator.loop import Timer
from drivers.simulator.simulation import Simulation
from tests.acceptance.crash.boxes import Life

T = TypeVar("T")
STORING = 1  # the modem at this place has no +CNMA: it stores what comes
LINGERING, LINGERS = 2, 0.005  # the modem at this place says OK so many seconds after the +CMGS: before it
LONGEST_LIFE = 1.0  # seconds, should what is waited for not come

IMPATIENT, GIVES_UP = 2, 0.2  # the modem at this place waits so many seconds for +CNMA: the next box comes too late

# Seconds, see the simulator's `latency`. Elsewhere the next box is there before a modem gives up.
TIMING = {"acknowledge": 60.0, "retry": 0.5, "transit": 0.005, "report": 0.02}


@dataclass(frozen=True, slots=True)
class Trigger:
    """Kill `delay` seconds after `event` has come `count` times: what the simulator sees, or bytes at any port.

    `gently`: by SIGTERM.
    """

    event: str
    count: int
    delay: float = 0.0
    gently: bool = False


def any_trigger(random: Random) -> Trigger:
    """At the start, at any command, between any two steps of a message's way out, or of one's way in."""
    event = random.choice(("start", "bytes", "bytes", "prompt", "prompt", "submit", "submit", "submit", "delivered"))
    delay = random.choice((0.0, 0.0, random.uniform(0, 0.002), random.uniform(0, 0.02)))
    if event == "start":
        return Trigger("bytes", random.randint(1, 30), random.choice((0.0, random.uniform(0, 0.6))))
    if event == "bytes":
        return Trigger(event, random.randint(600, 5000), delay)
    return Trigger(event, random.randint(1, 9), delay, gently=random.random() < 0.07)


# What may befall a modem for a while: deliveries made twice, submissions refused, reports early, foreign, ambiguous.
TROUBLE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("F05", {}),
    ("F16.both", {}),
    ("F16.again", {}),
    ("F17", {"code": 41}),
    ("F17", {"code": 304}),
    ("F17", {"code": 512}),
    ("F17", {"code": 332}),
    ("F26", {}),
    ("F26.foreign", {}),
    ("F26.wrap", {}),
)


class Plant:
    """Modems gsm0, gsm1 .. with a journal of all that the service centre saw."""

    def __init__(self, folder: Path, modems: int) -> None:
        self.journal = folder / "journal"
        self.simulation = Simulation(modems, links=folder / "modems", journal=self.journal)
        self.modems = list(self.simulation.modems)
        self.ports = self.simulation.ports
        self.sims = {modem.slot.require_card().imsi: modem.slot.require_card().iccid for modem in self._each()}
        for modem in self._each():
            self._overhear(modem)
        list(self._each())[STORING]._commands["+CSMS"] = Command(set=_refuse, messages=True)
        self._linger(list(self._each())[LINGERING])
        self._watch: _Watch | None = None
        self.simulation.exchange.journal.listen(lambda record: self._happened(record["event"], 1))

    def start(self) -> None:
        self.simulation.start()
        for modem, seconds in zip(self.modems, (0.0, 0.002, 0.006), strict=False):
            self.simulation.ask("latency", modem=modem, submit=seconds)
        self.simulation.ask("latency", **TIMING)
        self.simulation.ask("latency", modem=self.modems[IMPATIENT], acknowledge=GIVES_UP)

    def stop(self) -> None:
        self.simulation.stop()

    def condemn(self, life: Life, trigger: Trigger) -> threading.Event:
        """Kill the box when the trigger is pulled; the event is set then."""
        end = life.terminate if trigger.gently else life.kill
        watch = _Watch(end, trigger.event, trigger.count, trigger.delay)
        self._call(lambda: self._begin(watch))
        return watch.killed

    def quiet(self) -> bool:
        """Whether nothing is under way any more: no delivery, no report, no store that holds a message."""
        return self._call(self._quiet)

    def number_of(self, modem: str) -> str:
        return self.simulation.modems[modem].slot.require_card().number

    def sms(self, modem: str, text: str, **more: Any) -> None:
        """Somebody outside texts the SIM in that modem."""
        self.simulation.ask("sms", modem=modem, text=text, **more)

    def report_after(self, seconds: float) -> None:
        """How long the reports on messages sent from now on take."""
        self.simulation.ask("latency", report=seconds)

    def trouble(self, random: Random) -> None:
        """Something befalls a modem, once or twice."""
        name, options = random.choice(TROUBLE)
        modem, count = random.choice(self.modems), random.randint(1, 2)
        self.simulation.ask("fault", modem=modem, name=name, options=options, after=random.randint(0, 3), count=count)

    def peace(self) -> None:
        """No more trouble."""
        self.simulation.ask("clear")

    def _call(self, function: Callable[[], T]) -> T:
        """In the simulator's thread."""
        result: Future[T] = Future()
        self.simulation._loop.post(lambda: result.set_result(function()))
        return result.result()

    def _each(self) -> Iterable[GsmModem]:
        return self.simulation.modems.values()

    def _overhear(self, modem: GsmModem) -> None:
        understand = modem.dce.feed

        def feed(data: bytes) -> None:
            self._happened("bytes", len(data))
            understand(data)

        modem.dce.feed = feed

    def _linger(self, modem: GsmModem) -> None:
        send, later = modem.dce._send, self.simulation._loop.later

        def apart(data: bytes) -> None:
            end = data.rfind(b"\r\nOK") if b"+CMGS:" in data else -1
            if end < 0:
                send(data)
            else:
                send(data[:end])
                later(LINGERS, lambda: send(data[end:]))

        modem.dce._send = apart

    def _begin(self, watch: _Watch) -> None:
        self._watch = watch
        watch.timer = self.simulation._loop.later(LONGEST_LIFE, lambda: self._strike(watch))

    def _happened(self, event: str, count: int) -> None:
        watch = self._watch
        if watch is None or watch.event != event:
            return
        watch.count -= count
        if watch.count <= 0:
            self._watch = None
            if watch.delay:
                self.simulation._loop.later(watch.delay, lambda: self._strike(watch))
            else:
                self._strike(watch)

    def _strike(self, watch: _Watch) -> None:
        if not watch.killed.is_set():
            with contextlib.suppress(ProcessLookupError):  # it ended by itself, which its status will tell
                watch.end()
            watch.killed.set()
        if watch.timer is not None:
            watch.timer.cancel()
        if self._watch is watch:
            self._watch = None

    def _quiet(self) -> bool:
        waiting = any(subscriber.queue for subscriber in self.simulation.exchange.subscribers.values())
        stored = any(modem.slot.require_card().store.used for modem in self._each())
        due = any(timer.call is not None for _, _, timer in self.simulation._loop._timers)
        return not (waiting or stored or due)


@dataclass(slots=True)
class _Watch:
    end: Callable[[], None]
    event: str
    count: int
    delay: float
    timer: Timer | None = None
    killed: threading.Event = field(default_factory=threading.Event)


def _refuse(values: list[str]) -> Outcome:
    raise cms(303)
