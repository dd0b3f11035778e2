"""The lines: how each is, live, and what to do about one that is not well."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from appliance.lines.standing import KEEPS_NONE
from appliance.office.desk import actor_of
from appliance.spool import balances, sims, usage
from tests.webui.conftest import NUMBER


def card(page: Page, line: str):
    return page.locator(f"[data-line='{line}']")


def test_lines_are_shown_with_signal_and_state(person, browse, check) -> None:
    page = browse(person, "#/lines")
    expect(card(page, "gsm1")).to_contain_text("Ready")
    expect(card(page, "gsm1")).to_contain_text("dBm")
    expect(card(page, "gsm2")).to_contain_text("Ready")
    check(page, "lines")


def test_a_line_that_changes_is_shown_so(show_line, person, browse, check) -> None:
    show_line("zz1", "ready", signal_dbm=-71, operator="Net")
    page = browse(person, "#/lines", viewport={"width": 390, "height": 844})
    page.clock.install()
    page.reload()
    expect(card(page, "zz1")).to_contain_text("-71 dBm")
    show_line("zz1", "pin", detail="set it with modembox lines set zz1 pin=PIN", signal_dbm=-110)
    page.clock.run_for(6_000)
    expect(card(page, "zz1")).to_contain_text("PIN needed")
    expect(card(page, "zz1")).to_contain_text("modembox lines set zz1 pin=1234")
    check(page, "phone-lines")


def test_the_administrator_sees_a_change_at_once(house, show_line, person, browse, look) -> None:
    admin = type(person)(house, actor_of(house.box.office.people.users()[0]))
    show_line("zz2", "ready")
    page = browse(admin, "#/lines")
    expect(card(page, "zz2")).to_contain_text("Ready")
    show_line("zz2", "not_registered", detail="searching")
    look(page)
    expect(card(page, "zz2")).to_contain_text("No network")
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("down")


def test_what_a_sim_has_sent_and_what_it_pays_with(house, show_line, person, browse, check) -> None:
    show_line("zz4", "ready", iccid="894")
    now = time.time()
    house.box.spool.write(lambda db: usage.record(db, "894", "", now, 12))
    house.box.spool.write(lambda db: balances.read(db, "894", "zz4", 4.5, 5.0, now))
    page = browse(person, "#/lines")
    expect(card(page, "zz4")).to_contain_text("12 this hour, 12 today, 12 this month")
    expect(card(page, "zz4")).to_contain_text("4.50 low")
    check(page, "wallet")


def test_a_paused_sim_is_let_send_on(house, person, browse, look) -> None:
    admin = type(person)(house, actor_of(house.box.office.people.users()[0]))
    settled = house.seen("gsm1").iccid
    house.box.spool.write(lambda db: sims.pause(db, settled, time.time() + 3600, "blocked by the network", time.time()))
    house.wake()
    house.until(lambda: house.seen("gsm1").state == "paused")
    page = browse(admin, "#/lines")
    expect(card(page, "gsm1")).to_contain_text("Blocked by the network")
    card(page, "gsm1").get_by_role("button", name="Send on").click()
    page.get_by_role("dialog").get_by_role("button", name="Send on").click()
    expect(card(page, "gsm1")).to_contain_text("Ready")
    assert house.until(lambda: house.seen("gsm1").state == "ready")


def test_what_needs_a_person_is_said_with_what_to_do(house, person, browse, check) -> None:
    admin = type(person)(house, actor_of(house.box.office.people.users()[0]))
    person.wrote("in_doubt", part="in_doubt")
    page = browse(admin, "#/lines")
    needs = page.get_by_role("region", name="What needs you")
    expect(needs).to_contain_text("in doubt: handed to the network")
    expect(needs).to_contain_text("modembox spool settle ID sent")
    check(page, "needs")


def test_what_is_the_box_s_is_not_told_to_everybody(person, browse) -> None:
    person.wrote("in_doubt", part="in_doubt")
    page = browse(person, "#/lines")
    expect(card(page, "gsm1")).to_contain_text("Ready")
    expect(page.get_by_role("region", name="What needs you")).to_be_hidden()


def test_F33_a_line_that_receives_nothing(house, show_line, person, browse, check) -> None:
    show_line("zz5", "ready")
    row = "INSERT INTO canaries (line, counts_from, receiving) VALUES ('zz5', 0, 0)"
    house.box.spool.write(lambda db: db.execute(row))
    page = browse(person, "#/lines")
    expect(card(page, "zz5")).to_contain_text("Receives nothing")
    expect(card(page, "zz5")).to_contain_text("modembox canary zz5")
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("down")
    check(page, "deaf")


def test_F14_a_full_memory_and_when_there_is_room(house, show_line, person, browse, look, check) -> None:
    admin = type(person)(house, actor_of(house.box.office.people.users()[0]))
    show_line("zz7", "memory_full", detail=KEEPS_NONE)
    page = browse(admin, "#/lines")
    expect(card(page, "zz7")).to_contain_text("Memory full")
    expect(card(page, "zz7")).to_contain_text("what comes in waits at the network")
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("down")
    check(page, "memory-full")
    show_line("zz7", "ready")
    look(page)
    expect(card(page, "zz7")).to_contain_text("Ready")


def test_a_sim_taken_out_while_it_sends_and_put_in_again(house, person, browse, look) -> None:
    admin = type(person)(house, actor_of(house.box.office.people.users()[0]))
    page = browse(admin, "#/lines")
    expect(card(page, "gsm2")).to_contain_text("Ready")
    house.simulation.ask("latency", submit=0.05)
    sent = [
        house.box.office.transmissions.create_with(admin.actor, "sendsms", phone=NUMBER, message=str(n))
        for n in range(9)
    ]
    for each in sent:
        house.box.office.transmissions.send(admin.actor, each)
    house.simulation.ask("sim", modem="gsm1", absent=True)
    house.until(lambda: house.seen("gsm2").state == "sim_absent")
    look(page)
    expect(card(page, "gsm2")).to_contain_text("No SIM")
    house.simulation.ask("sim", modem="gsm1", absent=False)
    house.until(lambda: house.seen("gsm2").state == "ready")
    look(page)
    expect(card(page, "gsm2")).to_contain_text("Ready")
    house.simulation.ask("latency", submit=0.0)
    house.until(
        lambda: all(house.box.office.transmissions.standing(admin.actor, each) in ("sent", "in_doubt") for each in sent)
    )


def test_what_needs_attention_comes_first(show_line, person, browse) -> None:
    show_line("zz3", "failed", detail="no answer")
    page = browse(person, "#/lines")
    expect(page.locator("[data-line]").first).to_have_attribute("data-line", "gsm1")
    page.get_by_label("Order").select_option("What needs attention")
    expect(page.locator("[data-line]").first).to_contain_text("!")


def test_what_to_do_about_a_line_is_said_once(show_line, person, browse, check) -> None:
    show_line("zz6", "sim_absent", detail="no SIM, or not seated")
    page = browse(person)
    found = {
        "line": "zz6",
        "code": "sim-absent",
        "needs_you": True,
        "what": "there is no SIM",
        "advice": "Put a SIM in.",
    }
    page.route("**/box/v1/findings", lambda route: route.fulfill(json=[found]))
    page.goto(f"{person.house.address}/#/lines")
    expect(page.get_by_role("region", name="What needs you")).to_contain_text("Put a SIM in.")
    expect(card(page, "zz6")).to_contain_text("No SIM, or not seated")
    expect(card(page, "zz6").locator(".help")).to_have_count(0)
    check(page, "sim-out")
    page.unroute("**/box/v1/findings")
    page.reload()
    expect(card(page, "zz6").locator(".help")).to_contain_text("There is no SIM card")
