"""What others want of a modem: in order, each told in any case."""

from __future__ import annotations

import pytest

from appliance.lines.errands import Errands
from drivers.errors import Cause, CommandRefused, NoAnswer, PortLost


@pytest.fixture
def errands() -> Errands:
    return Errands()


def failing(error: Exception):
    def errand(modem: object) -> None:
        raise error

    return errand


def test_they_are_run_in_order_with_the_modem(errands, modem):
    done: list[tuple[int, object]] = []
    futures = [errands.add(lambda given, n=n: done.append((n, given))) for n in range(3)]
    errands.run(modem)
    assert done == [(n, modem) for n in range(3)]
    assert all(future.done() for future in futures)
    errands.run(modem)
    assert len(done) == 3


@pytest.mark.parametrize("error", [CommandRefused(Cause("CME", 30, "no network")), ValueError("no code")])
def test_a_refusal_is_told_and_the_next_one_run(errands, modem, error):
    refused, fine = errands.add(failing(error)), errands.add(lambda modem: 1)
    errands.run(modem)
    assert refused.exception(0) is error
    assert fine.result(0) == 1


@pytest.mark.parametrize("error", [NoAnswer("AT"), PortLost("gone"), RuntimeError("a fault of ours")])
def test_what_the_modem_does_not_survive_is_told_and_raised(errands, modem, error):
    broken, later = errands.add(failing(error)), errands.add(lambda modem: 1)
    with pytest.raises(type(error)):
        errands.run(modem)
    assert broken.exception(0) is error
    assert not later.done()
    errands.run(modem)
    assert later.result(0) == 1


def test_who_has_gone_away_is_not_served(errands, modem):
    done: list[int] = []
    future = errands.add(lambda modem: done.append(1))
    future.cancel()
    errands.run(modem)
    assert done == []


def test_when_the_modem_goes_all_are_told_and_all_who_come(errands):
    gone = errands.add(lambda modem: 1)
    cancelled = errands.add(lambda modem: 1)
    cancelled.cancel()
    errands.close()
    late = errands.add(lambda modem: 1)
    assert isinstance(gone.exception(0), PortLost)
    assert isinstance(late.exception(0), PortLost)
