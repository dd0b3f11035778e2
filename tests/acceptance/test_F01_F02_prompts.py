"""The prompt: in every shape, late, never, and left open by a crash."""

from __future__ import annotations

import pytest

SHAPES = ("standard", "bare", "alone", "crlf", "lines")


@pytest.mark.parametrize("echo", [False, True])
def test_F01_every_shape_of_prompt(world, echo: bool) -> None:
    world.box()
    world.simulation.modems["gsm0"].dce.settings.echo = echo
    for shape in SHAPES:
        world.fault("F01", shape=shape)
        world.await_event("transmission.done", transmission_id=world.send(text=shape), verdict="sent")
        world.fault("F01", shape=shape, split=0.005, late=0.05)
        world.await_event("transmission.done", transmission_id=world.send(text=f"{shape} late"), verdict="sent")
    assert world.submitted() == [text for shape in SHAPES for text in (shape, f"{shape} late")]


def test_F01_a_prompt_that_never_comes_sends_nothing_and_the_next_try_goes_out(world) -> None:
    world.impatient()
    world.box()
    world.fault("F01.missing", count=1)
    sent = world.send(text="Once")
    world.await_event("transmission.retry", transmission_id=sent)
    assert world.submitted() == []
    world.turn(60)
    world.await_standing(sent, "sent")
    assert world.submitted() == ["Once"]
    assert world.view(sent).tries == 1


def test_F02_a_modem_left_in_a_prompt_sends_nothing_stray(world) -> None:
    world.fault("F02", text="half a ")
    world.box()
    world.await_standing(world.send(text="Whole"), "sent")
    assert world.submitted() == ["Whole"]


def test_F02_killed_before_the_prompt(world, killed) -> None:
    world.ask("latency", prompt=60.0)
    with killed(world) as process:
        held = process.send("Never typed")
        world.await_air("prompt")
    world.ask("latency", prompt=0.0)
    world.box()
    assert world.standing(held) == "in_doubt"
    world.await_standing(world.send(text="Next"), "sent")
    assert world.submitted() == ["Next"]
