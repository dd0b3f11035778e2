"""What modems say that don't do as ours of the simulator does, by transcript."""

from __future__ import annotations

import pytest

from drivers.at.online import OnlineChat
from drivers.errors import NoAnswer, NotConnected
from drivers.fax.call import Call
from drivers.fax.class2 import Class2
from drivers.fax.dis import Dis
from drivers.fax.identification import Identification
from drivers.fax.page import PageFormat
from drivers.fax.quirks import FaxQuirks
from drivers.fax.termination import Termination
from drivers.replay import ReplayPort
from tests.drivers.fax.link import Desk
from tests.drivers.fax.stations import DeskStation

SET_UP = "".join(
    f"> AT{command}\n< OK\n"
    for command in (
        *("+FCLASS=2", "+FCR=1", "+FBOR=0", "+FCQ=1", "+FDCC=0,3,0,0,0,0,0,0", '+FLID="1"', "+FSPL=0", "+FLPL=0"),
    )
)
DIALLED = f"{SET_UP}> ATDT2\n< +FCON\n"
DIS = '< +FCSI: "  2 "\n< +FDIS: 0,3,0,0,0,0,0,0\n< OK\n> AT+FDIS=0,3,0,0,0,0,0,0\n< OK\n'
ANSWERED = f"{SET_UP}> ATA\n< +FCON\n< +FDCS: 0,3,0,0,0,0,0,0\n< OK\n"
GONE = "> ATH\n< OK"
BLANK = (bytes(216),) * 2


class Telephone:
    def __init__(self, text: str) -> None:
        self.port = ReplayPort.of(text)
        self.fax = Class2(OnlineChat(self.port, clock=self.port.clock), FaxQuirks(), "2")
        self.call = Call(Identification("1"), Dis(), self.port.clock)
        self.desk = Desk(document=((BLANK, PageFormat()),))
        self.station = DeskStation(self.desk)

    def send(self) -> Termination:
        return self.fax.send("2", self.call, self.station)

    def answer(self) -> Termination:
        return self.fax.answer(self.call, self.station)


def test_a_page_may_be_taken_without_dc1() -> None:
    telephone = Telephone(
        f"{DIALLED}{DIS}> AT+FDT\n< CONNECT\n! silence\n> {'*' * 17}\\x10\\x03\\\n"
        f"< OK\n> AT+FET=2\n< +FPTS: 1\n< +FHNG: 0\n< OK\n{GONE}"
    )
    assert telephone.send() is Termination.NORMAL
    assert (telephone.call.confirmed, telephone.call.far.ident) == (1, "2")
    telephone.port.assert_done()


def test_a_line_that_is_gone_before_the_page_may_be_told_without_fhng() -> None:
    telephone = Telephone(f"{DIALLED}{DIS}> AT+FDT\n< NO CARRIER\n> AT+FK\n< ERROR\n{GONE}")
    assert telephone.send() is Termination.TRANSMIT_B
    assert telephone.call.in_doubt is None
    telephone.port.assert_done()


def test_a_page_whose_end_nobody_confirms_is_in_doubt() -> None:
    telephone = Telephone(
        f"{DIALLED}{DIS}> AT+FDT\n< CONNECT\n< \\x11\\\n> {'*' * 17}\\x10\\x03\\\n"
        f"< OK\n> AT+FET=2\n< +FHNG: 54\n< ERROR\n{GONE}"
    )
    assert telephone.send() is Termination.NO_RESPONSE_TO_EOP
    assert (telephone.call.confirmed, telephone.call.in_doubt, telephone.call.refused) == (0, 0, False)
    telephone.port.assert_done()


def test_a_person_answers() -> None:
    telephone = Telephone(f"{SET_UP}> ATDT2\n< +FHNG: 11\n< OK\n{GONE}")
    assert telephone.send() is Termination.NO_ANSWER
    telephone.port.assert_done()


def test_a_busy_line_is_no_call() -> None:
    telephone = Telephone(f"{SET_UP}> ATDT2\n< BUSY\n{GONE}")
    with pytest.raises(NotConnected, match="BUSY"):
        telephone.send()
    telephone.port.assert_done()


def test_a_parameter_that_a_modem_has_not_is_done_without() -> None:
    text = DIALLED.replace("> AT+FCQ=1\n< OK", "> AT+FCQ=1\n< ERROR").replace("+FLPL=0\n< OK", "+FLPL=0\n< ERROR")
    telephone = Telephone(f"{text}< +FHNG: 21\n< OK\n{GONE}")
    assert telephone.send() is Termination.INCOMPATIBLE
    telephone.port.assert_done()


def test_a_page_is_asked_for_by_dc1_where_dc2_brings_nothing() -> None:
    telephone = Telephone(
        f"{ANSWERED}> AT+FDR\n< CONNECT\n> \\x12\\\n! silence\n> \\x11\\\n"
        "< \\x00\\x01\\x26\\xa0\\x01\\x26\\xa0\\x01\\x00\\x10\\x10\\x01\\x10\\x03\\\n< +FPTS: 1\n< +FET: 2\n< OK\n"
        f"> AT+FPTS=*\n< OK\n> AT+FDR\n< +FHNG: 0\n< OK\n{GONE}"
    )
    assert telephone.answer() is Termination.NORMAL
    telephone.port.assert_done()


def test_a_page_that_breaks_off_is_not_delivered() -> None:
    telephone = Telephone(
        f"{ANSWERED}> AT+FDR\n< +FCFR\n< CONNECT\n> \\x12\\\n"
        f"< \\x00\\x01\\x26\\xa0\\x10\\x03\\\n< +FHNG: 90\n< ERROR\n{GONE}"
    )
    assert telephone.answer() is Termination.RECEIVE_C
    assert (telephone.call.received, telephone.desk.kept) == (0, [])
    telephone.port.assert_done()


def test_a_modem_that_hangs_before_the_page() -> None:
    telephone = Telephone(
        f"{DIALLED}{DIS}> AT+FDT\n! silence\n> \\x18\\\n! silence\n> AT+FK\n! silence\n> ATH\n! silence\n> ATH\n< OK"
    )
    with pytest.raises(NoAnswer):
        telephone.send()
    assert telephone.call.in_doubt is None
    telephone.port.assert_done()


def test_nobody_answers_in_time() -> None:
    telephone = Telephone(f"{SET_UP}> ATDT2\n! silence\n> \\x18\\\n< NO CARRIER\n! silence\n{GONE}")
    with pytest.raises(NotConnected, match="in time"):
        telephone.send()
    telephone.port.assert_done()


@pytest.mark.parametrize(
    ("answer", "ended", "refused"),
    [("2", Termination.TRANSMIT_D, True), ("1", Termination.TRANSMIT_D_RESPONSE_LOST, False)],
)
def test_an_error_behind_a_page_is_a_refusal_only_where_the_modem_says_so(
    answer: str, ended: Termination, refused: bool
) -> None:
    page = f"> AT+FDT\n< CONNECT\n< \\x11\\\n> {'*' * 17}\\x10\\x03\\\n< OK\n> AT+FET=2\n< ERROR\n"
    page += f"> AT+FPTS?\n< {answer}\n< OK\n"
    telephone = Telephone(f"{DIALLED}{DIS}{page * (3 if refused else 1)}> AT+FK\n< OK\n{GONE}")
    assert telephone.send() is ended
    assert (telephone.call.confirmed, telephone.call.in_doubt, telephone.call.refused) == (0, 0, refused)
    telephone.port.assert_done()


def test_a_normal_end_in_the_middle_of_a_document_is_none() -> None:
    telephone = Telephone(
        f"{DIALLED}{DIS}> AT+FDT\n< CONNECT\n< \\x11\\\n> {'*' * 17}\\x10\\x03\\\n"
        f"< OK\n> AT+FET=0\n< +FHNG: 0\n< OK\n{GONE}"
    )
    telephone.desk.document *= 2
    assert telephone.send() is Termination.TRANSMIT_D_RESPONSE_LOST
    assert (telephone.call.confirmed, telephone.call.in_doubt) == (0, 0)
    telephone.port.assert_done()
