"""Faults of the port: lines in every response, storms, silence."""

from __future__ import annotations

from drivers.simulator.faults import INTRUDERS


def test_F05_lines_in_every_response(world, dte):
    world.ask("fault", modem="gsm0", name="F05", options={"lines": "RING|^RSSI: 9"})
    assert dte.at("AT+CMEE?;+CMGF?") == [
        "RING", "^RSSI: 9",
        "+CMEE: 0", "RING", "^RSSI: 9",
        "+CMGF: 0", "RING", "^RSSI: 9",
        "OK",
    ]  # fmt: skip


def test_F05_all_the_usual_ones(world, dte):
    world.ask("fault", modem="gsm0", name="F05", count=1)
    assert dte.at("AT") == [*INTRUDERS, "OK"]
    assert dte.at("AT") == ["OK"]


def test_F05_lines_before_the_prompt(world, dte):
    world.ask("fault", modem="gsm0", name="F05", options={"lines": "RING"})
    assert dte.say("AT+CMGS=20\r") == "\r\nRING\r\n\r\n> "


def test_F05_a_message_and_its_PDU_stay_together(world, dte):
    world.ask("sms", modem="gsm0", text="x")
    world.ask("fault", modem="gsm0", name="F05", options={"lines": "RING"})
    lines = dte.at("AT+CMGL=4")
    assert lines[1].startswith("+CMGL: 1") and len(lines[2]) > 30
    assert lines[3:] == ["RING", "OK"]


def test_F06_a_storm_of_lines(world, dte):
    world.ask("fault", modem="gsm0", name="F06", options={"rate": 50, "seconds": 10, "line": "^RSSI: 5"})
    world.clock.advance(5)
    assert 249 <= dte.look().count("^RSSI: 5") <= 252
    assert dte.at("AT") == ["OK"]
    world.clock.advance(60)
    assert 248 <= dte.look().count("^RSSI: 5") <= 252


def test_F06_a_storm_is_ended(world, dte):
    world.ask("fault", modem="gsm0", name="F06")
    world.ask("clear", modem="gsm0", name="F06")
    dte.look()
    world.clock.advance(1)
    assert dte.look() == ""


def test_F07_a_black_hole(world, dte):
    world.ask("fault", modem="gsm0", name="F07", after=1)
    assert dte.at("AT") == ["OK"]
    assert dte.at("AT") == []
    assert dte.at("AT+CMEE=1") == []
    world.ask("clear", modem="gsm0")
    assert dte.at("AT+CMEE?") == ["+CMEE: 0", "OK"]


def test_F07_for_a_time(world, dte):
    world.ask("fault", modem="gsm0", name="F07", options={"seconds": 30}, count=1)
    assert dte.at("AT") == []
    world.clock.advance(29)
    assert dte.at("AT") == []
    world.clock.advance(1)
    assert dte.at("AT") == ["OK"]


def test_F07_half_open(world, dte):
    world.ask("fault", modem="gsm0", name="F07.halfopen", count=1)
    assert dte.at("AT+CMEE=1") == []
    world.ask("clear", modem="gsm0")
    assert dte.at("AT+CMEE?") == ["+CMEE: 1", "OK"]
