"""Two fax lines of one box call each other over the simulator's wire: what the one sends the other has, to the dot."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from appliance.box import SETTINGS, Box
from appliance.commands.data import opened
from appliance.domain import Line, Service, Upload
from appliance.lines.surroundings import Surroundings
from appliance.office.desk import actor_of
from appliance.settings import Settings
from appliance.spool import events
from appliance.spool.contents import DOCUMENTS
from drivers.fax.tiff import Document
from drivers.simulator.simulation import Simulation
from tests.appliance.conftest import Client
from tests.appliance.media import samples

CALLED = "+15550003002"
PATIENCE = 60.0
SOONER = 20.0  # than the exchange gives up a call that nobody takes
TAG = 28  # rows of the tag line, at fine resolution


class Pair:
    """A box on two simulated fax modems of class 2."""

    def __init__(self, folder: Path, rings: int = 2) -> None:
        self.folder = folder
        self.media = folder / "media"
        self.simulation = Simulation(0, fax=2, fax_class="2", links=folder / "modems")
        self.simulation.start()
        settings = Settings(folder / SETTINGS)
        for number, port in enumerate(self.simulation.ports, 1):
            told = {"number": f"+155500030{number:02}", "services": Service.FAX, "rings": rings}
            settings.add_line(Line(f"fax{number}", port=port, **told))
        self.box = Box(folder, "127.0.0.1", 0, [*self.simulation.ports], Surroundings(reopen_after=(0.1,)))
        self._told = threading.Condition()
        self.box.spool.listen(self._tell)
        self.box.start("correct horse")
        self.box.await_lines(PATIENCE)
        self.actor = actor_of(self.box.office.people.users()[0])

    def _tell(self) -> None:
        with self._told:
            self._told.notify_all()

    def until(self, kind: str, patience: float = PATIENCE) -> events.Event:
        def found() -> list[events.Event]:
            return [each for each in events.after(self.box.spool.read(), 0) if each.kind == kind]

        with self._told:
            assert self._told.wait_for(found, patience), events.after(self.box.spool.read(), 0)
        return found()[0]

    def stop(self) -> None:
        self.box.stop()
        self.simulation.stop()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    pair = Pair(tmp_path)
    yield pair
    pair.stop()


def test_a_document_arrives_as_it_was_sent(pair: Pair) -> None:
    octets = samples.pdf()
    sent = pair.box.office.documents.take(pair.actor, Upload("application/pdf", "minutes.pdf", iter((octets,))))
    pair.box.office.faxes.send(pair.actor, CALLED, sent.id)
    assert pair.until(events.TRANSMISSION_DONE).data == {"verdict": "sent"}
    came = pair.until(events.FAX_RECEIVED)
    assert (came.line, came.data["pages"]) == ("fax2", 1)
    kept = next(each for each in DOCUMENTS.find(pair.box.spool.read()).rows if each.id != sent.id)
    ours, theirs = (Document(pair.media / each.fax).sheet(0) for each in (sent, kept))
    assert theirs.bad == 0
    assert theirs.rows[TAG:] == ours.rows[: len(theirs.rows) - TAG]
    assert any(map(any, theirs.rows[:TAG]))


@pytest.fixture
def ringing(tmp_path: Path) -> Iterator[Pair]:
    """Fax 1 is under way, and nobody answers."""
    pair = Pair(tmp_path, rings=0)
    try:
        octets = samples.pdf()
        sent = pair.box.office.documents.take(pair.actor, Upload("application/pdf", "minutes.pdf", iter((octets,))))
        pair.box.office.faxes.send(pair.actor, CALLED, sent.id)
        pair.until(events.CALL_INCOMING)
        yield pair
    finally:
        pair.stop()


def by_http(pair: Pair) -> None:
    named = base64.b64encode(b"admin:correct horse").decode()
    client = Client(urlsplit(pair.box.address).port, {"Authorization": f"Basic {named}"})
    assert client.post("/box/v1/transmissions/1/cancel").json is True


def by_command(pair: Pair) -> None:
    with opened(pair.folder) as data:
        data.office.transmissions.cancel(data.operator, 1)


@pytest.mark.parametrize("cancel", [by_http, by_command])
def test_a_call_ends_when_its_fax_is_cancelled(ringing: Pair, cancel: Callable[[Pair], None]) -> None:
    cancel(ringing)
    done = ringing.until(events.TRANSMISSION_DONE, SOONER).data
    assert done == {"verdict": "cancelled", "text": "cancelled: 0 of 1 pages confirmed"}
