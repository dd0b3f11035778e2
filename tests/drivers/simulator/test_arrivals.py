"""Messages that come in: routed by `+CNMI` and class, acknowledged, held back."""

from __future__ import annotations

import pytest

from drivers.gsm.tpdu import Deliver
from drivers.simulator.arrivals import ACKNOWLEDGE_SECONDS

NO_REPORTS_STORED = (range(3), range(4), range(1), range(2), range(2))


def deliver(world, message_class=None):
    """A message of that class for gsm0: 8-bit data, two octets."""
    coding = "04" if message_class is None else f"F{4 + message_class}"
    world.ask("raw", modem="gsm0", tpdu=f"040481515500{coding}32111422300000026869")


@pytest.mark.parametrize(
    ("mode", "message_class", "expected"),
    [
        (0, None, ""),
        (1, None, "+CMTI"),
        (2, None, "+CMT:"),
        (3, None, "+CMTI"),
        (2, 0, "+CMT:"),
        (2, 1, "+CMT:"),
        (2, 2, "+CMTI"),
        (2, 3, "+CMT:"),
        (3, 3, "+CMT:"),
        (3, 1, "+CMTI"),
    ],
)
def test_routing_by_class(world, dte, mode, message_class, expected):
    dte.at(f"AT+CNMI=2,{mode}")
    deliver(world, message_class)
    told = dte.look()
    assert expected in told if expected else told == ""
    stored = world.ask("state", modem="gsm0")["modems"][0]["storage"]["SM"]["used"]
    assert stored == (0 if expected == "+CMT:" else 1)


def test_a_message_for_the_SIM_goes_there(world, dte):
    dte.at('AT+CPMS="ME","ME","ME";+CNMI=2,1')
    deliver(world, 2)
    assert dte.look() == '\r\n+CMTI: "SM",1\r\n'
    deliver(world, 1)
    assert dte.look() == '\r\n+CMTI: "ME",1\r\n'


def test_a_voicemail_indication_is_stored_where_it_says_so(world, dte):
    dte.at("AT+CNMI=2,2")
    world.ask("raw", modem="gsm0", tpdu="040481515500D8321114223000000168")
    assert "+CMTI" in dte.look()
    world.ask("raw", modem="gsm0", tpdu="040481515500C8321114223000000168")
    assert "+CMT:" in dte.look()


def test_direct_delivery_in_PDU_mode(world, dte):
    dte.at("AT+CNMI=2,2")
    world.ask("sms", modem="gsm0", number="Bank", text="Hello")
    head, pdu = [line for line in dte.look().split("\r\n") if line]
    tpdu = bytes.fromhex(pdu)[1 + int(pdu[:2], 16) :]
    assert head == f"+CMT: ,{len(tpdu)}"
    message = Deliver.decode(tpdu)
    assert (message.originator.number, message.text) == ("Bank", "Hello")


def test_direct_delivery_in_text_mode(world, dte):
    dte.at("AT+CNMI=2,2;+CMGF=1")
    world.ask("sms", modem="gsm0", number="+15557", text="Hello")
    assert dte.look() == '\r\n+CMT: "+15557",,"23/11/14,22:30:00+00"\r\nHello\r\n'


def test_lines_are_kept_while_the_TE_wants_none(world, dte):
    dte.at("AT+CNMI=0,1")
    world.ask("sms", modem="gsm0", text="one")
    assert dte.look() == ""
    assert dte.at("AT+CNMI=2,1,0,0,0") == ["OK", '+CMTI: "SM",1']
    dte.at("AT+CNMI=0,1")
    world.ask("sms", modem="gsm0", text="two")
    assert dte.at("AT+CNMI=2,1,0,0,1") == ["OK"]


REPORT = "06{:02X}0B915155001000F2321114222300003211142223000000"


def reported(world, *references):
    for reference in references:
        world.ask("raw", modem="gsm0", tpdu=REPORT.format(reference))


def test_what_is_buffered_is_off_the_network_s_hands_and_acknowledged_when_it_is_told(world, dte):
    dte.at("AT+CMEE=1;+CSMS=1;+CNMI=0,2,0,1")
    reported(world, 1, 2)
    assert [record["by"] for record in world.events("delivered")] == ["buffered", "buffered"]
    world.clock.advance(ACKNOWLEDGE_SECONDS)
    assert dte.at("AT+CNMI?") == ["+CNMI: 0,2,0,1,0", "OK"]
    told = dte.say("AT+CNMI=2,2,0,1,0\r")
    assert (told.count("+CDS:"), "0601" in told) == (1, True)
    told = dte.say("AT+CNMA\r")
    assert (told.count("+CDS:"), "0602" in told) == (1, True)
    assert dte.at("AT+CNMA") == ["OK"]
    assert dte.at("AT+CNMA") == ["+CMS ERROR: 340"]


def test_what_was_buffered_and_is_not_acknowledged_is_stored(world, dte):
    dte.at("AT+CSMS=1;+CNMI=0,2,0,1")
    reported(world, 1, 2)
    dte.at("AT+CNMI=2,2,0,1,0")
    world.clock.advance(ACKNOWLEDGE_SECONDS)
    assert dte.at("AT+CNMI?") == ["+CNMI: 2,0,0,0,0", "OK"]
    assert len([line for line in dte.at("AT+CMGL=4") if line.startswith("+CMGL")]) == 2


def test_what_comes_while_the_buffer_is_told_waits_its_turn(world, dte):
    dte.at("AT+CSMS=1;+CNMI=0,2,0,1")
    reported(world, 1)
    dte.at("AT+CNMI=2,2,0,1,0")
    reported(world, 2)
    assert "0602" not in dte.look()
    assert "0602" in dte.say("AT+CNMA\r")


def test_what_was_buffered_is_stored_where_that_is_wanted_now(world, dte):
    dte.at("AT+CSMS=1;+CNMI=0,2,0,1")
    reported(world, 1)
    assert dte.at("AT+CNMI=2,1,0,2,0") == ["OK", '+CDSI: "SM",1']


def test_a_modem_that_cannot_store_reports(world, dte):
    world.modems["gsm0"].arrivals.indications_offered = NO_REPORTS_STORED
    assert dte.at("AT+CNMI=?") == ["+CNMI: (0-2),(0-3),(0),(0,1),(0,1)", "OK"]
    assert dte.at("AT+CMEE=1;+CNMI=2,1,0,2") == ["+CME ERROR: 50"]
    assert dte.at("AT+CNMI=2,1,0,1") == ["OK"]


def test_settings_are_told(dte):
    assert dte.at("AT+CNMI=2,1,0,2,1;+CNMI?") == ["+CNMI: 2,1,0,2,1", "OK"]
    assert dte.at("AT+CNMI=?") == ["+CNMI: (0-3),(0-3),(0-3),(0-2),(0,1)", "OK"]
    assert dte.at("AT+CSMS=?") == ["+CSMS: (0,1)", "OK"]
    assert dte.at("AT+CSMS=1;+CSMS?") == ["+CSMS: 1,1,0", "+CSMS: 1,1,1,0", "OK"]
    assert dte.at("AT+CNMI=9") == ["ERROR"]


def test_acknowledged_before_the_next(world, dte):
    dte.at("AT+CSMS=1;+CNMI=2,2")
    for text in ("one", "two"):
        world.ask("sms", modem="gsm0", text=text)
    assert dte.look().count("+CMT:") == 1
    assert world.events("delivered") == []
    answer = dte.say("AT+CNMA\r")
    assert answer.index("OK") < answer.index("+CMT:")
    assert [record["by"] for record in world.events("delivered")] == ["acknowledged"]
    assert dte.at("AT+CNMA=1") == ["OK"]
    assert len(world.events("delivered")) == 2


def test_an_acknowledgement_with_its_PDU(world, dte):
    dte.at("AT+CSMS=1;+CNMI=2,2")
    world.ask("sms", modem="gsm0", text="one")
    dte.look()
    assert dte.say("AT+CNMA=1,3\r") == "\r\n> "
    assert dte.say("000000\x1a") == "\r\nOK\r\n"
    assert len(world.events("delivered")) == 1


def test_an_acknowledgement_that_nobody_expects(dte):
    dte.at("AT+CMEE=1;+CSMS=1;+CNMI=2,2")
    assert dte.at("AT+CNMA") == ["+CMS ERROR: 340"]


def test_without_acknowledgement_it_comes_again_and_is_stored(world, dte):
    dte.at("AT+CSMS=1;+CNMI=2,2,0,1")
    world.ask("sms", modem="gsm0", text="one")
    dte.look()
    world.clock.advance(ACKNOWLEDGE_SECONDS)
    assert dte.at("AT+CNMI?") == ["+CNMI: 2,0,0,0,0", "OK"]
    world.clock.advance(10)
    assert [record["by"] for record in world.events("held")] == ["timed out"]
    assert [record["by"] for record in world.events("delivered")] == ["stored"]
    assert b"one".hex() not in dte.look()


def test_without_acknowledgement_it_does_not_come_again_just_because_there_is_room(world, dte):
    dte.at("AT+CSMS=1")
    dte.at("AT+CNMI=2,2,0,1,0")
    world.ask("sms", modem="gsm0", text="unheard")
    world.clock.advance(15.0)
    dte.at('AT+CPMS="SM","SM","SM"')
    assert len(world.events("held")) == 1
    assert world.events("delivered") == []
    dte.at("AT+CNMI=2,2,0,1,0")
    dte.look()
    world.clock.advance(5.0)
    assert "+CMT:" in dte.look()


def test_a_refused_message_comes_again(world, dte):
    dte.at("AT+CSMS=1;+CNMI=2,2")
    world.ask("sms", modem="gsm0", text="one")
    dte.look()
    assert dte.at("AT+CNMA=2") == ["OK"]
    world.clock.advance(10)
    assert "+CMT:" in dte.look()


@pytest.mark.parametrize(("mode", "told"), [(0, ""), (1, "+CDS: 25"), (2, '+CDSI: "SM",1')])
def test_reports_by_mode(world, dte, mode, told):
    dte.at(f"AT+CNMI=2,1,0,{mode}")
    world.ask("raw", modem="gsm0", tpdu="06000B915155001000F23211142230000032111422300000" + "00")
    assert told in dte.look()


def test_a_full_store_holds_messages_back_until_there_is_room(world, dte):
    world.ask("storage", modem="gsm0", capacity=1, fill=1, urc='^SMMEMFULL: "{memory}"')
    dte.at("AT+CNMI=2,1")
    world.ask("sms", modem="gsm0", text="later")
    assert dte.look() == '\r\n^SMMEMFULL: "SM"\r\n'
    assert dte.at("AT+CMGD=1") == ["OK", '+CMTI: "SM",1']
    assert [record["by"] for record in world.events("delivered")] == ["stored"]


def test_F14_full_storage_on_demand(world, dte):
    dte.at("AT+CNMI=2,1")
    world.ask("fault", modem="gsm0", name="F14")
    world.ask("sms", modem="gsm0", text="later")
    assert dte.look() == "\r\n+SMMEMFULL\r\n"
    assert dte.at("AT+CPMS?")[0] == '+CPMS: "SM",30,30,"SM",30,30,"SM",30,30'
    world.ask("clear", modem="gsm0")
    assert dte.at("AT+CPMS?")[0] == '+CPMS: "SM",0,30,"SM",0,30,"SM",0,30'
    world.ask("storage", modem="gsm0")
    assert dte.look() == '\r\n+CMTI: "SM",1\r\n'


def test_F15_another_store_named(world, dte):
    dte.at("AT+CNMI=2,1")
    world.ask("fault", modem="gsm0", name="F15", count=1)
    world.ask("sms", modem="gsm0", text="x")
    world.ask("sms", modem="gsm0", text="x")
    assert dte.look() == '\r\n+CMTI: "ME",1\r\n\r\n+CMTI: "SM",2\r\n'


def test_F15_no_index(world, dte):
    dte.at("AT+CNMI=2,1")
    world.ask("fault", modem="gsm0", name="F15.noindex")
    world.ask("sms", modem="gsm0", text="x")
    assert dte.look() == "\r\n+CMTI: ,-1\r\n"


def test_F16_both_ways(world, dte):
    dte.at("AT+CNMI=2,2")
    world.ask("fault", modem="gsm0", name="F16.both", count=1)
    world.ask("sms", modem="gsm0", text="x")
    told = dte.look()
    assert "+CMT:" in told and '+CMTI: "SM",1' in told


def test_F16_delivered_again(world, dte):
    dte.at("AT+CNMI=2,1")
    world.ask("fault", modem="gsm0", name="F16.again", count=2)
    world.ask("sms", modem="gsm0", text="x")
    assert dte.look().count("+CMTI") == 3
