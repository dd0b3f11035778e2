"""Data, and the results behind them."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.at.online import OnlineChat
from drivers.at.syntax import ONLINE_FINALS, Command, Connect, FinalResult
from drivers.errors import CallAborted, NoAnswer
from drivers.port import HELD_STALL
from drivers.replay import ReplayPort
from drivers.trace import Trace

FRM = Command("AT+FRM=96", ("+FRH:",), finals=ONLINE_FINALS)
FTM = Command("AT+FTM=96", finals=ONLINE_FINALS)


class Talk:
    def __init__(self, text: str) -> None:
        self.port = ReplayPort.of(text)
        self.trace = Trace(clock=self.port.clock)
        self.chat = OnlineChat(self.port, clock=self.port.clock, trace=self.trace)


def test_a_result_is_what_it_is() -> None:
    talk = Talk("> AT+FRM=96\n< +FRH:3\n< CONNECT\n> AT+FRM=96\n< NO CARRIER")
    assert talk.chat.result(FRM, 1.0) == Connect("CONNECT")
    assert talk.chat.told == ("+FRH:3",)
    closing = talk.chat.result(FRM, 1.0)
    assert isinstance(closing, FinalResult)
    assert (closing.line, talk.chat.told) == ("NO CARRIER", ())


@given(st.lists(st.integers(0, 30), max_size=4))
def test_data_and_the_result_behind_them_however_they_are_cut(cuts: list[int]) -> None:
    stream = b"\r\nCONNECT\r\n\nab\r\nOK\r\n\x10\x03\r\nNO CARRIER\r\n"
    places = sorted({0, *cuts, len(stream)})
    pieces = [stream[a:b] for a, b in pairwise(places)]
    said = "\n".join(f"< {piece.decode('latin-1').encode('unicode_escape').decode()}\\" for piece in pieces)
    talk = Talk(f"> AT+FRM=96\n{said}")
    assert talk.chat.result(FRM, 1.0) == Connect("CONNECT")
    data = b""
    while b"\x10\x03" not in data:
        data += talk.chat.unrecorded(1.0)
    octets, _, rest = data.partition(b"\x10\x03")
    assert octets == b"\nab\r\nOK\r\n"
    assert talk.chat.after_data(FRM, 1.0, rest).line == "NO CARRIER"


def test_no_data_in_time() -> None:
    talk = Talk("> AT+FRM=96\n< CONNECT")
    talk.chat.result(FRM, 1.0)
    assert talk.chat.octets(5.0) == b""
    assert 5.0 <= talk.port.clock() < 5.1


def test_a_page_is_not_recorded() -> None:
    talk = Talk("> AT+FTM=96\n< CONNECT\n> page\\\n< OK")
    talk.chat.result(FTM, 1.0)
    with talk.chat.sending():
        assert talk.chat.carry(b"page") == b""
        talk.chat.after_data(FTM, 1.0)
    talk.chat.remark("sent a page")
    assert str(talk.trace.transcript()) == "> AT+FTM=96\n< CONNECT\n< OK\n! sent a page\n"


def test_who_is_held_waits_until_it_is_let_go_on() -> None:
    """A port with a line discipline honours DC3 and DC1 itself; from any other they are read."""
    talk = Talk("> AT+FTM=96\n< CONNECT\n> one\\\n< \\x13\\\n< \\x11\\\n> two\\\n< OK\\x11\\r\\n\\")
    talk.chat.result(FTM, 1.0)
    with talk.chat.sending():
        assert talk.chat.carry(b"one") == b""
        assert talk.chat.carry(b"two") == b""
        assert talk.chat.after_data(FTM, 1.0).line == "OK"
    talk.port.assert_done()


def test_who_is_held_for_good_gives_up() -> None:
    talk = Talk("> AT+FTM=96\n< CONNECT\n> one\\\n< \\x13\\")
    talk.chat.result(FTM, 1.0)
    with talk.chat.sending(), pytest.raises(NoAnswer):
        talk.chat.carry(b"one")
        talk.chat.carry(b"two")
    assert HELD_STALL <= talk.port.clock() < HELD_STALL + 1


def test_what_is_said_in_the_middle_of_a_page() -> None:
    talk = Talk("> AT+FTM=96\n< CONNECT\n> one\\\n< NO CARRIER\n> two\\")
    talk.chat.result(FTM, 1.0)
    with talk.chat.sending():
        assert talk.chat.carry(b"one") == b""
        assert talk.chat.carry(b"two") == b"\r\nNO CARRIER\r\n"


@pytest.mark.parametrize("said", ["< OK", "< CONNECT\n< \\xff\\x13\\x10\\x03\\\n< OK", "< NO CARRIER\n< OK"])
def test_what_a_modem_is_at_is_given_up_by_a_character(said: str) -> None:
    talk = Talk(f"> AT+FRM=96\n! silence\n> \\x18\\\n{said}\n> AT\n< OK")
    with pytest.raises(NoAnswer):
        talk.chat.result(FRM, 1.0)
    talk.chat.interrupt()
    talk.chat.run("AT")
    talk.port.assert_done()


def test_a_modem_that_gives_nothing_up() -> None:
    talk = Talk("> \\x18\\")
    with pytest.raises(NoAnswer):
        talk.chat.interrupt()


def test_a_pause_takes_what_comes() -> None:
    talk = Talk("< RING\n! silence")
    talk.chat.pause(1.0)
    assert [each.line for each in talk.chat.unsolicited()] == ["RING"]


def test_an_abort_ends_the_wait_once_and_only_in_a_call() -> None:
    talk = Talk("> AT+FRM=96\n< NO CARRIER")
    talk.chat.abort()
    with talk.chat.abortable():
        assert talk.chat.result(FRM, 1.0).line == "NO CARRIER"
        aborting = threading.Thread(target=talk.chat.abort)
        aborting.start()
        aborting.join()
        with pytest.raises(CallAborted):
            talk.chat.octets(60.0)
        talk.chat.check()
        talk.chat.abort()
    talk.chat.check()
    assert talk.port.clock() < 1.0
