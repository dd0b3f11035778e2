"""Faxes: a file is seen as the far end will see it and sent, its pages watched; what comes is looked at and saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from appliance.lines import worker
from appliance.office.desk import actor_of
from appliance.spool.listing import Page as Listed
from drivers.capabilities import IncomingCall
from tests.appliance.lines.fax.modems import FINE, Line, MemoryFaxModem, sheet
from tests.appliance.media import samples
from tests.drivers.fax.link import Desk
from tests.webui.conftest import House, Person

PORT, NUMBER = "/dev/fax0", "+49301234"


class Outlet:
    def __init__(self, modem: MemoryFaxModem) -> None:
        self.modem = modem

    def open_modem(self, **given: Any) -> MemoryFaxModem:
        return self.modem

    def close(self) -> None: ...


@pytest.fixture
def modem(monkeypatch: pytest.MonkeyPatch) -> MemoryFaxModem:
    modem = MemoryFaxModem()
    monkeypatch.setattr(worker, "open_url", lambda url, baud: Outlet(modem))
    return modem


@pytest.fixture
def admin(tmp_path: Path, modem: MemoryFaxModem) -> Iterator[Person]:
    """The administrator of a box with one fax line, in memory."""
    house = House(tmp_path, SimpleNamespace(ports=[PORT]))  # type: ignore[arg-type]
    yield Person(house, actor_of(house.box.office.people.users()[0]))
    house.box.stop()


def rows(page: Page):
    return page.get_by_role("list", name="Faxes").get_by_role("listitem").filter(has=page.locator(".badge"))


def choose(page: Page, content: bytes, name: str = "minutes.pdf", kind: str = "application/pdf") -> None:
    page.get_by_label("Document").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def test_a_pdf_is_seen_as_the_far_end_will_sent_and_confirmed(admin, modem, browse, check) -> None:
    page = browse(admin, "#/faxes")
    expect(page.get_by_text("No fax has come or gone yet.")).to_be_visible()
    check(page, "faxes-empty")
    choose(page, samples.pdf([samples.HELLO] * 2))
    for number in (1, 2):
        expect(page.get_by_role("img", name=f"Page {number} of 2")).to_have_attribute("data-drawn", "yes")
    expect(page.locator(".count")).to_have_text("minutes: 2 pages")
    check(page, "fax-preview")
    page.get_by_label("To", exact=True).fill(NUMBER)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("Fax, 2 pages")
    expect(rows(page).locator(".badge")).to_contain_text("Sent")
    expect(page.get_by_role("img", name="Page 1 of 2")).to_have_attribute("data-drawn", "yes")
    assert modem.fax.dialled == [NUMBER]
    rows(page).get_by_text("What happened").click()
    expect(rows(page).get_by_text("Page 2 of 2 (fax1)")).to_be_visible()
    check(page, "fax-sent")


def test_a_page_that_is_not_confirmed_shows(admin, modem, browse) -> None:
    modem.fax.script.append(Line(drops_at=1))
    page = browse(admin, "#/faxes")
    choose(page, samples.pdf([samples.HELLO] * 3))
    page.get_by_label("To", exact=True).fill(NUMBER)
    expect(page.locator(".count")).to_contain_text("3 pages")
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    expect(rows(page).locator(".badge")).to_contain_text("In doubt")
    expect(rows(page)).to_contain_text("Fax, 3 pages: 1 confirmed")
    rows(page).get_by_role("button", name="It arrived").press("Enter")
    expect(rows(page).locator(".badge")).to_contain_text("Sent")


def test_what_is_no_document_is_refused_in_words(admin, modem, browse, complaints) -> None:
    page = browse(admin, "#/faxes")
    choose(page, b"\x00nothing")
    expect(page.get_by_role("alert")).not_to_be_empty()
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    expect(page.get_by_text("Choose a document first.")).to_be_visible()
    choose(page, b"Words", "note.txt", "text/plain")
    expect(page.locator(".count")).to_have_text("note: 1 page")
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    expect(page.get_by_text("a fax number is missing")).to_be_visible()
    page.get_by_label("To", exact=True).fill("nobody")
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    expect(page.get_by_text("is no phone number")).to_be_visible()
    assert modem.fax.dialled == []


def test_what_comes_in_is_looked_at_and_saved(admin, modem, browse, look, check) -> None:
    page = browse(admin, "#/faxes", viewport={"width": 390, "height": 844})
    expect(page.get_by_text("No fax has come or gone yet.")).to_be_visible()
    modem.fax.far.desk = Desk(tuple((sheet(number).rows, FINE) for number in range(2)))
    modem.put(IncomingCall(NUMBER), IncomingCall(NUMBER))
    admin.house.until(lambda: admin.house.box.office.faxes.find(admin.actor, (), Listed()).rows)
    look(page)
    expect(rows(page)).to_contain_text("Fax, 2 pages")
    expect(rows(page).locator(".badge")).to_contain_text("Received")
    expect(page.get_by_role("img", name="Page 1 of 2")).to_have_attribute("data-drawn", "yes")
    for form, head in (("PDF", b"%PDF-"), ("TIFF", b"II*\0")):
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"Download as {form}").press("Enter")
        assert Path(saved.value.path()).read_bytes().startswith(head)
    check(page, "phone-faxes")
