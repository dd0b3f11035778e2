"""USSD: labelled replies, then sessions."""

from __future__ import annotations

import pytest

from drivers.at.syntax import Unsolicited
from drivers.capabilities import UssdReply
from drivers.errors import CommandRefused, NoAnswer
from drivers.gsm.arrivals import Arrivals
from drivers.gsm.quirks import Quirks
from drivers.gsm.ussd import GsmUssd, packed, parse_cusd


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ('+CUSD: 0,"Your balance is 5.00",15', UssdReply(0, "Your balance is 5.00")),
        ('+CUSD: 1,"1 Balance\n2 Top up",15', UssdReply(1, "1 Balance\n2 Top up")),
        ('+CUSD: 0, "spaces",64', UssdReply(0, "spaces")),
        ("+CUSD: 2", UssdReply(2, "")),
        ("+CUSD: 5", UssdReply(5, "")),
        ("+CUSD:", UssdReply(4, "")),
        ('+CUSD: 0,"no dcs"', UssdReply(0, "no dcs")),
        ('+CUSD: 0,"041F04400438043204350442",72', UssdReply(0, "Привет")),
        ('+CUSD: 0,"653700480069",17', UssdReply(0, "Hi")),  # "en" in front, 23.038 5
        ('+CUSD: 0,"00480069",17', UssdReply(0, "Hi")),
        ('+CUSD: 0,"00480065006C006C006F",15', UssdReply(0, "Hello")),  # CSCS UCS2
        ('+CUSD: 0,"C8329BFD06DDDF723619",15', UssdReply(0, "Hello world")),  # packed septets
        ('+CUSD: 0,"48656C6C6F",68', UssdReply(0, "Hello")),
        ('+CUSD: 0,"12345678",15', UssdReply(0, "12345678")),
        ('+CUSD: 0,"89490200001234567890",15', UssdReply(0, "89490200001234567890")),
        # characters in hex, one an octet: a Huawei E-stick; gammu/gammu#513
        ('+CUSD: 0,"3037373935353033333035",0', UssdReply(0, "07795503305")),
        ('+CUSD: 1,"536973612070756C736120\n52702E",0', UssdReply(1, "536973612070756C736120\n52702E")),
        ('+CUSD: 1,"536973612070756C73612052702E333030302E",0', UssdReply(1, "Sisa pulsa Rp.3000.")),
        # packed septets and a <dcs> of 1: bg111/asterisk-chan-dongle#98
        ('+CUSD: 0,"C8329BFD06DDDF723619",1', UssdReply(0, "Hello world")),
        # UCS2 in hex and a <dcs> that says 7 bit: ZTE MF286D, obsy/sms_tool#13
        ('+CUSD: 0,"00440075002000680061007200200030002C003900390020004B00F60070",7', UssdReply(0, "Du har 0,99 Köp")),
        ('+CUSD: 0,"12AB",15', UssdReply(0, "12AB")),
        ('+CUSD: 0,"041F0",72', UssdReply(0, "041F0")),  # broken hex stays
        ('+CUSD: 0,"D83D",72', UssdReply(0, "\ufffd")),  # half a pair
        ('+CUSD: 0,"",15', UssdReply(0, "")),
    ],
)
def test_F18_replies(line: str, reply: UssdReply) -> None:
    assert parse_cusd(line) == reply


def ussd(chat, **quirks) -> GsmUssd:
    clock = chat._clock
    return GsmUssd(chat, Quirks(**quirks), Arrivals(chat, clock), clock)


GSM = '> AT+CSCS?\n< +CSCS: "GSM"\n< OK\n'


def test_a_reply_that_comes_later(dialogue) -> None:
    chat = dialogue(GSM + '> AT+CUSD=1,"*100#",15\n< OK\n< +CUSD: 0,"5.00 EUR",15')
    assert ussd(chat).request("*100#", 30.0) == UssdReply(0, "5.00 EUR")


def test_a_reply_within_the_answer(dialogue) -> None:
    chat = dialogue(GSM + '> AT+CUSD=1,"*100#",15\n< +CUSD: 0,"5.00 EUR",15\n< OK')
    assert ussd(chat).request("*100#", 30.0) == UssdReply(0, "5.00 EUR")


def test_a_session_of_several_steps(dialogue) -> None:
    chat = dialogue(
        GSM
        + '> AT+CUSD=1,"*100#",15\n< OK\n< +CUSD: 1,"1 Balance\\r\\n2 Top up",15\n'
        + GSM
        + '> AT+CUSD=1,"1",15\n< OK\n< +CUSD: 0,"5.00 EUR",15\n'
    )
    session = ussd(chat)
    assert session.request("*100#", 30.0).status == 1
    assert session.request("1", 30.0) == UssdReply(0, "5.00 EUR")


def test_F18_an_empty_answer_first(dialogue) -> None:
    chat = dialogue(GSM + '> AT+CUSD=1,"*100#",15\n< OK\n< +CUSD: 0,"",15\n< +CUSD: 0,"5.00 EUR",15')
    assert ussd(chat).request("*100#", 30.0) == UssdReply(0, "5.00 EUR")


def test_F18_an_answer_that_stays_empty(dialogue) -> None:
    chat = dialogue(GSM + '> AT+CUSD=1,"*100#",15\n< OK\n< +CUSD: 0')
    assert ussd(chat).request("*100#", 30.0) == UssdReply(0, "")
    assert chat._clock() < 6.0


def test_F18_a_modem_in_ucs2(dialogue) -> None:
    chat = dialogue(
        '> AT+CSCS?\n< +CSCS: "UCS2"\n< OK\n> AT+CUSD=1,"002A0031003000300023",15\n'
        '< OK\n< +CUSD: 0,"0035002E00300030",15'
    )
    assert ussd(chat).request("*100#", 30.0) == UssdReply(0, "5.00")


def test_no_reply(dialogue) -> None:
    chat = dialogue(GSM + '> AT+CUSD=1,"*100#",15\n< OK\n< +CMTI: "SM",1')
    with pytest.raises(NoAnswer):
        ussd(chat).request("*100#", 30.0)
    assert 30.0 <= chat._clock() < 30.1


def test_F05_other_lines_meanwhile_are_kept(dialogue) -> None:
    chat = dialogue(GSM + '> AT+CUSD=1,"*100#",15\n< +CMTI: "SM",1\n< OK\n< RING\n< +CUSD: 0,"x",15')
    arrivals = Arrivals(chat, chat._clock)
    GsmUssd(chat, Quirks(), arrivals, chat._clock).request("*100#", 30.0)
    assert [heard.line for heard in arrivals.take()] == ['+CMTI: "SM",1', "RING"]


def test_a_refusal(dialogue) -> None:
    chat = dialogue('> AT+CSCS?\n< ERROR\n> AT+CUSD=1,"*100#",15\n< +CME ERROR: 30')
    with pytest.raises(CommandRefused):
        ussd(chat).request("*100#", 30.0)


@pytest.mark.parametrize("code", ["", '*100#",15;+CFUN=0', "*100#\r", "*100#\x1a", "é", "1" * 161, "*1\n", "_", "@"])
def test_F31_what_is_no_code_never_reaches_the_wire(dialogue, code: str) -> None:
    with pytest.raises(ValueError, match="USSD code"):
        ussd(dialogue("")).request(code, 1.0)


def test_cancel(dialogue) -> None:
    ussd(dialogue("> AT+CUSD=2\n< OK")).cancel()


def test_what_the_network_says_by_itself_is_an_event(dialogue) -> None:
    handler = ussd(dialogue("")).handlers()["+CUSD"]
    assert handler(Unsolicited('+CUSD: 0,"Your data is used up",15')) == (UssdReply(0, "Your data is used up"),)


@pytest.mark.parametrize(
    ("code", "octets"),
    [
        ("*101#", "AA182C3602"),  # warthog618/modem#5
        ("*100#", "AA180C3602"),
        ("*101*4#", "AA182CA6A28D1A"),  # seven characters: bg111/asterisk-chan-dongle#98
        ("*101*44#", "AA182CA6A2D146"),
    ],
)
def test_F18_codes_packed(code: str, octets: str) -> None:
    assert packed(code) == octets
