"""Registration, signal, operator: labelled replies, then the capability."""

from __future__ import annotations

import pytest

from drivers.at.syntax import Unsolicited
from drivers.capabilities import Registration, RegistrationChanged, RegistrationState, Signal
from drivers.gsm.network import GsmNetwork, answers_read, parse_cops, parse_creg, parse_csq
from drivers.gsm.quirks import Quirks

State = RegistrationState


@pytest.mark.parametrize(
    ("line", "registration", "answer"),
    [
        ("+CREG: 0,1", Registration(State.HOME), True),
        ("+CREG: 2, 5", Registration(State.ROAMING), True),
        ('+CREG: 2,1,"00C3","7D2A"', Registration(State.HOME, "00C3", "7D2A"), True),
        ('+CREG: 2,1,"00c3","0139f2b5",7', Registration(State.HOME, "00C3", "0139F2B5"), True),
        ("+CREG: 2,1,00C3,7D2A", Registration(State.HOME, "00C3", "7D2A"), True),
        ("+CEREG: 0,6", Registration(State.HOME_SMS_ONLY), True),
        ("+CEREG: 2,10", Registration(State.ROAMING), True),
        ("+C5GREG: 1,9", Registration(State.HOME), True),
        ("+CREG: 1", Registration(State.HOME), False),
        ("+CREG: 0", Registration(State.NOT_REGISTERED), False),
        ('+CREG: 5,"00C3","7D2A"', Registration(State.ROAMING, "00C3", "7D2A"), False),
        ("+CGREG: 1,00C3,7D2A", Registration(State.HOME, "00C3", "7D2A"), False),
        ('+CGREG: 1,"00C3","7D2A",2,"01"', Registration(State.HOME, "00C3", "7D2A"), False),
        ("+CEREG: 90", Registration(State.UNKNOWN), False),  # onomondo/nrf-softsim#95
        ("+CREG:", Registration(State.UNKNOWN), False),
        ("+CREG: x", Registration(State.UNKNOWN), False),
    ],
)
def test_registration_lines(line: str, registration: Registration, answer: bool) -> None:
    assert (parse_creg(line), answers_read(line)) == (registration, answer)


@pytest.mark.parametrize(
    ("line", "signal"),
    [
        ("+CSQ: 0,0", Signal(-113, 0)),
        ("+CSQ: 23,99", Signal(-67)),
        ("+CSQ: 31,7", Signal(-51, 7)),
        ("+CSQ: 99,99", Signal(None)),
        ("+CSQ: 150,99", Signal(-66)),  # SIM7600 on TD-SCDMA
        ("+CSQ: 199,99", Signal(None)),
        ("+CSQ: 28.50,0", Signal(None, 0)),
        ("+CSQ:", Signal(None)),
    ],
)
def test_signal_lines(line: str, signal: Signal) -> None:
    assert parse_csq(line) == signal


@pytest.mark.parametrize(
    ("line", "operator"),
    [
        ("+COPS: 0", ""),
        ('+COPS: 0,0,"vodafone P",2', "vodafone P"),
        ('+COPS: 0,2,"26202"', "26202"),
        ('+COPS: 0,0,"0056006F006400610066006F006E0065"', "Vodafone"),
        ('+COPS: 1,0,"Simulated, Ltd",7', "Simulated, Ltd"),
    ],
)
def test_F18_operator_lines(line: str, operator: str) -> None:
    assert parse_cops(line) == operator


def test_registered_on_the_first_asks_no_more(dialogue) -> None:
    chat = dialogue("""
        > AT+CREG?
        < +CREG: 2,1,"00C3","7D2A",2
        < OK
    """)
    assert GsmNetwork(chat, Quirks()).registration() == Registration(State.HOME, "00C3", "7D2A")


def test_F34_registered_on_lte_alone(dialogue) -> None:
    chat = dialogue("""
        > AT+CREG?
        < +CREG: 0,0
        < OK
        > AT+CGREG?
        < ERROR
        > AT+CEREG?
        < +CEREG: 0,1
        < OK
    """)
    assert GsmNetwork(chat, Quirks()).registration().sms


def test_of_several_noes_the_one_that_tells_most(dialogue) -> None:
    chat = dialogue("""
        > AT+CREG?
        < +CREG: 0,0
        < OK
        > AT+CGREG?
        < +CGREG: 0,3
        < OK
        > AT+CEREG?
        < +CEREG: 0,2
        < OK
    """)
    assert GsmNetwork(chat, Quirks()).registration() == Registration(State.SEARCHING)


def test_F05_a_change_in_the_middle_of_the_read_command(dialogue) -> None:
    chat = dialogue("""
        > AT+CREG?
        < +CREG: 5,"00C3","7D2A"
        < +CREG: 2,2
        < OK
    """)
    network = GsmNetwork(chat, Quirks(registration=("CREG",)))
    assert network.registration() == Registration(State.SEARCHING)
    (changed,) = chat.unsolicited()
    handler = network.handlers()["+CREG"]
    assert handler(changed) == (RegistrationChanged(Registration(State.ROAMING, "00C3", "7D2A")),)


def test_a_modem_without_any_registration_command(dialogue) -> None:
    chat = dialogue("""
        > AT+CREG?
        < ERROR
    """)
    assert GsmNetwork(chat, Quirks(registration=("CREG",))).registration() == Registration(State.UNKNOWN)


def test_signal_and_operator(dialogue) -> None:
    chat = dialogue("""
        > AT+CSQ
        < +CSQ: 17,0
        < OK
        > AT+COPS?
        < +COPS: 0,0,"one"
        < OK
    """)
    network = GsmNetwork(chat, Quirks())
    assert (network.signal(), network.operator()) == (Signal(-79, 0), "one")


def test_changes_of_every_kind_are_events() -> None:
    handlers = GsmNetwork(None, Quirks()).handlers()  # type: ignore[arg-type]
    assert set(handlers) == {"+CREG", "+CGREG", "+CEREG"}
    assert handlers["+CEREG"](Unsolicited("+CEREG: 1")) == (RegistrationChanged(Registration(State.HOME)),)
