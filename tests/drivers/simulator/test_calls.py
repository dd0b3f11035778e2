"""Incoming calls ring, show who calls, and end."""

from __future__ import annotations

from drivers.simulator.calls import RING_SECONDS


def test_a_call_rings_until_the_caller_gives_up(world, dte):
    world.ask("call", modem="gsm0")
    assert dte.look() == "\r\nRING\r\n"
    world.clock.advance(RING_SECONDS)
    assert dte.look() == "\r\nRING\r\n"
    world.ask("hangup", modem="gsm0")
    assert dte.look() == "\r\nNO CARRIER\r\n"
    world.clock.advance(RING_SECONDS)
    assert dte.look() == ""


def test_the_number_and_kind_are_shown_on_request(world, dte):
    dte.at("AT+CLIP=1;+CRC=1")
    world.ask("call", modem="gsm0", number="+15557001", kind="FAX")
    assert dte.look() == '\r\n+CRING: FAX\r\n\r\n+CLIP: "+15557001",145,,,,0\r\n'
    assert dte.at("AT+CLCC;+CPAS") == ['+CLCC: 1,1,4,0,0,"+15557001",145', "+CPAS: 3", "OK"]


def test_a_withheld_number(world, dte):
    dte.at("AT+CLIP=1")
    world.ask("call", modem="gsm0", number="")
    assert dte.look() == '\r\nRING\r\n\r\n+CLIP: "",128,,,,1\r\n'


def test_rings_are_counted_and_zero_is_without_end(world, dte):
    world.ask("call", modem="gsm0", rings=2)
    world.clock.advance(3 * RING_SECONDS)
    assert dte.look() == "\r\nRING\r\n\r\nRING\r\n\r\nNO CARRIER\r\n"
    world.ask("call", modem="gsm0", rings=0)
    world.clock.advance(100 * RING_SECONDS)
    assert dte.look().count("RING") == 101


def test_we_hang_up(world, dte):
    for command in ("ATH", "AT+CHUP"):
        world.ask("call", modem="gsm0")
        dte.look()
        assert dte.at(command) == ["OK"]
        world.clock.advance(RING_SECONDS)
        assert dte.look() == ""


def test_answering_and_dialling_are_refused(world, dte):
    dte.at("AT+CMEE=1")
    assert dte.at("ATA") == ["NO CARRIER"]
    assert dte.at("ATD+15550001002;") == ["NO CARRIER"]
    world.ask("call", modem="gsm0")
    dte.look()
    assert dte.at("ATA") == ["+CME ERROR: 3"]


def test_the_line_is_busy(world):
    assert "nobody calls" in world.ask("hangup", modem="gsm0")["error"]
    world.ask("call", modem="gsm0")
    assert "busy" in world.ask("call", modem="gsm0")["error"]
