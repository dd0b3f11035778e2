from drivers.fax import timers
from drivers.fax.timers import Timer


def test_a_timer_ends_within_its_tolerance() -> None:
    timer = Timer(35, 5)
    assert (timer.shortest, timer.longest) == (30, 40)


def test_a_response_comes_before_its_command_is_repeated() -> None:
    """T.30 5.4.3.1: who waits for a command waits longer than who waits for a response, whatever the tolerances."""
    assert timers.T4.longest < timers.T2.shortest
    assert timers.T1.shortest > timers.T2.longest
