"""Changing one's password: every other session ends, this one goes on."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_person_changes_their_password(person, browse, check) -> None:
    page = browse(person)
    page.get_by_role("link", name=person.actor.username).click()
    expect(page.get_by_role("heading", name="Change your password")).to_be_focused()
    check(page, "password")
    page.get_by_label("Password until now").fill("wrong")
    page.get_by_label("New password").fill("a better password")
    page.get_by_label("The same again").fill("a better password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The old password is wrong.")
    page.get_by_label("Password until now").fill("correct horse")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Conversations")).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", name="Conversations")).to_be_visible()
