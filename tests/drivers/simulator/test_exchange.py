"""The service centre: routes, queues, validity, status reports."""

from __future__ import annotations

import pytest

from drivers.gsm.address import Address
from drivers.gsm.concat import MessageOptions, segment
from drivers.gsm.tpdu import Deliver, StatusReport, decode_from_centre
from drivers.simulator.exchange import EXPIRED


def send(dte, number, text="hi", **options):
    for submit in segment(Address.parse(number), text, 9, MessageOptions(**options)):
        tpdu = submit.encode()
        dte.say(f"AT+CMGS={len(tpdu)}\r")
        assert "+CMGS" in dte.say(f"00{tpdu.hex()}\x1a")


def shown(text):
    """The TPDUs in +CMT and +CDS."""
    lines = [line for line in text.split("\r\n") if line]
    pdus = [lines[at + 1] for at, line in enumerate(lines) if line.startswith(("+CMT:", "+CDS:"))]
    return [decode_from_centre(bytes.fromhex(pdu)[1 + int(pdu[:2], 16) :]) for pdu in pdus]


@pytest.fixture
def direct(dte, other):
    for each in (dte, other):
        each.at("AT+CNMI=2,2,0,1")


@pytest.mark.parametrize("number", ["+15550001002", "15550001002", "0015550001002", "5550001002", "05550001002"])
def test_one_SIM_texts_the_other(world, dte, other, direct, number):
    send(dte, number, "Grüße")
    world.clock.advance(1)
    (message,) = shown(other.look())
    assert isinstance(message, Deliver)
    assert (message.originator.number, message.text) == ("+15550001001", "Grüße")
    assert message.timestamp.timestamp() == int(world.clock.wall() - 1)


def test_a_SIM_texts_itself(world, dte, direct):
    send(dte, "+15550001001")
    world.clock.advance(1)
    assert len(shown(dte.look())) == 1


def test_parts_and_headers_go_through_untouched(world, dte, other, direct):
    send(dte, "+15550001002", "x" * 200, ports=(2948, 9200))
    world.clock.advance(1)
    parts = shown(other.look())
    assert [part.concatenation.number for part in parts] == [1, 2]
    assert {part.ports for part in parts} == {(2948, 9200)}
    assert "".join(part.text for part in parts) == "x" * 200


def test_a_report_is_sent_when_the_message_has_arrived(world, dte, other, direct):
    send(dte, "+15550001002", status_report=True)
    world.clock.advance(1)
    (report,) = shown(dte.look())
    assert isinstance(report, StatusReport)
    assert (report.reference, report.recipient.number, report.status) == (0, "+15550001002", 0)


def test_no_report_unless_asked(world, dte, other, direct):
    send(dte, "+15550001002")
    send(dte, "+15559")
    world.clock.advance(1)
    assert dte.look() == ""


@pytest.mark.parametrize("status", [0x00, 0x30, 0x46])
def test_outside_subscribers_take_everything_and_end_as_told(world, dte, direct, status):
    world.ask("subscriber", number="+15559", status=status)
    send(dte, "+15559", status_report=True)
    world.clock.advance(1)
    (report,) = shown(dte.look())
    assert report.status == status


def test_messages_wait_for_a_SIM_that_is_away(world, dte, other, direct):
    world.ask("registration", modem="gsm1", state=0)
    for text in ("one", "two"):
        send(dte, "+15550001002", text)
    world.clock.advance(1)
    assert other.look() == ""
    assert world.ask("state", modem="gsm1")["modems"][0]["queued"] == 2
    world.ask("registration", modem="gsm1", state=1)
    assert [message.text for message in shown(other.look())] == ["one", "two"]


def test_messages_wait_for_the_PIN(world, dte, other, direct):
    world.ask("sim", modem="gsm1", pin="4321")
    send(dte, "+15550001002")
    world.clock.advance(1)
    assert other.look() == ""
    assert "+CMT:" in other.say("AT+CPIN=4321\r")


def test_messages_follow_the_card(world, dte, other):
    world.ask("registration", modem="gsm1", state=0)
    send(dte, "+15550001002")
    world.clock.advance(1)
    card = world.modems["gsm1"].slot.card
    world.modems["gsm1"].insert(None)
    dte.at("AT+CNMI=2,2")
    world.modems["gsm0"].insert(card)
    assert len(shown(dte.look())) == 1


def test_validity_ends_the_waiting(world, dte, direct):
    from datetime import timedelta

    world.ask("registration", modem="gsm1", state=0)
    send(dte, "+15550001002", status_report=True, validity=timedelta(minutes=5))
    world.clock.advance(299)
    assert dte.look() == ""
    world.clock.advance(2)
    (report,) = shown(dte.look())
    assert report.status == EXPIRED
    assert world.ask("state", modem="gsm1")["modems"][0]["queued"] == 0
    assert len(world.events("expired")) == 1


def test_a_name_is_no_destination(world, dte):
    from drivers.gsm.tpdu import Submit

    dte.at("AT+CMEE=1")
    tpdu = Submit(Address.alphanumeric("Bank"), b"hi").encode()
    dte.say(f"AT+CMGS={len(tpdu)}\r")
    assert dte.say(f"00{tpdu.hex()}\x1a") == "\r\n+CMS ERROR: 1\r\n"


def test_hundreds_wait_and_arrive_in_order(world, dte, direct):
    world.ask("registration", modem="gsm0", state=0)
    for number in range(500):
        world.ask("sms", modem="gsm0", text=str(number))
    world.ask("registration", modem="gsm0", state=1)
    assert [message.text for message in shown(dte.look())] == [str(number) for number in range(500)]


def test_F03_the_report_is_late(world, dte, direct):
    world.ask("fault", modem="gsm0", name="F03.report", options={"delay": 30})
    send(dte, "+15559", status_report=True)
    world.clock.advance(29)
    assert dte.look() == ""
    world.clock.advance(2)
    assert len(shown(dte.look())) == 1
