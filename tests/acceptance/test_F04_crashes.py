"""Killed between the air and the disk: nothing is sent again, nothing that came in is lost."""

from __future__ import annotations

import contextlib
import sqlite3

from appliance.box import DATABASE
from appliance.domain import PartState

THREE_PARTS = "one of three parts, " * 20  # 400 septets


def test_F04_killed_between_the_network_and_the_answer(world, killed) -> None:
    world.settings.change_box(reports=False)
    world.fault("F04")
    with killed(world) as process:
        sent = process.send("Once")
        world.await_air()
    world.ask("clear")
    world.box()
    assert world.standing(sent) == "in_doubt"
    world.await_standing(world.send(text="Next"), "sent")
    assert world.submitted() == ["Once", "Next"]


def test_F04_killed_in_the_middle_of_a_long_message(world, killed) -> None:
    """The part that was on its way is in doubt; once that is settled, only what never went follows."""
    world.settings.change_box(reports=False)
    world.fault("F04", after=1)
    with killed(world) as process:
        sent = process.send(THREE_PARTS)
        world.await_air(count=2)
    world.ask("clear")
    world.box()
    assert world.standing(sent) == "in_doubt"
    assert world.parts(sent) == {1: PartState.ACCEPTED, 2: PartState.IN_DOUBT}
    world.running.office.transmissions.settle(world.admin, sent, sent=True)
    world.await_standing(sent, "sent")
    assert "".join(world.submitted()) == THREE_PARTS


def test_F04_the_report_that_comes_after_the_restart_settles_it(world, killed) -> None:
    world.ask("latency", report=3600.0)
    world.fault("F04")
    with killed(world) as process:
        sent = process.send("Reported")
        (record,) = world.await_air()
    world.ask("clear")
    world.box()
    world.report(record)
    world.await_event("sms.delivered", transmission_id=sent)
    assert world.standing(sent) == "sent"
    assert world.submitted() == ["Reported"]


def test_what_was_not_acknowledged_before_the_crash_comes_again_and_is_there_once(world, killed) -> None:
    """+CNMA goes out after the commit only, so the service centre still has what the disk has not."""
    world.ask("latency", acknowledge=0.2, retry=0.1)
    with killed(world) as process:
        process.send("so that the box is at work")
        world.await_air()
        for number in range(5):
            world.ask("sms", modem="gsm0", text=f"in {number}")
    world.box()
    world.await_event("sms.received", count=5)
    assert sorted(world.texts()) == [f"in {number}" for number in range(5)]


def test_nothing_is_acknowledged_before_it_is_on_disk(world, killed) -> None:
    world.ask("latency", acknowledge=0.2, retry=0.1)
    with killed(world) as process:
        process.send("so that the box is at work")
        world.await_air()
        with contextlib.closing(sqlite3.connect(world.data / DATABASE, isolation_level=None)) as disk:
            disk.execute("BEGIN IMMEDIATE")  # nobody else can write now
            world.ask("sms", modem="gsm0", text="in")
            world.await_air("held")
            process.kill()
    assert not [record for record in world.journal("delivered") if record["kind"] == "deliver"]
    world.box()
    world.await_event("sms.received")
    assert world.texts() == ["in"]


def test_what_waited_in_the_modem_while_no_box_ran_is_found(storing) -> None:
    storing.box()
    storing.stop()
    for number in range(3):
        storing.ask("sms", modem="gsm0", text=f"stored {number}")
    assert storing.stored() == 3
    storing.box()
    storing.await_event("sms.received", count=3)
    assert storing.texts() == [f"stored {number}" for number in range(3)]
    assert storing.stored() == 0
