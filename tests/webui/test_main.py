"""The frame: places, keyboard, every width, both schemes, and the policy that lets nothing in."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

PLACES = {"": "Conversations", "#/write": "Write a message", "#/faxes": "Fax", "#/spool": "Spool", "#/lines": "Lines"}
WIDTHS = {"desk": (1280, 800), "phone": (390, 844)}

WIDER = """[...document.querySelectorAll("main, main *")]
    .filter(element => element.getBoundingClientRect().right > innerWidth).length"""


@pytest.mark.parametrize(("width", "scheme"), [("desk", "light"), ("phone", "light"), ("phone", "dark")])
def test_every_place_is_accessible(person, browse, check, width: str, scheme: str) -> None:
    person.came("+4915550007001", "Hello")
    person.wrote("in_doubt", "Perhaps", "+4915550007001", part="in_doubt")
    wide, high = WIDTHS[width]
    page = browse(person, viewport={"width": wide, "height": high}, color_scheme=scheme)
    for place, heading in PLACES.items():
        page.goto(f"{person.house.address}/{place}")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        check(page, f"{width}-{scheme}-{heading.split()[0].lower()}")


@pytest.mark.parametrize("width", [320, 390, 700, 1280])
def test_nothing_is_cut_off_at_any_width(person, browse, width: int) -> None:
    person.came("+4915550007001", "Donaudampfschifffahrtsgesellschaftskapitän" * 4)
    person.wrote("in_doubt", "https://example.org/" + "a" * 200, "+4915550007001", part="in_doubt")
    page = browse(person, viewport={"width": width, "height": 700})
    for place, heading in {**PLACES, "#/with/%2B4915550007001": "+4915550007001"}.items():
        page.goto(f"{person.house.address}/{place}")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        wider = page.evaluate(WIDER)
        assert wider == 0, place


def test_every_place_is_reached_by_keyboard(person, browse) -> None:
    page = browse(person)
    expect(page.get_by_text("No messages yet.")).to_be_visible()
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.textContent || document.activeElement.type"))
    expected = [
        "Skip to the content",
        "Modem Box",
        "Conversations",
        "Write",
        "Fax",
        "Spool",
        "Lines",
        person.actor.username,
    ]
    assert seen[:11] == [*expected, "Log out", "Write", "search"]


def test_the_skip_link_leads_past_the_places(person, browse) -> None:
    page = browse(person)
    expect(page.get_by_text("No messages yet.")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_place_is_in_the_address_the_title_and_the_navigation(person, browse) -> None:
    page = browse(person, "#/spool")
    expect(page).to_have_title("Spool – Modem Box")
    expect(page.get_by_role("link", name="Spool")).to_have_attribute("aria-current", "page")
    page.goto(f"{person.house.address}/#/lines")
    expect(page).to_have_title("Lines – Modem Box")
    page.goto(f"{person.house.address}/#/nowhere")
    expect(page).to_have_title("Conversations – Modem Box")


def test_a_script_that_got_into_the_page_would_not_run(person, browse, complaints) -> None:
    page = browse(person)
    expect(page.get_by_text("No messages yet.")).to_be_visible()
    refused = page.evaluate(
        """() => {
            const script = document.createElement("script");
            try {
                script.textContent = "document.title = 'owned'";
                document.body.append(script);
                return document.title;
            } catch (error) {
                return error.name;
            }
        }"""
    )
    assert refused == "TypeError"
    assert any("TrustedScript" in each for each in complaints)
    complaints.clear()
