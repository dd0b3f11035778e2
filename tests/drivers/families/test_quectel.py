"""What Quectel modules do in their own way, by transcripts."""

from __future__ import annotations

import pytest

from drivers.capabilities import (
    Delivery,
    MessageStored,
    Notice,
    PinState,
    Restarted,
    SimChanged,
    SimIdentity,
    Slot,
    StorageFull,
)
from drivers.registry import open_modem

REPORT = "064D0C91947110325476629022103045006290221040000000"


def test_F20_messages_of_a_module_that_boots_while_it_is_asked(carried) -> None:
    done = carried("quectel")
    assert done.both
    assert done.others == [
        Restarted(),
        Notice("+CFUN: 1"),
        SimChanged(PinState.READY),
        SimChanged(PinState.READY),
        Notice("+QIND: PB DONE"),
        Restarted(),
    ]


def test_unlocking_and_identity(played) -> None:
    port = played("probe-quectel", "init-quectel", "sim-quectel")
    modem = open_modem(port, clock=port.clock)
    modem.pending()
    modem.sim.unlock("1234")
    assert [event for _ in range(2) for event in modem.events(1.0)] == [SimChanged(PinState.READY)] * 2
    assert modem.sim.identity() == SimIdentity("89490200001234567895", "262011234567890")


def test_a_2g_module(speaking) -> None:
    modem = speaking(
        "Quectel_Ltd",
        "Quectel_M95",
        """
        > AT+QPINC="SC"
        < ERROR
        > AT+QTRPIN
        < +QTRPIN: 2,3,10,10
        < OK
        > AT+QCCID
        < 89490200001234567895
        < OK
        > AT+CIMI
        < ERROR
        > AT+CNUM
        < ERROR
        < SMS Ready
        """,
    )
    assert modem.sim.tries_left() == 2
    assert modem.sim.identity() == SimIdentity("89490200001234567895")
    assert modem.events(1.0) == [Restarted()]


@pytest.mark.parametrize("line", ["+CPIN: NOT READY", "+CPIN: NOT INSERTED", "+QSIMSTAT: 1,0"])
def test_a_sim_taken_out(speaking, line: str) -> None:
    assert speaking("Quectel", "EC25", f"< {line}").events(1.0) == [SimChanged(PinState.ABSENT)]


def test_words_that_mean_nothing(speaking) -> None:
    lines = ["+QSIMSTAT: 1,1", '+QIND: "csq",20,99', "POWERED DOWN", "+QUSIM: 0"]
    modem = speaking("Quectel", "EC25", "\n".join(f"< {line}" for line in lines))
    assert [event for _ in lines for event in modem.events(1.0)] == [Notice(line) for line in lines]


def test_F14_a_full_store(speaking) -> None:
    assert speaking("Quectel", "EC25", '< +QIND: "smsfull","SM"').events(1.0) == [StorageFull("SM")]


def test_F15_a_report_that_lies_elsewhere_than_it_says(speaking) -> None:
    """IchthysMaranatha/asterisk-chan-quectel#75, on a module that refuses +CSMS 1, so that reports are stored."""
    memories = '("ME","SM","SR")'
    modem = speaking(
        "Quectel",
        "EC25",
        f"""
        > AT+CMGF=0
        < OK
        > AT+CSMS=1
        < +CMS ERROR: 303
        > AT+CSMS=0
        < OK
        > AT+CPMS=?
        < +CPMS: {memories},{memories},{memories}
        < OK
        > AT+CPMS="SM","SM","SM"
        < +CPMS: 0,25,0,25,0,25
        < OK
        > AT+CPMS?
        < +CPMS: "SM",0,25,"SM",0,25,"SM",0,25
        < OK
        > AT+CNMI=?
        < +CNMI: (0,1,2),(0,1,2,3),(0,2),(0,1,2),(0,1)
        < OK
        > AT+CNMI=2,1,0,2,0
        < OK
        > AT+CMMS=?
        < ERROR
        < +CDSI: "SM",0
        > AT+CMGR=0
        < OK
        > AT+CPMS="ME"
        < +CPMS: 0,255,0,25,0,25
        < OK
        > AT+CPMS?
        < +CPMS: "ME",0,255,"SM",0,25,"SM",0,25
        < OK
        > AT+CMGL=4
        < OK
        > AT+CPMS="SM"
        < +CPMS: 0,25,0,25,0,25
        < OK
        > AT+CPMS?
        < +CPMS: "SM",0,25,"SM",0,25,"SM",0,25
        < OK
        > AT+CMGL=4
        < OK
        > AT+CPMS="SR"
        < +CPMS: 1,255,0,25,0,25
        < OK
        > AT+CPMS?
        < +CPMS: "SR",1,255,"SM",0,25,"SM",0,25
        < OK
        > AT+CMGL=4
        < +CMGL: 0,0,,25
        < 00{REPORT}
        < OK
        > AT+CMGD=0
        < OK
        """,
    )
    modem.sms.enable()
    (notice,) = modem.events(1.0)
    assert isinstance(notice, MessageStored)
    (report,) = modem.sms.read(notice)
    assert report == Delivery(bytes.fromhex(REPORT), slots=(Slot("SR", 0),))
    modem.sms.confirm(report)


def test_F34_a_network_with_lte_only(speaking) -> None:
    """vshymanskyy/TinyGSM#467: CREG says denied or searching, messages go over LTE all the same."""
    modem = speaking(
        "Quectel",
        "BG96",
        "> AT+CREG?\n< +CREG: 2,3\n< OK\n> AT+CGREG?\n< +CGREG: 2,0\n< OK\n"
        '> AT+CEREG?\n< +CEREG: 2,1,"1A2B","01C3D4E5",7\n< OK',
    )
    found = modem.network.registration()
    assert found.sms
    assert (found.area, found.cell) == ("1A2B", "01C3D4E5")
