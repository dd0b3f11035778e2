"""Identity, error reports, power, clock."""

from __future__ import annotations

import pytest

from drivers.simulator.simulation import with_check_digit


@pytest.mark.parametrize("command", ["AT+CGSN", "AT+GSN"])
def test_the_IMEI_has_its_check_digit(dte, command):
    imei, result = dte.at(command)
    assert result == "OK"
    assert len(imei) == 15
    assert with_check_digit(imei[:-1]) == imei


def test_the_check_digit_is_that_of_the_standard():
    assert with_check_digit("49015420323751") == "490154203237518"  # 23.003 annex B, as often quoted


def test_identity(dte):
    assert dte.at("AT+CGMI;+CGMM;+CGMR") == ["Modem Box", "Simulated GSM modem", "1.0", "OK"]
    assert dte.at("AT+GMI;+GMM;+GMR") == ["Modem Box", "Simulated GSM modem", "1.0", "OK"]
    assert dte.at("ATI") == ["Modem Box", "Simulated GSM modem", "Revision: 1.0", "OK"]
    assert dte.at("AT+GCAP") == ["+GCAP: +CGSM", "OK"]


@pytest.mark.parametrize(
    ("mode", "cme", "cms"),
    [
        (0, "ERROR", "ERROR"),
        (1, "+CME ERROR: 50", "+CMS ERROR: 321"),
        (2, "+CME ERROR: incorrect parameters", "+CMS ERROR: invalid memory index"),
    ],
)
def test_errors_are_worded_as_asked(dte, mode, cme, cms):
    assert dte.at(f"AT+CMEE={mode}") == ["OK"]
    assert dte.at("AT+CMEE?") == [f"+CMEE: {mode}", "OK"]
    assert dte.at("AT+CREG=9") == [cme]
    assert dte.at("AT+CMGR=7") == [cms]


def test_every_command_listed_is_known(dte):
    *commands, result = dte.at("AT+CLAC")
    assert result == "OK"
    assert {"+CMGS", "+CNMI", "+CPIN", "+CUSD"} < set(commands)
    for command in commands:
        assert any(dte.at(f"AT{command}{form}")[-1] == "OK" for form in ("=?", "?", "", "=0"))
        dte.say("\x1b")


def test_a_restart_forgets_settings_and_is_deaf_meanwhile(dte, clock, world):
    dte.at("AT+CMEE=2;+CMGF=1")
    assert dte.at("AT+CFUN=1,1") == ["OK"]
    world.clock.advance(0.1)
    assert dte.at("AT") == []
    world.clock.advance(1)
    assert dte.say("AT+CMEE?;+CMGF?\r") == "AT+CMEE?;+CMGF?\r\r\n+CMEE: 0\r\n+CMGF: 0\r\n\r\nOK\r\n"


@pytest.mark.parametrize("command", ["AT&F", "ATZ"])
def test_factory_settings(dte, command):
    dte.at("AT+CMEE=2;+CNMI=2,1")
    dte.at(command)
    assert dte.say("AT+CMEE?;+CNMI?\r").endswith("\r\n+CMEE: 0\r\n+CNMI: 0,0,0,0,0\r\n\r\nOK\r\n")


def test_the_clock_is_set_and_runs(dte, world):
    assert dte.at('AT+CCLK="26/01/02,03:04:05+00"') == ["OK"]
    world.clock.advance(60)
    assert dte.at("AT+CCLK?") == ['+CCLK: "26/01/02,03:05:05+00"', "OK"]
    assert dte.at('AT+CCLK="tomorrow"') == ["ERROR"]


def test_battery_and_wire(dte):
    assert dte.at("AT+CBC;+IPR?;+IPR=115200") == ["+CBC: 0,100,4100", "+IPR: 0", "OK"]
