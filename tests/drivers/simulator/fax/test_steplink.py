"""Steps of two modems on one line, by a clock that is turned by hand."""

from __future__ import annotations

import pytest

from drivers.fax.frames import Fcf, Frame, encode_train
from drivers.fax.rates import BY_CODE, SLOWEST
from drivers.fax.steps import Collect, Collected, Heard, Listen, Reply, Send, Transmit
from drivers.simulator.fax.steplink import StepLink

V17 = BY_CODE[145]
CFR = Send(encode_train((Frame(Fcf.CFR),), x=False))


@pytest.fixture
def link(clock):
    return StepLink(clock)


def test_frames_are_heard_at_once_where_both_are_at_work(clock, link) -> None:
    replies: list[Reply] = []
    one, other = link.ends
    other.perform(Listen(6.0), replies.append)
    one.perform(CFR, lambda reply: one.leave())
    clock.advance(0)
    assert replies == [Heard(CFR.frames)]


def test_who_waits_for_a_dte_waits_as_long_as_the_clock_says(clock, link) -> None:
    replies: list[Reply] = []
    _, other = link.ends
    other.perform(Listen(6.0), replies.append)
    clock.advance(5.9)
    assert not replies
    assert other.now() == pytest.approx(5.9)
    clock.advance(0.2)
    assert replies == [Heard()]


def test_the_line_stands_still_while_a_page_comes_from_a_dte(clock, link) -> None:
    got = bytearray()
    replies: list[Reply] = []
    one, other = link.ends
    other.perform(Collect(SLOWEST, 6.0, got.extend), replies.append)
    one.hold(bytearray())
    clock.advance(100)
    assert not replies
    one.perform(Transmit(SLOWEST, b"page"), lambda reply: one.leave())
    clock.advance(0)
    assert (replies, bytes(got)) == ([Collected.ENDED], b"page")


def test_who_trained_otherwise_hears_nothing_of_a_page(clock, link) -> None:
    replies: list[Reply] = []
    one, other = link.ends
    other.perform(Collect(V17, 6.0, lambda octets: None, short_training=True), replies.append)
    one.perform(Transmit(V17, b"page"), lambda reply: one.leave())
    clock.advance(0)
    assert replies == [Collected.SILENCE]


def test_who_waits_for_a_page_notices_frames_instead(clock, link) -> None:
    replies: list[Reply] = []
    one, other = link.ends
    other.perform(Collect(V17, 6.0, lambda octets: None), replies.append)
    one.perform(CFR, lambda reply: one.leave())
    clock.advance(0)
    assert replies == [Collected.V21]


def test_who_comes_too_late_for_the_preamble_knows_that_there_was_something(clock, link) -> None:
    replies: list[Reply] = []
    one, other = link.ends
    one.perform(CFR, lambda reply: one.leave())
    clock.advance(1.1)
    other.perform(Listen(6.0), replies.append)
    clock.advance(1)
    assert replies == [Heard(damaged=True)]


def test_what_was_under_way_arrives_where_the_line_is_cut(clock, link) -> None:
    got = bytearray()
    one, other = link.ends
    other.perform(Collect(SLOWEST, 6.0, got.extend), lambda reply: None)
    one.hold(bytearray(b"half a p"))
    link.close()
    clock.advance(10)
    assert bytes(got) == b"half a p"


def test_the_line_may_damage_pages(clock) -> None:
    got = bytearray()
    one, other = StepLink(clock, lambda octets: octets[::-1]).ends
    other.perform(Collect(SLOWEST, 6.0, got.extend), lambda reply: other.leave())
    one.perform(Transmit(SLOWEST, b"page"), lambda reply: one.leave())
    clock.advance(0)
    assert bytes(got) == b"egap"
