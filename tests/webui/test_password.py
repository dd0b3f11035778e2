"""Changing one's password: every other session ends, this one goes on."""

from __future__ import annotations

from playwright.sync_api import expect

REFUSED_MEANWHILE = """() => {
    const ask = window.fetch;
    let told;
    const refused = new Promise(resolve => { told = resolve; });
    window.fetch = async (url, options) => {
        if (String(url).endsWith("/login")) {
            document.dispatchEvent(new Event("visibilitychange"));
            await refused;
        }
        const answer = await ask(url, options);
        if (answer.status === 401) told();
        return answer;
    };
}"""


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


def test_what_is_asked_between_the_change_and_the_new_log_in_logs_nobody_out(person, browse) -> None:
    page = browse(person, "#/password")
    page.evaluate(REFUSED_MEANWHILE)
    page.get_by_label("Password until now").fill("correct horse")
    page.get_by_label("New password").fill("a better password")
    page.get_by_label("The same again").fill("a better password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Conversations")).to_be_focused()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
