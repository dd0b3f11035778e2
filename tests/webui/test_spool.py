"""The spool: what goes out by what became of it, in either order, searched."""

from __future__ import annotations

from playwright.sync_api import Page, expect

NUMBER = "+4915550005001"


def rows(page: Page):
    return page.get_by_role("list", name="Messages that go out").get_by_role("listitem")


def test_what_goes_out_is_shown_by_what_became_of_it(person, browse, check) -> None:
    person.came(NUMBER, "Not in the spool")
    for verdict, part in (("sent", "delivered"), ("failed", ""), ("in_doubt", "in_doubt"), ("rejected", "")):
        person.wrote(verdict, f"It is {verdict}", NUMBER, part=part)
    page = browse(person, "#/spool")
    expect(rows(page)).to_have_count(4)
    check(page, "spool")
    for tab, texts in (
        ("In doubt", ["in_doubt"]),
        ("Not sent", ["rejected", "failed"]),
        ("All", ["rejected", "in_doubt", "failed", "sent"]),
    ):
        page.get_by_role("navigation", name="What to show").get_by_role("link", name=tab).press("Enter")
        expect(rows(page)).to_have_count(len(texts))
        expect(rows(page).first).to_contain_text(f"It is {texts[0]}")
        expect(page.get_by_role("link", name=tab, exact=True)).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Under way").click()
    expect(page.get_by_text("Nothing is under way.")).to_be_visible()


def test_the_order_is_chosen(person, browse) -> None:
    for number in range(3):
        person.wrote("sent", f"Message {number}", NUMBER)
    page = browse(person, "#/spool")
    expect(rows(page).first).to_contain_text("Message 2")
    page.get_by_label("Order").select_option("Oldest first")
    expect(rows(page).first).to_contain_text("Message 0")


def test_the_spool_is_searched_and_leads_to_the_conversation(person, browse) -> None:
    person.wrote("failed", "A needle", NUMBER)
    person.wrote("sent", "Hay", "+4915550005002")
    page = browse(person, "#/spool")
    page.get_by_label("Search the spool").fill("needle")
    expect(rows(page)).to_have_count(1)
    page.get_by_label("Search the spool").fill("no such thing")
    expect(page.get_by_text("Nothing that is shown here has that in it.")).to_be_visible()
    page.get_by_label("Search the spool").fill("needle")
    rows(page).get_by_role("link").click()
    expect(page.get_by_role("heading", name=NUMBER)).to_be_focused()


def test_a_message_is_settled_from_the_spool(person, browse) -> None:
    made = person.wrote("in_doubt", "Perhaps", NUMBER, part="in_doubt")
    page = browse(person, "#/spool/in_doubt")
    page.get_by_role("button", name="It arrived").press("Enter")
    expect(page.get_by_text("Nothing is in doubt.")).to_be_visible()
    assert person.standing(made) == "sent"


def test_on_a_phone(person, browse, check) -> None:
    person.wrote("in_doubt", "Perhaps", NUMBER, part="in_doubt")
    person.wrote(
        "failed", "A longer text that did not go out. " * 8, NUMBER, cause="CMS 38", why="network out of order"
    )
    page = browse(person, "#/spool", viewport={"width": 390, "height": 844})
    expect(rows(page)).to_have_count(2)
    check(page, "phone-spool")
