"""Which rung comes next, told the time."""

from __future__ import annotations

from drivers.recovery import Ladder, Pace, Rung, Step


def climbed(ladder: Ladder, now: float, count: int) -> list[Rung]:
    return [ladder.next(now, present=True).rung for _ in range(count)]


def test_the_rungs_come_gentlest_first() -> None:
    assert climbed(Ladder(power=("power", "cycle")), 0.0, 6) == list(Rung)[1:]


def test_without_a_power_command_there_is_no_such_rung() -> None:
    assert Rung.POWER not in climbed(Ladder(), 0.0, 7)


def test_the_power_step_carries_its_command() -> None:
    ladder = Ladder(power=("hub", "-p", "2"), paces=(Pace(Rung.POWER, 10.0),))
    assert ladder.next(0.0, present=True) == Step(Rung.POWER, command=("hub", "-p", "2"))


def test_F11_a_port_that_is_only_absent_is_never_reset() -> None:
    ladder = Ladder(power=("hub",))
    steps = {ladder.next(float(now), present=False).rung for now in range(0, 6000, 5)}
    assert steps == {Rung.WAIT}
    assert ladder.next(6000.0, present=True).rung is Rung.ESCAPE


def test_a_rung_rests_between_two_uses() -> None:
    ladder = Ladder()
    climbed(ladder, 0.0, 5)
    assert ladder.next(1.0, present=True) == Step(Rung.WAIT, 4.0)
    assert climbed(ladder, 6.0, 2) == [Rung.ESCAPE, Rung.ATTENTION]
    assert ladder.next(6.0, present=True).rung is Rung.WAIT


def test_F12_resets_that_were_in_vain_are_made_ever_more_rarely() -> None:
    ladder = Ladder(paces=(Pace(Rung.RESTART, 100.0, grows=True),))
    used = [now for now in range(0, 2000, 10) if ladder.next(float(now), present=True).rung is Rung.RESTART]
    assert used == [0, 100, 300, 700, 1500]


def test_recovery_starts_over_but_what_was_used_lately_still_rests() -> None:
    ladder = Ladder(paces=(Pace(Rung.ESCAPE, 5.0), Pace(Rung.RESTART, 100.0, grows=True)))
    assert climbed(ladder, 0.0, 2) == [Rung.ESCAPE, Rung.RESTART]
    ladder.recovered()
    assert climbed(ladder, 10.0, 2) == [Rung.ESCAPE, Rung.WAIT]
    assert climbed(ladder, 100.0, 2) == [Rung.ESCAPE, Rung.RESTART]
    ladder.recovered()
    assert ladder.next(199.0, present=True).rung is Rung.ESCAPE
    assert ladder.next(200.0, present=True).rung is Rung.RESTART


def test_each_step_is_logged(caplog) -> None:
    Ladder(name="line 1").next(0.0, present=True)
    assert "line 1: recovery: escape and drain" in caplog.text
