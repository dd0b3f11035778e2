"""Calls as a DTE of class 2 or 2.0 has them, word for word."""

from __future__ import annotations

import pytest

from drivers.fax.decoder import decoder
from drivers.fax.dle import Unshielder, shielded
from drivers.fax.encoder import encode_page
from drivers.fax.line import REVERSED
from drivers.fax.page import Coding, Resolution
from tests.drivers.fax.pages import Rows, text_page
from tests.drivers.simulator.fax.class2pair import Desk, Pair, lines

PAGE, OTHER, WIDE = text_page(1728, 90), text_page(1728, 50), text_page(2432, 20)
CLASSES = pytest.mark.parametrize("service_class", ["2", "2.0"])


def coded(rows: Rows) -> bytes:
    return shielded(encode_page(rows, Coding.MH, Resolution.STANDARD))


def fetched(desk: Desk, service_class: str, pels: int = 1728) -> tuple[Rows, list[str]]:
    """The page that a DTE is given when it asks for it, and the lines behind it."""
    shield = Unshielder()
    octets = shield.feed(desk.say(b"\x12"))
    page = decoder(Coding.MH, pels)
    page.feed(octets.translate(REVERSED) if service_class == "2" else octets)
    return page.finish().rows, lines(shield.rest)


def sent(desk: Desk, service_class: str, rows: Rows) -> None:
    """The DTE gives its last page."""
    if service_class == "2.0":
        desk.say(coded(rows) + b"\x10.")
    else:
        assert lines(desk.say(coded(rows) + b"\x10\x03")) == ["OK"]
        desk.at("+FET=2")


def in_page(pair: Pair) -> None:
    """Up to where the caller is asked for its first page."""
    pair.connect()
    pair.caller.at("+FDT")
    pair.callee.at("+FDR")
    assert lines(pair.caller.look())[-2:] == ["CONNECT", "\x11"]
    pair.callee.look()


def test_a_document_in_the_words_of_class_2() -> None:
    pair = Pair("2")
    caller, callee = pair.caller, pair.callee
    assert callee.at('+FLID="+1 555 0002"') == caller.at('+FLID="+1 555 0001"') == ["OK"]
    calls, rings = pair.connect()
    assert calls == ["+FCON", '+FCSI:"         +1 555 0002"', "+FDIS:1,5,2,2,0,0,0,0", "OK"]
    assert rings == ["+FCON"]
    assert caller.at("+FDIS=0,5,0,2,0,0,0,0") == ["OK"]
    assert caller.at("+FDT") == []
    assert lines(callee.look()) == ['+FTSI:"         +1 555 0001"', "+FDCS:0,5,0,2,0,0,0,0", "OK"]
    assert callee.at("+FDR") == []
    assert lines(caller.look()) == ["+FDCS:0,5,0,2,0,0,0,0", "CONNECT", "\x11"]
    assert lines(caller.say(coded(PAGE) + b"\x10\x03")) == ["OK"]
    assert caller.at("+FET=0") == []
    assert lines(callee.look()) == ["+FCFR", "CONNECT"]
    assert fetched(callee, "2") == (PAGE, ["+FPTS:1,90,0,0", "+FET:0", "OK"])
    assert callee.at("+FDR") == []
    assert lines(caller.look()) == ["+FPTS:1", "OK"]
    assert caller.at("+FDT") == ["CONNECT", "\x11"]
    sent(caller, "2", OTHER)
    assert lines(callee.look()) == ["CONNECT"]
    assert fetched(callee, "2") == (OTHER, ["+FPTS:1,50,0,0", "+FET:2", "OK"])
    assert callee.at("+FDR") == ["+FHNG:0", "OK"]
    assert lines(caller.look()) == ["+FPTS:1", "+FHNG:0", "OK"]
    assert not pair.exchange.busy(caller.modem)


def test_a_document_in_the_words_of_class_2_0() -> None:
    pair = Pair("2.0")
    caller, callee = pair.caller, pair.callee
    for desk in (caller, callee):
        assert desk.at("+FNR=1,1,1,0") == ["OK"]
    calls, rings = pair.connect()
    assert (calls, rings) == (["+FCO", "+FIS:1,5,2,2,0,0,0,0", "OK"], ["+FCO"])
    assert caller.at("+FDT") == []
    assert lines(callee.look()) == ["+FCS:1,5,2,2,0,0,0,0", "OK"]
    assert callee.at("+FDR") == []
    assert lines(caller.look()) == ["+FCS:1,5,2,2,0,0,0,0", "CONNECT", "\x11"]
    sent(caller, "2.0", WIDE)
    assert lines(callee.look()) == ["CONNECT"]
    assert fetched(callee, "2.0", 2432) == (WIDE, ["+FPS:1,20,0,0", "+FET:2", "OK"])
    assert callee.at("+FDR") == ["+FHS:00", "OK"]
    assert lines(caller.look()) == ["+FHS:00", "OK"]


@CLASSES
def test_a_page_that_is_refused_is_sent_again(service_class: str) -> None:
    pair = Pair(service_class)
    caller, callee = pair.caller, pair.callee
    in_page(pair)
    sent(caller, service_class, WIDE)
    fetched(callee, service_class)
    assert callee.at({"2": "+FPTS=2", "2.0": "+FPS=2"}[service_class]) == ["OK"]
    callee.at("+FDR")
    assert lines(caller.look()) == {"2": ["+FPTS:2", "OK"], "2.0": ["ERROR"]}[service_class]
    assert caller.at("+FDT")[-2:] == ["CONNECT", "\x11"]
    sent(caller, service_class, WIDE)
    assert fetched(callee, service_class, 2432)[0] == WIDE
    assert callee.at("+FDR")[-1] == lines(caller.look())[-1] == "OK"


@CLASSES
def test_the_line_fails_in_the_middle_of_a_page(service_class: str) -> None:
    pair = Pair(service_class)
    in_page(pair)
    pair.caller.say(coded(WIDE)[:50])
    pair.exchange.drop(pair.caller.modem)
    assert lines(pair.caller.look())[0] in ("+FHNG:40", "+FHS:40")
    assert lines(pair.callee.look())[-1] == "CONNECT"
    rows, told = fetched(pair.callee, service_class, 2432)
    assert 0 < len(rows) < len(WIDE)
    assert rows == WIDE[: len(rows)]
    assert told[0] in ("+FHNG:90", "+FHS:90")


@CLASSES
def test_a_dte_that_goes_silent_in_a_page_loses_the_call(service_class: str) -> None:
    pair = Pair(service_class)
    in_page(pair)
    pair.caller.say(coded(PAGE)[:300])
    pair.clock.advance(31)
    assert lines(pair.caller.look())[0] in ("+FHNG:43", "+FHS:43")
    assert not pair.exchange.busy(pair.caller.modem)


@CLASSES
def test_a_document_is_fetched_by_who_polls(service_class: str) -> None:
    pair = Pair(service_class)
    caller, callee = pair.caller, pair.callee
    polls, gives, told = {"2": ("+FSPL", "+FLPL", "+FPOLL"), "2.0": ("+FSP", "+FLP", "+FPO")}[service_class]
    assert caller.at(f"{polls}=1") == callee.at(f"{gives}=1") == ["OK"]
    calls, _ = pair.connect()
    assert told in calls
    assert calls[-1] == "OK"
    assert caller.at("+FDR") == []
    asked = lines(callee.look())
    assert told in asked
    assert asked[-1] == "OK"
    assert callee.at("+FDT")[-2:] == ["CONNECT", "\x11"]
    sent(callee, service_class, WIDE)
    rows, behind = fetched(caller, service_class, 2432)
    assert (rows, behind[-2:]) == (WIDE, ["+FET:2", "OK"])
    assert caller.at("+FDR")[-1] == lines(callee.look())[-1] == "OK"


def test_busy_no_answer_and_nobody_there() -> None:
    pair = Pair("2")
    assert pair.caller.at("D+15550009", 20) == ["NO ANSWER"]
    assert pair.callee.at("D+15550009", 0.1) == []
    assert pair.caller.at("D+15550002", 3) == ["BUSY"]
    assert pair.callee.say(b"x") == b"\r\nNO CARRIER\r\n"
    assert pair.callee.at("A") == ["NO CARRIER"]


def test_what_is_set_is_kept_and_what_cannot_be_is_refused() -> None:
    desk = Pair("2").caller
    assert desk.at("+FDCC=1,3,0,2,1") == ["OK"]
    assert desk.at("+FDIS?") == ["1,3,0,2,1,0,0,0", "OK"]
    assert desk.at("+FDCC=9") == desk.at("+FDCC=x") == desk.at("+FBOR=x") == ["ERROR"]
    assert desk.at('+FLID="' + "1" * 21 + '"') == ["ERROR"]
    assert desk.at("+FDCC=?") == ["(0-1),(0-5),(0-2),(0-2),(0-3),(0-2),(0),(0-7)", "OK"]
    assert desk.at("+FDT") == desk.at("+FDR") == desk.at("+FET=2") == ["ERROR"]
    assert desk.at("+FCLASS=?") == ["0,2,2.0", "OK"]
    assert desk.at("+FCLASS=1") == ["ERROR"]
    assert desk.at("Z;+FCLASS?") == ["0", "OK"]
    assert desk.at("+FDCC?") == ["ERROR"]
    assert desk.at("+FCLASS=2.0;+FNR?") == ["0,0,0,0", "OK"]


def test_it_answers_by_itself_where_s0_says_so() -> None:
    pair = Pair("2")
    assert pair.callee.at("S0=2") == ["OK"]
    assert pair.caller.at("D+15550002", 2.5)[-1] == "OK"
    assert lines(pair.callee.look()) == ["RING", "RING", "+FCON"]
    pair.caller.at("+FDT")
    assert lines(pair.callee.look())[-1] == "OK"


@CLASSES
def test_a_dte_hangs_up(service_class: str) -> None:
    pair = Pair(service_class)
    pair.connect()
    assert pair.caller.at("H")[0] in ("+FHNG:2", "+FHS:02")
    assert lines(pair.callee.look())[0][:5] in ("+FHNG", "+FHS:")
    assert not pair.exchange.busy(pair.callee.modem)
