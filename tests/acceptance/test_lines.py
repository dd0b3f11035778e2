"""Which line carries what: prefixes, limits, a dead line's work, what is seen of each."""

from __future__ import annotations

import time

from appliance.spool.queue import Draft


def test_a_person_lets_a_line_send_on_that_its_limit_holds(world) -> None:
    world.line(1, per_hour=1)
    world.clock.turn(3660 - time.time() % 3600)  # an hour has just begun
    world.box()
    first, second = world.send(text="one"), world.send(text="two")
    world.await_standing(first, "sent")
    assert world.await_line("gsm1", "paused").detail == "limit of 1 an hour"
    world.running.office.lines.resume(world.admin, "gsm1")
    world.await_standing(second, "sent")
    assert world.submitted() == ["one", "two"]
    world.await_line("gsm1", "ready")
    third = world.send(text="three")
    world.await_line("gsm1", "paused")
    world.turn(3600)
    world.await_standing(third, "sent")


def test_prefixes_choose_the_line(pair) -> None:
    pair.line(1)
    pair.line(2, prefixes=("+49",))
    pair.box()
    for number in ("+4915112345", "004915112346", "+15550002000"):
        pair.await_standing(pair.send(number, number), "sent")
    assert pair.carriers() == ["gsm1", "gsm1", "gsm0"]


def test_two_lines_share_the_work(pair) -> None:
    pair.box()
    pair.ask("latency", submit=0.02)
    for each in [pair.send(text=f"number {number}") for number in range(20)]:
        pair.await_standing(each, "sent")
    assert sorted(pair.submitted()) == sorted(f"number {number}" for number in range(20))
    assert set(pair.carriers()) == {"gsm0", "gsm1"}


def test_the_work_of_a_dead_line_is_handed_over(pair) -> None:
    pair.line(1)
    pair.line(2, prefixes=("+49",))
    pair.impatient()
    pair.box()
    pair.fault("F07", modem="gsm1")
    sent = pair.send("+4915112345", "To Germany")
    pair.await_line("gsm2", "failed")
    pair.turn(30)
    assert pair.submitted() == []
    pair.turn(60)
    pair.await_event("transmission.rerouted", transmission_id=sent)
    pair.await_standing(sent, "sent")
    assert pair.carriers() == ["gsm0"]


def test_what_is_bound_to_its_line_waits_for_it(pair) -> None:
    pair.line(1)
    pair.line(2, prefixes=("+49",))
    pair.impatient()
    pair.box()
    pair.fault("F07", modem="gsm1")
    pair.await_line("gsm2", "failed")
    bound = pair.queue("By that number only", Draft(bound=True), "+4915112345", "gsm2")
    other = pair.queue("By any", Draft(), "+4915112345", "gsm2")
    pair.turn(90)
    pair.await_standing(other, "sent")
    assert pair.view(bound).state == "active"
    pair.ask("clear")
    pair.await_standing(bound, "sent")
    assert pair.carriers() == ["gsm0", "gsm1"]


def test_nothing_is_handed_over_where_that_is_not_wanted(pair) -> None:
    pair.settings.change_box(hand_over=False)
    pair.line(1)
    pair.line(2, prefixes=("+49",))
    pair.impatient()
    pair.box()
    pair.fault("F07", modem="gsm1")
    sent = pair.send("+4915112345", "Patience")
    pair.await_line("gsm2", "failed")
    pair.turn(3600)
    pair.await_standing(pair.send(), "sent")
    pair.ask("clear")
    pair.await_standing(sent, "sent")
    assert pair.carriers() == ["gsm0", "gsm1"]


def test_work_is_never_handed_over_to_nobody(pair) -> None:
    pair.line(1, prefixes=("+1",))
    pair.line(2, prefixes=("+49",))
    pair.impatient()
    pair.box()
    pair.fault("F07", modem="gsm1")
    sent = pair.send("+4915112345", "Patience")
    pair.await_line("gsm2", "failed")
    pair.turn(3600)
    pair.await_standing(pair.send(), "sent")
    pair.ask("clear")
    pair.await_standing(sent, "sent")
    assert pair.carriers() == ["gsm0", "gsm1"]


def test_so_many_a_minute(world) -> None:
    world.line(1, per_minute=2)
    world.box()
    sent = [world.send(text=str(number)) for number in range(5)]
    for done in (2, 4, 5):
        for each in sent[:done]:
            world.await_standing(each, "sent")
        assert len(world.submitted()) == done
        world.stop()
        world.box()
        assert len(world.submitted()) == done
        world.turn(61)


def test_so_many_a_day_and_the_line_says_why_it_waits(world) -> None:
    world.line(1, per_day=2)
    world.box()
    sent = [world.send(text=str(number)) for number in range(3)]
    assert world.await_line("gsm1", "paused").detail == "limit of 2 a day"
    assert world.submitted() == ["0", "1"]
    world.turn(86_400)
    world.await_standing(sent[2], "sent")
    world.await_line("gsm1", "ready")


def test_so_many_a_month(world) -> None:
    world.line(1, per_month=1)
    world.box()
    sent = [world.send(text=str(number)) for number in range(2)]
    assert world.await_line("gsm1", "paused").detail == "limit of 1 a month"
    assert world.submitted() == ["0"]
    world.turn(32 * 86_400)
    world.await_standing(sent[1], "sent")


def test_so_many_recipients_a_month(world) -> None:
    world.line(1, recipients_per_month=1)
    world.box()
    first = [world.send("+15550002000", "first"), world.send("+15550002000", "again")]
    for each in first:
        world.await_standing(each, "sent")
    other = world.send("+15550002001", "somebody else")
    known = world.send("+15550002000", "known")
    world.await_standing(known, "sent")
    assert "somebody else" not in world.submitted()
    world.turn(32 * 86_400)
    world.await_standing(other, "sent")


def test_limits_of_one_line_send_the_work_to_the_other(pair) -> None:
    pair.line(1, per_day=1)
    pair.line(2)
    pair.box()
    for number in range(4):
        pair.await_standing(pair.send(text=str(number)), "sent")
    assert pair.carriers().count("gsm0") <= 1


def test_a_line_switched_off_and_on_again(pair) -> None:
    pair.box()
    pair.settings.change_line("gsm1", active=False)
    pair.reload()
    pair.await_line("gsm1", "off")
    pair.await_standing(pair.send(text="by the other"), "sent")
    pair.settings.change_line("gsm1", active=True)
    pair.reload()
    pair.await_line("gsm1", "ready")
    assert pair.carriers() == ["gsm1"]


def test_what_is_seen_of_a_line(world) -> None:
    world.impatient()
    world.box()
    seen = world.seen("gsm1")
    assert (seen.iccid, seen.imsi, seen.registration, seen.signal_dbm) == (
        "8901010000000010016",
        "001010000001001",
        "home",
        -73,
    )
    world.ask("registration", modem="gsm0", state=3)
    assert world.await_line("gsm1", "not_registered").detail == "the network says denied"
    held = world.send(text="once it may")
    world.ask("registration", modem="gsm0", state=5)
    assert world.await_line("gsm1", "ready").registration == "roaming"
    world.await_standing(held, "sent")


def test_a_reboot_of_the_modem(world) -> None:
    world.impatient()
    world.box()
    world.ask("reboot", modem="gsm0")
    world.await_standing(world.send(text="after the boot"), "sent")
    world.ask("sms", modem="gsm0", text="in")
    world.await_event("sms.received")
    assert world.submitted() == ["after the boot"]


def test_a_port_that_was_named_and_is_not_there_says_so_until_it_is(world) -> None:
    (world.links / "gsm0").rename(world.data / "drawer")
    world.box(ready=False)
    port = world.links / "gsm0"
    assert world.await_line("gsm1", "absent").detail == f"{port} can't be opened: No such file or directory"
    assert not world.settings.lines()
    (world.data / "drawer").rename(port)
    world.await_line("gsm1", "ready")
    world.await_standing(world.send(), "sent")
