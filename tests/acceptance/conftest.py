"""A world for the whole box: simulated modems on ptys, a box that serves them, time that tests can turn forward."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import http.client
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from appliance.box import CONTROL, DATABASE, SETTINGS, Box
from appliance.commands import data
from appliance.control import ask
from appliance.domain import Event, Line, PartState
from appliance.lines.carrier import SmsCarrier
from appliance.lines.surroundings import Surroundings
from appliance.office.desk import Actor, actor_of
from appliance.settings import Settings
from appliance.spool import events, line_states, queue
from appliance.spool.line_states import LineState
from appliance.spool.listing import Connection, Page
from appliance.spool.queue import Draft
from appliance.spool.transmissions import TransmissionView
from drivers.at.script import Step
from drivers.at.syntax import Command
from drivers.families.generic import QUIRKS
from drivers.family import Family
from drivers.gsm.address import Address
from drivers.gsm.tpdu import StatusReport
from drivers.recovery import PACES
from drivers.simulator.simulation import Simulation, imei_of

PASSWORD = "correct horse"
OUTSIDE = "+15550002000"
DEADLINE = 30.0  # seconds until a test that waits in vain fails

IMPATIENT = dataclasses.replace(
    QUIRKS,
    init=tuple(dataclasses.replace(step, timeout=0.3) for step in QUIRKS.init),
    attention=Step(Command("AT"), timeout=0.1),
    command_timeout=0.3,
    prompt_timeout=0.3,
    restart_timeout=0.1,
    storage_timeout=1.0,
    submit_timeout=0.3,
)


class Clock:
    """Time as the box sees it: the machine's, and what a test has added."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self._ahead

    def turn(self, seconds: float) -> None:
        self._ahead += seconds


class World:
    """Simulated modems gsm0, gsm1 .., fax0, fax1 .. and one box at a time, whose lines gsm1, gsm2 .., with the next
    number fax3 .., serve them in that order."""

    def __init__(self, folder: Path, gsm: int = 1, fax: int = 0, fax_class: str | None = None) -> None:
        self.data = folder / "data"
        self.data.mkdir()
        self.links = folder / "modems"
        self.control = folder / "simulator"
        self.faxes = folder / "faxes"
        self.simulation = Simulation(
            gsm, fax=fax, links=self.links, control=self.control, faxes=self.faxes, fax_class=fax_class
        )
        self.clock = Clock()
        self.quirks = QUIRKS
        self.given = Surroundings(clock=self.clock, settle=0.1, reopen_after=(0.1,))
        self.boxes: list[Box] = []
        self.settings = Settings(self.data / SETTINGS)
        self._told = threading.Condition()
        self._begun = 0
        self._states: dict[str, int] = {}

    # --- the box

    def line(self, number: int = 1, **configured: Any) -> Line:
        """Configure the line of modem gsm<number - 1>, instead of having the box make one."""
        return self.settings.add_line(Line(f"gsm{number}", imei=imei_of(number - 1), **configured))

    def impatient(self, **quirks: Any) -> None:
        """Have the box wait a fraction of a second where it would wait a minute."""
        self.quirks = dataclasses.replace(IMPATIENT, **quirks)
        paces = tuple(dataclasses.replace(pace, rest=0.1, grows=False) for pace in PACES)
        self.given = dataclasses.replace(self.given, patience=0.3, check_every=0.5, paces=paces)

    def given_that(self, **given: Any) -> None:
        """Change what the box takes as given."""
        self.given = dataclasses.replace(self.given, **given)

    def box(self, *modems: str, ready: bool = True, found: bool = False) -> Box:
        """A box on the data as they are, on `modems` or on all; with `found` on those that it finds by itself."""
        names = (*self.simulation.modems, *self.simulation.fax.lines)
        families = (Family("simulated", "", self.quirks),)
        pinned = () if found else modems or tuple(str(self.links / name) for name in names)
        box = Box(self.data, "127.0.0.1", 0, pinned, dataclasses.replace(self.given, families=families))
        self.boxes.append(box)
        box.spool.listen(self._tell)
        self._begun = self._last_event()
        self._states.clear()
        box.start(PASSWORD)
        if ready:
            for number, port in enumerate(pinned, 1):
                kind = "fax" if Path(port).name.startswith("fax") else "gsm"
                self.await_line(f"{kind}{number}", "ready")
        return box

    def stop(self) -> None:
        """Stop the box that runs."""
        self.running.stop()
        self.boxes.pop()

    @property
    def running(self) -> Box:
        return self.boxes[-1]

    @property
    def admin(self) -> Actor:
        return actor_of(self.running.office.people.users()[0])

    def turn(self, seconds: float) -> None:
        """Let that much time go by for the box."""
        self.clock.turn(seconds)
        ask(self.data / CONTROL, "wake")

    def reload(self) -> None:
        """The settings have changed."""
        ask(self.data / CONTROL, "reload")

    def close(self) -> None:
        while self.boxes:
            self.stop()
        self.simulation.stop()

    # --- what it carries

    def send(self, number: str = OUTSIDE, text: str = "Hi", **fields: Any) -> int:
        """Text somebody through the office; the id of the transmission."""
        transmissions = self.running.office.transmissions
        made = transmissions.create_with(self.admin, "sendsms", phone=number, message=text, **fields)
        transmissions.send(self.admin, made)
        return made

    def queue(self, text: str, draft: Draft, number: str = OUTSIDE, lane: str = "") -> int:
        """Queue what no dialect has words for yet; the id of the transmission."""
        parts = SmsCarrier().measure(text, {}).parts

        def change(db: Connection) -> int:
            made = queue.create(db, draft, self.clock())
            content: dict[str, Any] = {"party": number, "body": text, "options": {}, "parts": parts}
            queue.enqueue(db, made, **content, concat_reference=made, lane=lane, not_before=None, now=self.clock())
            return made

        made = self.running.spool.write(change)
        self.turn(0)
        return made

    def view(self, transmission: int) -> TransmissionView:
        return self.running.office.transmissions.read(self.admin, transmission)

    def standing(self, transmission: int) -> str:
        return self.view(transmission).standing

    def parts(self, transmission: int) -> dict[int, PartState]:
        return queue.states(self.running.spool.read(), transmission)

    def inbox(self) -> list[TransmissionView]:
        """What came in, oldest first."""
        return list(self.running.office.reports.inbox(self.admin, (), Page()).rows)

    def texts(self) -> list[str]:
        """The texts that came in, oldest first."""
        return [view.body for view in self.inbox()]

    # --- what happens

    def _tell(self) -> None:
        with self._told:
            self._told.notify_all()

    def until(self, holds: Callable[[], Any], what: str = "") -> Any:
        """What `holds` gives once that is true; looked at after each commit that tells something."""
        end = time.monotonic() + DEADLINE
        with self._told:
            while not (found := holds()):
                left = end - time.monotonic()
                assert left > 0, f"waited in vain for {what or holds}; what happened:\n{self.story()}"
                self._told.wait(left)
        return found

    def events(self, kind: str = "", after: int = 0, **wanted: Any) -> list[Event]:
        """The events of that kind, or all, whose columns or data are as wanted."""
        told = events.after(self.running.spool.read(), after, limit=100_000)
        return [event for event in told if kind in ("", event.kind) and _is(event, wanted)]

    def newest(self) -> int:
        """The id of the last event."""
        return events.newest(self.running.spool.read())

    def await_event(self, kind: str, count: int = 1, after: int = 0, **wanted: Any) -> Event:
        """The `count`th event of that kind."""
        what = f"{kind} {wanted}"
        found: list[Event] = self.until(lambda: self._enough(kind, count, after, wanted), what)
        return found[count - 1]

    def pass_until(self, seconds: float, kind: str, **wanted: Any) -> None:
        """Let that much time go by for the box, and again, until there is an event of that kind."""
        end = time.monotonic() + DEADLINE
        while not self.events(kind, **wanted):
            assert time.monotonic() < end, f"waited in vain for {kind} {wanted}; what happened:\n{self.story()}"
            self.turn(seconds)
            with self._told:
                self._told.wait(0.3)

    def _enough(self, kind: str, count: int, after: int, wanted: dict[str, Any]) -> list[Event]:
        found = self.events(kind, after, **wanted)
        return found if len(found) >= count else []

    def await_line(self, name: str, state: str) -> SimpleNamespace:
        """What was seen of the line when it was in that state, now or since the state that was awaited last."""
        after = self._states.get(name, self._begun)
        event = self.await_event("line.state", after=after, line=name, state=state)
        self._states[name] = event.id - 1
        return SimpleNamespace(**event.data)

    def seen(self, name: str) -> LineState | None:
        return line_states.get(self.running.spool.read(), name)

    def await_standing(self, transmission: int, *standings: str) -> TransmissionView:
        """The transmission once it stands so."""
        return self.until(
            lambda: (view := self.view(transmission)).standing in standings and view, f"{transmission} {standings}"
        )

    def await_verdict(self, transmission: int, verdict: str) -> None:
        """Return once it has come to that, though it may have been settled since."""
        self.await_event("transmission.done", transmission_id=transmission, verdict=verdict)

    def _last_event(self) -> int:
        if not (self.data / DATABASE).exists():
            return 0
        with contextlib.closing(sqlite3.connect(self.data / DATABASE)) as db:
            return int(db.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0])

    def story(self) -> str:
        return "\n".join(map(str, self.events()[-30:]))

    # --- the air

    def ask(self, verb: str, **arguments: Any) -> dict[str, Any]:
        """As over the simulator's control socket."""
        return self.simulation.ask(verb, **arguments)

    def fault(self, name: str, modem: str = "gsm0", count: int = 0, after: int = 0, **options: Any) -> None:
        self.ask("fault", modem=modem, name=name, options=options, count=count, after=after)

    def journal(self, event: str = "submit") -> list[dict[str, Any]]:
        """What the service centre saw."""
        records = self.ask("journal", limit=100_000)["records"]
        return [record for record in records if record["event"] == event]

    def submitted(self) -> list[str]:
        """The texts that the service centre took, part by part."""
        return [record["text"] for record in self.journal()]

    def carriers(self) -> list[str]:
        """The modems that the service centre took messages from, in order."""
        return [record["modem"] for record in self.journal()]

    def await_air(self, event: str = "submit", count: int = 1, **wanted: Any) -> list[dict[str, Any]]:
        """The first `count` records of that kind."""
        records: list[dict[str, Any]] = self.ask("wait", event=event, count=count, timeout=DEADLINE, **wanted)[
            "records"
        ]
        return records

    def report(self, record: dict[str, Any], status: int = 0) -> None:
        """A status report comes for what the service centre took."""
        now = datetime.now(UTC)
        told = StatusReport(record["reference"], Address.parse(record["destination"]), now, now, status)
        self.ask("raw", modem=record["modem"], tpdu=told.encode().hex())

    def stored(self, modem: str = "gsm0") -> int:
        """How many messages lie in the modem's and its SIM's memory."""
        (state,) = self.ask("state", modem=modem)["modems"]
        return sum(memory["used"] for memory in state["storage"].values())

    # --- programs

    def http(self, method: str, path: str, body: Any = None, dialect: str = "api") -> Any:
        """An answer of the ICTCore dialect, or another, decoded."""
        content = None if body is None else json.dumps(body).encode()
        return json.loads(self.octets(method, path, content, dialect=dialect))

    def octets(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        kind: str = "application/json",
        dialect: str = "api",
    ) -> bytes:
        """The same as it came; `kind` is the body's media type."""
        place = urlsplit(self.running.address)
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=DEADLINE)
        with contextlib.closing(connection):
            basic = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()
            headers = {"Authorization": f"Basic {basic}", "Content-Type": kind}
            connection.request(method, f"/{dialect}/{path}", body, headers)
            answer = connection.getresponse()
            assert answer.status < 300, answer.read()
            return answer.read()


def _is(event: Event, wanted: dict[str, Any]) -> bool:
    known = {**event.data, "line": event.line, "transmission_id": event.transmission_id}
    return all(known.get(name) == value for name, value in wanted.items())


@pytest.fixture
def worlds(tmp_path: Path) -> Iterator[Callable[[int], World]]:
    """Worlds of so many modems."""
    made: list[World] = []

    def make(gsm: int = 1) -> World:
        world = World(tmp_path, gsm)
        made.append(world)
        world.simulation.start()
        return world

    yield make
    for world in made:
        world.close()


@pytest.fixture
def world(worlds: Callable[[int], World]) -> World:
    """One modem."""
    return worlds(1)


@pytest.fixture
def pair(worlds: Callable[[int], World]) -> World:
    """Two modems."""
    return worlds(2)


@pytest.fixture
def storing(world: World) -> World:
    """One modem that has no +CNMA, so that it stores what it receives."""
    world.quirks = dataclasses.replace(QUIRKS, acknowledge=())
    return world


_SWITCH = """
import socket, sys
with socket.socket(socket.AF_UNIX) as simulator:
    simulator.connect(sys.argv[1])
    simulator.sendall(b'{"verb": "clear"}\\n')
    simulator.recv(100)
"""


@pytest.fixture
def switching(tmp_path: Path) -> Callable[[World], tuple[str, ...]]:
    """switching(world): a power command that ends every fault."""

    def command(world: World) -> tuple[str, ...]:
        script = tmp_path / "switch"
        script.write_text(_SWITCH)
        return sys.executable, "-S", str(script), str(world.control)

    return command


class Process:
    """A box on the world's data in a process of its own, to be killed."""

    def __init__(self, world: World) -> None:
        ports = [str(world.links / name) for name in world.simulation.modems]
        if not world.settings.lines():
            for number in range(len(ports)):
                world.line(number + 1)
        modems = [argument for port in ports for argument in ("--modem", port)]
        command = [sys.executable, "-m", "appliance", "run", "--data", str(world.data), "--listen", "127.0.0.1:0"]
        self._data = world.data
        self._process = subprocess.Popen(
            [*command, *modems],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "MODEMBOX_ADMIN_PASSWORD": PASSWORD},
        )
        assert self._process.stdout is not None
        assert b"ready" in self._process.stdout.readline()

    def send(self, text: str, number: str = OUTSIDE) -> int:
        """Queue a message beside the running box; its id."""
        with data.opened(self._data) as found:
            transmissions = found.office.transmissions
            made = transmissions.create_with(found.operator, "sendsms", phone=number, message=text)
            transmissions.send(found.operator, made)
            return made

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture
def killed() -> Callable[[World], contextlib.AbstractContextManager[Process]]:
    """`with killed(world) as process`: a box in a process that is killed with signal 9 at the end of the block."""

    @contextlib.contextmanager
    def running(world: World) -> Iterator[Process]:
        process = Process(world)
        try:
            yield process
        finally:
            process.kill()

    return running
