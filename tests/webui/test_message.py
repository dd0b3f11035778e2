"""What can be done about a message, by keyboard; above all about one in doubt."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

PLACE, NUMBER = "#/with/%2B4915550004001", "+4915550004001"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).press("Enter")


@pytest.mark.parametrize(
    ("answer", "standing", "shown"), [("It arrived", "sent", "Sent"), ("It did not arrive", "failed", "Not sent")]
)
def test_a_doubt_is_settled(person, browse, check, answer: str, standing: str, shown: str) -> None:
    made = person.wrote("in_doubt", "Perhaps", NUMBER, part="in_doubt")
    page = browse(person, PLACE)
    expect(page.get_by_text("nobody can know whether it went out")).to_be_visible()
    expect(page.get_by_text("1 in doubt")).to_be_visible()
    check(page, "in-doubt")
    press(page, answer)
    expect(page.locator(".message .badge")).to_have_text(f"{'✓' if standing == 'sent' else '!'}{shown}")
    expect(page.get_by_text("1 in doubt")).to_be_hidden()
    assert person.standing(made) == standing
    assert page.evaluate("document.activeElement.closest('.message') !== null")


def test_what_is_in_doubt_is_sent_again_only_when_that_was_confirmed(person, browse, check) -> None:
    made = person.wrote("in_doubt", "Perhaps", NUMBER, part="in_doubt")
    page = browse(person, PLACE)
    press(page, "Send again …")
    dialog = page.get_by_role("dialog", name="Send it again?")
    expect(dialog).to_contain_text("twice")
    expect(dialog.get_by_role("button", name="Leave it")).to_be_focused()
    check(page, "send-again")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert person.standing(made) == "in_doubt"
    press(page, "Send again …")
    dialog.get_by_role("button", name="Send it again").press("Enter")
    expect(page.locator(".message .badge")).to_contain_text("Sent")


def test_what_failed_says_why_and_is_sent_again(person, browse) -> None:
    person.wrote("failed", "Again", NUMBER, cause="CMS 38", why="network out of order")
    page = browse(person, PLACE)
    expect(page.get_by_text("Network out of order (CMS 38)")).to_be_visible()
    press(page, "Send again")
    expect(page.locator(".message .badge")).to_contain_text("Delivered")


def test_what_waits_is_stopped(person, browse) -> None:
    made = person.wrote("failed", "Wait", NUMBER)
    office = person.house.box.office
    statement = "UPDATE transmissions SET state = 'active', verdict = NULL WHERE id = ? RETURNING id"
    person._row(statement, made)
    person._row(
        "UPDATE attempts SET started_at = 1, cause = 'CMS 38', cause_text = 'network out of order'"
        " WHERE transmission_id = ? RETURNING id",
        made,
    )
    person._row(
        "INSERT INTO attempts (transmission_id, service, state, not_before, queued_at)"
        " VALUES (?, 4, 'waiting', 9e9, 1) RETURNING id",
        made,
    )
    page = browse(person, PLACE)
    expect(page.locator(".message .badge")).to_contain_text("Waiting")
    expect(page.locator(".message .meta")).to_contain_text("next try")
    expect(page.get_by_text("Network out of order (CMS 38)")).to_be_visible()
    press(page, "Stop it")
    expect(page.locator(".message .badge")).to_contain_text("Stopped")
    assert office.transmissions.standing(person.actor, made) == "cancelled"


def test_what_no_line_has_taken_yet_is_not_said_to_be_on_its_way(person, browse) -> None:
    office = person.house.box.office
    made = office.transmissions.create_with(person.actor, "sendsms", phone=NUMBER, message="Wait")
    person._row("UPDATE transmissions SET state = 'active', body = 'Wait' WHERE id = ? RETURNING id", made)
    page = browse(person, PLACE)
    expect(page.locator(".message .badge")).to_contain_text("Waits for a line")


def test_what_the_box_refuses_is_said(person, browse) -> None:
    made = person.wrote("in_doubt", "Perhaps", NUMBER, part="in_doubt")
    page = browse(person, PLACE)
    expect(page.get_by_role("button", name="It arrived")).to_be_visible()
    page.route("**/box/v1/events*", lambda route: route.abort())
    person.house.box.office.transmissions.settle(person.actor, made, sent=True)
    press(page, "It arrived")
    expect(page.get_by_role("alert")).to_contain_text("It is not in doubt.")
    expect(page.locator(".message .badge")).to_contain_text("Sent")
    page.unroute("**/box/v1/events*")


@pytest.mark.parametrize(
    ("verdict", "part", "shown"),
    [
        ("sent", "accepted", "Sent"),
        ("sent", "delivered", "Delivered"),
        ("sent", "undelivered", "Sent, not delivered"),
        ("rejected", "", "Refused"),
        ("expired", "", "Too late"),
        ("cancelled", "", "Stopped"),
    ],
)
def test_how_it_stands_is_said_in_words(person, browse, verdict: str, part: str, shown: str) -> None:
    person.wrote(verdict, "Hello", NUMBER, part=part)
    page = browse(person, PLACE)
    expect(page.locator(".message .badge")).to_have_text(f"{page.locator('.message .mark').inner_text()}{shown}")


def test_what_happened_is_told_step_by_step(person, browse) -> None:
    person.wrote("failed", "Again", NUMBER, cause="CMS 38", why="network out of order")
    page = browse(person, PLACE)
    page.get_by_text("What happened").press("Enter")
    steps = page.locator(".steps li")
    expect(steps.first).to_contain_text("Made")
    expect(steps.nth(1)).to_contain_text("Ended: Not sent, network out of order (CMS 38) (gsm9)")
