"""To whom: contacts are offered by name or number while it is typed, for texts and faxes alike."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

ADA = "+4915550005001"


@pytest.fixture(autouse=True)
def contacts(person) -> None:
    make = person.house.box.office.contacts.create
    make(person.actor, phone=ADA, first_name="Ada", last_name="Lovelace")
    make(person.actor, phone="+4930999", first_name="Grace", last_name="<b>Hopper</b>")


def offered(page: Page):
    return page.locator("datalist option")


@pytest.mark.parametrize("place", ["#/write", "#/faxes"])
def test_a_contact_is_offered_by_name(person, browse, check, place: str) -> None:
    page = browse(person, place)
    to = page.get_by_label("To", exact=True)
    to.press_sequentially("ada love")
    expect(offered(page)).to_have_count(1)
    expect(offered(page)).to_have_attribute("value", ADA)
    expect(offered(page)).to_have_attribute("label", "Ada Lovelace")
    check(page, f"recipient-{place.strip('#/')}")


def test_a_whole_name_goes_to_the_one_who_is_called_so(person, browse) -> None:
    page = browse(person, "#/write")
    page.get_by_label("To", exact=True).fill("ada lovelace")
    page.get_by_label("Message", exact=True).fill("Hello")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    assert [message["number"] for message in person.messages()] == [ADA]


def test_of_two_of_one_name_none_is_guessed(person, browse) -> None:
    person.house.box.office.contacts.create(person.actor, phone="+4930111", first_name="Ada", last_name="Lovelace")
    page = browse(person, "#/write")
    page.get_by_label("To", exact=True).fill("Ada Lovelace")
    page.get_by_label("Message", exact=True).fill("Hello")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("is no phone number")
    expect(offered(page)).to_have_count(2)
    assert person.messages() == []


def test_a_number_finds_its_contact_however_it_is_spaced(person, browse) -> None:
    page = browse(person, "#/write")
    page.get_by_label("To", exact=True).fill("+49 30 9")
    expect(offered(page)).to_have_attribute("label", "Grace <b>Hopper</b>")
    page.get_by_label("To", exact=True).fill("nobody")
    expect(offered(page)).to_have_count(0)
