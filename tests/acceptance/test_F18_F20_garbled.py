"""Texts that come garbled, noise that is no text, and modems whose power fails for a moment."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.box import CONTROL
from appliance.control import ask

BALANCE = "Balance: 12.34 EUR\n1 Top up\n2 Tariff\n0 End"


def balance(world) -> str:
    return ask(world.data / CONTROL, "ussd", line="gsm1", code="*100#")


CODED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("F18", {"form": "packed"}),
    ("F18", {"form": "ucs2"}),
    ("F18", {"form": "plain"}),
    ("F18.dcs", {"dcs": 0}),
    ("F18.dcs", {"dcs": 68}),
    ("F18.dcs", {"dcs": -1}),
    ("F18.empty", {}),
)


def test_F18_a_ussd_answer_is_read_however_it_comes(world) -> None:
    world.ask("ussd", modem="gsm0", code="*100#", menu=BALANCE)
    world.box()
    for name, options in CODED:
        world.fault(name, count=1, **options)
        assert balance(world) == BALANCE, (name, options)
    world.await_standing(world.send(), "sent")


@pytest.mark.parametrize("names", ["IRA|UCS2", "UCS2", "HEX"])
def test_F18_a_modem_that_lacks_character_sets(world, names: str) -> None:
    world.fault("F18.cscs", names=names)
    world.box()
    assert balance(world) == BALANCE
    world.await_standing(world.send(), "sent")


def test_F18_a_ussd_answer_in_parts_is_told_to_its_end(world) -> None:
    world.box()
    world.fault("F18.parts", size=20, count=1)
    assert balance(world) == BALANCE[:20]
    assert world.await_event("ussd.received").data["text"] == BALANCE[20:40]
    assert world.await_event("ussd.received", count=2).data["text"] == BALANCE[40:]


def test_F18_a_ussd_answer_after_the_word_of_its_release(world) -> None:
    world.box()
    world.fault("F18.release", count=1)
    assert balance(world) == "Initiating Release"
    assert world.await_event("ussd.received").data["text"] == BALANCE


@pytest.mark.parametrize(
    ("where", "text", "read"),
    [
        ("escape", "a{b}c [d]" * 30, "a{b}c [d]" * 30),
        ("surrogate", "well done \U0001f389" * 10, "well done \U0001f389" * 10),
        ("broken", "half of it: ", "half of it: \ufffd"),
    ],
)
def test_F18_a_text_cut_where_it_must_not_be_is_whole(world, where: str, text: str, read: str) -> None:
    world.box()
    world.fault("F18.cut", at=where, count=1)
    world.ask("sms", modem="gsm0", text=text)
    world.until(world.texts, "the text")
    assert world.texts() == [read]


READABLE = ("wap", "mms", "voicemail", "voicemail-off", "voicemail-header")
UNREADABLE = ("truncated", "noise")


def test_F19_noise_is_kept_and_stops_nothing(world) -> None:
    world.box()
    for kind in (*READABLE, *UNREADABLE):
        world.fault("F19", kind=kind)
        world.ask("sms", modem="gsm0", text=f"after {kind}")
        world.until(lambda kind=kind: f"after {kind}" in world.texts(), "the text after it")
    world.await_air("delivered", count=2 * len(READABLE + UNREADABLE))
    assert len(world.events("sms.unreadable")) == len(UNREADABLE)
    assert len(world.texts()) == len(READABLE) + len(READABLE + UNREADABLE)
    assert world.stored() == 0
    assert world.seen("gsm1").state == "ready"
    world.await_standing(world.send(), "sent")


def test_F19_noise_fills_no_store(storing) -> None:
    storing.ask("storage", modem="gsm0", capacity=2)
    storing.ask("storage", modem="gsm0", memory="ME", capacity=0)
    storing.box()
    for kind in (*READABLE, *UNREADABLE):
        storing.fault("F19", kind=kind)
    storing.ask("sms", modem="gsm0", text="after it")
    storing.until(lambda: "after it" in storing.texts(), "the text after it")
    storing.await_standing(storing.send(), "sent")
    storing.until(lambda: storing.stored() == 0, "empty stores")


def test_F19_bytes_that_are_no_text(world) -> None:
    world.box()
    for _ in range(3):
        world.fault("F19.bytes")
        world.fault("F19.bytes", octets="FF" * 300)
        world.await_standing(world.send(text="meanwhile"), "sent")
    assert world.submitted() == ["meanwhile"] * 3
    assert world.seen("gsm1").state == "ready"


@pytest.mark.parametrize(
    ("occasion", "lines"), [("command", "RDY|+CFUN: 1|+CPIN: READY|Call Ready|SMS Ready"), ("prompt", "none")]
)
def test_F20_a_brown_out_before_the_text_is_out_costs_nothing(world, occasion: str, lines: str) -> None:
    world.impatient(restarts=("RDY", "SMS Ready"))
    world.box()
    world.fault("F20", count=1, on=occasion, lines=lines)
    sent = world.send(text="Once")
    world.await_air("restart")
    world.await_standing(sent, "sent")
    world.await_line("gsm1", "ready")
    assert world.submitted() == ["Once"]
    assert len(world.journal("restart")) == 1
    world.ask("sms", modem="gsm0", text="still heard")
    world.until(lambda: world.texts() == ["still heard"], "a text after the restart")


def test_F20_a_brown_out_after_the_text_is_out_leaves_a_doubt(world) -> None:
    world.settings.change_box(reports=False)
    world.impatient(restarts=("RDY", "SMS Ready"))
    world.box()
    world.fault("F20", count=1, on="text", lines="RDY|SMS Ready")
    doubtful = world.send(text="Perhaps")
    world.await_standing(doubtful, "in_doubt")
    world.await_line("gsm1", "ready")
    world.await_standing(world.send(text="Next"), "sent")
    assert world.submitted() == ["Perhaps", "Next"]
