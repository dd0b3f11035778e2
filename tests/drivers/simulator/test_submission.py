"""`+CMGS` and its kin: what reaches the service centre, and what comes back."""

from __future__ import annotations

import pytest

from drivers.at.results import CMS
from drivers.gsm.address import Address
from drivers.gsm.concat import MessageOptions, segment
from drivers.gsm.tpdu import StatusReport, decode_from_centre


def pdu(number="+15559", text="hi", report=False):
    (submit,) = segment(Address.parse(number), text, 0, MessageOptions(status_report=report))
    return submit.encode()


def start(dte, tpdu):
    return dte.say(f"AT+CMGS={len(tpdu)}\r")


def send(dte, tpdu=None, centre="00"):
    tpdu = tpdu or pdu()
    start(dte, tpdu)
    return [line for line in dte.say(f"{centre}{tpdu.hex().upper()}\x1a").split("\r\n") if line]


@pytest.fixture
def ready(dte):
    dte.at("AT+CMEE=1")
    return dte


def test_the_service_centre_sees_what_was_sent(world, ready):
    assert send(ready, pdu("+15551234", "Grüße")) == ["+CMGS: 0", "OK"]
    (record,) = world.events("submit")
    assert record["modem"] == "gsm0"
    assert record["imsi"] == "001010000001001"
    assert record["number"] == "+15550001001"
    assert record["destination"] == "+15551234"
    assert record["reference"] == 0
    assert record["text"] == "Grüße"


def test_the_modem_numbers_messages_and_wraps(world, ready):
    world.ask("sim", modem="gsm0", reference=254)
    assert [send(ready)[0] for _ in range(3)] == ["+CMGS: 255", "+CMGS: 0", "+CMGS: 1"]
    assert [record["tpdu"][2:4] for record in world.events("submit")] == ["FF", "00", "01"]


def test_an_address_of_the_centre_is_taken(world, ready):
    assert send(ready, centre="0791515500009999")[1] == "OK"


def test_escape_sends_nothing(world, ready):
    start(ready, pdu())
    assert ready.say("0001\x1b") == "\r\nOK\r\n"
    assert world.events("submit") == []


@pytest.mark.parametrize(
    ("length", "text", "code"),
    [
        (9, "00", 304),
        (9, "zz", 304),
        (9, "0001000491551500F00000", 304),
        (10, "0004000491551500000000", 304),
        (9, "00010001D1410000", 304),
    ],
)
def test_what_is_no_SMS_SUBMIT_is_refused(world, ready, length, text, code):
    assert ready.say(f"AT+CMGS={length}\r") == "\r\n> "
    assert ready.say(f"{text}\x1a") == f"\r\n+CMS ERROR: {code}\r\n"
    assert world.events("submit") == []


def test_a_length_of_no_TPDU_gets_no_prompt(ready):
    assert ready.at("AT+CMGS=3") == ["+CMS ERROR: 304"]
    assert ready.at("AT+CMGS=x") == ["+CMS ERROR: 304"]


def test_without_network_nothing_is_sent(world, ready):
    world.ask("registration", modem="gsm0", state=2)
    assert send(ready) == ["+CMS ERROR: 331"]
    assert world.events("submit") == []


def test_latency_of_prompt_and_network(world, ready):
    world.ask("latency", modem="gsm0", prompt=0.5, submit=2.0)
    assert start(ready, pdu()) == ""
    world.clock.advance(0.5)
    assert ready.look() == "\r\n> "
    ready.say(f"00{pdu().hex()}\x1a")
    world.clock.advance(1.9)
    assert ready.look() == ""
    assert world.events("submit") == []
    world.clock.advance(0.1)
    assert ready.look() == "\r\n+CMGS: 0\r\n\r\nOK\r\n"


def test_the_link_is_kept_open_for_more(world, ready):
    world.ask("latency", modem="gsm0", submit=3.0, linked=1.0)
    ready.at("AT+CMMS=2")
    assert ready.at("AT+CMMS?;+CMMS=?") == ["+CMMS: 2", "+CMMS: (0-2)", "OK"]
    send(ready)
    world.clock.advance(3.0)
    assert "+CMGS" in ready.look()
    send(ready)
    world.clock.advance(1.0)
    assert "+CMGS" in ready.look()
    world.clock.advance(1.5)
    send(ready)
    world.clock.advance(1.0)
    assert ready.look() == ""


def test_the_centre_is_set(ready):
    assert ready.at("AT+CSCA?") == ['+CSCA: "+15550009999",145', "OK"]
    assert ready.at('AT+CSCA="+4917";+CSCA?') == ['+CSCA: "+4917",145', "OK"]
    assert ready.at('AT+CSCA="x"') == ["+CMS ERROR: 330"]


def test_commands_to_the_centre_are_refused(ready):
    assert ready.at("AT+CMGC=10") == ["+CMS ERROR: 303"]


@pytest.mark.parametrize(
    ("shape", "prompt"),
    [("standard", "\r\n> "), ("bare", "\r\n>"), ("alone", "> "), ("crlf", "\r\n>\r\n"), ("lines", "\r\n> \r\n")],
)
def test_F01_prompt_in_every_shape(world, ready, shape, prompt):
    world.ask("fault", modem="gsm0", name="F01", options={"shape": shape}, count=1)
    assert start(ready, pdu()) == prompt
    ready.say("\x1b")
    assert start(ready, pdu()) == "\r\n> "


def test_F01_prompt_split_and_late(world, ready):
    world.ask("fault", modem="gsm0", name="F01", options={"shape": "standard", "split": 1.0, "late": 4.0})
    assert start(ready, pdu()) == ""
    world.clock.advance(4)
    got = [ready.look()]
    for _ in range(3):
        world.clock.advance(1)
        got.append(ready.look())
    assert got == ["\r", "\n", ">", " "]


def test_F01_prompt_missing(world, ready):
    world.ask("fault", modem="gsm0", name="F01.missing")
    assert start(ready, pdu()) == ""
    assert ready.say("\x1b") == "\r\nOK\r\n"


def test_F02_a_stuck_modem_eats_the_next_command(world, ready):
    world.ask("fault", modem="gsm0", name="F02", options={"destination": "+15558", "text": "half "})
    assert ready.at("AT") == []
    assert ready.say("\x1a") == "\r\n+CMGS: 0\r\n\r\nOK\r\n"
    assert world.events("submit")[0]["destination"] == "+15558"


def test_F02_escape_frees_it(world, ready):
    world.ask("fault", modem="gsm0", name="F02")
    assert ready.say("\x1b") == "\r\nOK\r\n"
    assert ready.at("AT") == ["OK"]
    assert world.events("submit") == []


@pytest.mark.parametrize("name", ["F03", "F04"])
def test_F04_the_answer_is_lost_but_not_the_message(world, ready, name):
    world.ask("fault", modem="gsm0", name=name, count=1)
    assert send(ready) == []
    assert len(world.events("submit")) == 1
    assert send(ready) == ["+CMGS: 1", "OK"]


def test_F03_the_answer_is_late(world, ready):
    world.ask("fault", modem="gsm0", name="F03.late", options={"delay": 61})
    assert send(ready) == []
    world.clock.advance(60.9)
    assert ready.look() == ""
    world.clock.advance(0.1)
    assert ready.look() == "\r\n+CMGS: 0\r\n\r\nOK\r\n"


@pytest.mark.parametrize("code", CMS)
def test_F17_every_cause(world, ready, code):
    world.ask("fault", modem="gsm0", name="F17", options={"code": code})
    for mode, answer in ((0, "ERROR"), (1, f"+CMS ERROR: {code}"), (2, f"+CMS ERROR: {CMS[code]}")):
        ready.at(f"AT+CMEE={mode}")
        assert send(ready) == [answer]
    assert world.events("submit") == []
    assert len(world.events("refused")) == 3


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({"domain": "CME", "code": 30}, "+CME ERROR: 30"),
        ({"domain": "ERROR"}, "ERROR"),
        ({"text": "+CMS ERROR: gremlins"}, "+CMS ERROR: gremlins"),
        ({"code": 599}, "+CMS ERROR: 599"),
    ],
)
def test_F17_other_forms(world, ready, options, answer):
    world.ask("fault", modem="gsm0", name="F17", options=options, after=1, count=1)
    assert [send(ready)[-1] for _ in range(3)] == ["OK", answer, "OK"]


def reports(text):
    lines = [line for line in text.split("\r\n") if line]
    pdus = [lines[at + 1] for at, line in enumerate(lines) if line.startswith("+CDS:")]
    return [decode_from_centre(bytes.fromhex(line)[1 + int(line[:2], 16) :]) for line in pdus]


def test_F26_the_report_comes_first(world, ready):
    world.ask("fault", modem="gsm0", name="F26", count=1)
    ready.at("AT+CNMI=2,0,0,1")
    tpdu = pdu(report=True)
    start(ready, tpdu)
    answer = ready.say(f"00{tpdu.hex()}\x1a")
    assert answer.index("+CDS:") < answer.index("+CMGS: 0")
    world.clock.advance(60)
    assert ready.look() == ""


def test_F26_a_report_on_nothing_of_ours(world, ready):
    world.ask("fault", modem="gsm0", name="F26.foreign", options={"offset": 50, "recipient": "+15550"}, count=1)
    ready.at("AT+CNMI=2,0,0,1")
    send(ready, pdu(report=True))
    world.clock.advance(1)
    foreign, own = reports(ready.look())
    assert isinstance(foreign, StatusReport) and isinstance(own, StatusReport)
    assert (foreign.reference, foreign.recipient.number) == (50, "+15550")
    assert (own.reference, own.recipient.number) == (0, "+15559")


def test_F26_references_wrap(world, ready):
    world.ask("fault", modem="gsm0", name="F26.wrap")
    assert [send(ready)[0] for _ in range(3)] == ["+CMGS: 254", "+CMGS: 255", "+CMGS: 0"]
