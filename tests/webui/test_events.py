"""What happens is asked for; a box that is gone is said to be, and found again; who does not look asks seldom."""

from __future__ import annotations

from playwright.sync_api import Page, expect

NUMBER = "+4915550006001"
EVENTS = "**/box/v1/events*"
SEE = """seen => {
    Object.defineProperty(document, "hidden", {value: !seen, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def count_questions(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/events?" in request.url else None)
    return asked


def test_a_box_that_does_not_answer_is_said_and_found_again(person, browse, check) -> None:
    page = browse(person)
    expect(page.get_by_text("No messages yet.")).to_be_visible()
    page.context.set_offline(True)
    banner = page.get_by_text("The box does not answer.")
    expect(banner).to_be_visible()
    check(page, "lost")
    person.came(NUMBER, "Meanwhile")
    page.context.set_offline(False)
    expect(page.get_by_text("Meanwhile")).to_be_visible()
    expect(banner).to_be_hidden()


def test_a_page_opened_while_the_box_is_gone_comes_to_life(person, browse) -> None:
    page = browse(person)
    page.route("**/box/v1/*", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("The box does not answer.")).to_be_visible()
    page.unroute("**/box/v1/*")
    expect(page.get_by_text("No messages yet.")).to_be_visible()


def test_the_pause_grows_while_the_box_is_gone(person, browse) -> None:
    page = browse(person)
    expect(page.get_by_text("No messages yet.")).to_be_visible()
    page.clock.install()
    page.reload()
    expect(page.get_by_text("No messages yet.")).to_be_visible()
    page.route(EVENTS, lambda route: route.abort())
    asked = count_questions(page)
    for _ in range(60):
        page.clock.run_for(1000)
    assert 3 <= len(asked) <= 8


def test_a_hidden_page_asks_seldom_and_at_once_when_it_is_seen_again(person, browse) -> None:
    page = browse(person)
    page.clock.install()
    page.reload()
    expect(page.get_by_text("No messages yet.")).to_be_visible()
    page.evaluate(SEE, False)
    asked = count_questions(page)
    for _ in range(60):
        page.clock.run_for(1000)
    assert len(asked) <= 4
    page.evaluate(SEE, True)
    with page.expect_request(EVENTS):
        page.clock.run_for(10)


def test_only_what_is_new_is_asked_for(person, browse, look) -> None:
    person.came(NUMBER, "Old")
    page = browse(person)
    with page.expect_response(EVENTS) as answered:
        pass
    assert answered.value.json() == []
    person.came(NUMBER, "New")
    look(page)
    expect(page.get_by_text("New")).to_be_visible()
