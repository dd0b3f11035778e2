"""A class 1 modem as its DTE sees it; time is turned by hand."""

from __future__ import annotations

import pytest

from drivers.simulator.fax.exchange import Cause
from drivers.simulator.fax.failures import CallFails, ConnectLate, Hangs, TrainingFails, WrongCarrier
from drivers.simulator.fax.manners import Manners
from drivers.simulator.fax.switchboard import Switchboard
from tests.peers.pages import document, sheets

pytestmark = pytest.mark.peer

NUMBER, FAR = "+15550003001", "15550002000"


class Dte:
    """What a program sees of its modem."""

    def __init__(self, board, number=NUMBER, *others) -> None:
        self.heard = b""
        self.held: list[bool] = []
        self.modem = board.add(number, *others, send=self._take, hold=self.held.append)
        self.say("ATE0")

    def say(self, command: str) -> list[str]:
        self.look()
        self.modem.receive(command.encode() + b"\r")
        return self.look()

    def look(self) -> list[str]:
        heard, self.heard = self.heard, b""
        return [line for line in heard.decode("latin-1").split("\r\n") if line]

    def _take(self, data: bytes) -> None:
        self.heard += data


@pytest.fixture
def records() -> list:
    return []


@pytest.fixture
def board(clock, records):
    return Switchboard(clock, records.append)


@pytest.fixture
def dte(board):
    made = Dte(board)
    yield made
    made.modem.close()


def test_it_says_what_it_is(dte) -> None:
    assert dte.say("AT+FCLASS=?") == ["0,1,1.0", "OK"]
    assert dte.say("AT+GSN") == ["MBF003001", "OK"]
    assert dte.say("AT+FTM=?") == ["24,48,72,73,74,96,97,98,121,122,145,146", "OK"]


@pytest.mark.parametrize(
    ("cause", "said"),
    [(Cause.BUSY, "BUSY"), (Cause.NO_DIALTONE, "NO DIALTONE"), (Cause.NO_ANSWER, "NO ANSWER")],
)
def test_a_call_that_does_not_come_about(dte, board, clock, cause, said) -> None:
    board.exchange.refusals[FAR] = cause
    dte.say("AT+FCLASS=1")
    assert dte.say(f"ATDT{FAR}") == []
    clock.advance(40.0)
    assert dte.look() == [said]
    assert dte.say("AT") == ["OK"]


def test_a_far_end_that_says_nothing(dte, board, clock) -> None:
    board.default = Manners(silent=True)
    dte.say("AT+FCLASS=1")
    dte.say(f"ATD{FAR}")
    clock.advance(30.0)
    assert "NO CARRIER" not in dte.look()
    dte.modem.receive(b"\x18")
    assert dte.look()
    assert dte.say("ATH") == ["OK"]


def test_a_far_end_identifies_itself(dte, board, clock, tmp_path) -> None:
    board.default = Manners(inbox=tmp_path / "in.tif")
    dte.say("AT+FCLASS=1")
    dte.say(f"ATD{FAR}")
    clock.advance(6.0)
    assert dte.look()[0] == "CONNECT"
    assert dte.heard == b""


def test_it_rings_with_the_caller_and_a_reset_does_not_end_that(dte, board, clock) -> None:
    dte.say("AT+VCID=1")
    board.call(NUMBER, Manners())
    clock.advance(1.0)
    assert [line.partition(" = ")[0] for line in dte.look()] == ["RING", "DATE", "TIME", "NMBR"]
    assert dte.say("ATH") == ["OK"]
    clock.advance(3.0)
    assert dte.look() == ["RING"]
    assert dte.say("ATZ") == ["OK"]
    clock.advance(3.0)
    assert dte.look() == ["RING"]


def test_nobody_calls(dte) -> None:
    dte.say("AT+FCLASS=1")
    assert dte.say("ATA") == ["NO ANSWER"]


def test_it_answers_by_itself_where_s0_says_so(dte, board, clock, records, tmp_path) -> None:
    dte.say("AT+FCLASS=1")
    dte.say("ATS0=1")
    board.call(NUMBER, Manners(document=document(tmp_path / "out.tif", sheets())))
    clock.advance(8.0)
    assert dte.look() == ["RING", "CONNECT"]
    board.exchange.drop(dte.modem)
    assert (records[0].answered, records[0].ok) == (True, False)
    assert "NO CARRIER" in dte.look()


def test_two_modems_call_each_other(dte, board, clock) -> None:
    other = Dte(board, "+15550003002", "+15550003003")
    for each in (dte, other):
        each.say("AT+FCLASS=1")
    other.say("AT-SDR=7")
    dte.say("ATD5550003003")
    clock.advance(1.0)
    assert other.look() == ["RING 2"]
    other.say("ATA")
    clock.advance(5.0)
    assert other.look() == ["CONNECT"]
    other.modem.receive(b"\xff\x13\x80\x00\xee\xf8\x10\x03")
    clock.advance(3.0)
    assert dte.look()[0] == "CONNECT"
    other.modem.close()


def test_the_dte_waits_while_the_modem_is_full(dte, board, clock, tmp_path) -> None:
    board.default = Manners(inbox=tmp_path / "in.tif")
    dte.say("AT+FCLASS=1")
    dte.say(f"ATD{FAR}")
    clock.advance(8.0)
    dte.say("AT+FTM=145")
    clock.advance(2.0)
    dte.modem.receive(bytes(8000))
    assert dte.held[-1] is True
    assert dte.heard.endswith(b"\x13")
    clock.advance(10.0)
    assert dte.held[-1] is False
    assert b"\x11" in dte.heard


TSI, DCS = b"\xff\x03\x43" + b" " * 20, b"\xff\x13\x83\x00\x86\xf8"  # V.29 at 9600 bit/s, fine, A4
END = b"\x10\x03"
TRAINING = bytes(1800) + END


def trained(dte, clock) -> int:
    """Dial, answer DIS with DCS and a training check; the FCF that comes back."""

    def run(said: bytes, until: bytes) -> bytes:
        dte.look()
        dte.modem.receive(said)
        for _ in range(600):
            if until in dte.heard:
                break
            clock.advance(0.02)
        return dte.heard

    run(b"AT+FCLASS=1\r", b"OK")
    run(f"ATD{FAR}\r".encode(), b"OK\r\n")
    run(b"AT+FRH=3\r", b"OK\r\n")
    for command, *data in ((b"AT+FTH=3\r", TSI + END, DCS + END), (b"AT+FTM=96\r", TRAINING)):
        run(b"AT+FTS=8\r", b"OK\r\n")
        run(command, b"CONNECT")
        for octets in data:
            run(octets, b"\r\n")
    heard = run(b"AT+FRH=3\r", b"OK\r\n")
    return heard[heard.index(b"\xff\x13") + 2] & 0xFE


def test_training_succeeds(dte, board, clock, tmp_path) -> None:
    board.default = Manners(inbox=tmp_path / "in.tif")
    assert trained(dte, clock) == 0x84  # CFR


def test_F28_training_fails(dte, board, clock, tmp_path) -> None:
    board.default = Manners(inbox=tmp_path / "in.tif")
    dte.modem.faults.arm("F28.training", TrainingFails(start=0.3))
    assert trained(dte, clock) == 0x44  # FTT


def test_F28_the_wrong_carrier_no_dial_tone_and_a_late_connect(dte, board, clock) -> None:
    dte.say("AT+FCLASS=1")
    dte.modem.faults.arm("F28.fcerror", WrongCarrier())
    assert dte.say("AT+FRM=96") == []
    clock.advance(0.1)
    assert dte.look() == ["+FCERROR"]
    dte.modem.faults.arm("F28.dial", CallFails())
    dte.say("ATD1")
    clock.advance(0.1)
    assert dte.look() == ["NO DIALTONE"]
    dte.modem.faults.arm("F28.connect", ConnectLate(4.0))
    dte.modem.faults.disarm("F28.dial")
    dte.say(f"ATD{FAR}")
    clock.advance(3.0)
    clock.advance(4.0)
    assert dte.look()[0] == "CONNECT"


def test_F28_a_modem_that_hangs_comes_back_when_that_is_cleared(dte, clock) -> None:
    dte.modem.faults.arm("F28.hang", Hangs())
    assert dte.say("ATD1") == []
    clock.advance(60.0)
    assert dte.say("AT") == []
    dte.modem.faults.disarm()
    dte.modem.recover()
    assert dte.say("AT") == ["OK"]
