"""Other programs at our port, calls that stick or interrupt, and a network that carries everything but messages."""

from __future__ import annotations

import pytest


def test_F21_a_port_that_another_program_has_is_told_and_taken_when_it_is_free(world) -> None:
    world.impatient()
    world.box()
    world.fault("F21")
    world.until(lambda: "in use by" in world.seen("gsm1").detail, "who has the port")
    assert world.seen("gsm1").state == "failed"
    sent = world.send(text="When it is free")
    assert world.submitted() == []
    world.ask("clear")
    world.await_line("gsm1", "ready")
    world.await_standing(sent, "sent")
    assert world.submitted() == ["When it is free"]


def test_F21_a_port_that_another_program_has_from_the_start(world) -> None:
    world.line(1)
    world.box()
    world.stop()
    world.fault("F21")
    world.box(ready=False)
    world.turn(60)
    assert "in use by" in world.await_line("gsm1", "absent").detail
    world.ask("clear")
    world.await_line("gsm1", "ready")


def test_F21_an_answer_that_another_program_has_read_is_a_doubt(world) -> None:
    world.settings.change_box(reports=False)
    world.impatient()
    world.box()
    world.fault("F21.stolen", after=1, count=1)
    doubtful = world.send(text="Perhaps")
    world.await_standing(doubtful, "in_doubt")
    world.await_standing(world.send(text="Next"), "sent")
    assert world.submitted() == ["Perhaps", "Next"]


def test_F21_stolen_prompts_send_nothing_twice(world) -> None:
    world.impatient()
    world.box()
    world.fault("F21.stolen", count=3)
    sent = world.send(text="Once")
    world.await_standing(sent, "sent")
    assert world.submitted() == ["Once"]


def test_F22_a_call_that_nobody_ends_is_over_when_it_rings_no_more(world, monkeypatch) -> None:
    monkeypatch.setattr("drivers.simulator.calls.RING_SECONDS", 0.05)
    monkeypatch.setattr("drivers.gsm.call.RING_TIMEOUT", 0.5)
    world.box()
    world.fault("F22", number="+15550002000")
    assert world.await_event("call.incoming").data == {"number": "+15550002000"}
    for text in ("first", "second"):
        world.await_standing(world.send(text=text), "sent")
    assert not world.events("call.ended")
    world.ask("clear")
    world.await_event("call.ended")
    assert len(world.events("call.incoming")) == 1
    assert world.submitted() == ["first", "second"]


def test_F22_no_carrier_anywhere_is_no_answer_to_anything(world) -> None:
    world.fault("F22.carrier")
    world.box()
    sent = [world.send(text=f"number {number}") for number in range(3)]
    for each in sent:
        world.await_standing(each, "sent")
    assert sorted(world.submitted()) == ["number 0", "number 1", "number 2"]
    world.ask("sms", modem="gsm0", text="in")
    world.until(lambda: world.texts() == ["in"], "a text")
    assert not world.events("call.ended")
    assert not world.events("transmission.retry")


def test_F22_a_call_while_a_message_is_handed_over(world) -> None:
    world.box()
    world.fault("F22.submit", count=1)
    world.await_standing(world.send(text="All the same"), "sent")
    assert world.submitted() == ["All the same"]
    world.await_event("call.ended")
    assert len(world.events("call.incoming")) == 1
    assert world.seen("gsm1").state == "ready"
    world.await_standing(world.send(text="And on"), "sent")


@pytest.mark.parametrize(("name", "options"), [("F34", {}), ("F34.cgsms", {"service": 2}), ("F34", {"code": 30})])
def test_F34_a_network_that_carries_no_messages_is_told_by_its_cause(world, name: str, options: dict[str, int]) -> None:
    code = options.get("code", 331)
    world.box()
    world.fault(name, **options)
    sent = world.send(text="In the end")
    retry = world.await_event("transmission.retry" if code == 331 else "transmission.done", transmission_id=sent)
    assert retry.data["cause"] == f"CMS {code}"
    assert world.submitted() == []
    assert len(world.journal("refused")) == 1
    world.ask("clear")
    if code == 331:
        world.turn(60)
        world.await_standing(sent, "sent")
    else:
        world.await_standing(world.send(text="In the end"), "sent")
    assert world.submitted() == ["In the end"]


def test_F34_registered_for_lte_only_is_registered(world) -> None:
    world.fault("F34")
    world.box()
    seen = world.seen("gsm1")
    assert (seen.state, seen.registration) == ("ready", "home")


def test_F34_a_modem_that_tells_of_no_message_service_is_tried_all_the_same(world) -> None:
    world.fault("F34.csms")
    world.box()
    world.await_standing(world.send(text="It can"), "sent")
    world.ask("sms", modem="gsm0", text="and hears")
    world.until(lambda: world.texts() == ["and hears"], "a text")
    assert world.submitted() == ["It can"]
