"""PDU and text mode: how messages look, and what a typed one becomes."""

from __future__ import annotations

import pytest

from drivers.gsm.tpdu import decode_to_centre
from drivers.simulator.answers import Refusal
from drivers.simulator.messageformat import length_of, pdu_of
from drivers.simulator.textmode import stamp


def test_a_PDU_is_the_address_of_the_centre_and_the_TPDU():
    assert pdu_of("0791447758100650" + "11000B91", 4) == (bytes.fromhex("0791447758100650"), bytes.fromhex("11000B91"))
    assert pdu_of("00 1100\r\n0B91", 4) == (b"\0", bytes.fromhex("11000B91"))


@pytest.mark.parametrize(("text", "length"), [("", 0), ("zz", 1), ("001", 1), ("0011", 2), ("0011", 0), ("0791", 1)])
def test_a_PDU_of_another_length_is_refused(text, length):
    with pytest.raises(Refusal) as refusal:
        pdu_of(text, length)
    assert refusal.value.code == 304


@pytest.mark.parametrize("value", ["", "x", "6", "165"])
def test_a_length_that_no_TPDU_has_is_refused(value):
    with pytest.raises(Refusal):
        length_of([value])


@pytest.fixture
def text(dte):
    dte.at("AT+CMGF=1;+CMEE=1")
    return dte


def send(dte, number, content):
    dte.say(f'AT+CMGS="{number}"\r')
    return [line for line in dte.say(f"{content}\x1a").split("\r\n") if line]


def last_submit(world):
    return decode_to_centre(bytes.fromhex(world.events("submit")[-1]["tpdu"]))


def test_settings_are_told(text):
    assert text.at("AT+CMGF?;+CSDH?;+CSMP?") == ["+CMGF: 1", "+CSDH: 0", "+CSMP: 17,167,0,0", "OK"]
    assert text.at("AT+CSMP=49,4,1,8;+CSDH=1;+CSMP?;+CSDH?") == ["+CSMP: 49,4,1,8", "+CSDH: 1", "OK"]


def test_a_text_is_sent(world, text):
    assert send(text, "+15550001002", "Hello @ home") == ["+CMGS: 0", "OK"]
    submit = last_submit(world)
    assert (submit.destination.number, submit.text) == ("+15550001002", "Hello @ home")
    assert not submit.status_report_requested
    assert submit.validity.total_seconds() == 24 * 3600


def test_parameters_shape_what_is_sent(world, text):
    text.at("AT+CSMP=49,0,0,0")
    send(text, "15559", "x")
    submit = last_submit(world)
    assert submit.status_report_requested
    assert submit.validity.total_seconds() == 300


def test_UCS2_text_and_number(world, text):
    text.at('AT+CSCS="UCS2";+CSMP=17,167,0,8')
    assert send(text, "002B003100350035", "0416D83DDE00") == ["+CMGS: 0", "OK"]
    submit = last_submit(world)
    assert (submit.destination.number, submit.text) == ("+155", "Ж😀")


def test_eight_bit_data_is_typed_in_hexadecimal(world, text):
    text.at("AT+CSMP=17,167,0,4")
    send(text, "+155", "00FF41")
    assert last_submit(world).data == b"\x00\xffA"


@pytest.mark.parametrize(
    ("number", "content"),
    [("+155", "x" * 161), ("not a number", "x"), ("+155", "`"), ("", "x")],
)
def test_what_does_not_fit_is_refused(world, text, number, content):
    text.at('AT+CSCS="IRA"')
    assert send(text, number, content) == ["+CMS ERROR: 305"]
    assert world.events("submit") == []


def test_a_message_is_read(world, text):
    world.ask("sms", modem="gsm0", number="+15557001", text="Good day")
    assert text.at("AT+CMGR=1") == ['+CMGR: "REC UNREAD","+15557001",,"23/11/14,22:30:00+00"', "Good day", "OK"]
    text.at("AT+CSDH=1")
    assert text.at("AT+CMGR=1") == [
        '+CMGR: "REC READ","+15557001",,"23/11/14,22:30:00+00",145,4,0,0,"+15550009999",145,8',
        "Good day",
        "OK",
    ]
    assert text.at('AT+CMGL="ALL"') == [
        '+CMGL: 1,"REC READ","+15557001",,"23/11/14,22:30:00+00",145,8',
        "Good day",
        "OK",
    ]


def test_a_part_is_shown_in_hexadecimal(world, text):
    world.ask("sms", modem="gsm0", text="x" * 161, reference=7)
    _, data, *_ = text.at("AT+CMGR=1")
    assert data.startswith("050003070201")


def test_a_stored_submit_and_a_report(world, text):
    text.at("AT+CSDH=1;+CNMI=2,1,0,2;+CSMP=49,167,0,0")
    text.say('AT+CMGW="+15551"\r')
    text.say("draft\x1a")
    assert text.at("AT+CMGR=1")[0] == '+CMGR: "STO UNSENT","+15551",,145,49,0,0,167,"",129,5'
    send(text, "+15552", "now")
    world.clock.advance(1)
    assert text.look() == '\r\n+CDSI: "SM",2\r\n'
    assert text.at("AT+CMGR=2")[0] == (
        '+CMGR: "REC UNREAD",6,0,"+15552",145,"23/11/14,22:30:00+00","23/11/14,22:30:00+00",0'
    )
    assert text.at('AT+CMGL="REC READ"')[0].startswith('+CMGL: 2,"REC READ",6,0,"+15552",145,')


def test_what_is_no_PDU_is_shown_as_it_is(world, text):
    world.ask("raw", modem="gsm0", tpdu="04FF")
    assert text.at("AT+CMGR=1") == ['+CMGR: "REC UNREAD","",,""', "04FF", "OK"]
    assert text.at('AT+CMGL="ALL"') == ['+CMGL: 1,"REC READ","",,""', "04FF", "OK"]


def test_no_time_is_no_stamp():
    assert stamp(None) == ""
