"""Calls through the exchange: who is told what."""

from __future__ import annotations

import pytest

from drivers.simulator.fax.exchange import Cause, FaxExchange, Ring


class Phone:
    """Notes all that it is told."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.told: list[object] = []

    def ring(self, ring: Ring) -> None:
        self.told.append(ring)

    def connected(self) -> None:
        self.told.append("connected")

    def cleared(self, cause: Cause) -> None:
        self.told.append(cause)


class Wire:
    def __init__(self, *ends: Phone) -> None:
        self.ends = ends
        self.open = True

    def close(self) -> None:
        self.open = False


@pytest.fixture
def wires() -> list[Wire]:
    return []


@pytest.fixture
def exchange(clock, wires):
    def connect(caller: Phone, callee: Phone) -> Wire:
        wires.append(Wire(caller, callee))
        return wires[-1]

    return FaxExchange(clock, connect)


@pytest.fixture
def ann(exchange):
    phone = Phone("+15551")
    exchange.attach(phone)
    return phone


@pytest.fixture
def bob(exchange):
    phone = Phone("+15552")
    exchange.attach(phone, "+15553")
    return phone


def test_a_call_rings_is_answered_and_hung_up(exchange, clock, wires, ann, bob) -> None:
    exchange.dial(ann, "+1 555-2")
    assert not bob.told
    clock.advance(0.5)
    clock.advance(3.0)
    assert bob.told == [Ring("+15551"), Ring("+15551")]
    assert exchange.answer(bob)
    assert [wire.ends for wire in wires] == [(ann, bob)]
    assert (ann.told, bob.told[2:]) == (["connected"], ["connected"])
    exchange.hang_up(ann)
    assert bob.told[3:] == [Cause.HUNG_UP]
    assert ann.told == ["connected"]
    assert not wires[0].open
    assert not exchange.busy(ann)


def test_who_is_rung_may_go_on_hook_without_ending_the_call(exchange, clock, ann, bob) -> None:
    exchange.dial(ann, "15552")
    clock.advance(1.0)
    exchange.hang_up(bob)
    assert exchange.answer(bob)


def test_nobody_answers(exchange, clock, ann, bob) -> None:
    exchange.timing.rings = 2
    exchange.dial(ann, "15552")
    clock.advance(10.0)
    assert ann.told == [Cause.NO_ANSWER]
    assert bob.told == [Ring("+15551"), Ring("+15551"), Cause.GIVEN_UP]
    assert not exchange.answer(bob)


def test_the_caller_gives_up(exchange, clock, ann, bob) -> None:
    exchange.dial(ann, "15552")
    clock.advance(1.0)
    exchange.hang_up(ann)
    clock.advance(10.0)
    assert bob.told == [Ring("+15551"), Cause.GIVEN_UP]
    assert not ann.told


def test_who_talks_is_busy(exchange, clock, ann, bob) -> None:
    third = Phone("+15559")
    exchange.dial(ann, "15552")
    clock.advance(1.0)
    exchange.answer(bob)
    exchange.dial(third, "15552")
    clock.advance(1.0)
    assert third.told == [Cause.BUSY]
    with pytest.raises(ValueError, match="busy"):
        exchange.dial(ann, "1")


@pytest.mark.parametrize("cause", [Cause.BUSY, Cause.NO_DIALTONE])
def test_a_number_may_be_refused(exchange, clock, ann, bob, cause) -> None:
    exchange.refusals["15552"] = cause
    exchange.dial(ann, "15552")
    clock.advance(1.0)
    assert ann.told == [cause]
    assert not bob.told


def test_a_number_that_is_nobodys_does_not_answer(exchange, clock, ann) -> None:
    exchange.dial(ann, "999")
    clock.advance(60.0)
    assert ann.told == [Cause.NO_ANSWER]


def test_a_further_number_rings_distinctively_and_a_withheld_one_is_not_told(exchange, clock, ann, bob) -> None:
    exchange.dial(ann, "15553", withheld=True)
    clock.advance(1.0)
    assert bob.told == [Ring("", pattern=2)]


def test_a_connection_that_fails_is_told_to_both(exchange, clock, ann, bob) -> None:
    with pytest.raises(ValueError, match="no call"):
        exchange.drop(ann)
    exchange.dial(ann, "15552")
    clock.advance(1.0)
    exchange.answer(bob)
    exchange.drop(bob)
    assert (ann.told[-1], bob.told[-1]) == (Cause.HUNG_UP, Cause.HUNG_UP)
