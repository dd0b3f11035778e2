"""From an empty page to a delivered message, by keyboard, over the air and back."""

from __future__ import annotations

from playwright.sync_api import expect

NUMBER = "+4915550002002"


def test_a_message_is_written_sent_and_delivered(house, person, browse, check) -> None:
    page = browse(person)
    expect(page.get_by_text("No messages yet.")).to_be_visible()
    check(page, "empty")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Write").press("Enter")
    expect(page.get_by_role("heading", name="Write a message")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("+49 155 5000 2002")
    page.keyboard.press("Tab")
    page.keyboard.type("Will you come?")
    expect(page.locator(".count")).to_contain_text("1 part")
    check(page, "write")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=NUMBER)).to_be_focused()
    message = page.get_by_role("list", name="Messages").get_by_role("listitem")
    expect(message).to_contain_text("Will you come?")
    expect(message.locator(".badge")).to_contain_text("Delivered")
    assert house.simulation.ask("journal", limit=1000)["records"]
    check(page, "delivered")
