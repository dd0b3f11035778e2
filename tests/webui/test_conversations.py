"""Conversations: live, searched, paged, on a phone; and whatever anybody sends stays text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

ADA, BOB = "+4915550003001", "+4915550003002"
EVIL = "<img src=x onerror=\"document.title='owned'\"><b>bold</b> &amp; <script>document.title='owned'</script>"


def conversations(page: Page):
    return page.get_by_role("list", name="Conversations").get_by_role("listitem")


def messages(page: Page):
    return page.get_by_role("list", name="Messages").get_by_role("listitem")


def test_the_newest_message_of_each_number_is_listed(person, browse, check) -> None:
    person.came(ADA, "First")
    person.came(BOB, "Second")
    person.wrote("sent", "Third", ADA)
    page = browse(person)
    expect(conversations(page)).to_have_count(2)
    expect(conversations(page).first).to_contain_text("You: Third")
    expect(conversations(page).last).to_contain_text("Second")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    conversations(page).first.get_by_role("link").press("Enter")
    expect(page.get_by_role("heading", name=ADA)).to_be_focused()
    expect(messages(page)).to_have_count(2)
    assert [text.split("\n")[0] for text in messages(page).all_inner_texts()] == ["First", "Third"]
    check(page, "conversations")


def test_what_comes_in_is_shown_by_itself(person, browse) -> None:
    person.came(ADA, "First")
    page = browse(person, f"#/with/%2B{ADA[1:]}")
    expect(messages(page)).to_have_count(1)
    page.get_by_label(f"Message to {ADA}").fill("Being written")
    person.came(ADA, "Second")
    person.came(BOB, "Other")
    expect(messages(page)).to_have_count(2)
    expect(conversations(page)).to_have_count(2)
    expect(page.locator("#said")).to_contain_text("came in")
    expect(page.get_by_label(f"Message to {ADA}")).to_have_value("Being written")
    expect(page.get_by_label(f"Message to {ADA}")).to_be_focused()


def test_the_focus_stays_where_it_was_when_the_list_changes(person, browse, look) -> None:
    for number in (ADA, BOB):
        person.came(number, "First")
    page = browse(person)
    conversations(page).last.get_by_role("link").focus()
    person.came(ADA, "Second")
    look(page)
    expect(conversations(page).first).to_contain_text("Second")
    expect(conversations(page).first.get_by_role("link")).to_be_focused()


def test_a_name_is_shown_with_its_number(person, browse) -> None:
    person.house.box.office.contacts.create(person.actor, phone=ADA, first_name="Ada", last_name="Lovelace")
    person.wrote("sent", "Hello", ADA)
    page = browse(person, f"#/with/%2B{ADA[1:]}")
    expect(page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    expect(conversations(page).first).to_contain_text(ADA)


def test_whatever_anybody_sends_is_text(person, browse) -> None:
    person.house.box.office.contacts.create(person.actor, phone=ADA, first_name=EVIL[:64], last_name="")
    person.wrote("failed", EVIL, ADA, cause="CMS 38", why=EVIL)
    person.came("<i>Shop</i>", EVIL)
    for place in ("", f"#/with/%2B{ADA[1:]}", "#/with/%3Ci%3EShop%3C%2Fi%3E", "#/spool"):
        page = browse(person, place)
        expect(page.get_by_text("<b>bold</b>").last).to_be_visible()
        page.get_by_text("What happened").last.click() if "#" in place else None
        assert page.locator("#page img, #page b, #page i:not(.lamp), #page script").count() == 0
        assert "owned" not in page.title()


def test_messages_are_searched(person, browse) -> None:
    for number in range(3):
        person.came(ADA, f"Message {number} " + "filler " * 40 + f"needle{number}")
    page = browse(person)
    expect(conversations(page)).to_have_count(1)
    search = page.get_by_label("Search messages")
    search.fill("NEEDLE1")
    expect(conversations(page)).to_contain_text("needle1")
    search.fill("nothing like it")
    expect(page.get_by_text("Nothing has “nothing like it” in it.")).to_be_visible()
    search.fill("")
    expect(conversations(page)).to_have_count(1)


def test_more_conversations_are_shown_when_asked_for(person, browse) -> None:
    for number in range(120):
        person.came(f"+49155{number:07d}", f"Message {number}")
    page = browse(person)
    expect(conversations(page)).to_have_count(50)
    more = page.get_by_role("button", name="Show more")
    more.press("Enter")
    expect(conversations(page)).to_have_count(100)
    expect(more).to_be_focused()
    more.press("Enter")
    expect(conversations(page)).to_have_count(120)
    expect(more).to_be_hidden()
    expect(conversations(page).nth(100).get_by_role("link")).to_be_focused()


def test_earlier_messages_are_shown_without_moving_what_is_read(person, browse) -> None:
    for number in range(80):
        person.came(ADA, f"Message {number}")
    page = browse(person, f"#/with/%2B{ADA[1:]}")
    expect(messages(page)).to_have_count(50)
    expect(messages(page).last).to_be_in_viewport()
    page.get_by_role("button", name="Show earlier messages").click()
    expect(messages(page)).to_have_count(80)
    expect(messages(page).filter(has_text="Message 30")).to_be_in_viewport()


def test_the_newest_message_is_in_sight(person, browse, look) -> None:
    for number in range(30):
        person.came(ADA, f"Message {number}")
    page = browse(person, f"#/with/%2B{ADA[1:]}")
    expect(messages(page).last).to_be_in_viewport()
    person.came(ADA, "Newest")
    look(page)
    expect(messages(page).last).to_contain_text("Newest")
    expect(messages(page).last).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone(person, browse, check, scheme: str) -> None:
    person.came(ADA, "See you at 9:00?")
    person.wrote("in_doubt", "Yes, I'll bring the parts.", ADA, part="in_doubt")
    person.came(BOB, "Ok")
    phone = {"width": 390, "height": 844}
    page = browse(person, viewport=phone, has_touch=True, is_mobile=True, color_scheme=scheme)
    expect(conversations(page)).to_have_count(2)
    check(page, f"phone-{scheme}-conversations")
    conversations(page).last.get_by_role("link").tap()
    expect(page.get_by_role("heading", name=ADA)).to_be_focused()
    expect(page.get_by_role("list", name="Conversations")).to_be_hidden()
    check(page, f"phone-{scheme}-conversation")
    page.get_by_role("link", name="Conversations").first.tap()
    expect(conversations(page)).to_have_count(2)
