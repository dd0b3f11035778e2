"""A modem that sends and no longer receives: another line's text that does not come tells of it."""

from __future__ import annotations

import dataclasses

import pytest

from appliance.spool.queue import Draft

NUMBERS = {"gsm1": "+15550001001", "gsm2": "+15550001002"}
FORGED = "Modem Box canary 1 " + "0" * 32


@pytest.fixture
def watched(pair):
    """Two lines that text each other where nothing else came in for a day; a text counts as lost after a minute."""
    pair.impatient()
    pair.settings.change_box(canary_hours=24, canary_bound_minutes=1)
    return pair


def failed(world, line: str = "gsm2", **wanted) -> None:
    """The text to that line was taken by the network and does not come."""
    sent = world.until(lambda: [each for each in world.journal() if each["destination"] == NUMBERS[line]], "a text")
    made = int(sent[-1]["text"].split()[3])
    world.await_event("transmission.done", transmission_id=made, verdict="sent")
    world.turn(60)
    world.await_event("canary.failed", line=line, transmission_id=made, **wanted)


def receiving(world, line: str = "gsm2") -> bool | None:
    return world.seen(line).receiving


def test_F33_lines_that_receive_are_known_to(watched) -> None:
    watched.box()
    for line, by in (("gsm1", "gsm2"), ("gsm2", "gsm1")):
        came = watched.await_event("canary.ok", line=line)
        assert came.data["by"] == by
        assert receiving(watched, line) is True
    assert sorted(each["destination"] for each in watched.journal()) == sorted(NUMBERS.values())
    assert watched.texts() == []
    assert watched.stored("gsm0") == watched.stored("gsm1") == 0
    assert [watched.http("GET", path) for path in ("transmissions", "contacts")] == [[], []]
    watched.turn(3600)
    watched.await_standing(watched.send(text="Later"), "sent")
    assert len(watched.journal()) == 3


def test_F33_a_line_that_no_longer_receives_is_told_and_restarted(watched) -> None:
    watched.fault("F33", modem="gsm1", cure="restart")
    watched.box()
    failed(watched, by="gsm1", bound=60.0, failures=1)
    watched.await_event("canary.ok", line="gsm2")
    assert receiving(watched) is True
    (restarted,) = watched.journal("restart")
    assert restarted["modem"] == "gsm1"
    assert watched.texts() == []
    assert not watched.events("canary.failed", line="gsm1")
    watched.ask("sms", modem="gsm1", text="In again")
    watched.until(lambda: watched.texts() == ["In again"], "a text")


def test_F33_what_lies_unseen_in_a_store_is_found_without_a_restart(watched) -> None:
    watched.quirks = dataclasses.replace(watched.quirks, acknowledge=())
    watched.given_that(check_every=3600.0)
    watched.settings.change_box(canary_hours=0)
    watched.box()
    watched.ask("sms", modem="gsm0", text="Needs no text")
    watched.until(watched.texts, "a text")
    watched.fault("F21.stolen", modem="gsm1", count=1)
    watched.settings.change_box(canary_hours=24)
    watched.turn(0)
    failed(watched)
    watched.await_event("canary.ok", line="gsm2")
    assert watched.texts() == ["Needs no text"]
    watched.await_standing(watched.queue("By it", Draft(bound=True), lane="gsm2"), "sent")
    assert watched.stored("gsm1") == 0
    assert not watched.journal("restart")


def test_F33_a_line_goes_on_sending_until_it_is_known_to_receive_again(watched) -> None:
    watched.fault("F33", modem="gsm1", fate="eaten")
    watched.line(1)
    watched.line(2, prefixes=("+1555000",))
    watched.box()
    failed(watched)
    assert receiving(watched) is False
    watched.await_air("restart", modem="gsm1")
    watched.until(lambda: watched.seen("gsm2").state == "ready", "the line")
    sent = watched.send(number="+15550003000", text="Out")
    watched.await_standing(sent, "sent")
    assert [each["modem"] for each in watched.journal() if each["text"] == "Out"] == ["gsm1"]
    assert receiving(watched) is False
    watched.ask("clear")
    watched.ask("sms", modem="gsm1", text="In")
    watched.await_event("canary.ok", line="gsm2")
    watched.until(lambda: watched.texts() == ["In"], "a text")
    assert receiving(watched) is True
    assert len(watched.events("canary.failed")) == 1


def test_F33_a_report_of_delivery_proves_nothing(watched) -> None:
    watched.line(1, prefixes=(NUMBERS["gsm2"],))  # the report comes to the line that sends: not the deaf one
    watched.line(2)
    watched.fault("F33", modem="gsm1", fate="eaten")
    watched.box()
    failed(watched)
    sent = watched.send(number=NUMBERS["gsm2"], text="Are you there?")
    watched.await_event("sms.delivered", transmission_id=sent)
    assert receiving(watched) is False
    assert watched.texts() == []


def test_F33_where_a_restart_was_in_vain_power_is_switched(watched, switching) -> None:
    watched.line(1)
    watched.line(2, power_command=switching(watched))
    watched.fault("F33", modem="gsm1", fate="eaten")
    watched.box()
    failed(watched)
    watched.await_air("restart", modem="gsm1")
    watched.until(lambda: watched.seen("gsm2").state == "ready", "the line")
    watched.turn(86_400)
    watched.until(lambda: len([each for each in watched.journal() if "canary" in each["text"]]) == 4, "more texts")
    failed(watched, failures=2)
    watched.turn(86_400)
    watched.await_event("canary.ok", line="gsm2")


def test_F33_a_text_that_is_awaited_survives_a_restart_of_the_box(watched) -> None:
    watched.fault("F33", modem="gsm1")
    watched.box()
    watched.await_event("canary.ok", line="gsm1")
    watched.until(lambda: len(watched.journal()) == 2, "both texts")
    watched.stop()
    watched.box()
    watched.until(lambda: watched.seen("gsm2").state == "ready", "the line")
    watched.ask("clear")
    came = watched.await_event("canary.ok", line="gsm2")
    assert came.data["by"] == "gsm1"
    assert watched.texts() == []
    assert len(watched.journal()) == 2


def test_F33_a_text_that_is_missed_is_told_by_the_next_run_too_and_once(watched) -> None:
    watched.fault("F33", modem="gsm1", fate="eaten")
    watched.box()
    watched.until(lambda: len(watched.journal()) == 2, "both texts")
    watched.await_event("canary.ok", line="gsm1")
    watched.stop()
    watched.box()
    watched.pass_until(60, "canary.failed", line="gsm2")
    watched.stop()
    watched.box()
    watched.turn(60)
    watched.await_standing(watched.send(text="On"), "sent")
    assert receiving(watched) is False
    assert len(watched.events("canary.failed")) == 1


def test_F33_what_came_in_by_itself_saves_the_text(watched) -> None:
    watched.settings.change_box(canary_hours=0)
    watched.box()
    for modem in ("gsm0", "gsm1"):
        watched.ask("sms", modem=modem, text=f"To {modem}")
    watched.until(lambda: len(watched.texts()) == 2, "texts")
    watched.settings.change_box(canary_hours=24)
    watched.turn(3600)
    watched.await_standing(watched.send(text="All the same"), "sent")
    assert watched.submitted() == ["All the same"]


def test_F33_a_forged_one_is_a_message(watched) -> None:
    watched.box()
    watched.await_event("canary.ok", line="gsm2")
    watched.ask("sms", modem="gsm1", text=FORGED)
    watched.until(lambda: watched.texts() == [FORGED], "a text")


def test_F33_a_line_at_its_limit_spends_nothing_on_it(watched) -> None:
    watched.settings.change_box(canary_hours=0)
    watched.line(1, per_day=1)
    watched.line(2)
    watched.box()
    watched.queue("The one", Draft(bound=True), lane="gsm1")
    watched.await_line("gsm1", "paused")
    watched.settings.change_box(canary_hours=24)
    watched.turn(0)
    watched.await_event("canary.ok", line="gsm1")
    assert watched.carriers() == ["gsm0", "gsm1"]
