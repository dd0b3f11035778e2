"""The SIM's lock and identity."""

from __future__ import annotations

import pytest

from drivers.at.syntax import Unsolicited
from drivers.capabilities import PinState, SimChanged, SimIdentity
from drivers.errors import CommandRefused
from drivers.gsm.quirks import Quirks
from drivers.gsm.sim import GsmSim, LastTry, parse_cpin, parse_iccid


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("+CPIN: READY", PinState.READY),
        ("+CPIN:SIM PIN", PinState.PIN),
        ('+CPIN: "SIM PUK"', PinState.PUK),
        ("+CPIN: SIM PIN2", PinState.PIN2),
        ("+CPIN: SIM PUK2", PinState.PUK2),
        ("+CPIN: PH-NET PIN", PinState.OTHER),
        ("+CPIN:", PinState.OTHER),
    ],
)
def test_lock_lines(line: str, state: PinState) -> None:
    assert parse_cpin(line) == state


@pytest.mark.parametrize(
    ("text", "iccid"),
    [
        ('+CRSM: 144,0,"98942000008036496082"', "89490200000863940628"),  # networkmanager-list 2013-07
        ('+CRSM: 144,0,"981032547698103254F6"', "8901234567890123456"),
        ("8986000123456789012F", "8986000123456789012"),
        ("89860012345678901234", "89860012345678901234"),
        ('+CCID: "8944110068000000000f"', "8944110068000000000"),
        ("+ICCID: 898600700907A6019125", "898600700907A6019125"),
        ('+CRSM: 148,4,""', ""),
        ("", ""),
    ],
)
def test_iccids(text: str, iccid: str) -> None:
    assert parse_iccid(text) == iccid


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("< +CPIN: READY\n< OK", PinState.READY),
        ("< +CME ERROR: 10", PinState.ABSENT),
        ("< +CME ERROR: 13", PinState.ABSENT),
        ("< +CME ERROR: 15", PinState.ABSENT),
        ("< +CME ERROR: SIM not inserted", PinState.ABSENT),
        ("< +CME ERROR: 11", PinState.PIN),
        ("< +CME ERROR: 12", PinState.PUK),
        ("< OK", PinState.OTHER),
    ],
)
def test_states(dialogue, answer: str, state: PinState) -> None:
    assert GsmSim(dialogue(f"> AT+CPIN?\n{answer}"), Quirks()).state() == state


@pytest.mark.parametrize("answer", ["< +CME ERROR: 14", "< ERROR", "< +CMS ERROR: 310"])
def test_a_sim_that_is_busy_is_refused_for_now(dialogue, answer: str) -> None:
    with pytest.raises(CommandRefused):
        GsmSim(dialogue(f"> AT+CPIN?\n{answer}"), Quirks()).state()


def test_unlock(dialogue) -> None:
    chat = dialogue("""
        > AT+CPIN?
        < +CPIN: SIM PIN
        < OK
        > AT+CPINR="SIM PIN"
        < +CPINR: SIM PIN,3,3
        < OK
        > AT+CPIN="0042"
        < OK
    """)
    GsmSim(chat, Quirks()).unlock("0042")


def test_a_wrong_pin_is_tried_once(dialogue) -> None:
    chat = dialogue("""
        > AT+CPIN?
        < +CPIN: SIM PIN
        < OK
        > AT+CPINR="SIM PIN"
        < ERROR
        > AT+CPIN="9999"
        < +CME ERROR: 16
    """)
    with pytest.raises(CommandRefused) as refused:
        GsmSim(chat, Quirks()).unlock("9999")
    assert refused.value.cause.code == 16


def test_the_last_try_is_never_used(dialogue) -> None:
    chat = dialogue("""
        > AT+CPIN?
        < +CPIN: SIM PIN
        < OK
        > AT+CPINR="SIM PIN"
        < +CPINR: SIM PIN,1,3
        < OK
    """)
    with pytest.raises(LastTry, match="only one PIN try left"):
        GsmSim(chat, Quirks()).unlock("1234")


@pytest.mark.parametrize(
    ("answer", "code"),
    [("< +CPIN: SIM PUK\n< OK", 12), ("< +CME ERROR: 10", 10), ("< +CPIN: PH-SIM PIN\n< OK", 3)],
)
def test_no_pin_goes_where_none_is_asked(dialogue, answer: str, code: int) -> None:
    with pytest.raises(CommandRefused) as refused:
        GsmSim(dialogue(f"> AT+CPIN?\n{answer}"), Quirks()).unlock("1234")
    assert refused.value.cause.code == code


@pytest.mark.parametrize("word", ["READY", "SIM PIN2", "SIM PUK2"])
def test_an_open_sim_needs_no_pin(dialogue, word: str) -> None:
    GsmSim(dialogue(f"> AT+CPIN?\n< +CPIN: {word}\n< OK"), Quirks()).unlock("1234")


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", '1234";+CFUN=1', "１２３４", "1234\r"])
def test_what_is_no_pin_never_reaches_the_wire(dialogue, pin: str) -> None:
    with pytest.raises(ValueError, match="4 to 8 digits") as refused:
        GsmSim(dialogue(""), Quirks()).unlock(pin)
    assert not pin or pin not in str(refused.value)


def test_identity(dialogue) -> None:
    chat = dialogue("""
        > AT+CRSM=176,12258,0,0,10
        < +CRSM: 144,0,"98942000008036496082"
        < OK
        > AT+CIMI
        < 262021234567890
        < OK
        > AT+CNUM
        < +CNUM: "Line 1","",129
        < +CNUM: "Line 2","491721234567",145,7,4
        < OK
    """)
    assert GsmSim(chat, Quirks()).identity() == SimIdentity("89490200000863940628", "262021234567890", "+491721234567")


def test_an_identity_that_is_not_told(dialogue) -> None:
    chat = dialogue("""
        > AT+CRSM=176,12258,0,0,10
        < ERROR
        > AT+CCID
        < ERROR
        > AT+CIMI
        < +CME ERROR: 11
        > AT+CNUM
        < OK
    """)
    assert GsmSim(chat, Quirks()).identity() == SimIdentity()


def test_F05_unsolicited_lines_in_the_middle_of_an_identity(dialogue) -> None:
    chat = dialogue("""
        > AT+CIMI
        < RING
        < +CMTI: "SM",1
        < 262021234567890
        < OK
        > AT+CNUM
        < ERROR
    """)
    assert GsmSim(chat, Quirks(iccid=())).identity().imsi == "262021234567890"
    assert [heard.line for heard in chat.unsolicited()] == ["RING", '+CMTI: "SM",1']


def test_changes_are_events() -> None:
    sim = GsmSim(None, Quirks(sim_lines=(("+CPIN: NOT INSERTED", PinState.ABSENT),)))  # type: ignore[arg-type]
    handlers = sim.handlers()
    assert handlers["+CPIN"](Unsolicited("+CPIN: SIM PIN")) == (SimChanged(PinState.PIN),)
    assert handlers["+CPIN: NOT INSERTED"](Unsolicited("+CPIN: NOT INSERTED")) == (SimChanged(PinState.ABSENT),)
