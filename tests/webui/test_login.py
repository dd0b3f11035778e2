"""Getting in and out: a made-up password is changed first, nothing of a session outlives it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

FRESH = "a better password"


def log_in(page: Page, person, password: str = "correct horse") -> None:
    """By keyboard alone."""
    expect(page.get_by_label("User name")).to_be_focused()
    page.keyboard.type(person.actor.username)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def test_a_person_logs_in_and_out(person, browse) -> None:
    page = browse(person, logged_in=False)
    log_in(page, person)
    expect(page.get_by_role("heading", name="Conversations")).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", name="Conversations")).to_be_visible()
    token = page.evaluate("JSON.parse(sessionStorage.modembox).token")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("User name")).to_be_focused()
    assert page.evaluate("[sessionStorage.modembox, localStorage.length, document.cookie]") == [None, 0, ""]
    person.token = token
    page.reload()
    expect(page.get_by_label("User name")).to_be_visible()
    status = page.evaluate(
        "token => fetch('box/v1/now', {headers: {Authorization: 'Bearer ' + token}, credentials: 'omit'})"
        ".then(answer => answer.status)",
        token,
    )
    assert status == 401


def test_a_wrong_password_is_said(person, browse) -> None:
    page = browse(person, logged_in=False)
    log_in(page, person, "wrong")
    expect(page.get_by_role("alert")).to_have_text("Wrong name or password.")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type("correct horse")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Conversations")).to_be_visible()


def test_nothing_entered_is_said(person, browse) -> None:
    page = browse(person, logged_in=False)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_have_text("Both user name and password are needed.")


def test_the_first_password_is_changed_before_anything_else(house, browse, check) -> None:
    person = house.person(must_change=True)
    page = browse(person, logged_in=False)
    check(page, "login")
    log_in(page, person)
    expect(page.get_by_role("heading", name="Choose your own password")).to_be_focused()
    check(page, "first-password")
    page.goto(f"{house.address}/#/spool")
    expect(page.get_by_role("heading", name="Choose your own password")).to_be_visible()
    page.reload()
    log_in(page, person)
    for one, other, complaint in (
        ("short", "short", "fewer than 8 characters"),
        (FRESH, "another one", "The two are not the same."),
        ("correct horse", "correct horse", "The new password is the old one."),
    ):
        page.get_by_label("New password").fill(one)
        page.get_by_label("The same again").fill(other)
        page.get_by_role("button", name="Change the password").click()
        expect(page.get_by_role("alert")).to_contain_text(complaint)
    page.get_by_label("New password").fill(FRESH)
    page.get_by_label("The same again").fill(FRESH)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Spool")).to_be_visible()
    assert person.ask("login", {"username": person.actor.username, "password": FRESH})["must_change_password"] is False


def test_who_is_thrown_out_is_told(house, person, browse) -> None:
    page = browse(person)
    expect(page.get_by_role("heading", name="Conversations")).to_be_visible()
    house.box.office.people.set_active(person.actor.user_id, active=False)
    expect(page.get_by_role("alert")).to_have_text("You were logged out. Log in again.")
