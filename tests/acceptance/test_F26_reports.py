"""Status reports at odd times and about nobody."""

from __future__ import annotations


def test_F26_a_report_before_the_answer(world) -> None:
    world.box()
    world.fault("F26")
    sent = world.send()
    world.await_event("sms.delivered", transmission_id=sent)
    assert world.standing(sent) == "sent"


def test_F26_a_report_for_nobody(world) -> None:
    world.box()
    world.fault("F26.foreign", count=1)
    sent = world.send()
    world.await_event("sms.delivered", transmission_id=sent)
    unmatched = world.await_event("report.unmatched")
    assert unmatched.data["recipient"] == "+15557777777"
    assert len(world.events("sms.delivered")) == 1


def test_F26_references_that_wrap(world) -> None:
    world.box()
    world.fault("F26.wrap", reference=250)
    sent = [world.send(f"+1555000{number:04d}", f"number {number}") for number in range(3000, 3012)]
    for each in sent:
        world.await_event("sms.delivered", transmission_id=each)
    assert [record["reference"] for record in world.journal()] == [*range(250, 256), *range(6)]


def test_F26_what_could_not_be_delivered(world) -> None:
    world.box()
    world.ask("subscriber", number="+15550002000", status=0x46)
    sent = world.send()
    undelivered = world.await_event("sms.undelivered", transmission_id=sent)
    assert undelivered.data == {"part": 1, "status": 0x46}
    assert world.standing(sent) == "sent"


def test_F26_reports_that_come_while_no_box_runs_are_kept_by_the_modem(world) -> None:
    world.ask("latency", report=3600.0)
    world.box()
    sent = [world.send(text=text) for text in ("one", "two")]
    for each in sent:
        world.await_standing(each, "sent")
    world.stop()
    for record in world.journal():
        world.report(record)
    assert world.stored() == 2
    world.box()
    for each in sent:
        world.await_event("sms.delivered", transmission_id=each)
    assert world.stored() == 0


def test_F26_a_modem_that_cannot_store_reports_buffers_them_while_no_box_runs(world) -> None:
    world.simulation.modems["gsm0"].arrivals.indications_offered = (range(3), range(4), range(1), range(2), range(2))
    world.ask("latency", report=3600.0)
    world.box()
    sent = [world.send(text=text) for text in ("one", "two")]
    for each in sent:
        world.await_standing(each, "sent")
    world.stop()
    for record in world.journal():
        world.report(record)
    assert [record["by"] for record in world.journal("delivered")] == ["buffered", "buffered"]
    world.box()
    for each in sent:
        world.await_event("sms.delivered", transmission_id=each)


def test_F26_a_report_that_a_crash_left_unacknowledged_and_those_after_it(world, killed) -> None:
    world.ask("latency", report=3600.0, retry=0.1, acknowledge=3600.0)
    with killed(world) as process:
        sent = [process.send(text) for text in ("one", "two", "three")]
        world.await_air(count=3)
    for record in world.journal():
        world.report(record)
    assert not world.journal("delivered")
    world.box()
    for each in sent:
        world.await_event("sms.delivered", transmission_id=each)
    assert [record["by"] for record in world.journal("held")] == ["refused"]
    assert {record["by"] for record in world.journal("delivered")} == {"acknowledged"}


def test_F26_a_report_after_a_restart_of_the_box(world) -> None:
    world.ask("latency", report=3600.0)
    world.box()
    sent = world.send()
    world.await_standing(sent, "sent")
    world.stop()
    world.box()
    world.report(world.journal()[0])
    world.await_event("sms.delivered", transmission_id=sent)
