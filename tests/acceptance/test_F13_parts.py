"""Long messages that come in: late, out of order, twice, in part, never; with references of both sizes used again."""

from __future__ import annotations

import pytest

LONG = "".join(f"part {number}: " + "x" * 141 for number in range(1, 4))  # 3 parts of 153 septets, less a few


@pytest.mark.parametrize("order", ["1,2,3", "3,1,2", "2,2,3,1", "1,3,1,3,2"])
@pytest.mark.parametrize("bits", [8, 16])
def test_F13_in_any_order_and_more_than_once(world, order: str, bits: int) -> None:
    world.box()
    world.ask("sms", modem="gsm0", text=LONG, order=order, bits=bits)
    world.await_event("sms.received")
    world.await_air("delivered", count=order.count(",") + 1)
    assert world.texts() == [LONG]


def test_F13_a_restart_in_the_middle(world) -> None:
    world.ask("latency", acknowledge=0.1, retry=0.1)
    world.box()
    world.ask("sms", modem="gsm0", text=LONG, order="3,1", reference=7)
    world.await_air("delivered", count=2)
    world.stop()
    world.ask("sms", modem="gsm0", text=LONG, order="2", reference=7)
    world.box()
    world.await_event("sms.received")
    assert world.texts() == [LONG]


def test_F13_a_part_that_never_comes_shows_as_incomplete_and_completes_when_it_does(world) -> None:
    world.settings.change_box(incomplete_after=3600)
    world.box()
    world.ask("sms", modem="gsm0", text=LONG, order="3,1", reference=7)
    world.await_air("delivered", count=2)
    world.turn(3500)
    world.await_standing(world.send(text="meanwhile"), "sent")
    assert world.texts() == []
    world.turn(200)
    incomplete = world.await_event("sms.incomplete")
    assert incomplete.data == {"total": 3, "present": 2}
    (view,) = world.inbox()
    assert view.standing == "incomplete"
    assert view.body in LONG.replace(LONG[153:306], "")
    assert world.http("GET", f"transmissions/{view.id}")["status"] == "failed"
    world.ask("sms", modem="gsm0", text=LONG, order="2", reference=7)
    world.await_event("sms.completed", transmission_id=view.id)
    assert world.texts() == [LONG]
    assert world.inbox()[0].standing == "sent"


def test_F13_a_deadline_that_passes_while_no_box_runs(world) -> None:
    world.box()
    world.ask("sms", modem="gsm0", text=LONG, order="1")
    world.await_air("delivered")
    world.stop()
    world.clock.turn(2 * 86_400)
    world.box()
    world.await_event("sms.incomplete")


def test_F13_a_reference_used_again_and_the_same_in_both_sizes(world) -> None:
    world.box()
    world.ask("sms", modem="gsm0", text=LONG, order="1,2", reference=7)
    world.ask("sms", modem="gsm0", text=LONG.upper(), order="3,2,1", reference=7, bits=16)
    world.await_event("sms.received")
    world.ask("sms", modem="gsm0", text=LONG[::-1], order="2,1,3", reference=7)
    world.ask("sms", modem="gsm0", text=LONG, order="3", reference=7)
    world.await_event("sms.received", count=3)
    assert sorted(world.texts()) == sorted([LONG, LONG.upper(), LONG[::-1]])


def test_F13_two_senders_with_one_reference(world) -> None:
    world.box()
    for order in ("1", "2,3"):
        for number in ("+15550002001", "+15550002002"):
            world.ask("sms", modem="gsm0", text=LONG + number, order=order, reference=7, number=number)
    world.await_event("sms.received", count=2)
    assert sorted(world.texts()) == [LONG + "+15550002001", LONG + "+15550002002"]
