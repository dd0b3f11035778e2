"""SIM cards: PINs entered once, PUKs reported, cards taken out and put in."""

from __future__ import annotations


def tries(world) -> int:
    (state,) = world.ask("state", modem="gsm0")["modems"]
    return int(state["sim"]["tries"])


def test_the_right_pin_unlocks(world) -> None:
    world.ask("sim", modem="gsm0", pin="4321")
    world.line(1, pin="4321")
    world.box()
    world.await_standing(world.send(), "sent")
    assert tries(world) == 3


def test_no_pin_is_asked_for_and_set_while_the_box_runs(world) -> None:
    world.ask("sim", modem="gsm0", pin="4321")
    world.box(ready=False)
    assert "modembox lines set gsm1 pin=" in world.await_line("gsm1", "pin").detail
    world.settings.change_line("gsm1", pin="4321")
    world.reload()
    world.await_line("gsm1", "ready")
    world.await_standing(world.send(), "sent")


def test_a_wrong_pin_is_tried_once_also_after_a_restart(world) -> None:
    world.impatient()
    world.ask("sim", modem="gsm0", pin="4321")
    world.line(1, pin="9999")
    for _ in range(3):
        world.box(ready=False)
        world.await_line("gsm1", "pin")
        world.turn(0)
        world.stop()
        assert tries(world) == 2


def test_another_pin_is_tried_after_a_wrong_one(world) -> None:
    world.ask("sim", modem="gsm0", pin="4321")
    world.line(1, pin="9999")
    world.box(ready=False)
    world.await_line("gsm1", "pin")
    world.settings.change_line("gsm1", pin="4321")
    world.reload()
    world.await_line("gsm1", "ready")
    assert tries(world) == 3


def test_the_last_try_is_left_to_a_person(world) -> None:
    world.ask("sim", modem="gsm0", pin="4321")
    card = world.simulation.modems["gsm0"].slot.card
    card.pin_tries = 1
    world.line(1, pin="4321")
    world.box(ready=False)
    world.await_line("gsm1", "pin")
    world.stop()
    assert card.pin_tries == 1


def test_a_blocked_sim_is_reported(world) -> None:
    world.ask("sim", modem="gsm0", pin="4321")
    world.simulation.modems["gsm0"].slot.card.pin_tries = 0
    world.line(1, pin="4321")
    world.box(ready=False)
    assert "PUK" in world.await_line("gsm1", "puk").detail


def test_a_sim_that_is_put_in_later(world) -> None:
    world.impatient()
    world.ask("sim", modem="gsm0", absent=True)
    world.box(ready=False)
    world.await_line("gsm1", "sim_absent")
    world.ask("sim", modem="gsm0", absent=False)
    world.await_line("gsm1", "ready")
    world.await_standing(world.send(), "sent")


def test_a_sim_that_is_taken_out_and_another_put_in(world) -> None:
    world.impatient()
    world.box()
    world.ask("sim", modem="gsm0", absent=True)
    world.await_line("gsm1", "sim_absent")
    world.ask("sim", modem="gsm0", number="+15550007777")
    assert world.await_line("gsm1", "ready").number == "+15550007777"
    world.await_standing(world.send(), "sent")
    assert world.journal()[0]["number"] == "+15550007777"
