"""The page in Debian's Chromium, on a box with simulated modems. Each test has a person and messages of its own."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from appliance import control
from appliance.box import CONTROL, SETTINGS, Box
from appliance.lines.surroundings import Surroundings
from appliance.office.desk import Actor, actor_of
from appliance.settings import Settings
from appliance.spool import line_states
from appliance.spool.line_states import LineState
from drivers.simulator.simulation import Simulation

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PASSWORD = "correct horse"
NUMBER = "+4915550002000"
PICTURES = "MODEMBOX_PICTURES"  # a folder, for people who want to look

expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Chromium is an independent program; where it runs is the Makefile's business."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.peer)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        yield browser
        browser.close()


class House:
    """A box, with what a test may do to it."""

    def __init__(self, folder: Path, simulation: Simulation | None = None) -> None:
        self.simulation = simulation
        modems = tuple(simulation.ports) if simulation else ()
        self.folder = data = folder / "data"
        data.mkdir()
        Settings(data / SETTINGS)
        self.box = Box(data, "127.0.0.1", 0, modems, Surroundings(settle=0.1))
        self._told = threading.Condition()
        self.box.spool.listen(self._tell)
        self.box.start(PASSWORD)
        self.box.await_lines(30.0)
        self._names = (f"person{number}" for number in itertools.count(1))

    @property
    def address(self) -> str:
        return self.box.address

    def person(self, must_change: bool = False) -> Person:
        """Somebody new, who has no messages."""
        name = next(self._names)
        user_id = self.box.office.people.add_user(name, PASSWORD, must_change=must_change)
        return Person(self, actor_of(self.box.office.people.user(id=user_id)))

    def seen(self, line: str) -> LineState:
        """What was last seen of a line."""
        found = line_states.get(self.box.spool.read(), line)
        assert found is not None
        return found

    def wake(self) -> None:
        """Have the lines look for work."""
        control.ask(self.folder / CONTROL, "wake")

    def _tell(self) -> None:
        with self._told:
            self._told.notify_all()

    def until(self, holds: Callable[[], Any]) -> Any:
        """What `holds` gives once that is true; looked at after each commit that tells something."""
        with self._told:
            assert self._told.wait_for(holds, 20.0)
        return holds()


@dataclass
class Person:
    """A user, and what is theirs in the spool."""

    house: House
    actor: Actor
    token: str = ""

    def ask(self, path: str, body: Any = None) -> Any:
        """What /box/v1 answers."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.house.address}/box/v1/{path}", data, headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def log_in(self) -> str:
        self.token = self.token or self.ask("login", {"username": self.actor.username, "password": PASSWORD})["token"]
        return self.token

    def came(self, number: str = NUMBER, text: str = "Hello", kind: str = "sms.received") -> int:
        """A message that came in for them."""
        statement = (
            "INSERT INTO transmissions (user_id, direction, service, party, body, state, verdict, created_at)"
            " VALUES (?, 'inbound', 4, ?, ?, 'done', 'sent', 1700000000) RETURNING id"
        )
        made = self._row(statement, self.actor.user_id, number, text)
        self._tell(kind, made)
        return made

    def wrote(
        self, verdict: str, text: str = "Hello", number: str = NUMBER, cause: str = "", why: str = "", part: str = ""
    ) -> int:
        """A message of theirs that ended so; with `part` its one part in that state."""
        office = self.house.box.office
        made = office.transmissions.create_with(self.actor, "sendsms", phone=number, message=text)
        self._row(
            "UPDATE transmissions SET state = 'done', verdict = ?, cause = ?, cause_text = ?, body = ?, parts = 1"
            " WHERE id = ? RETURNING id",
            *(verdict, cause, why, text, made),
        )
        attempt = self._row(
            "INSERT INTO attempts (transmission_id, service, state, line, queued_at, ended_at, verdict)"
            " VALUES (?, 4, 'ended', 'gsm9', 1700000000, 1700000001, ?) RETURNING id",
            *(made, verdict),
        )
        if part:
            self._row(
                "INSERT INTO parts (id, transmission_id, number, attempt_id, state, sim, tail, report_wanted, at)"
                " VALUES (?, ?, 1, ?, ?, 'sim', '', 1, 0) RETURNING id",
                *(made * 256 + 1, made, attempt, part),
            )
        self._tell("transmission.done", made, {"verdict": verdict, "cause": cause, "text": why})
        return made

    def standing(self, made: int) -> str:
        return self.house.box.office.transmissions.standing(self.actor, made)

    def messages(self) -> list[dict[str, Any]]:
        self.log_in()
        found: list[dict[str, Any]] = self.ask("messages")
        return found

    def _row(self, statement: str, *values: Any) -> int:
        return int(self.house.box.spool.write(lambda db: db.execute(statement, values).fetchone())[0])

    def _tell(self, kind: str, made: int, data: dict[str, str] | None = None) -> None:
        from appliance.spool import events

        def append(db: Any) -> int:
            return events.append(db, 1_700_000_001.0, kind, line="gsm9", transmission_id=made, data=data)

        self.house.box.spool.write(append)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two simulated modems and a box on them."""
    folder = tmp_path_factory.mktemp("house")
    simulation = Simulation(2, links=folder / "modems", control=folder / "simulator")
    simulation.start()
    house = House(folder, simulation)
    yield house
    house.box.stop()
    simulation.stop()


@pytest.fixture
def show_line(house: House) -> Iterator[Callable[..., None]]:
    """show_line(name, state, ...): a line that is not there."""
    shown = set()

    def show(name: str, state: str, **seen: Any) -> None:
        found = LineState(name, state, **seen)
        shown.add(name)
        house.box.spool.write(lambda db: line_states.save(db, found, 1_700_000_000.0))

    yield show
    for name in shown:
        house.box.spool.write(lambda db, name=name: line_states.remove(db, name))


@pytest.fixture
def person(house: House) -> Person:
    return house.person()


Opener = Callable[..., Page]


@pytest.fixture
def complaints() -> list[str]:
    """What pages complained of; a test that provokes some clears them."""
    return []


@pytest.fixture
def browse(chromium: Browser, complaints: list[str]) -> Iterator[Opener]:
    """browse(person, "#/spool"): a page where they are logged in. Whatever it complains of fails the test."""
    with contextlib.ExitStack() as open_pages:

        def open_page(
            person: Person, place: str = "", *, logged_in: bool = True, viewport: Any = DESK, **context: Any
        ) -> Page:
            window = chromium.new_context(viewport=viewport, locale="en-GB", **context)
            open_pages.callback(window.close)
            page = window.new_page()
            page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
            page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
            if logged_in:
                kept = json.dumps({"token": person.log_in(), "username": person.actor.username})
                known = f"sessionStorage.modembox ??= {json.dumps(kept)}"
                page.add_init_script(f"if (!sessionStorage.known) {{ {known}; sessionStorage.known = 1 }}")
            page.goto(f"{person.house.address}/{place}")
            return page

        yield open_page
    # That a request was refused or found nobody is said on the page itself.
    assert [each for each in complaints if not re.match(r"Failed to load resource", each)] == []


@pytest.fixture
def look() -> Callable[[Page], None]:
    """look(page): somebody looks at it again, so that it need not be waited for until it asks by itself."""
    return lambda page: page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.fixture
def check() -> Callable[[Page, str], None]:
    """check(page, name): axe finds nothing serious, nothing is cut off sideways; a picture for whoever asked for it."""

    def checked(page: Page, name: str) -> None:
        if folder := os.environ.get(PICTURES):
            page.screenshot(path=Path(folder) / f"{name}.png")
        found = Axe().run(page).response["violations"]
        bad = [each for each in found if each["impact"] in ("serious", "critical")]
        assert not bad, json.dumps([(each["id"], [node["html"] for node in each["nodes"]]) for each in bad], indent=1)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    return checked
