"""Writing: the count is the codec's, what is wrong is said where it is wrong, nothing goes twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from appliance.lines.carrier import SmsCarrier

NUMBER = "+4915550002001"


@pytest.mark.parametrize(
    ("text", "alphabet"),
    [
        ("Hello", "7 bit alphabet"),
        ("€" * 81, "7 bit alphabet"),
        ("a" * 161, "7 bit alphabet"),
        ("“Ciao” 😀", "16 bit (UCS2), because of “ ” 😀"),
        ("ж" * 71, "16 bit (UCS2), because of ж"),
    ],
    ids=["short", "euro signs", "two parts", "quotes and emoji", "Cyrillic"],
)
def test_the_count_is_what_the_codec_says(person, browse, text: str, alphabet: str) -> None:
    page = browse(person, "#/write")
    page.get_by_label("Message", exact=True).fill(text)
    measure = SmsCarrier().measure(text, {"status_report": True})
    parts = "1 part" if measure.parts == 1 else f"{measure.parts} parts"
    expect(page.locator(".count")).to_have_text(f"{parts} · {alphabet} · room for {measure.units_left} more")


def test_the_count_follows_what_is_typed_and_is_asked_for_when_the_keys_rest(person, browse) -> None:
    page = browse(person, "#/write")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/measure") else None)
    page.get_by_label("Message", exact=True).press_sequentially("Twenty keys in a row", delay=5)
    expect(page.locator(".count")).to_have_text("1 part · 7 bit alphabet · room for 140 more")
    assert len(asked) < 10
    page.get_by_label("Message", exact=True).fill("")
    expect(page.locator(".count")).to_be_hidden()


def test_a_text_that_is_too_long_is_said_while_it_is_typed(person, browse) -> None:
    page = browse(person, "#/write")
    page.get_by_label("Message", exact=True).fill("a" * 40_000)
    expect(page.get_by_role("alert")).to_contain_text("255 are the most")


@pytest.mark.parametrize(
    ("number", "text", "complaint", "field"),
    [
        ("", "Hello", "Say to whom: a phone number is missing.", "To"),
        (NUMBER, "", "There is no text to send.", "Message"),
        ("Ada", "Hello", "'Ada' is no phone number", "To"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_the_field(person, browse, number, text, complaint, field) -> None:
    page = browse(person, "#/write")
    page.get_by_label("To", exact=True).fill(number)
    page.get_by_label("Message", exact=True).fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text(complaint)
    expect(page.get_by_label(field, exact=True)).to_be_focused()
    expect(page.get_by_label(field, exact=True)).to_have_attribute("aria-invalid", "true")
    assert person.messages() == []


def test_where_the_answer_is_lost_the_message_goes_once(person, browse) -> None:
    page = browse(person, "#/write")
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            route.fetch()
            lost.append(route.request.url)
            return route.abort()
        return route.continue_()

    page.route("**/box/v1/messages", lose)
    page.get_by_label("To", exact=True).fill(NUMBER)
    page.get_by_label("Message", exact=True).fill("Once")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_have_text("The box does not answer. Send again: it won't go twice.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name=NUMBER)).to_be_visible()
    assert lost
    assert [message["text"] for message in person.messages()] == ["Once"]


def test_what_was_not_sent_yet_is_there_again(person, browse) -> None:
    page = browse(person, "#/write")
    page.get_by_label("To", exact=True).fill(NUMBER)
    page.get_by_label("Message", exact=True).fill("Half a thought")
    page.get_by_role("link", name="Lines").click()
    expect(page.get_by_role("heading", name="Lines")).to_be_visible()
    page.get_by_role("link", name="Write").click()
    expect(page.get_by_label("To", exact=True)).to_have_value(NUMBER)
    expect(page.get_by_label("Message", exact=True)).to_have_value("Half a thought")
    expect(page.locator(".count")).to_contain_text("1 part")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name=NUMBER)).to_be_visible()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Write").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value("")
