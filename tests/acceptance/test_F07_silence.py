"""A modem that falls silent: its line shows it, the work goes elsewhere, and it is fetched back."""

from __future__ import annotations


def test_F07_another_line_carries_the_work_of_a_silent_modem(pair) -> None:
    pair.impatient()
    pair.box()
    pair.fault("F07", modem="gsm0")
    pair.fault("F07", modem="gsm1")
    sent = pair.send(text="Wherever")
    retry = pair.await_event("transmission.retry", transmission_id=sent)
    silent, other = (retry.line, "gsm1") if retry.line == "gsm2" else (retry.line, "gsm2")
    pair.ask("clear", modem=f"gsm{int(other[3]) - 1}")
    pair.await_line(silent, "failed")
    pair.await_line(other, "ready")
    pair.turn(60)
    pair.await_standing(sent, "sent")
    assert pair.submitted() == ["Wherever"]
    assert pair.carriers() == [f"gsm{int(other[3]) - 1}"]
    pair.ask("clear")
    pair.await_line(silent, "ready")


def test_F07_a_silent_modem_is_noticed_without_work_and_comes_back(world) -> None:
    world.impatient()
    world.box()
    world.fault("F07")
    failed = world.await_line("gsm1", "failed")
    assert "did not answer" in failed.detail
    world.ask("clear")
    world.await_line("gsm1", "ready")
    world.await_standing(world.send(), "sent")


def test_F07_a_modem_that_hears_but_is_not_heard_is_restarted(world) -> None:
    """Escape, AT and the reopened port don't help it; a restart does."""
    world.impatient()
    world.box()
    world.fault("F07.halfopen", count=1)
    world.await_line("gsm1", "failed")
    world.await_line("gsm1", "ready")
    world.await_standing(world.send(text="Back"), "sent")
    assert world.submitted() == ["Back"]


def test_F07_power_is_switched_by_the_line_s_own_command(world, switching) -> None:
    world.line(1, power_command=switching(world))
    world.impatient()
    world.box()
    world.fault("F07")
    world.await_line("gsm1", "failed")
    world.await_line("gsm1", "ready")
    world.await_standing(world.send(), "sent")


def test_F07_silent_at_the_start(world) -> None:
    world.line(1)
    world.impatient()
    world.fault("F07")
    world.box(ready=False)
    sent = world.send(text="Patience")
    world.ask("clear")
    world.await_standing(sent, "sent")
    assert world.submitted() == ["Patience"]
