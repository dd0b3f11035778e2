"""Channels on simulated modems: several lines carry together, and none of them holds up the others."""

from __future__ import annotations

from collections import Counter

from appliance import identifiers
from appliance.spool import queue
from appliance.spool.listing import Page
from appliance.spool.queue import Draft


def _senders(world) -> dict[str, str]:
    """The ids of the lines' sender ids, by their names."""
    found = world.running.office.senders.find(world.admin, (), Page()).rows
    return {each.name: identifiers.encode("sender", each.id) for each in found}


def _channel(world, *lines: str) -> int:
    made: int = world.running.office.channels.create(world.admin, name="News")
    _join(world, made, *lines)
    return made


def _join(world, channel: int, *lines: str) -> None:
    senders = _senders(world)
    assert not world.running.office.channels.add(world.admin, channel, [senders[line] for line in lines]).errors


def test_each_line_that_joins_a_channel_adds_what_it_can_carry(worlds) -> None:
    world = worlds(3)
    for number in (1, 2, 3):
        world.line(number, per_minute=3)
    world.box()
    channel = _channel(world, "gsm1")
    lane = f"channel:{channel}"
    sent = [world.queue(f"number {each}", Draft(), lane=lane) for each in range(12)]
    for done, joins in ((3, "gsm2"), (6, "gsm3"), (9, "")):
        world.await_event("transmission.done", done, verdict="sent")
        assert Counter(world.carriers()) == {f"gsm{line}": 3 for line in range(done // 3)}
        if joins:
            _join(world, channel, joins)
    assert queue.depth(world.running.spool.read(), lane) == 3
    world.turn(61)
    for each in sent:
        world.await_standing(each, "sent")
    assert sorted(world.submitted()) == sorted(f"number {each}" for each in range(12))


def test_a_line_that_is_dead_holds_nothing_of_its_channel(pair) -> None:
    pair.line(1)
    pair.line(2)
    pair.impatient()
    pair.box()
    channel = _channel(pair, "gsm1", "gsm2")
    pair.fault("F07", modem="gsm0")
    pair.await_line("gsm1", "failed")
    sent = [pair.queue(f"number {each}", Draft(), lane=f"channel:{channel}") for each in range(4)]
    for each in sent:
        pair.await_standing(each, "sent")
    assert pair.carriers() == ["gsm1"] * 4


def test_a_line_that_dies_at_its_work_gives_it_back_to_its_channel(pair) -> None:
    """A message that surely did not go out goes by the other line, well before the hand-over of a dead line's work."""
    pair.line(1)
    pair.line(2)
    pair.impatient()
    pair.box()
    channel = _channel(pair, "gsm1")
    pair.fault("F07", modem="gsm0")
    lost = pair.queue("lost and found", Draft(), lane=f"channel:{channel}")
    pair.await_line("gsm1", "failed")
    _join(pair, channel, "gsm2")
    pair.pass_until(5, "transmission.done", transmission_id=lost)
    assert pair.standing(lost) in ("sent", "in_doubt")
    assert set(pair.carriers()) <= {"gsm1"}
    after = pair.queue("after", Draft(), lane=f"channel:{channel}")
    pair.await_standing(after, "sent")


def test_a_channel_whose_lines_are_all_dead_gives_its_work_to_the_others(pair) -> None:
    pair.line(1)
    pair.line(2)
    pair.impatient()
    pair.box()
    channel = _channel(pair, "gsm1")
    pair.fault("F07", modem="gsm0")
    pair.await_line("gsm1", "failed")
    sent = pair.queue("hello", Draft(), lane=f"channel:{channel}")
    assert pair.submitted() == []
    pair.turn(90)
    pair.await_event("transmission.rerouted", transmission_id=sent)
    pair.await_standing(sent, "sent")
    assert pair.carriers() == ["gsm1"]
