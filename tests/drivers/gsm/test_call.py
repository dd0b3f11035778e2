"""Incoming calls: told once, ended once."""

from __future__ import annotations

import pytest

from drivers.at.syntax import Unsolicited
from drivers.capabilities import CallEnded, IncomingCall, ModemEvent, Notice
from drivers.errors import CommandRefused
from drivers.gsm.call import RING_TIMEOUT, GsmCalls
from drivers.gsm.quirks import Quirks


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def calls(clock: Clock) -> GsmCalls:
    return GsmCalls(None, Quirks(), clock)  # type: ignore[arg-type]


def heard(calls: GsmCalls, *lines: str) -> list[ModemEvent]:
    handlers = calls.handlers()
    return [event for line in lines for event in handlers[line.partition(":")[0]](Unsolicited(line))]


def test_a_call_with_its_number(calls: GsmCalls) -> None:
    clip = '+CLIP: "+491721234567",145,"",0,"",0'
    assert heard(calls, "RING", clip, "RING", clip, "NO CARRIER") == [IncomingCall("+491721234567"), CallEnded()]


def test_the_plus_that_the_type_stands_for(calls: GsmCalls) -> None:
    assert heard(calls, "RING", '+CLIP: "491721234567",145') == [IncomingCall("+491721234567")]


def test_the_kind_of_call(calls: GsmCalls) -> None:
    assert heard(calls, "+CRING: VOICE", '+CLIP: "0172",129') == [IncomingCall("0172", "VOICE")]


def test_a_withheld_number(calls: GsmCalls) -> None:
    assert heard(calls, "RING", '+CLIP: "",128,,,,1', "RING") == [IncomingCall()]


def test_without_clip_the_second_ring_tells(calls: GsmCalls) -> None:
    assert heard(calls, "RING") == []
    assert heard(calls, "RING", "RING") == [IncomingCall()]


def test_a_single_ring_is_a_call_too(calls: GsmCalls) -> None:
    assert heard(calls, "RING", "BUSY") == [IncomingCall(), CallEnded()]


def test_F22_a_ring_without_end_ends(calls: GsmCalls, clock: Clock) -> None:
    assert heard(calls, "RING", '+CLIP: "0172",129') == [IncomingCall("0172")]
    clock.now = RING_TIMEOUT - 0.1
    assert calls.expired() == ()
    clock.now = RING_TIMEOUT
    assert calls.expired() == (CallEnded(),)
    assert calls.deadline is None
    assert heard(calls, "RING", '+CLIP: "0173",129') == [IncomingCall("0173")]


def test_F22_no_carrier_without_a_call_is_only_a_notice(calls: GsmCalls) -> None:
    assert heard(calls, "NO CARRIER", "RING", '+CLIP: "0172",129', "NO CARRIER", "NO CARRIER") == [
        Notice("NO CARRIER"),
        IncomingCall("0172"),
        CallEnded(),
        Notice("NO CARRIER"),
    ]


def test_hang_up(dialogue) -> None:
    GsmCalls(dialogue("> AT+CHUP\n< OK"), Quirks()).hang_up()


def test_a_call_that_is_hung_up_is_over_though_the_modem_says_nothing(dialogue) -> None:
    chat = dialogue("> AT+CHUP\n< OK")
    calls = GsmCalls(chat, Quirks(), chat._clock)
    heard(calls, "RING", '+CLIP: "0172",129')
    calls.hang_up()
    assert calls.expired() == (CallEnded(),)
    assert heard(calls, "NO CARRIER") == [Notice("NO CARRIER")]


def test_hang_up_by_the_older_command(dialogue) -> None:
    GsmCalls(dialogue("> AT+CHUP\n< ERROR\n> ATH\n< OK"), Quirks()).hang_up()


def test_no_command_hangs_up(dialogue) -> None:
    with pytest.raises(CommandRefused):
        GsmCalls(dialogue("> AT+CHUP\n< ERROR\n> ATH\n< +CME ERROR: 3"), Quirks()).hang_up()
