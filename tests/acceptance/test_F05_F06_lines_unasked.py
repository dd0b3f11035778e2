"""Lines that nobody asked for, between all others and in storms."""

from __future__ import annotations


def test_F05_lines_between_all_lines(world) -> None:
    world.box()
    world.fault("F05")
    sent = [world.send(text=f"out {number}") for number in range(5)]
    world.ask("sms", modem="gsm0", text="in")
    for each in sent:
        world.await_event("sms.delivered", transmission_id=each)
    world.await_event("sms.received")
    world.ask("clear")
    assert sorted(world.submitted()) == [f"out {number}" for number in range(5)]
    assert world.texts() == ["in"]
    world.await_event("call.incoming")


def test_F05_the_box_finds_its_modem_among_them(world) -> None:
    world.fault("F05", lines="RING|^RSSI: 18|OVER-VOLTAGE WARNNING")
    world.box()
    world.await_standing(world.send(), "sent")
    seen = world.seen("gsm1")
    assert (seen.imei, seen.number, seen.operator) == ("350000010000012", "+15550001001", "SIMNET")


def test_F06_a_storm_of_lines_keeps_nothing_back(world) -> None:
    world.box()
    world.fault("F06", rate=500.0)
    for number in range(5):
        world.ask("sms", modem="gsm0", text=f"in {number}")
    for number in range(10):
        world.send(text=f"out {number}")
    world.await_event("sms.delivered", count=10)
    world.await_event("sms.received", count=5)
    assert world.submitted() == [f"out {number}" for number in range(10)]
    assert world.texts() == [f"in {number}" for number in range(5)]
