"""An answer that is lost between Ctrl-Z and +CMGS: nobody knows, nothing is sent twice, and it is settled by facts."""

from __future__ import annotations

from appliance.domain import Doubt, PartState
from appliance.spool.queue import Draft

TWO_PARTS = "first half of a long message, " * 6  # 180 septets


def test_F03_a_lost_answer_is_a_doubt_that_is_never_sent_again_by_itself(world) -> None:
    world.settings.change_box(reports=False)
    world.impatient()
    world.box()
    world.fault("F03", count=1)
    doubtful = world.send(text="Perhaps")
    world.await_standing(doubtful, "in_doubt")
    world.await_line("gsm1", "ready")
    world.turn(7 * 86_400)
    world.await_standing(world.send(text="Next"), "sent")
    assert world.submitted() == ["Perhaps", "Next"]
    assert world.standing(doubtful) == "in_doubt"


def test_F03_what_a_program_is_told_of_a_doubt(world) -> None:
    world.settings.change_box(reports=False)
    world.impatient()
    world.box()
    world.fault("F03", count=1)
    doubtful = world.send(text="Perhaps")
    world.await_standing(doubtful, "in_doubt")
    told = world.http("GET", f"transmissions/{doubtful}")
    assert told["status"] == "failed"
    assert told["response"] == "in doubt: handed to the network, no answer"
    assert world.http("GET", f"transmissions/{doubtful}/status") == "failed"


def test_F03_a_person_may_say_that_it_was_sent(world) -> None:
    world.settings.change_box(reports=False)
    world.impatient()
    world.box()
    world.fault("F03", count=1)
    doubtful = world.send(text=TWO_PARTS)
    world.await_standing(doubtful, "in_doubt")
    world.running.office.transmissions.settle(world.admin, doubtful, sent=True)
    world.await_standing(doubtful, "sent")
    assert "".join(world.submitted()) == TWO_PARTS


def test_F03_a_person_may_have_it_sent_again(world) -> None:
    world.settings.change_box(reports=False)
    world.impatient()
    world.box()
    world.fault("F03", count=1)
    doubtful = world.send(text="Perhaps")
    world.await_standing(doubtful, "in_doubt")
    world.running.office.transmissions.send(world.admin, doubtful)
    world.await_standing(doubtful, "sent")
    assert world.submitted() == ["Perhaps", "Perhaps"]


def test_F03_a_late_answer_settles_it(world) -> None:
    world.settings.change_box(reports=False)
    world.impatient()
    world.box()
    world.fault("F03.late", count=1, delay=0.5)
    late = world.send(text="Late")
    world.await_verdict(late, "in_doubt")
    world.await_verdict(late, "sent")
    assert world.submitted() == ["Late"]


def test_F03_a_status_report_settles_it(world) -> None:
    world.impatient()
    world.box()
    world.fault("F03", count=1)
    doubtful = world.send(text="Reported")
    world.await_event("sms.delivered", transmission_id=doubtful)
    world.await_standing(doubtful, "sent")
    assert world.submitted() == ["Reported"]
    assert world.parts(doubtful) == {1: PartState.DELIVERED}


def test_F03_a_report_that_comes_much_later_settles_it_and_the_other_part_follows(world) -> None:
    world.impatient()
    world.box()
    world.ask("latency", report=3600.0)
    world.fault("F03", count=1)
    doubtful = world.send(text=TWO_PARTS)
    world.await_standing(doubtful, "in_doubt")
    (record,) = world.journal()
    world.report(record)
    world.await_standing(doubtful, "sent")
    assert "".join(world.submitted()) == TWO_PARTS


def test_F03_sent_again_where_that_is_the_policy(world) -> None:
    world.impatient()
    world.box()
    world.fault("F03", count=1)
    risky = world.queue("Twice rather than never", Draft(doubt=Doubt.RESEND))
    world.await_event("transmission.retry", transmission_id=risky, verdict="in_doubt")
    world.turn(60)
    world.await_event("transmission.done", transmission_id=risky, verdict="sent")
    assert world.submitted() == ["Twice rather than never"] * 2
