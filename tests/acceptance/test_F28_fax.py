"""Fax lines on simulated modems, with what goes wrong in the field: a page counts as sent when it is confirmed."""

from __future__ import annotations

from typing import Any

import pytest

from drivers.fax.pdf import encode_pdf
from drivers.fax.tiff import Document
from tests.acceptance.conftest import OUTSIDE, World
from tests.peers.pages import document, rows_in, sheets

pytestmark = pytest.mark.peer

SECOND_LINE = "+15550003002"
RETRY = 300.0  # seconds: longer than the box waits between calls


class FaxWorld(World):
    """A world with fax modems alone."""

    def fax(self, number: str = OUTSIDE, pages: int = 1, **fields: Any) -> int:
        """Fax a document to `number`; the id of the transmission."""
        paper = Document(document(self.data.parent / "out.tif", sheets(pages)))
        made = self.http("POST", "messages/documents", {"name": "paper"})
        octets = encode_pdf(paper.coded(page) for page in range(pages))
        self.octets("PUT", f"messages/documents/{made}/media", octets, "application/pdf")
        program = self.http("POST", "programs/sendfax", {"name": "fax", "document_id": made})
        sent = self.http("POST", "transmissions", {"program_id": program, "phone": number, **fields})
        self.http("POST", f"transmissions/{sent}/send")
        return int(sent)

    def calls(self, count: int) -> list[dict[str, Any]]:
        """What machines outside know of that many calls."""
        found: list[dict[str, Any]] = self.ask("wait", event="fax", count=count)["records"]
        return found


@pytest.fixture
def house(tmp_path):
    made: list[FaxWorld] = []

    def build(fax: int = 1) -> FaxWorld:
        world = FaxWorld(tmp_path, 0, fax)
        made.append(world)
        world.simulation.start()
        world.box()
        return world

    yield build
    for world in made:
        world.close()


def test_a_page_goes_from_one_line_to_the_other(house) -> None:
    world = house(2)
    sent = world.fax(SECOND_LINE)
    world.await_standing(sent, "sent")
    received = world.await_event("fax.received")
    assert received.data["pages"] == 1


def test_a_document_is_at_the_far_end_page_by_page(house) -> None:
    world = house()
    sent = world.fax(pages=2)
    world.await_standing(sent, "sent")
    (record,) = world.calls(1)
    assert (record["ok"], record["pages"], record["bad_rows"]) == (True, 2, 0)
    assert [len(rows) for rows in rows_in(world.faxes / "fax0001.tif")]


def test_F28_a_page_that_was_not_confirmed_is_not_sent(house) -> None:
    world = house()
    world.fault("F28", "fax0", on="confirmation", count=1)
    sent = world.fax()
    view = world.await_standing(sent, "in_doubt", "sent", "failed")
    assert view.standing == "in_doubt"


def test_F28_a_call_that_drops_in_its_second_page_goes_on_with_that_page(house) -> None:
    world = house()
    world.fault("F28", "fax0", page=2, count=1)
    sent = world.fax(pages=2, doubt="resend")
    world.pass_until(RETRY, "transmission.done", transmission_id=sent)
    assert world.standing(sent) == "sent"
    assert [(record["ok"], record["pages"]) for record in world.calls(2)] == [(False, 1), (True, 1)]


def test_F28_pages_that_are_always_refused_are_not_sent(house) -> None:
    world = house()
    world.ask("machine", number=OUTSIDE, ecm=False, codings="MH", modems="V.27ter")
    world.fault("F28.noise", "fax0", frames=24, start=1.5, seconds=90.0)
    sent = world.fax()
    world.await_event("transmission.retry", transmission_id=sent)
    (record,) = world.calls(1)
    assert (record["ok"], record["pages"]) == (False, 0)
    world.ask("clear")
    world.pass_until(RETRY, "transmission.done", transmission_id=sent)
    assert world.standing(sent) == "sent"


def test_F28_training_falls_back_until_it_holds(house) -> None:
    world = house()
    world.fault("F28.training", "fax0", count=2)
    world.await_standing(world.fax(), "sent")
    (record,) = world.calls(1)
    assert (record["ok"], record["bit_rate"]) == (True, 9600)


def test_F28_without_a_dial_tone_nobody_is_called_until_there_is_one(house) -> None:
    world = house()
    world.fault("F28.dial", "fax0")
    sent = world.fax()
    retry = world.await_event("transmission.retry", transmission_id=sent)
    assert retry.data["cause"] == "NO DIALTONE"
    world.ask("clear")
    world.pass_until(RETRY, "transmission.done", transmission_id=sent)
    assert world.standing(sent) == "sent"
